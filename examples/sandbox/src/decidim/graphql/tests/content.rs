use serde_json::{Value, json};

use super::Visit;
use crate::decidim::{Decidim, Version};

#[test]
fn texts_keep_their_gaps_and_say_what_a_machine_wrote() {
    let visit = Visit::to(Decidim::builder().proposals(200).no_rate_limit());
    let id = visit.component("Proposals");
    let query = format!(
        "{{ component(id: {id}) {{ ... on Proposals {{ proposals {{ nodes {{ id title {{ translation(locale: \
         \"ca\") locales translations(locales: [\"ca\"]) {{ locale text machineTranslated }} }} }} }} }} }} }}"
    );
    let data = visit.data(&query);
    let nodes = data["component"]["proposals"]["nodes"].as_array().unwrap();
    let mut machine = 0;
    for node in nodes {
        let id = node["id"].as_str().unwrap().parse().unwrap();
        let stored = visit.platform.record("proposals", id).unwrap()["title"].clone();
        let by_machine = stored["machine_translations"].get("ca");
        let expected = stored.get("ca").or(by_machine).cloned().unwrap_or_default();
        assert_eq!(node["title"]["translation"], expected, "{stored}");
        if by_machine.is_some() {
            machine += 1;
            let text = json!([{"locale": "ca", "text": expected, "machineTranslated": true}]);
            assert_eq!(node["title"]["translations"], text);
        }
    }
    assert!(machine > 0);
    // A locale that nobody wrote in gives no entry at all.
    assert!(nodes.iter().any(|node| node["title"]["translations"] == json!([])));
}

fn shown_texts(version: Version, title: &Value) -> Value {
    let visit = Visit::version(version);
    let component = visit.component("Proposals");
    let proposal = visit.platform.ids_in(component, "proposals")[0];
    visit.platform.update("proposals", proposal, json!({"title": title}));
    let machine = if version < Version::V0_27 { "" } else { "machineTranslated" };
    let query = format!(
        "{{ component(id: {component}) {{ ... on Proposals {{ proposal(id: {proposal}) {{ title {{ \
         locales translation(locale: \"ca\") translations {{ locale text {machine} }} }} }} }} }} }}"
    );
    let mut shown = visit.data(&query);
    let mut title = shown["component"]["proposal"]["title"].take();
    // The order of languages is that of a JSON column, which keeps none.
    title["translations"].as_array_mut().unwrap().sort_by_key(|text| text["locale"].to_string());
    title["locales"].as_array_mut().unwrap().sort_by_key(Value::to_string);
    title
}

/// `translated_field_type.rb` of 0.24.3, 0.25.2 and 0.26.1: `object.keys` and what they hold, the hash of
/// machine translations as `String` turns it into text; `localized_string_type.rb` knows no machine.
#[test]
fn up_to_0_26_machine_translations_are_one_more_language() {
    let title = json!({"en": "A tree", "machine_translations": {"ca": "Un arbre"}});
    let expected = json!({
        "locales": ["en", "machine_translations"],
        "translation": null,
        "translations": [
            {"locale": "en", "text": "A tree"},
            {"locale": "machine_translations", "text": "{\"ca\"=>\"Un arbre\"}"},
        ],
    });
    assert_eq!(shown_texts(Version::V0_24, &title), expected);
}

/// `translated_field_type.rb` from 0.27 on: `defined_translations[locale].presence ||
/// machine_translations[locale]`, and `machine_translated: defined_translations[locale].blank?`.
#[test]
fn from_0_27_on_a_machines_text_wins_over_a_blank_and_a_blank_counts_as_a_machines() {
    let title = json!({"en": "A tree", "ca": " ", "es": "",
        "machine_translations": {"ca": "Un arbre"}});
    let expected = json!({
        "locales": ["ca", "en", "es"],
        "translation": "Un arbre",
        "translations": [
            {"locale": "ca", "text": "Un arbre", "machineTranslated": true},
            {"locale": "en", "text": "A tree", "machineTranslated": false},
            {"locale": "es", "text": null, "machineTranslated": true},
        ],
    });
    for version in [Version::V0_27, Version::V0_30, Version::V0_32] {
        assert_eq!(shown_texts(version, &title), expected, "{version}");
    }
}

