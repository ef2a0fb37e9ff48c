//! Sites that do not have some random part of their schema: what is left is read all the same.

use std::collections::BTreeSet;

use civic_sandbox::decidim::{Decidim, Version};
use decidim_client::ErrorKind;
use decidim_client::list::Paginator;

use super::support::{Bench, site};
use super::untroubled::untroubled;

/// What a call for the records of a component cannot do without.
const NEEDED: [&str; 12] = [
    "Query.component",
    "Query.component(id:)",
    "PageInfo",
    "PageInfo.endCursor",
    "PageInfo.hasNextPage",
    "{}",
    "{}.{list}",
    "{}.{list}(first:)",
    "{}.{list}(after:)",
    "{one}Connection",
    "{one}Edge",
    "{one}",
];

fn needed(item: &str, component: &str, list: &str, one: &str) -> bool {
    let named = NEEDED
        .iter()
        .map(|name| name.replace("{list}", list).replace("{one}", one).replace("{}", component));
    let fields = ["edges", "pageInfo"].map(|field| format!("{one}Connection.{field}"));
    let row = [format!("{one}Edge.node"), format!("{one}.id"), "ComponentInterface".to_owned()];
    named.chain(fields).chain(row).any(|name| name == item)
}

/// A part of what the schema has, chosen by the seed.
fn missing(seed: u64, version: Version) -> Vec<String> {
    let items = Decidim::builder().version(version).build().schema_items();
    let mut rng = fastrand::Rng::with_seed(seed);
    let share = rng.f64() * 0.3;
    items.into_iter().filter(|_| rng.f64() < share).collect()
}

#[test]
fn whatever_a_site_does_not_have_the_rest_is_read_with_at_most_two_more_requests() {
    let seeds = std::env::var("CIVIC_INSTANCES").ok().and_then(|n| n.parse().ok()).unwrap_or(500);
    let (mut read_all, mut refused) = (0, 0);
    for seed in 0..seeds {
        let version = Version::ALL[usize::try_from(seed).unwrap() % Version::ALL.len()];
        let missing = missing(seed, version);
        let bench = Bench::new(site().version(version).without(missing.clone()).no_rate_limit());
        let bench = untroubled(bench);
        let proposals = bench.platform.component_ids("Proposals")[0];
        let meetings = bench.platform.component_ids("Meetings")[0];
        let debates = bench.platform.component_ids("Debates")[0];
        for (list, kind, one, outcome) in [
            (
                "proposals",
                "Proposals",
                "Proposal",
                try_out(&bench, bench.client.proposals(proposals).list().stream(), |p| {
                    p.id.number()
                }),
            ),
            (
                "meetings",
                "Meetings",
                "Meeting",
                try_out(&bench, bench.client.meetings(meetings).list().stream(), |m| m.id.number()),
            ),
            (
                "debates",
                "Debates",
                "Debate",
                try_out(&bench, bench.client.debates(debates).list().stream(), |d| d.id.number()),
            ),
        ] {
            let component = match list {
                "proposals" => proposals,
                "meetings" => meetings,
                _ => debates,
            };
            let needs = missing.iter().any(|item| needed(item, kind, list, one));
            let expected: BTreeSet<_> =
                bench.platform.ids_in(component, list).into_iter().collect();
            match outcome {
                (ids, None, requests) => {
                    assert_eq!(ids, expected, "seed {seed}, {version}, {list}");
                    let pages = expected.len().div_ceil(20).max(1) + 1;
                    assert!(requests <= pages + 2, "seed {seed}: {requests} requests");
                    read_all += 1;
                }
                (_, Some(error), _) => {
                    assert!(needs, "seed {seed}, {version}, {list}: {error}; missing {missing:?}");
                    assert_eq!(error.kind(), ErrorKind::Unsupported, "seed {seed}: {error}");
                    refused += 1;
                }
            }
        }
    }
    assert!(read_all > seeds, "{read_all} read, {refused} refused");
}

/// What a reading brings, the error that ends it, and how many requests it takes.
fn try_out<T: Send + 'static>(
    bench: &Bench,
    mut reading: Paginator<T>,
    id: impl Fn(&T) -> u64,
) -> (BTreeSet<u64>, Option<decidim_client::Error>, usize) {
    let (requests, (rows, errors)) = bench.requests_of(|bench| bench.read(&mut reading));
    let report = reading.report();
    assert!(errors.len() == 1 || report.malformed == 0, "{:?}", report.malformed_rows);
    assert!(
        errors.len() == 1 || report.server_errors == 0,
        "{report}: {:?}",
        report.server_error_texts
    );
    (rows.iter().map(id).collect(), errors.into_iter().next(), requests)
}
