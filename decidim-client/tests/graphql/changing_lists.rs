//! Lists that change while they are read, and a server that does not sort them.

use std::collections::BTreeSet;

use civic_sandbox::Churn;
use civic_sandbox::decidim::Version;
use decidim_client::graphql::Sort;
use decidim_client::graphql::resources::{Meeting, Proposal};
use decidim_client::list::{Completeness, Condition, Paginator};

use super::fullest_component::{fullest_component, ids, visible};
use super::support::{Bench, site};

#[test]
fn no_change_hides_a_record_from_a_list_read_by_id() {
    let mut shifted = 0;
    for seed in 0..20 {
        let bench = Bench::new(site().seed(seed).proposals(400).version(Version::V0_30));
        let (component, before) = fullest_component(&bench);
        bench.platform.churn(Churn {
            inserts_per_request: 1.0,
            deletes_per_request: 2.0,
            burst_chance: 0.2,
            burst_size: 12,
            ..Churn::default()
        });
        let mut list = bench.client.proposals(component).list().page_size(20).stream();
        let (proposals, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{seed}: {errors:?}");
        let after: BTreeSet<_> = visible(&bench, component).into_iter().collect();
        let read: Vec<_> = ids(&proposals);
        let once: BTreeSet<_> = read.iter().copied().collect();
        assert_eq!(once.len(), read.len(), "{seed}: none twice");
        let throughout = before.iter().filter(|id| after.contains(id));
        let missed: Vec<_> = throughout.filter(|id| !once.contains(id)).collect();
        let report = list.report();
        assert!(report.completeness.is_proven(), "{seed}: {report}");
        assert!(missed.is_empty(), "{seed}: {missed:?} missed, {report}");

        // The same list in another order goes by cursors alone, and does lose records.
        let mut plain = bench
            .client
            .proposals(component)
            .list()
            .by_published_at(Sort::Asc)
            .page_size(20)
            .stream();
        let before: BTreeSet<_> = visible(&bench, component).into_iter().collect();
        let (proposals, _) = bench.read(&mut plain);
        let after: BTreeSet<_> = visible(&bench, component).into_iter().collect();
        let read: BTreeSet<_> = ids(&proposals).into_iter().collect();
        shifted += usize::from(before.intersection(&after).any(|id| !read.contains(id)));
        assert!(!plain.report().completeness.is_proven(), "{seed}: {}", plain.report());
    }
    assert!(shifted > 10, "the churn is strong enough to be seen: {shifted} of 20");
}

#[test]
fn two_passes_fetch_what_the_first_pass_missed() {
    let mut found = 0;
    for seed in 0..10 {
        let bench = Bench::new(site().seed(seed).rows("meetings", 300).no_rate_limit());
        let components = bench.platform.component_ids("Meetings");
        let component = *components
            .iter()
            .max_by_key(|component| bench.platform.ids_in(**component, "meetings").len())
            .unwrap();
        // Deleted while the first pass is on its way; then all is quiet.
        let gone = bench.platform.ids_in(component, "meetings");
        assert!(gone.len() > 40, "{}", gone.len());
        let mut list = bench.client.meetings(component).list().page_size(20).two_passes().stream();
        let mut read = Vec::new();
        bench.run(async {
            for _ in 0..20 {
                read.push(list.next().await.unwrap().unwrap());
            }
        });
        for id in gone.iter().take(5) {
            bench.platform.delete("meetings", *id);
        }
        let (rest, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{errors:?}");
        read.extend(rest);
        let once: BTreeSet<u64> =
            read.iter().map(|meeting: &Meeting| meeting.id.number()).collect();
        let missed: Vec<_> = bench
            .platform
            .ids_in(component, "meetings")
            .into_iter()
            .filter(|id| !once.contains(id))
            .collect();
        assert!(missed.is_empty(), "{seed}: {missed:?}, {}", list.report());
        assert_eq!(
            list.report().completeness,
            Completeness::Consistent { provided: Condition::ListUnchanged },
            "{}",
            list.report()
        );
        found += 1;
    }
    assert_eq!(found, 10);
}

/// A server with these pages whatever order it is asked for: one for each place that a cursor is.
fn stubborn(
    pages: &'static [(u64, &'static [u64])],
) -> (civic_core::testing::VirtualClock, Paginator<Proposal>) {
    let clock = civic_core::testing::VirtualClock::new();
    let transport = civic_core::testing::FakeTransport::new(move |request| async move {
        let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
        let after = match body["variables"]["after"].as_str() {
            None => 0,
            Some(cursor) => (0..200)
                .find(|n: &u64| {
                    use base64::Engine;
                    let text = base64::prelude::BASE64_STANDARD_NO_PAD.encode(n.to_string());
                    text == cursor
                })
                .unwrap(),
        };
        let (_, ids) = pages.iter().find(|(at, _)| *at == after).unwrap_or(&(0, &[]));
        let end = after + ids.len() as u64;
        let last = pages.iter().map(|(at, ids)| at + ids.len() as u64).max().unwrap();
        let cursor = {
            use base64::Engine;
            base64::prelude::BASE64_STANDARD_NO_PAD.encode(end.to_string())
        };
        let edges: Vec<_> =
            ids.iter().map(|id| serde_json::json!({"node": {"id": id.to_string()}})).collect();
        let answer = serde_json::json!({"data": {"component": {"__typename": "Proposals", "proposals": {
            "pageInfo": {"endCursor": cursor, "hasNextPage": end < last}, "edges": edges,
        }}}});
        let body = civic_core::testing::FakeBody::pieces([Ok(answer.to_string().into())]);
        Ok(http::Response::new(body))
    });
    let http = civic_core::http::HttpConfig::new().clock(clock.clone()).transport(transport);
    let client = decidim_client::graphql::Client::builder("https://a.example.org").http(http);
    (clock, client.build().unwrap().proposals(1).list().page_size(5).stream())
}

#[test]
fn a_server_that_ignores_the_order_loses_no_row_and_proves_nothing() {
    // The second page begins with older ids by chance; the third ascends again.
    const BY_CHANCE: &[(u64, &[u64])] =
        &[(0, &[301, 302, 303, 304, 305]), (4, &[201, 202, 203, 204, 205]), (9, &[401, 402])];
    const SHUFFLED: &[(u64, &[u64])] =
        &[(0, &[9, 3, 7, 1, 5]), (5, &[11, 12, 13, 14, 15]), (10, &[16, 17])];
    for pages in [BY_CHANCE, SHUFFLED] {
        let (clock, mut list) = stubborn(pages);
        let mut read = BTreeSet::new();
        clock
            .run(async {
                while let Some(row) = list.next().await {
                    read.insert(row.unwrap().id.number());
                }
            })
            .unwrap();
        let all: BTreeSet<u64> = pages.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
        assert!(read.is_superset(&all) || !list.report().is_consistent(), "{}", list.report());
        assert!(!list.report().completeness.is_proven(), "{}", list.report());
    }
}
