use std::collections::BTreeSet;

use civic_core::Error;
use civic_core::jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{KEPT_OF_CALLERS, KEPT_PLANS, QueryOwner, RememberedPlan, SiteMemory};
use crate::graphql::adapt::complexity::ComplexityError;
use crate::graphql::adapt::missing_feature::{Capabilities, MissingFeature};
use crate::graphql::adapt::revision::Findings;
use crate::graphql::document::Document;
use crate::graphql::server_error::ServerError;

const QUERY: &str = "{ organization { stats { key } taxonomies { id } } }";

fn now() -> Timestamp {
    "2026-12-01T12:00:00Z".parse().unwrap()
}

fn document() -> Result<Document, Error> {
    Document::parse(QUERY, None)
}

fn view(host: &SiteMemory, key: &str, now: Timestamp) -> RememberedPlan {
    host.plan(QueryOwner::Crate(key), now, document).unwrap()
}

fn feature(on: &str, field: &str) -> MissingFeature {
    MissingFeature::Field { on: on.into(), field: field.into() }
}

fn found(view: &RememberedPlan, on: &str, field: &str) -> Findings {
    let said: Value = json!({"message": "no", "path": ["query", "organization", field],
        "extensions": {"code": "undefinedField", "typeName": on, "fieldName": field}});
    let said: ServerError = serde_json::from_value(said).unwrap();
    view.plan.findings(&[said]).unwrap()
}

/// A host that was asked, said that it has no taxonomies, and then took the query.
fn asked() -> (SiteMemory, RememberedPlan) {
    let host = SiteMemory::new(Capabilities::default());
    let first = view(&host, "first", now());
    let found = found(&first, "Organization", "taxonomies");
    let plan = first.plan.without(&found).unwrap().into();
    let view = host.learn(
        QueryOwner::Crate("first"),
        RememberedPlan { plan, era: first.era },
        found.lessons,
        now(),
    );
    host.took(QueryOwner::Crate("first"), &view);
    (host, view)
}

#[test]
fn what_one_query_taught_is_cut_from_the_next_for_a_day() {
    let (host, first) = asked();
    let later = now() + SignedDuration::from_hours(23);
    assert!(!view(&host, "second", later).plan.text().contains("taxonomies"));
    assert_eq!(host.capabilities().learned, Some(now()));
    let later = now() + SignedDuration::from_hours(24);
    assert!(view(&host, "first", later).plan.text().contains("taxonomies"));
    assert_eq!(host.capabilities(), Capabilities::default());
    // A request that began on the day before teaches nothing that is true of this one.
    host.learn(QueryOwner::Crate("first"), first, [feature("Organization", "name")], later);
    assert_eq!(host.capabilities(), Capabilities::default());
}

#[test]
fn an_error_about_what_was_taken_is_of_another_version() {
    let (host, first) = asked();
    let of = |on: &str, field: &str| BTreeSet::from([feature(on, field)]);
    // Another query, which the host sees for the first time.
    let second = host.plan(QueryOwner::Crate("second"), now(), document).unwrap();
    assert!(!host.is_another(&second, &of("Statistic", "value")));
    assert!(host.is_another(&second, &of("Statistic", "key")), "the first query asked for it");
    assert!(host.is_another(&first, &of("Statistic", "value")), "it was taken as it is");
    let era = host.forget(first.era);
    assert!(era > first.era && host.capabilities().missing_features.is_empty());
    // Whoever began before learns nothing into the new era, and forgets nothing of it.
    host.learn(QueryOwner::Crate("first"), first.clone(), [feature("Organization", "name")], now());
    assert!(host.capabilities().missing_features.is_empty());
    assert_eq!(host.forget(first.era), era);
}

#[test]
fn given_capabilities_are_trusted_until_the_host_refuses() {
    let missing = BTreeSet::from([feature("Organization", "taxonomies")]);
    let learned = Some(now());
    let host = SiteMemory::new(Capabilities { missing_features: missing.clone(), learned });
    let view = view(&host, "first", now());
    assert!(!view.plan.text().contains("taxonomies"));
    assert!(host.is_another(&view, &BTreeSet::from([feature("Statistic", "key")])));
    // Nobody knows how old these are.
    let undated = SiteMemory::new(Capabilities { missing_features: missing, learned: None });
    assert_eq!(undated.capabilities(), Capabilities::default());
}

