//! A site that is upgraded in place: what is read of it next is what a client who comes anew reads.

use civic_sandbox::decidim::Version;
use decidim_client::graphql::Capabilities;

use crate::lists::LISTS;
use crate::operation::{Operation, Outcome};
use crate::support::{Bench, site};

/// One step forth and back, and some at once.
const STEPS: [(Version, Version); 8] = [
    (Version::V0_30, Version::V0_31),
    (Version::V0_31, Version::V0_30),
    (Version::V0_31, Version::V0_32),
    (Version::V0_32, Version::V0_31),
    (Version::V0_30, Version::V0_30_5),
    (Version::V0_29, Version::V0_30),
    (Version::V0_30, Version::V0_29),
    (Version::V0_28, Version::V0_32),
];

/// What came, as text: the records, or that the site has none of the kind.
fn told(outcome: Outcome) -> (String, usize) {
    match outcome {
        Ok(brought) => (brought.text, brought.pages),
        Err(error) => (format!("{:?}", error.kind()), 1),
    }
}

fn check(bench: &Bench, to: Version, operation: &Operation, how: &str) {
    let (expected, _) = told((operation.call)(&Bench::of(to)));
    let (requests, outcome) = bench.requests_of(operation.call);
    let (found, pages) = told(outcome);
    assert_eq!(found, expected, "{how} {to}: {}", operation.name);
    assert!(requests <= pages + 2, "{how} {to}: {}: {requests} requests", operation.name);
    let (later, outcome) = bench.requests_of(operation.call);
    assert_eq!(told(outcome).0, expected, "{how} {to}: {} once more", operation.name);
    assert!(later <= pages, "{how} {to}: {}: {later} requests later", operation.name);
}

#[test]
fn a_client_that_lives_through_an_upgrade_reads_what_a_new_one_reads() {
    for (from, to) in STEPS {
        for operation in LISTS {
            let bench = Bench::of(from);
            let _ = (operation.call)(&bench);
            bench.site.upgrade(to);
            check(&bench, to, operation, &format!("{from} to"));
        }
    }
}

#[test]
fn capabilities_from_before_an_upgrade_are_seen_through() {
    for (from, to) in STEPS {
        for operation in LISTS {
            let before = Bench::of(from);
            let _ = (operation.call)(&before);
            let kept = serde_json::to_string(&before.client.capabilities()).unwrap();
            let known: Capabilities = serde_json::from_str(&kept).unwrap();
            let after = Bench::with(site().version(to), |client| client.capabilities(known));
            check(&after, to, operation, &format!("kept at {from}, given at"));
        }
    }
}
