//! The components of a space: which ones a list has, and what its filters take.

use serde_json::{Value, json};

use super::Visit;
use crate::decidim::{Decidim, Version};

/// The first components of the first process.
fn listed(arguments: &str) -> String {
    format!("{{ participatoryProcess(id: 1) {{ id components{arguments} {{ __typename id }} }} }}")
}

fn components(visit: &Visit, arguments: &str) -> Vec<Value> {
    let data = visit.data(&listed(arguments));
    data["participatoryProcess"]["components"].as_array().unwrap().clone()
}

fn types(visit: &Visit, arguments: &str) -> Vec<Value> {
    components(visit, arguments).iter().map(|component| component["__typename"].clone()).collect()
}

fn status(visit: &Visit, query: &str) -> u16 {
    visit.post(&json!({"query": query})).status().unwrap().as_u16()
}

/// `component_list.rb`: `unscoped if args[:order]`, and an order that is not given is `{}`, which is true
/// in Ruby. So the condition `registered_component_manifests` of `component.rb` goes, and
/// `component_interface.rb` asks the manifest of a module that the site no longer has, nil, for its
/// `query_type`: `NoMethodError`. A filter by type asks only for the others.
#[test]
fn a_component_of_a_module_that_was_removed_breaks_every_list_without_a_type() {
    for version in Version::ALL {
        let visit = Visit::version(version);
        let blog = visit.component("Blogs");
        let module = json!({"manifest_name": "removed_module"});
        assert!(visit.platform.update("components", blog, module));
        assert_eq!(status(&visit, &listed("")), 500, "{version}");
        assert_eq!(types(&visit, "(filter: {type: \"Proposals\"})"), ["Proposals"], "{version}");
        // `Component.published.find_by`: the condition is there from 0.29 on.
        let one = status(&visit, &format!("{{ component(id: {blog}) {{ id }} }}"));
        assert_eq!(one, if version < Version::V0_29 { 500 } else { 200 }, "{version}");
    }
}

/// `api.rb` puts the type of every module among the orphan types, and `component_manifest.rb` gives a
/// module that names none `Decidim::Core::ComponentType`, as elections do since 0.31 (run with
/// graphql-ruby 1.12.24, 2.0.21, 2.2.16, 2.4.17 and 2.5.26).
#[test]
fn elections_are_bare_components_from_0_31_on() {
    let visit = Visit::version(Version::V0_31);
    let blog = visit.component("Blogs");
    assert!(visit.platform.update("components", blog, json!({"manifest_name": "elections"})));
    let election = json!({"__typename": "Component", "id": blog.to_string()});
    assert!(components(&visit, "").contains(&election));
    let one = visit.data(&format!("{{ component(id: {blog}) {{ __typename id }} }}"));
    assert_eq!(one["component"], election);
}

/// `component_input_filter.rb`: `value.downcase` up to 0.30, then `value.underscore`.
#[test]
fn a_type_of_two_words_is_found_by_its_manifests_name_in_every_version() {
    let visit = Visit::version(Version::V0_31);
    assert_eq!(types(&visit, "(filter: {type: \"CollaborativeTexts\"})"), ["CollaborativeTexts"]);
    assert_eq!(types(&visit, "(filter: {type: \"collaborative_texts\"})"), ["CollaborativeTexts"]);
    let visit = Visit::to(Decidim::builder().proposals(5).plugin_components().no_rate_limit());
    assert_eq!(types(&visit, "(filter: {type: \"PLANS\"})"), ["Plans"]);
    // A plugin's component of two words, in 0.30.
    let blog = visit.component("Blogs");
    assert!(visit.platform.update("components", blog, json!({"manifest_name": "awesome_map"})));
    assert_eq!(status(&visit, &listed("(filter: {type: \"AwesomeMap\"})")), 200);
    assert_eq!(status(&visit, &listed("(filter: {type: \"awesome_map\"})")), 500);
}

/// `has_localized_input_filter.rb`, `has_localized_input_sort.rb`: an `ExecutionError`.
#[test]
fn a_language_that_the_site_does_not_have_fails_the_list() {
    let site = Decidim::builder().proposals(5).locales(["ca", "es"]).no_rate_limit();
    let visit = Visit::to(site);
    for arguments in
        ["(filter: {name: \"a\", locale: \"en\"})", "(order: {name: \"ASC\", locale: \"en\"})"]
    {
        let answer = visit.ask(&listed(arguments));
        let process = json!({"id": "1", "components": null});
        assert_eq!(answer["data"]["participatoryProcess"], process, "{arguments}");
        let errors = answer["errors"].as_array().unwrap();
        assert_eq!(errors[0]["message"], "en locale is not used in the organization");
        assert_eq!(errors[0].get("extensions"), None);
        let path = json!(["participatoryProcess", "components"]);
        assert_eq!(errors[0]["path"], path, "{arguments}");
    }
    assert_eq!(types(&visit, "(filter: {name: \"notícies\"})"), ["Blogs"]);
    assert_eq!(types(&visit, "(filter: {name: \"noticias\", locale: \"es\"})"), ["Blogs"]);
}