#[test]
fn official_proposals_have_no_author_and_others_may_have_several() {
    let visit = Visit::to(Decidim::builder().proposals(200).no_rate_limit());
    let id = visit.component("Proposals");
    let query = format!(
        "{{ component(id: {id}) {{ ... on Proposals {{ proposals {{ nodes {{ official author {{ __typename name }} \
         authors {{ id }} authorsCount }} }} }} }} }}"
    );
    let data = visit.data(&query);
    let nodes = data["component"]["proposals"]["nodes"].as_array().unwrap();
    for node in nodes {
        assert_eq!(node["official"] == true, node["author"].is_null(), "{node}");
        let authors = node["authors"].as_array().unwrap().len();
        assert_eq!(node["authorsCount"], authors);
    }
    assert!(nodes.iter().any(|node| node["authorsCount"].as_u64() > Some(1)));
}

#[test]
fn addresses_of_files_stay_the_same_unless_they_expire() {
    for (version, expire) in
        [(Version::V0_24, true), (Version::V0_27, false), (Version::V0_30, true)]
    {
        let site = Decidim::builder().proposals(40).version(version).expiring_addresses(expire);
        let visit = Visit::to(site.no_rate_limit());
        let id = visit.component("Proposals");
        let query = format!(
            "{{ component(id: {id}) {{ ... on Proposals {{ proposals {{ nodes {{ attachments {{ url }} \
             }} }} }} }} }}"
        );
        let first = visit.data(&query);
        assert_eq!(visit.data(&query), first, "{version}: at the same moment");
        visit.clock.advance(1);
        let differs = visit.data(&query) != first;
        assert_eq!(differs, expire && version >= Version::V0_27, "{version}");
        let is_signed =
            first.to_string().contains("/rails/active_storage/blobs/redirect/eyJfcmFpbHMi");
        assert_eq!(is_signed, version >= Version::V0_27, "{version}: {first}");
    }
}

#[test]
fn threads_are_read_level_by_level_through_the_comments_themselves() {
    let visit = Visit::version(Version::V0_32);
    assert_eq!(depth(&visit, "Decidim::Proposals::Proposal", "1"), 4);
}

/// How deep the thread below a subject goes, read one level at a time.
fn depth(visit: &Visit, kind: &str, id: &str) -> usize {
    let data = visit.data(&format!(
        "{{ commentable(id: \"{id}\", type: \"{kind}\", locale: \"en\", toggleTranslations: false) \
         {{ comments {{ id type author {{ __typename }} }} }} }}"
    ));
    let comments = data["commentable"]["comments"].as_array().unwrap();
    let below = comments.iter().map(|comment| {
        1 + depth(visit, comment["type"].as_str().unwrap(), comment["id"].as_str().unwrap())
    });
    below.max().unwrap_or(0)
}

fn in_order(by: &str) -> String {
    format!(
        "{{ commentable(id: \"1\", type: \"Decidim::Proposals::Proposal\", locale: \"en\", \
         toggleTranslations: false) {{ comments(orderBy: \"{by}\") {{ id upVotes downVotes }} }} }}"
    )
}

/// `SortedComments.for(..).not_hidden` of decidim-comments 0.27 to 0.30: these two orders give an
/// array, which knows no `not_hidden`. 0.24 asks for what is not hidden before it sorts.
#[test]
fn two_orders_of_comments_break_the_server_from_0_27_to_0_30() {
    for version in Version::ALL {
        let visit = Visit::version(version);
        let breaks = (Version::V0_27..=Version::V0_30_5).contains(&version);
        for order in ["best_rated", "most_discussed"] {
            let reply = visit.post(&json!({"query": in_order(order)}));
            let status = if breaks { 500 } else { 200 };
            assert_eq!(reply.status().unwrap(), status, "{version} {order}");
        }
        visit.data(&in_order("recent"));
    }
}