#[test]
fn the_memory_is_bounded_whatever_a_host_says() {
    let (host, first) = asked();
    let invented = (0..1000).flat_map(|number| {
        let name = format!("Made{number}");
        [
            MissingFeature::Type { name: name.clone() },
            feature(&name, "id"),
            feature("Organization", &name),
            MissingFeature::Member { input: name.clone(), member: name.clone() },
            MissingFeature::Member { input: "ProposalSort".into(), member: name },
        ]
    });
    host.learn(QueryOwner::Crate("first"), first, invented, now());
    assert_eq!(host.capabilities().missing_features.len(), 1);
    for number in 0..1000 {
        let key = format!("{number}");
        host.plan(QueryOwner::Caller(&key), now(), document).unwrap();
        let long = key + &" ".repeat(super::LONGEST_KEPT);
        host.plan(QueryOwner::Caller(&long), now(), document).unwrap();
    }
    let memory = host.memory();
    assert!(memory.of_callers.len() <= KEPT_OF_CALLERS);
    assert!(memory.of_callers.keys().all(|key| key.len() < 10));
    assert!(memory.plans.contains_key("first"), "the caller's queries push nothing else out");
}

fn unknown(member: &str) -> [ServerError; 1] {
    let problem = json!({"path": [member], "explanation": "Field is not defined on ProposalSort"});
    let said = json!({"message": "no", "extensions": {"problems": [problem]}});
    [serde_json::from_value(said).unwrap()]
}

/// Whoever began before the upgrade still speaks of the version before.
#[test]
fn a_request_from_before_an_upgrade_that_a_member_showed_teaches_nothing() {
    let host = SiteMemory::new(Capabilities::default());
    for upgrade in 1..=2 {
        let before = view(&host, "first", now());
        assert!(host.learn_members(&unknown("likeCount"), now()));
        assert!(host.learn_members(&unknown("endorsementCount"), now()), "upgrade {upgrade}");
        assert!(view(&host, "first", now()).era > before.era, "upgrade {upgrade}");
        let gone = feature("Organization", "name");
        host.learn(QueryOwner::Crate("first"), before, [gone.clone()], now());
        assert!(!host.capabilities().missing_features.contains(&gone), "upgrade {upgrade}");
    }
}

#[test]
fn a_member_that_is_neither_by_its_old_name_nor_by_its_new_is_of_another_version() {
    let host = SiteMemory::new(Capabilities::default());
    assert!(host.learn_members(&unknown("likeCount"), now()));
    assert_eq!(host.member("ProposalSort", "likeCount"), Ok("endorsementCount"));
    assert!(host.learn_members(&unknown("endorsementCount"), now()), "it was upgraded");
    assert_eq!(host.member("ProposalSort", "likeCount"), Ok("likeCount"));
    assert!(!host.learn_members(&unknown("endorsementCount"), now()));
}

/// What costs 3 and, for each row, as many as it has fields.
fn list_of(fields: u32) -> impl FnOnce() -> Result<Document, Error> {
    let row: Vec<_> = (0..fields).map(|field| format!("f{field}: id")).collect();
    let row = row.join(" ");
    let text = format!(
        "query($first: Int) {{ component(id: 1) {{ ... on Proposals {{ proposals(first: $first) {{ \
         nodes {{ {row} }} }} }} }} }}"
    );
    move || Document::parse(&text, None)
}

#[test]
fn a_page_is_as_large_as_its_cost_allows() {
    let host = SiteMemory::new(Capabilities::default());
    let plan = |fields| host.plan(QueryOwner::Crate("list"), now(), list_of(fields)).unwrap().plan;
    let small = plan(5);
    assert_eq!([0, 20, 500].map(|wanted| host.page_size("small", &small, wanted)), [1, 20, 50]);
    // It asks for 40 rows, may cost half of that, and is told so.
    let refused = ComplexityError::read(&too_complex(203, 103)).unwrap();
    assert!(host.too_complex("small", &small, 40, refused));
    assert_eq!(host.page_size("small", &small, 50), 20);
    assert_eq!(host.page_size("another", &small, 50), 20, "the limit holds for each query");
    // Not one row fits: no smaller page helps.
    assert!(!host.too_complex(
        "small",
        &small,
        1,
        ComplexityError::read(&too_complex(8, 7)).unwrap()
    ));
}

