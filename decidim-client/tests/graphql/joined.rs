//! Joined cursors before hidden records: each visible record comes once, nothing is read twice without
//! need, and a list that does not change is never said to have changed.
//!
//! Cursors are places in the list before the server looks at what the caller may see: graphql-ruby
//! `lib/graphql/pagination/relation_connection.rb` (1.12 to 2.5) counts the offset of the database
//! query, and a node is resolved, and found to be forbidden, after that. So a hidden record leaves a
//! null in its place and its place in the count.

use std::collections::BTreeSet;

use civic_sandbox::decidim::Version;
use decidim_client::graphql::resources::Proposal;
use decidim_client::list::{Completeness, Condition, Paginator};
use serde_json::json;

use super::support::{Bench, site};

const VERSIONS: [Version; 2] = [Version::V0_30, Version::V0_32];
/// Both versions together read pages of every size.
fn pages(version: Version) -> &'static [usize] {
    if version == Version::V0_30 { &[4, 20] } else { &[3, 9, 50] }
}

fn ids(proposals: &[Proposal]) -> Vec<u64> {
    proposals.iter().map(|proposal| proposal.id.number()).collect()
}

/// The fullest component of proposals, its records from the given places on hidden, and what is left.
fn hide(bench: &Bench, hidden: impl Fn(usize) -> bool) -> (u64, Vec<u64>, Vec<u64>) {
    let components = bench.platform.component_ids("Proposals").into_iter();
    let component = components
        .max_by_key(|component| bench.platform.ids_in(*component, "proposals").len())
        .unwrap();
    let mut all = bench.platform.ids_in(component, "proposals");
    all.sort_unstable();
    let mut visible = Vec::new();
    for (place, id) in all.iter().enumerate() {
        assert!(bench.platform.update("proposals", *id, json!({"hidden": hidden(place)})));
        if !hidden(place) {
            visible.push(*id);
        }
    }
    (component, all, visible)
}

fn read(bench: &Bench, list: &mut Paginator<Proposal>, what: &str) -> Vec<u64> {
    let (proposals, errors) = bench.read(list);
    assert!(errors.is_empty(), "{what}: {errors:?}");
    ids(&proposals)
}

#[test]
fn every_visible_record_comes_once_whatever_is_hidden() {
    for version in VERSIONS {
        let bench = Bench::new(site().version(version).proposals(420).no_rate_limit());
        for run in [1, 3, 31, 121] {
            // After as many visible ones as hidden, at the beginning too, and at the end.
            for first in [if run % 2 == 1 && run != 31 { 0 } else { 7 }] {
                let is_hidden = |place: usize| place >= first && (place - first) % (2 * run) < run;
                let (component, all, visible) = hide(&bench, is_hidden);
                assert!(all.len() > run + 20, "{} records", all.len());
                let hidden = (all.len() - visible.len()) as u64;
                for size in pages(version).iter().copied() {
                    let what = format!("{version}, runs of {run} from {first}, pages of {size}");
                    let rows = u32::try_from(size).unwrap();
                    let mut list =
                        bench.client.proposals(component).list().page_size(rows).stream();
                    let came = read(&bench, &mut list, &what);
                    let report = list.report();
                    assert_eq!(came, visible, "{what}: {report}");
                    assert_eq!(report.duplicates, 0, "{what}: {report}");
                    assert_eq!(report.hidden, hidden, "{what}: {report}");
                    // A run that a page cannot bridge proves nothing across it, and no more.
                    let unchanged = Completeness::Consistent { provided: Condition::ListUnchanged };
                    let is_bridged = run + 1 < size;
                    let expected = if is_bridged { Completeness::Proven } else { unchanged };
                    if run >= size || is_bridged {
                        assert_eq!(report.completeness, expected, "{what}: {report}");
                    }
                    // Each page repeats the row that it is joined by, and what is hidden behind it:
                    // at most two pages more a run.
                    let runs = all.len().div_ceil(2 * run);
                    let most = all.len().div_ceil(size - 1) + 2 * runs.min(all.len() / size) + 3;
                    let requests = usize::try_from(report.requests).unwrap();
                    assert!(requests <= most, "{what}: {requests} requests, at most {most}");

                    let mut list = bench.client.all_proposals().list().stream();
                    if size == 50 {
                        let came: BTreeSet<_> =
                            read(&bench, &mut list, &what).into_iter().collect();
                        assert!(visible.iter().all(|id| came.contains(id)), "{what}");
                        assert_eq!(list.report().duplicates, 0, "{what}: {}", list.report());
                    }
                }
            }
        }
    }
}

