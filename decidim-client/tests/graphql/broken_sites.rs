//! Lists of a whole site whose answers lack what they must have, or have no end: told, and never endless.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use civic_core::testing::VirtualClock;
use decidim_client::Error;
use decidim_client::graphql::resources::{Meeting, SpaceKind};
use decidim_client::list::{Paginator, Report};
use serde_json::{Value, json};

use super::support::{Bench, answering, site};

fn all<T: Send + 'static>(
    clock: &VirtualClock,
    mut list: Paginator<T>,
) -> (Vec<T>, Vec<Error>, Report) {
    let (rows, errors) = clock
        .run(async {
            let (mut rows, mut errors) = (Vec::new(), Vec::new());
            while let Some(row) = list.next().await {
                match row {
                    Ok(row) => rows.push(row),
                    Err(error) => errors.push(error),
                }
            }
            (rows, errors)
        })
        .unwrap();
    (rows, errors, list.report())
}

fn meetings(ids: &[u64], end: Value, more: Value) -> Value {
    let edges: Vec<_> = ids.iter().map(|id| json!({"node": {"id": id.to_string()}})).collect();
    json!({"data": {"component": {"__typename": "Meetings", "id": "1", "meetings": {
        "edges": edges,
        "pageInfo": {"endCursor": end, "startCursor": null, "hasNextPage": more, "hasPreviousPage": false},
    }}}})
}

/// A component of a whole site whose cursor never moves.
#[test]
fn a_component_of_a_site_that_repeats_its_cursor_ends() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let (clock, client) = answering(move |_, variables| {
        if variables["component"].is_string() {
            let n = counted.fetch_add(1, Ordering::SeqCst);
            return meetings(&[], "Mg".into(), (n < 3_000).into());
        }
        json!({"data": {"participatoryProcess": {"__typename": "ParticipatoryProcess", "id": "1", "components": [{"id": "1", "__typename": "Meetings"}]}}})
    });
    let all_meetings = client.all_in::<Meeting>(SpaceKind::ParticipatoryProcess, 1);
    let (_, errors, report) = all(&clock, all_meetings.list().stream());
    let asked = asked.load(Ordering::SeqCst);
    assert!(asked > 0, "{errors:?} {report}");
    assert!(asked < 1_000, "{asked} requests for one page without rows, {errors:?}, {report}");
}

/// The same for the comments of a site.
#[test]
fn a_component_with_comments_that_repeats_its_cursor_ends() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let (clock, client) = answering(move |query, variables| {
        if variables["component"].is_string() {
            let n = counted.fetch_add(1, Ordering::SeqCst);
            return json!({"data": {"component": {"__typename": "Proposals", "id": "1", "proposals": {
                "edges": [], "pageInfo": {"endCursor": "Mg", "hasNextPage": n < 3_000},
            }}}});
        }
        let roots = [
            "participatoryProcesses",
            "assemblies",
            "conferences",
            "initiatives",
            "consultations",
            "votings",
        ];
        let data: serde_json::Map<String, Value> = roots
            .iter()
            .filter(|root| query.contains(**root))
            .map(|root| {
                let of = if *root == "participatoryProcesses" && query.contains("components") {
                    json!([{"__typename": "ParticipatoryProcess", "id": "1", "components": [{"id": "1", "__typename": "Proposals"}]}])
                } else {
                    json!([])
                };
                ((*root).to_owned(), of)
            })
            .collect();
        json!({"data": data})
    });
    let mut list = client.all_comments().list().stream();
    // The first kind alone.
    let (_, errors, report) = (clock.run(list.next()).unwrap(), 0, list.report());
    let asked = asked.load(Ordering::SeqCst);
    assert!(asked < 1_000, "{asked} requests for one page without rows, {errors:?}, {report}");
    assert!(asked > 0, "{report}");
}

/// A component without its `__typename`.
#[test]
fn components_that_do_not_say_what_they_are_are_told() {
    let bench = Bench::edited(site().seed(5).proposals(30).no_rate_limit(), |body| {
        if body.get("errors").is_none()
            && let Some(data) = body.get_mut("data")
        {
            for list in [
                "participatoryProcesses",
                "assemblies",
                "conferences",
                "initiatives",
                "consultations",
                "votings",
            ] {
                for space in data.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten()
                {
                    for component in space
                        .get_mut("components")
                        .and_then(Value::as_array_mut)
                        .into_iter()
                        .flatten()
                    {
                        component.as_object_mut().unwrap().remove("__typename");
                    }
                }
            }
        }
    });
    let mut list = bench.client.all_proposals().list().stream();
    let (rows, errors) = bench.read(&mut list);
    let report = list.report();
    assert!(
        !rows.is_empty() || !report.is_consistent() || !errors.is_empty(),
        "{errors:?} {report}"
    );
}

/// Makes all lists of projects null.
fn projects(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(projects),
        Value::Object(members) => {
            if members.contains_key("projects") {
                members.insert("projects".to_owned(), Value::Null);
            }
            members.values_mut().for_each(projects);
        }
        _ => {}
    }
}

/// Budgets that do not say which projects they have.
#[test]
fn budgets_without_their_projects_are_told() {
    let read = |edit| {
        let bench = Bench::edited(site().seed(5).no_rate_limit(), edit);
        let mut list = bench.client.all_comments().list().stream();
        let (rows, errors) = bench.read(&mut list);
        (rows.len(), errors, list.report())
    };
    let (before, ..) = read(|_| {});
    let (after, errors, report) = read(projects);
    assert!(after == before || !report.is_consistent(), "{after} of {before}, {errors:?} {report}");
}
