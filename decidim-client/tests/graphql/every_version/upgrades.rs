//! A site that is upgraded in place: what is read of it next is what a client who comes anew reads.

use civic_sandbox::decidim::Version;
use decidim_client::graphql::Capabilities;

use super::lists::LISTS;
use super::operation::{Operation, Outcome};
use crate::graphql::support::{Bench, site};
use crate::graphql::untroubled::untroubled;

/// Each step over which fields were renamed, forth and back.
const STEPS: [(Version, Version); 4] = [
    (Version::V0_30, Version::V0_31),
    (Version::V0_31, Version::V0_30),
    (Version::V0_31, Version::V0_32),
    (Version::V0_32, Version::V0_31),
];

/// What came, as text: the records, or that the site has none of the kind; and in how many pages.
fn shown(outcome: Outcome) -> (String, usize) {
    match outcome {
        Ok(brought) => (brought.text, brought.pages),
        Err(error) => (format!("{:?}", error.kind()), 1),
    }
}

/// What a client reads that comes anew.
fn anew(to: Version) -> Vec<String> {
    LISTS.iter().map(|operation| shown((operation.call)(&untroubled(Bench::of(to)))).0).collect()
}

fn check(bench: &Bench, expected: &str, operation: &Operation, how: &str) {
    let name = operation.name;
    let (requests, outcome) = bench.requests_of(operation.call);
    let (found, pages) = shown(outcome);
    let differs = found.chars().zip(expected.chars()).take_while(|(a, b)| a == b).count();
    let near =
        |text: &str| text.chars().skip(differs.saturating_sub(80)).take(160).collect::<String>();
    assert!(found == expected, "{how}: {name}: {} instead of {}", near(&found), near(expected));
    // Where a type has to be searched for behind the introspection gate, that takes one more.
    let most = pages + if name == "users" { 3 } else { 2 };
    assert!(requests <= most, "{how}: {name}: {requests} requests");
    let (later, outcome) = bench.requests_of(operation.call);
    assert!(shown(outcome).0 == expected, "{how}: {name} once more");
    assert!(later <= pages, "{how}: {name}: {later} requests later");
}

#[test]
fn a_client_that_lives_through_an_upgrade_reads_what_a_new_one_reads() {
    for (from, to) in STEPS {
        for (operation, expected) in LISTS.iter().zip(anew(to)) {
            let bench = untroubled(Bench::of(from));
            let _ = (operation.call)(&bench);
            bench.platform.upgrade(to);
            check(&bench, &expected, operation, &format!("{from} to {to}"));
        }
    }
}

#[test]
fn capabilities_from_before_an_upgrade_are_seen_through() {
    for (from, to) in [(Version::V0_30, Version::V0_31), (Version::V0_32, Version::V0_30)] {
        for (operation, expected) in LISTS.iter().zip(anew(to)) {
            let before = untroubled(Bench::of(from));
            let _ = (operation.call)(&before);
            let kept = serde_json::to_string(&before.client.capabilities()).unwrap();
            let known: Capabilities = serde_json::from_str(&kept).unwrap();
            let after =
                untroubled(Bench::with(site().version(to), |client| client.capabilities(known)));
            check(&after, &expected, operation, &format!("kept at {from}, given at {to}"));
        }
    }
}
