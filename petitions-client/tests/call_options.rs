//! Deadline, retries and headers of one call.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use civic_core::clock::Clock;
use civic_core::http::transport::TransportError;
use civic_core::http::{HttpConfig, RateLimit, RetryPolicy};
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use civic_sandbox::Petitions;
use futures::FutureExt;
use futures::future::BoxFuture;
use petitions_client::resources::petitions::{NewSignature, PetitionStatus};
use petitions_client::sync::State;
use petitions_client::{Client, Error, ErrorKind};

use crate::support::Bench;

/// Less than the client waits for an answer by itself.
const LIMIT: Duration = Duration::from_secs(5);

/// What keeps every request from an answer.
#[derive(Clone, Copy)]
enum Trouble {
    /// Nothing listens there. So nothing was sent, and writes may be sent again, too.
    Refused,
    Silence,
}

/// The header `x-call` of each request, or an empty text.
type Seen = Arc<Mutex<Vec<String>>>;

fn server(trouble: Trouble) -> (VirtualClock, Client, Seen) {
    let (clock, seen) = (VirtualClock::new(), Seen::default());
    let log = Arc::clone(&seen);
    let transport = FakeTransport::new(move |request| {
        let header = request.headers().get("x-call").map(|it| it.to_str().unwrap().to_owned());
        log.lock().unwrap().push(header.unwrap_or_default());
        async move {
            match trouble {
                Trouble::Refused => {
                    Err::<http::Response<FakeBody>, _>(TransportError::connect("refused"))
                }
                Trouble::Silence => std::future::pending().await,
            }
        }
    });
    let http =
        HttpConfig::new().clock(clock.clone()).rate_limit(RateLimit::off()).transport(transport);
    let client = Client::builder("https://petitions.example.org").api_key("some-key");
    (clock, client.http(http).build().unwrap(), seen)
}

fn ada() -> NewSignature {
    NewSignature::new("Ada Example", "ada@example.org", "Utrecht")
}

/// What a call is given besides its header.
#[derive(Clone, Copy)]
enum Given {
    Attempts(u32),
    Deadline,
}

type Calls = Vec<(&'static str, BoxFuture<'static, Result<(), Error>>)>;

/// Every kind of call, each with its name in the header `x-call`.
fn calls(site: &Client, given: Given) -> Calls {
    let mut calls = Calls::new();
    macro_rules! call {
        ($name:literal, $call:expr, |$given:ident| $sent:expr) => {{
            let call = match given {
                Given::Attempts(most) => $call.retry(RetryPolicy::default().attempts(most)),
                Given::Deadline => $call.deadline(LIMIT),
            };
            let $given = call.header("x-call", $name);
            calls.push(($name, async move { $sent.await.map(drop) }.boxed()));
        }};
    }
    let petitions = site.petitions();
    call!("petition", petitions.get(101), |call| call);
    call!("sign", petitions.sign(101, ada()), |call| call);
    call!("update", petitions.update(101).status(PetitionStatus::Completed), |call| call);
    call!("organisation", site.organisations().get(3), |call| call);

    call!("newest petitions", petitions.list(), |list| list.newest());
    call!("petitions", petitions.list(), |list| list.stream().try_next());
    call!("petitions to one", petitions.list().organisations([3]), |list| list.stream().try_next());
    call!("petitions in each", petitions.list(), |list| list.languages(["nl", "en"]).try_next());
    call!("newest signatures", site.signatures().list(), |list| list.newest());
    call!("signatures", site.signatures().list(), |list| list.stream().try_next());
    call!("organisations", site.organisations().list(), |list| list.stream().try_next());
    calls
}

fn taken(seen: &Seen) -> Vec<String> {
    std::mem::take(&mut *seen.lock().unwrap())
}

#[test]
fn every_kind_of_call_takes_a_header_and_a_retry_policy() {
    let (clock, site, seen) = server(Trouble::Refused);
    for attempts in [1, 2] {
        for (name, call) in calls(&site, Given::Attempts(attempts)) {
            let error = clock.run(call).unwrap().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Connect, "{name}: {error}");
            assert_eq!(taken(&seen), vec![name; attempts as usize]);
        }
    }
    // Without a policy of its own a call goes by the client's: four attempts, no header.
    assert!(clock.run(site.petitions().get(101)).unwrap().is_err());
    assert_eq!(taken(&seen), [""; 4]);
}

#[test]
fn every_kind_of_call_ends_by_its_deadline() {
    for place in 0.. {
        let (clock, site, seen) = server(Trouble::Silence);
        let mut calls = calls(&site, Given::Deadline);
        if place == calls.len() {
            break;
        }
        let (name, call) = calls.swap_remove(place);
        let error = clock.run(call).unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{name}: {error}");
        assert!(clock.elapsed() <= LIMIT, "{name}: {:?} {error}", clock.elapsed());
        assert_eq!(taken(&seen), [name]);
    }
}

#[test]
fn a_header_goes_with_every_request_of_a_list_and_of_a_sync() {
    let platform = Petitions::builder().petitions(12).signatures(10).no_rate_limit();
    let bench = Bench::new(platform);
    let site = &bench.client;
    let petitions = || site.petitions().list().header("x-call", "7f3a");
    let signatures = || site.signatures().list().header("x-call", "7f3a");
    let organisations = || site.organisations().list().header("x-call", "7f3a");
    let mut read = Vec::new();
    macro_rules! read {
        ($($stream:expr),+) => {$({
            let (items, errors) = bench.read(&mut $stream);
            assert!(errors.is_empty(), "{errors:?}");
            read.push(items.len());
        })+};
    }
    read!(petitions().stream(), signatures().stream(), organisations().stream());
    read!(
        petitions().sync(State::default()),
        signatures().sync(State::default()),
        organisations().sync(State::default())
    );
    assert!(read.iter().all(|items| *items > 0), "{read:?}");
    let requests = bench.platform.requests();
    assert!(requests.len() > 6, "{}", requests.len());
    for request in requests {
        assert_eq!(request.headers["x-call"], "7f3a", "{} {}", request.path, request.query);
    }
}

#[test]
fn a_header_that_the_client_sets_is_refused_by_every_kind_of_call() {
    let (clock, site, seen) = server(Trouble::Refused);
    let petitions = site.petitions();
    let errors = clock
        .run(async {
            [
                petitions.get(101).header("accept", "x").await.map(drop),
                petitions.sign(101, ada()).header("content-type", "x").await.map(drop),
                petitions.list().header("accept", "x").newest().await.map(drop),
                site.signatures().list().header("accept", "x").stream().try_next().await.map(drop),
            ]
        })
        .unwrap();
    for error in errors {
        assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    assert!(taken(&seen).is_empty());
}
