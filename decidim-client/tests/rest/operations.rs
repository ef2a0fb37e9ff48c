//! Every operation: what is sent, and what comes out.

use civic_core::list::Completeness;
use decidim_client::rest::resources::DraftChange;
use decidim_client::rest::resources::Health;
use decidim_client::rest::resources::OrganizationChange;
use decidim_client::rest::resources::SpaceManifest;
use decidim_client::rest::resources::Vote;
use decidim_client::{ErrorKind, Multiloc, Sent};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::lists::space;
use super::support::{Answer, Fake, Seen, proposal, texts};

const AT: &str = "2026-01-02T03:04:05Z";

fn component(id: u64, kind: &str) -> Value {
    json!({"id": id.to_string(), "type": format!("{kind}_component"), "attributes": {
        "manifest_name": kind, "participatory_space_type": "Decidim::Assembly",
        "participatory_space_id": 3, "name": texts("Ideas"), "global_announcement": {},
        "created_at": AT, "updated_at": AT}, "meta": {"published": true, "vote_limit": 2}})
}

fn blog_post(id: u64) -> Value {
    json!({"id": id.to_string(), "type": "blog", "attributes": {"title": texts("News"),
        "body": {}, "created_at": AT, "updated_at": AT, "published_at": "2026-01-02T03:04:05.045Z"},
        "meta": {"published": false}})
}

fn user(id: u64) -> Value {
    json!({"id": id.to_string(), "type": "user", "attributes": {"name": "Ana Ruiz",
        "nickname": "ana_ruiz", "email": "ana@example.org", "about": null, "extended_data": {},
        "created_at": AT, "updated_at": AT}, "meta": {"blocked": false, "locked": false}})
}

fn organization(id: u64) -> Value {
    json!({"id": id.to_string(), "type": "organization", "attributes": {"name": texts("Example"),
        "description": {}, "host": "decidim.example.org", "secondary_hosts": [],
        "badges_enabled": null, "users_registration_mode": "enabled", "comments_max_length": 1000,
        "extended_data": {}, "created_at": AT, "updated_at": AT}, "meta": {"locales": ["en", "fr"]}})
}

fn draft(id: u64, publishable: bool) -> Value {
    json!({"id": id.to_string(), "type": "draft_proposal", "attributes": {"title": {"fr": "Bancs"},
        "body": {"fr": ""}, "errors": {"title": [], "body": ["Body cannot be blank"]},
        "created_at": AT, "updated_at": AT}, "meta": {"publishable": publishable,
        "client_id": "ksLx6u7H9A", "fields": ["title", "body"]}})
}

fn serve(seen: &Seen) -> Option<Answer> {
    let list = |row: fn(u64) -> Value| Answer::rows(seen, &[row(1), row(2)]);
    Some(match seen.line().as_str() {
        "GET /spaces/search" => list(space),
        "GET /spaces/assemblies/1"
        | "GET /spaces/participatory_processes/1"
        | "GET /spaces/conferences/1" => Answer::data(space(1)),
        "GET /components/search" => list(|id| component(id, "meetings")),
        "GET /components/proposal_components" => list(|id| component(id, "proposals")),
        "GET /components/proposal_components/1" => Answer::data(component(1, "proposals")),
        "GET /components/blog_components" => list(|id| component(id, "blogs")),
        "GET /components/blog_components/1" => Answer::data(component(1, "blogs")),
        "GET /users" => list(user),
        "GET /blogs" => list(blog_post),
        "GET /blogs/1" => Answer::data(blog_post(1)),
        "GET /proposals" => list(proposal),
        "GET /proposals/1" | "POST /draft_proposals/1/publish" => Answer::data(proposal(1)),
        "GET /organizations" => list(organization),
        "GET /organizations/1" | "PUT /organizations/1" => Answer::data(organization(1)),
        "POST /draft_proposals" | "GET /draft_proposals/1" | "PUT /draft_proposals/1" => {
            Answer::data(draft(1, true))
        }
        "DELETE /draft_proposals/1" => Answer::data(draft(1, false)),
        "POST /proposal_votes" => {
            let mut voted = proposal(1);
            voted["meta"]["voted"] = json!({"weight": seen.body["data"]["weight"]});
            Answer::data(voted)
        }
        "POST /me/magic_links" => Answer::json(
            201,
            json!({"data": {"id": "41", "type": "magic_link",
            "attributes": {"token": "UXliV296QWY2U1E=", "label": "My label"},
            "links": {"sign_in": {"href": "https://decidim.example.org/UXliV296QWY2U1E="}}}}),
        ),
        "GET /me/magic_links/UXliV296QWY2U1E=" => Answer::page(302)
            .header("location", "https://decidim.example.org/account?x=1")
            .header("set-cookie", "_session=abcdefghij; path=/; HttpOnly"),
        "GET /metrics/health" => Answer::json(200, json!({"message": "OK"})),
        _ => return None,
    })
}

