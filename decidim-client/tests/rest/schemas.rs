//! The schemas of the module's own document (its `openapi.json`, API v0.2) and, for votes,
//! `VoteProposalSerializer` of 0.3.4, restated.

/// What the document says of a value.
#[derive(Clone)]
pub(crate) enum Form {
    Text,
    /// One of these, or one that is newer.
    Name(&'static [&'static str]),
    Id,
    Moment,
    Whole,
    Truth,
    Texts,
    Anything,
    List(Box<Form>),
    Object(Vec<(&'static str, Form)>),
    /// An object that is there, in this form or with members missing.
    Essential(Vec<(&'static str, Form)>),
}

use self::Form::{Anything, Essential, Id, Moment, Name, Object, Text, Texts, Truth, Whole};

fn list(of: Form) -> Form {
    Form::List(Box::new(of))
}

fn reference() -> Form {
    Object(vec![("id", Id), ("type", Name(&["user", "user_group", "proposal_component"]))])
}

fn to_one() -> Form {
    Object(vec![("data", reference())])
}

fn to_many() -> Form {
    Object(vec![("data", list(reference())), ("meta", Object(vec![("count", Whole)]))])
}

fn link() -> Form {
    let meta =
        ["component_id", "component_manifest", "space_id", "space_manifest", "action_method"];
    Object(vec![
        ("href", Text),
        ("title", Text),
        ("hreflang", list(Text)),
        ("describedby", Text),
        ("rel", Name(&["public_page", "resource", "action"])),
        ("meta", Object(meta.map(|name| (name, Text)).to_vec())),
    ])
}

fn links(names: &[&'static str]) -> Form {
    Object(names.iter().map(|name| (*name, link())).collect())
}

fn moments() -> [(&'static str, Form); 2] {
    [("created_at", Moment), ("updated_at", Moment)]
}

fn with(
    own: impl IntoIterator<Item = (&'static str, Form)>,
    more: impl IntoIterator<Item = (&'static str, Form)>,
) -> Vec<(&'static str, Form)> {
    own.into_iter().chain(more).collect()
}

fn record(
    kinds: &'static [&'static str],
    attributes: Vec<(&'static str, Form)>,
    parts: Vec<(&'static str, Form)>,
) -> Form {
    let own = [("id", Id), ("type", Name(kinds)), ("attributes", Essential(attributes))];
    Object(with(own, parts))
}

const MANIFESTS: &[&str] = &["participatory_processes", "assemblies"];
const CLASSES: &[&str] = &["Decidim::ParticipatoryProcess", "Decidim::Assembly"];

pub(crate) fn space() -> Form {
    let attributes = [
        ("title", Texts),
        ("subtitle", Texts),
        ("short_description", Texts),
        ("description", Texts),
        ("manifest_name", Name(MANIFESTS)),
        ("participatory_space_type", Name(CLASSES)),
        ("visibility", Name(&["public", "transparent", "private"])),
    ];
    record(
        &["space"],
        with(attributes, moments()),
        vec![
            ("relationships", Object(vec![("components", to_many())])),
            ("links", links(&["self", "related"])),
        ],
    )
}

pub(crate) fn component(kinds: &'static [&'static str], meta: Vec<(&'static str, Form)>) -> Form {
    let attributes = [
        ("name", Texts),
        ("global_announcement", Texts),
        ("manifest_name", Name(&["proposals", "blogs", "meetings"])),
        ("participatory_space_type", Name(CLASSES)),
        ("participatory_space_id", Id),
    ];
    record(
        kinds,
        with(attributes, moments()),
        vec![
            ("meta", Object(with([("published", Truth), ("scopes_enabled", Truth)], meta))),
            ("relationships", Object(vec![("resources", to_many())])),
            ("links", links(&["self", "related", "draft"])),
        ],
    )
}

pub(crate) fn proposal_component() -> Form {
    let option = Object(vec![("label", Texts), ("weight", Whole)]);
    component(
        &["proposal_component"],
        vec![
            ("can_create_proposals", Truth),
            ("can_vote", Truth),
            ("comments_max_length", Whole),
            ("vote_limit", Whole),
            ("default_sort_order", Text),
            ("votes", list(option)),
        ],
    )
}

pub(crate) fn proposal() -> Form {
    let relationships = vec![
        ("space", to_one()),
        ("component", to_one()),
        ("state", Object(vec![("data", reference()), ("meta", Object(vec![("token", Text)]))])),
        ("author", to_one()),
        ("coauthors", to_many()),
    ];
    record(
        &["proposal"],
        with([("title", Texts), ("body", Texts)], moments()),
        vec![
            (
                "meta",
                Object(vec![
                    ("published", Truth),
                    ("scope", Whole),
                    ("client_id", Id),
                    ("voted", Object(vec![("weight", Whole)])),
                ]),
            ),
            ("links", links(&["self", "collection", "related", "prev", "next"])),
            ("relationships", Object(relationships)),
        ],
    )
}

pub(crate) fn draft() -> Form {
    let errors = Object(vec![("title", list(Text)), ("body", list(Text))]);
    record(
        &["draft_proposal"],
        with([("title", Texts), ("body", Texts), ("errors", errors)], moments()),
        vec![
            (
                "meta",
                Object(vec![
                    ("publishable", Truth),
                    ("client_id", Text),
                    ("scope", Whole),
                    ("fields", list(Text)),
                ]),
            ),
            ("links", links(&["self", "collection", "related"])),
            (
                "relationships",
                Object(vec![
                    ("space", to_one()),
                    ("component", to_one()),
                    ("author", to_one()),
                    ("coauthors", to_many()),
                ]),
            ),
        ],
    )
}

pub(crate) fn blog() -> Form {
    record(
        &["blog"],
        with([("title", Texts), ("body", Texts), ("published_at", Moment)], moments()),
        vec![
            ("meta", Object(vec![("published", Truth), ("scope", Whole)])),
            ("links", links(&["self", "collection", "related", "prev", "next"])),
            ("relationships", Object(vec![("space", to_one()), ("component", to_one())])),
        ],
    )
}

pub(crate) fn organization() -> Form {
    let attributes = [
        ("name", Texts),
        ("description", Texts),
        ("reference_prefix", Text),
        ("host", Text),
        ("send_welcome_notification", Truth),
        ("secondary_hosts", list(Text)),
        ("available_locales", list(Text)),
        ("default_locale", Text),
        ("users_registration_mode", Name(&["enabled", "existing", "disabled"])),
        ("force_users_to_authenticate_before_access_organization", Truth),
        ("badges_enabled", Truth),
        ("enable_participatory_space_filters", Truth),
        ("enable_machine_translations", Truth),
        ("user_groups_enabled", Truth),
        ("time_zone", Text),
        ("comments_max_length", Whole),
        ("rich_text_editor_in_public_views", Truth),
        ("extended_data", Anything),
    ];
    let meta = Object(vec![("locales", list(Text)), ("unconfirmed_host", Text)]);
    record(&["organization"], with(attributes, moments()), vec![("meta", meta)])
}

pub(crate) fn user() -> Form {
    let attributes = [
        ("name", Text),
        ("nickname", Text),
        ("personal_url", Text),
        ("about", Text),
        ("locale", Text),
        ("email", Text),
        ("extended_data", Anything),
    ];
    record(
        &["user"],
        with(attributes, moments()),
        vec![
            ("meta", Object(vec![("blocked", Truth), ("locked", Truth)])),
            ("relationships", Object(vec![("roles", to_many())])),
        ],
    )
}

pub(crate) fn introspection() -> Form {
    let resource = [
        ("id", Id),
        ("type", Name(&["user"])),
        (
            "attributes",
            Object(with(
                [("email", Text), ("name", Text), ("personal_url", Text), ("locale", Text)],
                moments(),
            )),
        ),
    ];
    Object(vec![
        ("sub", Whole),
        ("aud", Text),
        // A set: its words are given back in order.
        ("scope", Name(&["public", "blogs proposals public"])),
        ("client_id", Text),
        ("token_type", Text),
        ("exp", Whole),
        ("iat", Whole),
        ("resource", Object(resource.to_vec())),
    ])
}

pub(crate) fn vote() -> Form {
    record(
        &["vote_proposals"],
        with([("weight", Whole)], moments()),
        vec![("relationships", Object(vec![("proposal", to_one()), ("author", to_one())]))],
    )
}
