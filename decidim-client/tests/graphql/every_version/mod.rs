//! Every operation on every version: it works where the version has what it needs, and is
//! `Unsupported` where it has not. The same code runs against all of them.

pub(crate) mod components;
mod lists;
mod nested_ids;
mod nothing;
mod operation;
mod singles;
mod sites;
mod upgrades;
mod writes;

use std::collections::BTreeSet;

use civic_sandbox::decidim::Version;
use decidim_client::ErrorKind;

use self::lists::LISTS;
use self::operation::{ALWAYS, Brought, Operation, Outcome};
use self::singles::SINGLES;
use self::sites::SITES;
use self::writes::WRITES;
use super::support::Bench;
use super::untroubled::untroubled;

/// What only administrators may read.
const CONFIDENTIAL: &[&str] = &["moderations", "moderated users", "participant details"];

/// Whether a version has what an operation needs.
fn has(bench: &Bench, operation: &Operation) -> bool {
    let items: BTreeSet<String> = bench.platform.schema_items().into_iter().collect();
    let needs = operation.needs.iter();
    operation.needs == ALWAYS || needs.into_iter().any(|item| items.contains(*item))
}

fn check(version: Version, operation: &Operation, outcome: Outcome, has: bool) -> Option<Brought> {
    let name = operation.name;
    match outcome {
        Ok(brought) => {
            assert!(has, "{version}: {name} works without {:?}", operation.needs);
            Some(brought)
        }
        Err(error) => {
            assert!(!has, "{version}: {name}: {error}");
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{version}: {name}: {error}");
            assert!(error.to_string().contains("this site has no"), "{version}: {name}: {error}");
            None
        }
    }
}

#[test]
fn every_read_works_where_the_version_has_it_and_is_unsupported_elsewhere() {
    for version in Version::ALL {
        let mut empty = Vec::new();
        for operation in LISTS.iter().chain(SINGLES).chain(SITES) {
            let bench = if CONFIDENTIAL.contains(&operation.name) {
                let bench = untroubled(Bench::signed_in(version));
                // The request for the token is not counted here.
                bench.run(bench.client.session()).unwrap();
                bench
            } else {
                untroubled(Bench::of(version))
            };
            let has = has(&bench, operation);
            let (first, outcome) = bench.requests_of(operation.call);
            let Some(brought) = check(version, operation, outcome, has) else {
                // The site may have been upgraded since: nobody is refused from memory alone.
                let (later, _) = bench.requests_of(operation.call);
                assert_eq!(later, 1, "{version}: {} is known to be missing", operation.name);
                continue;
            };
            let name = operation.name;
            assert!(first <= brought.pages + 2, "{version}: {name}: {first} requests at first");
            let (later, _) = bench.requests_of(operation.call);
            assert!(later <= brought.pages, "{version}: {name}: {later} requests later");
            if brought.records == 0 {
                empty.push(name);
            }
        }
        assert!(empty.len() <= 6, "{version}: the sandbox has nothing to read for {empty:?}");
    }
}

#[test]
fn every_write_works_where_the_version_has_it_and_is_unsupported_elsewhere() {
    for version in Version::ALL {
        for operation in WRITES {
            let bench = Bench::signed_in(version);
            let has = has(&bench, operation);
            check(version, operation, (operation.call)(&bench), has);
        }
    }
}

#[test]
fn writes_are_refused_to_visitors_by_a_typed_error() {
    for version in Version::ALL {
        let bench = Bench::of(version);
        for operation in WRITES.iter().filter(|operation| has(&bench, operation)) {
            let error = (operation.call)(&bench).err();
            let error = error.unwrap_or_else(|| panic!("{version}: {}", operation.name));
            let refused = matches!(error.kind(), ErrorKind::Forbidden | ErrorKind::Rejected);
            assert!(refused, "{version}: {}: {error}", operation.name);
        }
    }
}
