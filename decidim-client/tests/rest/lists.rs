//! Lists read to their end by header paging.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use civic_core::list::{Completeness, Condition};
use decidim_client::ErrorKind;
use serde_json::{Value, json};

use super::support::{Answer, Fake, Seen, proposal};

fn listing(path: &'static str, rows: Vec<Value>) -> Fake {
    Fake::new("v0.2", move |seen| seen.is("GET", path).then(|| Answer::rows(seen, &rows)))
}

/// The rows tally with the server's count before and after.
pub(super) const TALLIES: Completeness =
    Completeness::Consistent { provided: Condition::ListUnchanged };

#[test]
fn a_short_list_is_complete_at_one_look() {
    let fake = listing("/proposals", (1..=3).map(proposal).collect());
    let mut reading = fake.client().proposals().list().stream();
    let (rows, errors) = fake.read(&mut reading);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(rows.iter().map(|row| row.id.number().unwrap()).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(reading.report().completeness, Completeness::Proven, "{}", reading.report());
    assert_eq!(fake.lines().len(), 1);
}

#[test]
fn a_long_list_is_read_between_two_counts() {
    let fake = listing("/proposals", (1..=95).map(proposal).collect());
    let mut reading = fake.client().proposals().list().page_size(30).stream();
    let (rows, errors) = fake.read(&mut reading);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(rows.len(), 95);
    assert_eq!(reading.report().completeness, TALLIES, "{}", reading.report());
    let counts = fake.seen().iter().filter(|seen| seen.value("per_page") == Some("1")).count();
    assert_eq!(counts, 2);
}

/// 60 proposals, of which every twentieth has three authors and so is listed three times, and
/// counted so in the total.
fn of_several_authors(told: u64) -> Vec<Value> {
    let rows = (1..=60_u64).flat_map(|id| {
        let mut row = proposal(id);
        let is_joint = id % 20 == 0;
        if is_joint {
            row["relationships"]["coauthors"]["meta"]["count"] = told.into();
        }
        vec![row; if is_joint { 3 } else { 1 }]
    });
    rows.collect()
}

#[test]
fn a_proposal_of_several_authors_is_yielded_once() {
    let rows = of_several_authors(3);
    assert_eq!(rows.len(), 66);
    let fake = listing("/proposals", rows);
    let mut reading = fake.client().proposals().list().page_size(25).stream();
    let (rows, errors) = fake.read(&mut reading);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(rows.len(), 60);
    let report = reading.report();
    assert_eq!((report.duplicates, report.completeness.clone()), (6, TALLIES), "{report}");
}

#[test]
fn a_proposal_of_several_authors_is_known_by_number_too() {
    let fake = listing("/proposals", of_several_authors(3));
    let mut reading = fake.client().proposals().list().page_size(25).stream_by_page_number();
    let (rows, errors) = fake.read(&mut reading);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(rows.len(), 60);
    assert_eq!(reading.report().completeness, TALLIES, "{}", reading.report());
    // Authors that do not account for it.
    let fake = listing("/proposals", of_several_authors(2));
    let mut reading = fake.client().proposals().list().page_size(25).stream_by_page_number();
    assert_eq!(fake.read(&mut reading).0.len(), 60);
    assert!(!reading.report().is_consistent(), "{}", reading.report());
}

/// The count is told on every page: a row fewer on the third of five, or rows that never came.
#[test]
fn by_number_the_total_is_compared_at_every_page() {
    for headers in [&["total", "per-page"][..], &["total"]] {
        for (at, told) in [(3, 49), (5, 51), (1, 51)] {
            let rows: Vec<_> = (1..=50).map(proposal).collect();
            let fake = Fake::new("v0.2", move |seen| {
                seen.is("GET", "/proposals").then(|| {
                    let total = if seen.number("page") == Some(at) { told } else { 50 };
                    let mut answer = Answer::rows(seen, &rows);
                    answer.headers.retain(|(name, _)| *name != "total" && headers.contains(name));
                    answer.header("total", total)
                })
            });
            let list = fake.client().proposals().list().page_size(10);
            let mut reading = list.stream_by_page_number();
            assert_eq!(fake.read(&mut reading).0.len(), 50);
            let report = reading.report();
            assert!(
                matches!(report.completeness, Completeness::Incomplete { .. }),
                "{at} {told}: {report}"
            );
        }
    }
    // One row short of what every page says.
    let rows: Vec<_> = (1..=29).map(proposal).collect();
    let fake = Fake::new("v0.2", move |seen| {
        seen.is("GET", "/proposals").then(|| {
            let mut answer = Answer::rows(seen, &rows);
            answer.headers.retain(|(name, _)| *name != "total");
            answer.header("total", 30)
        })
    });
    let mut reading = fake.client().proposals().list().page_size(10).stream_by_page_number();
    assert_eq!(fake.read(&mut reading).0.len(), 29);
    assert!(!reading.report().is_consistent(), "{}", reading.report());
}

#[test]
fn repetitions_that_authors_do_not_account_for_cost_a_second_pass() {
    let fake = listing("/proposals", of_several_authors(2));
    let mut reading = fake.client().proposals().list().page_size(25).stream();
    assert_eq!(fake.read(&mut reading).0.len(), 60);
    assert_eq!(
        reading.report().completeness,
        Completeness::Agreed { passes: 2 },
        "{}",
        reading.report()
    );
}

#[test]
fn links_stand_in_for_a_total() {
    let rows: Vec<_> = (1..=70).map(proposal).collect();
    let fake = Fake::new("v0.2", move |seen| {
        seen.is("GET", "/proposals").then(|| {
            let mut answer = Answer::rows(seen, &rows);
            answer.headers.clear();
            let size = seen.number("per_page").unwrap();
            let (page, last) = (seen.number("page").unwrap(), rows.len().div_ceil(size));
            let link = |page: usize, relation: &str| {
                format!("<https://decidim.example.org/api?per_page={size}&page={page}>; rel=\"{relation}\"")
            };
            let mut links = Vec::new();
            if page > 1 {
                links.extend([link(1, "first"), link(page - 1, "prev")]);
            }
            if page < last {
                links.extend([link(last, "last"), link(page + 1, "next")]);
            }
            answer.header("link", links.join(", "))
        })
    });
    let mut reading = fake.client().proposals().list().page_size(30).stream();
    assert_eq!(fake.read(&mut reading).0.len(), 70);
    assert_eq!(reading.report().completeness, TALLIES, "{}", reading.report());
}

#[test]
fn a_server_without_headers_is_read_to_a_page_that_is_not_full() {
    let rows: Vec<_> = (1..=70).map(proposal).collect();
    let fake = Fake::new("v0.2", move |seen| {
        seen.is("GET", "/proposals").then(|| {
            let mut answer = Answer::rows(seen, &rows);
            answer.headers.clear();
            answer
        })
    });
    let mut reading = fake.client().proposals().list().page_size(30).stream();
    assert_eq!(fake.read(&mut reading).0.len(), 70);
    // It has no count to agree with, so only two passes can.
    assert_eq!(
        reading.report().completeness,
        Completeness::Agreed { passes: 2 },
        "{}",
        reading.report()
    );
}

#[test]
fn a_list_that_shuffles_its_pages_is_never_called_complete_at_once() {
    let turn = Arc::new(AtomicUsize::new(0));
    let fake = Fake::new("v0.2", move |seen: &Seen| {
        seen.is("GET", "/spaces/search").then(|| {
            let turn = turn.fetch_add(1, Ordering::SeqCst);
            let mut rows: Vec<_> = (1..=80).map(space).collect();
            rows.rotate_left(turn * 7 % 80);
            Answer::rows(seen, &rows)
        })
    });
    let mut reading = fake.client().spaces().list().page_size(30).stream();
    let (rows, errors) = fake.read(&mut reading);
    assert!(errors.is_empty(), "{errors:?}");
    let report = reading.report();
    assert!(!report.completeness.is_proven(), "{report}");
    assert!(
        rows.len() == 80 || matches!(report.completeness, Completeness::Incomplete { .. }),
        "{report}"
    );
}

pub(crate) fn space(id: u64) -> Value {
    json!({
        "id": id.to_string(),
        "type": "space",
        "attributes": {
            "manifest_name": "assemblies",
            "participatory_space_type": "Decidim::Assembly",
            "title": {"en": "Space"},
            "visibility": "public",
            "created_at": "2026-01-02T03:04:05Z",
            "updated_at": "2026-01-02T03:04:05Z",
        },
    })
}

#[test]
fn spaces_are_told_apart_by_manifest_and_id() {
    let mut process = space(1);
    process["attributes"]["manifest_name"] = "participatory_processes".into();
    let fake = listing("/spaces/search", vec![space(1), process, space(1)]);
    let mut reading = fake.client().spaces().list().stream();
    assert_eq!(fake.read(&mut reading).0.len(), 2);
    // Twice on one page, which costs a second pass: once too often in each.
    assert_eq!(reading.report().duplicates, 2);
}

#[test]
fn a_broken_row_costs_no_other() {
    let mut broken = proposal(2);
    broken["attributes"] = json!("none");
    let fake = listing("/proposals", vec![proposal(1), broken, proposal(3)]);
    let mut reading = fake.client().proposals().list().stream();
    assert_eq!(fake.read(&mut reading).0.len(), 2);
    let report = reading.report();
    assert_eq!((report.malformed, report.malformed_rows[0].id.as_deref()), (1, Some("2")));
    assert!(!report.is_consistent(), "{report}");
}

#[test]
fn a_checkpoint_belongs_to_its_query() {
    let fake = listing("/proposals", (1..=3).map(proposal).collect());
    let list = fake.client().proposals().list().in_component(12);
    let checkpoint = list.clone().stream().checkpoint();
    assert!(list.clone().stream().resume(checkpoint.clone()).is_ok());
    let other = list.in_component(13).stream().resume(checkpoint.clone()).unwrap_err();
    assert_eq!(other.kind(), ErrorKind::Checkpoint);
    let user = fake.user().proposals().list().in_component(12);
    assert!(user.stream().resume(checkpoint).is_err(), "a participant sees other rows");
}

#[test]
fn a_page_size_of_nothing_fails_before_sending() {
    let fake = listing("/proposals", Vec::new());
    let mut reading = fake.client().proposals().list().page_size(0).stream();
    let (_, errors) = fake.read(&mut reading);
    assert_eq!(errors[0].kind(), ErrorKind::InvalidInput);
    assert!(fake.seen().is_empty());
}

#[test]
fn one_short_page_is_not_the_whole_list_where_the_total_says_more() {
    for total in [11, 15, 30] {
        let rows: Vec<_> = (1..=10).map(proposal).collect();
        let fake = Fake::new("v0.2", move |seen| {
            seen.is("GET", "/proposals").then(|| {
                let mut answer = Answer::rows(seen, &rows);
                answer.headers.clear();
                answer.header("total", total.to_string()).header("per-page", "100")
            })
        });
        for by_number in [false, true] {
            let list = fake.client().proposals().list();
            let mut reading = if by_number { list.stream_by_page_number() } else { list.stream() };
            assert_eq!(fake.read(&mut reading).0.len(), 10);
            let report = reading.report();
            assert!(
                matches!(report.completeness, Completeness::Incomplete { .. }),
                "{total}: {report}"
            );
        }
    }
}