#[test]
fn comments_come_in_the_order_asked_for() {
    let site = Decidim::builder().proposals(20).rows("comments", 400).no_rate_limit();
    let visit = Visit::to(site.version(Version::V0_31));
    let order = |by: &str| -> Vec<Value> {
        let data = visit.data(&in_order(by));
        data["commentable"]["comments"].as_array().unwrap().clone()
    };
    let oldest_first = order("older");
    assert!(oldest_first.len() > 2);
    assert_eq!(order("no such order"), oldest_first);
    let mut recent = order("recent");
    assert_ne!(recent, oldest_first);
    recent.reverse();
    assert_eq!(recent, oldest_first);
    let score = |comment: &Value| {
        comment["upVotes"].as_i64().unwrap() - comment["downVotes"].as_i64().unwrap()
    };
    assert!(order("best_rated").iter().map(score).is_sorted_by(|left, right| left >= right));
}

#[test]
fn components_are_filtered_by_type_name_and_setting() {
    let visit = Visit::version(Version::V0_30);
    let components = |filter: &str| -> Vec<Value> {
        let data = visit.data(&format!(
            "{{ participatoryProcess(slug: \"participatory-process-1\") {{ components(filter: {filter}) {{ \
             __typename }} }} }}"
        ));
        let all = data["participatoryProcess"]["components"].as_array().unwrap().clone();
        all.iter().map(|component| component["__typename"].clone()).collect()
    };
    assert_eq!(components("{type: \"Proposals\"}"), ["Proposals"]);
    assert_eq!(components("{name: \"notícies\", locale: \"ca\"}"), ["Blogs"]);
    assert_eq!(components("{withGeolocationEnabled: true}"), ["Proposals", "Meetings"]);
    assert_eq!(components("{publishedBefore: \"2020-01-01\"}"), [] as [Value; 0]);
}

#[test]
fn spaces_are_filtered_and_ordered() {
    let visit = Visit::version(Version::V0_30);
    let slugs = |arguments: &str| -> Vec<Value> {
        let data = visit.data(&format!("{{ participatoryProcesses({arguments}) {{ slug }} }}"));
        let all = data["participatoryProcesses"].as_array().unwrap().clone();
        all.iter().map(|process| process["slug"].clone()).collect()
    };
    let slug = |number| format!("participatory-process-{number}");
    assert_eq!(slugs("order: {publishedAt: \"DESC\"}"), [slug(3), slug(2), slug(1)]);
    // The day of `..Since` counts, that of `..Before` does not.
    assert_eq!(slugs("filter: {publishedSince: \"2020-07-13\"}"), [slug(2), slug(3)]);
    assert_eq!(slugs("filter: {publishedBefore: \"2020-07-13\"}"), [slug(1)]);
}

#[test]
fn people_are_found_by_part_of_their_name() {
    // The thirteenth account would be a deleted one.
    let site = Decidim::builder().proposals(40).rows("users", 12).no_rate_limit();
    let visit = Visit::to(site.version(Version::V0_30));
    let names = |filter: &str| -> Vec<String> {
        let data = visit.data(&format!("{{ users(filter: {filter}) {{ __typename name }} }}"));
        let all = data["users"].as_array().unwrap().clone();
        all.iter().map(|user| user["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("{wildcard: \"MACH\"}"), ["Machine"]);
    assert!(!names("{excludeIds: [1]}").contains(&"Machine".to_owned()));
    assert_eq!(names("{type: \"UserGroup\"}").len(), 1);
    let data = visit.data("{ user(nickname: \"@machine\") { id } }");
    assert_eq!(data["user"]["id"], "1");
}

#[test]
fn plugins_bring_components_that_no_client_knows() {
    let builder = Decidim::builder().proposals(10).no_rate_limit().plugin_components();
    let visit = Visit::to(builder);
    let data = visit.data(
        "{ participatoryProcess(id: 1) { components { __typename id ... on Plans { plansCount plans { \
         title { locales } state } } } } }",
    );
    let all = data["participatoryProcess"]["components"].as_array().unwrap();
    let plans = all.iter().find(|component| component["__typename"] == "Plans").unwrap();
    assert_eq!(plans["plans"][0]["state"], "OPEN");
    assert!(all.iter().any(|component| component["__typename"] == "Component"));
}

#[test]
fn a_directive_leaves_a_field_out() {
    let visit = Visit::version(Version::V0_30);
    let query = "query ($no: Boolean!) { decidim { applicationName @skip(if: $no) version @include(if: $no) } }";
    let body = visit.ask_with(query, &json!({"no": true}));
    assert_eq!(body["data"]["decidim"], json!({"version": null}));
}