/// `component_input_filter.rb`: `(..'geocoding_enabled')::boolean is ? or manifest_name='meetings'`, and
/// `(..'comments_enabled')::boolean is ?`; null is neither true nor false.
#[test]
fn meetings_are_on_the_map_whatever_is_asked_and_unset_is_neither_on_nor_off() {
    let visit = Visit::version(Version::V0_30);
    let settings = json!({"settings": {}});
    assert!(visit.platform.update("components", visit.component("Budgets"), settings));
    let on = types(&visit, "(filter: {withGeolocationEnabled: true})");
    let off = types(&visit, "(filter: {withGeolocationEnabled: false})");
    assert_eq!(on, ["Proposals", "Meetings"]);
    assert!(off.contains(&json!("Meetings")) && off.contains(&json!("Blogs")), "{off:?}");
    assert!(!off.contains(&json!("Proposals")) && !off.contains(&json!("Budgets")), "{off:?}");
    for wanted in [true, false] {
        let with = types(&visit, &format!("(filter: {{withCommentsEnabled: {wanted}}})"));
        assert!(!with.contains(&json!("Budgets")), "{with:?}");
    }
}

fn as_administrator(version: Version) -> Visit {
    let visit = Visit::version(Version::V0_31).signed_in();
    visit.platform.upgrade(version);
    visit
}

/// `component_list.rb`: `.published` up to 0.29, for administrators too; none in 0.30, so that
/// `component_type.rb` hides what is not published; a newer state has `.published unless admin?`.
#[test]
fn unpublished_components_are_left_out_or_holes_and_administrators_see_them_from_0_30_on() {
    for version in Version::ALL {
        let hidden = json!({"published_at": null});
        let visit = Visit::version(version);
        let blog = visit.component("Blogs");
        let all = components(&visit, "").len();
        assert!(visit.platform.update("components", blog, hidden.clone()));
        let shown = components(&visit, "");
        let has_hole = (Version::V0_30..Version::V0_32).contains(&version);
        assert_eq!(
            shown.iter().filter(|it| it.is_null()).count(),
            usize::from(has_hole),
            "{version}"
        );
        assert_eq!(shown.len(), if has_hole { all } else { all - 1 }, "{version}");

        let visit = as_administrator(version);
        assert!(visit.platform.update("components", blog, hidden));
        let is_seen = types(&visit, "").contains(&json!("Blogs"));
        assert_eq!(is_seen, version >= Version::V0_30, "{version}");
    }
}

/// `query_extensions.rb`: `Component.published.find_by(id:)`, whoever asks.
#[test]
fn a_single_component_must_be_published_and_its_space_counts_from_0_28_on() {
    for version in [Version::V0_24, Version::V0_27, Version::V0_30, Version::V0_31] {
        let visit = as_administrator(version);
        let blog = visit.component("Blogs");
        visit.platform.update("components", blog, json!({"published_at": null}));
        let query = format!("{{ component(id: {blog}) {{ id }} }}");
        assert_eq!(visit.data(&query), json!({"component": null}), "{version}");

        let visit = Visit::version(version);
        visit.platform.update("participatory_processes", 1, json!({"published_at": null}));
        let is_shown = !visit.data(&query)["component"].is_null();
        assert_eq!(is_shown, version < Version::V0_28, "{version}");
    }
}

/// `meeting.rb`: `visible` is about private meetings, and not about moderation; `meetings_type.rb` asks
/// for it in every version.
#[test]
fn private_meetings_are_in_no_list_and_transparent_ones_are() {
    for version in Version::ALL {
        let visit = Visit::version(version);
        let component = visit.component("Meetings");
        let meeting = visit.platform.ids_in(component, "meetings")[0];
        let query = format!(
            "{{ component(id: {component}) {{ ... on Meetings {{ meetings {{ nodes {{ id }} }} }} }} }}"
        );
        let ids = || visit.data(&query)["component"]["meetings"]["nodes"].as_array().unwrap().len();
        let all = ids();
        let private = json!({"private_meeting": true, "transparent": false});
        visit.platform.update("meetings", meeting, private);
        assert_eq!(ids(), all - 1, "{version}");
        visit.platform.update("meetings", meeting, json!({"transparent": true}));
        assert_eq!(ids(), all, "{version}");
    }
}

/// `meeting_type.rb`: `object.questionnaire if object.registration_form_enabled?`.
#[test]
fn a_registration_form_is_shown_where_it_is_in_use() {
    let visit = Visit::version(Version::V0_30);
    let meeting = visit.platform.record("meetings", 1).unwrap();
    let query = format!(
        "{{ component(id: {}) {{ ... on Meetings {{ meeting(id: 1) {{ registrationFormEnabled \
         registrationForm {{ id }} }} }} }} }}",
        meeting["owner_id"]
    );
    let shown = || visit.data(&query)["component"]["meeting"].clone();
    assert!(shown()["registrationForm"].is_object());
    visit.platform.update("meetings", 1, json!({"registration_form_enabled": false}));
    assert_eq!(shown(), json!({"registrationFormEnabled": false, "registrationForm": null}));
}

/// `proposals_type.rb`: `super.published`.
#[test]
fn drafts_are_no_proposals_yet() {
    let visit = Visit::version(Version::V0_30);
    let component = visit.component("Proposals");
    let draft = visit.platform.ids_in(component, "proposals")[0];
    visit.platform.update("proposals", draft, json!({"published_at": null}));
    let query = format!(
        "{{ component(id: {component}) {{ ... on Proposals {{ proposal(id: {draft}) {{ id }} \
         proposals(first: 1) {{ nodes {{ id }} }} }} }} }}"
    );
    let shown = visit.data(&query)["component"].clone();
    assert_eq!(shown["proposal"], json!(null));
    assert_ne!(shown["proposals"]["nodes"][0]["id"], draft.to_string());
}