#[test]
fn machines_lists_and_reads() {
    let fake = Fake::new("v0.2", serve);
    let client = fake.client();
    macro_rules! lists {
        ($list:expr) => {{
            let mut reading = $list.stream();
            let (rows, errors) = fake.read(&mut reading);
            assert!(errors.is_empty(), "{errors:?} {:?}", reading.report().malformed_rows);
            assert_eq!(rows.len(), 2, "{:?}", reading.report().malformed_rows);
            assert!(
                matches!(
                    reading.report().completeness,
                    Completeness::Proven | Completeness::Consistent { .. }
                ),
                "{}",
                reading.report()
            );
        }};
    }
    macro_rules! gets {
        ($get:expr) => {
            assert_eq!(fake.run($get).unwrap().id.number(), Some(1))
        };
    }
    lists!(client.spaces().list());
    lists!(client.components().list());
    lists!(client.proposal_components().list());
    lists!(client.blog_components().list());
    lists!(client.users().list());
    lists!(client.blogs().list());
    lists!(client.proposals().list());
    lists!(client.organizations().list());
    lists!(client.proposals().list().newest_first());
    gets!(client.spaces().assembly(1));
    gets!(client.spaces().participatory_process(1));
    gets!(client.spaces().get_by_manifest(SpaceManifest::Conferences, 1));
    gets!(client.proposal_components().get(1));
    gets!(client.blog_components().get(1));
    gets!(client.blogs().get(1));
    gets!(client.proposals().get(1));
    gets!(client.organizations().get(1));
    let error = fake.run(client.proposals().get(99)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    for odd in ["", ".."] {
        let error = fake.run(client.proposals().get(odd)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn an_organization_is_changed_by_what_changes_alone() {
    let fake = Fake::new("v0.2", serve);
    let change = OrganizationChange::new()
        .name(&Multiloc::single("en", "Example"))
        .secondary_hosts(["www.decidim.example.org"]);
    let changed = fake.run(fake.client().organizations().update(1, &change)).unwrap();
    assert_eq!(changed.meta.locales, ["en", "fr"]);
    assert_eq!(
        fake.last().body,
        json!({"data": {"name": {"en": "Example"}, "secondary_hosts": ["www.decidim.example.org"]}})
    );
}

#[test]
fn a_draft_lives_from_its_beginning_to_its_end() {
    let fake = Fake::new("v0.2", serve);
    let user = fake.user();
    let drafts = user.draft_proposals();
    let draft = fake.run(drafts.create(12)).unwrap();
    assert_eq!(fake.last().body, json!({"data": {"component_id": 12}}));
    let draft = fake.run(drafts.get(&draft.id)).unwrap();
    assert_eq!(draft.meta.client_id.as_ref().unwrap().as_str(), "ksLx6u7H9A");
    let change = DraftChange::new().title("Bancs").locale("fr");
    let draft = fake.run(drafts.update(&draft.id, &change)).unwrap();
    assert_eq!(fake.last().body, json!({"data": {"title": "Bancs", "locale": "fr"}}));
    assert_eq!(draft.attributes.errors.body, ["Body cannot be blank"]);
    let published = fake.run(drafts.publish(&draft.id)).unwrap();
    assert_eq!((published.state(), published.kind.as_str()), (Some("accepted"), "proposal"));
    let gone = fake.run(drafts.withdraw(&draft.id)).unwrap();
    assert_eq!(gone.meta.publishable, Some(false));
    assert_eq!(
        fake.lines(),
        [
            "POST /draft_proposals",
            "GET /draft_proposals/1",
            "PUT /draft_proposals/1",
            "POST /draft_proposals/1/publish",
            "DELETE /draft_proposals/1",
        ]
    );
}

#[test]
fn a_write_is_sent_once() {
    let fake = Fake::new("v0.2", |seen| {
        (seen.path != "/oauth/token").then(|| Answer::error(503, "Server error", "x"))
    });
    let error = fake.run(fake.user().draft_proposals().create(12)).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 1));
    assert_eq!(fake.lines().len(), 1);
}

#[test]
fn a_vote_carries_its_weight() {
    let fake = Fake::new("v0.2", serve);
    let vote = fake.run(fake.user().vote(1, 2)).unwrap();
    assert_eq!(fake.last().body, json!({"proposal_id": 1, "data": {"weight": 2}}));
    assert_eq!(vote.weight(), Some(2));
    assert!(matches!(&vote, Vote::Proposal(proposal) if proposal.id.number() == Some(1)));
}

#[test]
fn a_magic_link_is_made_and_redeemed_without_being_followed() {
    let fake = Fake::new("v0.2", serve);
    let user = fake.user();
    let link = fake.run(user.magic_link_to("https://decidim.example.org/account")).unwrap();
    assert_eq!(fake.last().body["data"]["redirect_url"], "https://decidim.example.org/account");
    assert_eq!(
        link.url.expose_secret(),
        "https://decidim.example.org/api/rest_full/v0.2/me/magic_links/UXliV296QWY2U1E="
    );
    assert!(!format!("{link:?}").contains("UXliV296"), "{link:?}");
    let sign_in = fake.run(user.redeem_magic_link(&link.token)).unwrap();
    assert_eq!(fake.last().token, None);
    assert_eq!(sign_in.location.as_deref(), Some("https://decidim.example.org/account?x=1"));
    assert!(sign_in.cookies[0].expose_secret().starts_with("_session=abcdefghij"));
    assert!(!format!("{sign_in:?}").contains("abcdefghij"));

    assert!(fake.run(user.magic_link()).is_ok());
    assert_eq!(fake.last().body, Value::Null);
    for odd in ["", "a/b", "a?b", "../x"] {
        let error = fake.run(user.redeem_magic_link(&odd.into())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{odd}");
    }
    let error = fake.run(user.redeem_magic_link(&"dW5rbm93bi10b2tlbg==".into())).unwrap_err();
    assert!(!error.to_string().contains("dW5rbm93bi"), "{error}");
}

#[test]
fn health_is_told_where_servers_tell_it() {
    let fake = Fake::new("v0.2", serve);
    assert_eq!(fake.run(fake.client().health()).unwrap(), Health::Ok);
    assert_eq!(fake.last().token, None);
    let ill = Fake::new("v0.2", |seen| {
        let asked = seen.is("GET", "/metrics/health");
        asked.then(|| Answer::json(503, json!({"message": "ERROR"})))
    });
    assert_eq!(ill.run(ill.client().health()).unwrap(), Health::Error);
    assert_eq!(ill.lines().len(), 1, "an answer is not asked for again");
    // What the body says counts, not the status.
    for (status, body, health) in [(200, "ERROR", Health::Error), (503, "OK", Health::Ok)] {
        let fake = Fake::new("v0.2", move |seen| {
            let asked = seen.is("GET", "/metrics/health");
            asked.then(|| Answer::json(status, json!({"message": body})))
        });
        assert_eq!(fake.run(fake.client().health()).unwrap(), health);
    }
    let newer = Fake::new("v0.2", |seen| {
        seen.is("GET", "/metrics/health").then(|| Answer::json(200, json!({"message": "DEGRADED"})))
    });
    assert_eq!(newer.run(newer.client().health()).unwrap(), Health::from("DEGRADED"));
    // A page of something before the API is not its answer.
    for answer in [Answer::page(200), Answer::json(200, json!({"ok": true})), Answer::page(503)] {
        let fake = Fake::new("v0.2", move |seen| {
            seen.is("GET", "/metrics/health").then(|| answer.clone())
        });
        assert!(fake.run(fake.client().health()).is_err());
    }
    let newer = Fake::new("v0.2", |seen| (seen.path != "/oauth/token").then(|| Answer::page(404)));
    let error = newer.run(newer.client().health()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[test]
fn any_other_path_goes_through_the_same_pipeline() {
    let fake =
        Fake::new("v0.2", |seen| seen.is("GET", "/meetings").then(|| Answer::data(json!([]))));
    let client = fake.client();
    let answer: Value = fake
        .run(async {
            let path = format!("{}/meetings", client.version().await?.path_prefix());
            client.request(decidim_client::http::Request::get(path)).await?.json()
        })
        .unwrap();
    assert_eq!(answer, json!({"data": []}));
    assert_eq!(fake.last().token.as_deref(), Some("s3cr3t-token"));
}

/// A cache or a server in disorder may answer another record than the one that was asked for. Paths
/// hold numbers, answers hold them as texts (the module's document).
#[test]
fn another_record_than_the_one_asked_for_is_an_error() {
    let fake = Fake::new("v0.2", |seen| match seen.line().as_str() {
        "GET /spaces/assemblies/2" | "GET /spaces/assemblies/a-slug" => {
            Some(Answer::data(space(1)))
        }
        "GET /proposals/2" | "GET /proposals/01" | "GET /proposals/a-slug" => {
            Some(Answer::data(proposal(1)))
        }
        "GET /proposals/3" => {
            let mut body = proposal(3);
            body["id"] = 3.into();
            Some(Answer::data(body))
        }
        "GET /proposals/4" => {
            let mut body = proposal(4);
            body.as_object_mut().unwrap().remove("id");
            Some(Answer::data(body))
        }
        _ => None,
    });
    let client = fake.client();
    for error in [
        fake.run(client.proposals().get(2)).unwrap_err(),
        fake.run(client.spaces().assembly(2)).unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Protocol, Sent::Yes), "{error}");
        assert!(error.to_string().contains("the id 1, and 2 was asked for"), "{error}");
    }
    for id in ["01", "a-slug"] {
        let proposal = fake.run(client.proposals().get(id)).unwrap();
        assert_eq!(proposal.id.number(), Some(1), "{id}");
    }
    fake.run(client.spaces().assembly("a-slug")).unwrap();
    assert_eq!(fake.run(client.proposals().get(3)).unwrap().id.number(), Some(3));
    assert_eq!(fake.run(client.proposals().get(4)).unwrap().id.as_str(), "");
}