#[test]
fn a_page_is_asked_for_once() {
    let bench = Bench::new(site().version(Version::V0_32).proposals(420).no_rate_limit());
    for run in [3, 31] {
        let (component, ..) = hide(&bench, |place| place % (2 * run) >= run);
        bench.platform.clear_requests();
        for size in [9, 50] {
            read(
                &bench,
                &mut bench.client.proposals(component).list().page_size(size).stream(),
                "",
            );
            let asked: Vec<_> = bench
                .platform
                .requests()
                .iter()
                .filter(|request| request.status.unwrap() == 200)
                .filter_map(|request| {
                    let variables = request.json()?["variables"].clone();
                    variables["first"].as_u64().map(|_| variables.to_string())
                })
                .collect();
            let once: BTreeSet<_> = asked.iter().collect();
            // The first question of all may be refused and asked again in other words.
            assert!(asked.len() <= once.len() + 1, "runs of {run}, pages of {size}: {asked:?}");
        }
    }
}

#[test]
fn changes_lose_nothing_from_a_list_with_hidden_records() {
    for (seed, size) in (0..4).flat_map(|seed| [4, 9, 20].map(|size| (seed, size))) {
        let bench =
            Bench::new(site().seed(seed).version(Version::V0_32).proposals(300).no_rate_limit());
        let (component, _, before) =
            hide(&bench, |place| place % 7 == 3 || (20..26).contains(&place));
        bench.platform.churn(civic_sandbox::Churn {
            inserts_per_request: 0.5,
            deletes_per_request: 1.0,
            ..civic_sandbox::Churn::default()
        });
        let what = format!("{seed}, {size}");
        let mut list = bench.client.proposals(component).list().page_size(size).stream();
        let came = read(&bench, &mut list, &what);
        let once: BTreeSet<_> = came.iter().copied().collect();
        assert_eq!(once.len(), came.len(), "{what}: none twice");
        let after: BTreeSet<_> =
            bench.platform.ids_in(component, "proposals").into_iter().collect();
        let missed: Vec<_> =
            before.iter().filter(|id| after.contains(id) && !once.contains(id)).collect();
        let report = list.report();
        assert!(
            missed.is_empty() || !report.completeness.is_proven(),
            "{what}: {missed:?}, {report}"
        );
        assert!(report.is_consistent() || !missed.is_empty(), "{what}: {report}");
    }
}

/// A record that comes up among those that were read is yielded, and proves that the list changed
/// where it had been read.
#[test]
fn a_record_that_comes_up_where_the_list_was_read_weakens_the_completeness() {
    let bench = Bench::new(site().version(Version::V0_32).proposals(300).no_rate_limit());
    let (component, all, _) = hide(&bench, |place| place == 16);
    let mut list = bench.client.proposals(component).list().page_size(20).stream();
    let mut came = BTreeSet::new();
    bench.run(async {
        for _ in 0..19 {
            came.insert(list.next().await.unwrap().unwrap().id.number());
        }
    });
    assert!(!came.contains(&all[16]));
    // The list moves up by some places, so that the next page is read from earlier.
    assert!(bench.platform.update("proposals", all[16], json!({"hidden": false})));
    for id in all.iter().take(3) {
        assert!(bench.platform.delete("proposals", *id));
    }
    came.extend(read(&bench, &mut list, "the rest"));
    let report = list.report();
    assert!(came.contains(&all[16]), "{report}");
    assert_eq!(came.len(), all.len(), "{report}");
    assert!(!report.completeness.is_proven(), "{report}");
}

/// What a page holds does not depend on how often it was asked for: after a second reading that
/// failed, nothing is taken for known.
#[test]
fn a_second_reading_that_fails_once_loses_nothing() {
    use civic_sandbox::{Fault, FaultRule};
    use decidim_client::http::{HttpConfig, RetryPolicy};
    let http = HttpConfig::new().retry(RetryPolicy::never());
    let bench =
        Bench::with_http(site().version(Version::V0_32).proposals(300).no_rate_limit(), http);
    // Runs longer than a page: nothing is proven without a second reading.
    let (component, all, visible) = hide(&bench, |place| (20..60).contains(&place));
    let last_page = all.len() - 3;
    bench
        .platform
        .inject(FaultRule::new(Fault::Status(503)).when_query("operation=ProposalsIds").times(1));
    let mut list = bench.client.proposals(component).list().page_size(20).two_passes().stream();
    let (mut came, mut failures) = (Vec::new(), 0);
    bench.run(async {
        while let Some(row) = list.next().await {
            match row {
                Ok(row) => came.push(row.id.number()),
                Err(_) => failures += 1,
            }
            if came.len() == last_page.min(visible.len()) {
                assert!(failures <= 1);
            }
        }
    });
    assert_eq!(failures, 1, "{}", list.report());
    assert_eq!(came, visible, "{}", list.report());
    assert_eq!(list.report().completeness, Completeness::Agreed { passes: 2 }, "{}", list.report());
}