#[test]
fn a_server_that_counts_no_rows_gets_whole_pages() {
    let host = SiteMemory::new(Capabilities::default());
    let view = host.plan(QueryOwner::Crate("large"), now(), list_of(120)).unwrap();
    // 3 + 41 × 120 is less than 5000.
    assert_eq!(host.page_size("large", &view.plan, 50), 41);
    // What it says a page of 40 costs is what one row does: a smaller page costs no less.
    let refused = ComplexityError::read(&too_complex(123, 100)).unwrap();
    assert!(!host.too_complex("large", &view.plan, 40, refused));
    assert_eq!(host.page_size("large", &view.plan, 50), 50);
    // Those from before 0.28, which are known by what they lack.
    let missing_features = BTreeSet::from([feature("Attachment", "title")]);
    let old = SiteMemory::new(Capabilities { missing_features, learned: Some(now()) });
    assert_eq!(old.page_size("large", &view.plan, 50), 50);
}

fn too_complex(cost: u64, most: u64) -> ServerError {
    let message = format!("Query has complexity of {cost}, which exceeds max complexity of {most}");
    serde_json::from_value(json!({"message": message})).unwrap()
}

#[test]
fn a_type_was_taken_if_a_query_of_this_crate_that_names_it_was_answered() {
    let host = SiteMemory::new(Capabilities::default());
    let caller = QueryOwner::Caller("{ component }");
    let view = host.plan(caller, now(), list_of(1)).unwrap();
    host.took(caller, &view);
    assert!(!host.took_type("Proposals"), "the caller's teaches nothing");
    let own = QueryOwner::Crate("list");
    let view = host.plan(own, now(), list_of(1)).unwrap();
    let other = host.plan(QueryOwner::Crate("other"), now(), list_of(1)).unwrap();
    host.took(own, &other);
    assert!(!host.took_type("Proposals"), "it is not the plan that is kept");
    host.took(own, &RememberedPlan { era: view.era + 1, ..view.clone() });
    assert!(!host.took_type("Proposals"), "it is of another version");
    host.took(own, &view);
    assert!(host.took_type("Proposals") && !host.took_type("Meetings"));
}

#[test]
fn plans_of_this_crate_are_bounded_too() {
    let host = SiteMemory::new(Capabilities::default());
    for number in 0..KEPT_PLANS {
        host.plan(QueryOwner::Crate(&number.to_string()), now(), document).unwrap();
    }
    assert_eq!(host.memory().plans.len(), KEPT_PLANS);
    host.plan(QueryOwner::Crate("one more"), now(), document).unwrap();
    assert_eq!(host.memory().plans.len(), 1);
}

#[test]
fn queries_of_the_caller_are_made_anew_after_a_day() {
    let host = SiteMemory::new(Capabilities::default());
    let made = |now| host.plan(QueryOwner::Caller("{ a }"), now, document).unwrap().plan;
    let first = made(now());
    let within_the_day = now() + SignedDuration::from_secs(24 * 3600 - 1);
    assert!(std::sync::Arc::ptr_eq(&first, &made(within_the_day)));
    assert!(!std::sync::Arc::ptr_eq(&first, &made(now() + SignedDuration::from_hours(24))));
}

#[test]
fn queries_of_the_caller_are_remembered_side_by_side() {
    let host = SiteMemory::new(Capabilities::default());
    let made = |number: usize| {
        host.plan(QueryOwner::Caller(&number.to_string()), now(), document).unwrap().plan
    };
    let plans: Vec<_> = (0..KEPT_OF_CALLERS).map(made).collect();
    for (number, plan) in plans.iter().enumerate() {
        assert!(std::sync::Arc::ptr_eq(plan, &made(number)), "{number} was made anew");
    }
}
