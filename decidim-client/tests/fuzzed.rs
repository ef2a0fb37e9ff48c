//! The fuzz targets in small: whatever a server answers, what comes of it is items, malformed rows
//! or a typed error; no panic, and an end. The same cases in every run.
#![cfg(all(feature = "graphql", feature = "rest", feature = "open-data"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "tests"
)]

#[path = "../../examples/sandbox/as_transport.rs"]
mod as_transport;
#[path = "../../fuzz/src/graphql.rs"]
mod graphql;
#[path = "../../fuzz/src/open_data.rs"]
mod open_data;
#[path = "../../fuzz/src/rest.rs"]
mod rest;
#[path = "../../fuzz/src/script.rs"]
mod script;
#[path = "../../fuzz/src/spoil.rs"]
mod spoil;

use std::sync::LazyLock;

use civic_core::testing::VirtualClock;
use civic_sandbox::Decidim;
use civic_sandbox::decidim::Version;
use fastrand::Rng;
use graphql::is_query;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use script::{Script, spoiling};
use serde_json::{Value, json};

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// One site for all cases: making it is what takes the time.
static SITE: LazyLock<Decidim> =
    LazyLock::new(|| Decidim::builder().seed(7).version(Version::V0_31).build());

fn site(clock: &VirtualClock) -> impl civic_core::http::Transport {
    as_transport::played(SITE.clone(), clock.clone())
}

fn now() -> VirtualClock {
    VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap())
}

/// The codes that complaints about a query have, and one that none has.
const CODES: [&str; 12] = [
    "undefinedField",
    "undefinedType",
    "selectionMismatch",
    "missingRequiredArguments",
    "argumentNotAccepted",
    "cannotSpreadFragment",
    "variableRequiresValidType",
    "variableMismatch",
    "variableNotUsed",
    "variableNotDefined",
    "useAndDefineFragment",
    "another",
];

/// Complaints that name what stands in the query, rightly or not.
fn complaints(query: &str, rng: &mut Rng) -> Value {
    let words: Vec<&str> = query
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
        .chain(["InputObject", "Nothing"])
        .collect();
    let errors: Vec<Value> = (0..rng.usize(1..6))
        .map(|_| {
            let mut word = || words[rng.usize(0..words.len())];
            let mut extensions = json!({
                "typeName": word(), "fieldName": word(), "name": word(), "argumentName": word(),
                "variableName": word(), "parentName": word(), "nodeName": format!("field '{}'", word()),
            });
            let path = [format!("query {}", word()), word().into(), format!("... on {}", word()), word().into()];
            if rng.u8(..) < 60 {
                extensions["typeName"] = "InputObject".into();
            }
            extensions["code"] = CODES[rng.usize(0..CODES.len())].into();
            let (line, column) = (rng.usize(0..30), rng.usize(0..30));
            json!({"message": "no", "path": path, "extensions": extensions,
                "locations": [{"line": line, "column": column}]})
        })
        .collect();
    json!({ "errors": errors })
}

/// A server that does nothing but complain about the queries it is sent.
fn complaining(seed: u64) -> civic_core::testing::FakeTransport {
    let rng = std::sync::Mutex::new(Rng::with_seed(seed));
    civic_core::testing::FakeTransport::new(move |request| {
        let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
        let query = body["query"].as_str().unwrap_or_default();
        let answer = complaints(query, &mut rng.lock().unwrap()).to_string();
        async move { Ok(http::Response::new(answer.into())) }
    })
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn any_bytes_are_survived(which: usize, bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let clock = VirtualClock::new();
        graphql::attack(which, Script::read(&bytes).http(&clock, is_query), &clock);
        rest::attack(which, Script::read(&bytes).signed_in().http(&clock, |_| ()), &clock);
        rest::attack(which, Script::read(&bytes).http(&clock, |_| ()), &clock);
        open_data::attack(which, Script::read(&bytes).http(&clock, |_| ()), &clock);
    }

    #[test]
    fn spoilt_answers_are_survived(which: usize, seed: u64) {
        let clock = now();
        graphql::attack(which, spoiling(site(&clock), &clock, seed, is_query), &clock);
        rest::attack(which, spoiling(site(&clock), &clock, seed, |_| ()), &clock);
        open_data::attack(which, spoiling(site(&clock), &clock, seed, |_| ()), &clock);
    }

    #[test]
    fn whatever_a_site_complains_about_what_is_sent_next_is_a_query(which: usize, seed: u64) {
        let clock = VirtualClock::new();
        // Its answers arrive as they are; the seed is for the complaints.
        let server = complaining(seed);
        let http = civic_core::http::HttpConfig::new()
            .clock(clock.clone())
            .retry(civic_core::http::RetryPolicy::never())
            .transport(Looking(server));
        graphql::attack(which % graphql::OPERATIONS.len(), http, &clock);
    }
}

/// A transport that holds every request to being a query.
#[derive(Clone, Debug)]
struct Looking(civic_core::testing::FakeTransport);

impl civic_core::http::Transport for Looking {
    fn send(&self, request: http::Request<bytes::Bytes>) -> civic_core::http::TransportFuture {
        is_query(&request);
        self.0.send(request)
    }
}
