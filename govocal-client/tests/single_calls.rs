//! Single reads and writes as futures, and what one call does otherwise than its client.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::{Bench, platform};
use civic_core::clock::Clock;
use civic_core::http::transport::TransportError;
use civic_core::http::{HttpConfig, RateLimit, RetryPolicy};
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use civic_sandbox::{Fault, FaultRule, GoVocal, Server};
use futures::FutureExt;
use futures::future::{BoxFuture, try_join_all};
use govocal_client::http::Call;
use govocal_client::resources::files::{FileChange, NewFile};
use govocal_client::resources::ideas::{Idea, IdeaChange, NewIdea};
use govocal_client::resources::insights::Visits;
use govocal_client::resources::internal_comments::NewInternalComment;
use govocal_client::{Client, Error, ErrorKind, Get, Multiloc, Write};
use serde_json::Value;
use static_assertions::assert_impl_all;
use uuid::Uuid;

assert_impl_all!(Get<Idea>: Future, Send, Sync, Unpin, Clone);
assert_impl_all!(Write<Idea>: Future, Send, Sync, Unpin, Clone);
assert_impl_all!(Call<()>: Future, Send, Sync, Unpin, Clone);
assert_impl_all!(Visits: Future, Send, Sync, Unpin, Clone);

const IDEAS: &str = "/api/v2/ideas";

#[test]
fn reads_can_be_joined_as_they_stand() {
    let bench = Bench::new(platform());
    let ids = bench.platform.ids("ideas");
    let city = &bench.client;
    let reads = ids.iter().take(5).map(|id| city.ideas().get(*id).locale("en"));
    let ideas = bench.run(try_join_all(reads)).unwrap();
    assert!(ideas.iter().map(|idea| idea.id).eq(ids.into_iter().take(5)));
}

#[tokio::test]
async fn a_read_can_be_spawned_as_it_stands() {
    let city = govocal_client::Client::builder("http://127.0.0.1:1")
        .credentials("00000000-0000-4000-8000-000000000001", "a-secret-of-twenty-characters")
        .build()
        .unwrap();
    let read = city.ideas().get("00000000-0000-4000-8000-000000000002".parse().unwrap());
    let read = read.retry(RetryPolicy::never());
    // Nothing listens there.
    let error = tokio::spawn(read).await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
}

const TITLES: [&str; 2] = ["Shade trees", "Benches by the river"];

/// Writes that give the first two ideas these titles.
fn retitle(platform: &GoVocal, city: &Client) -> Vec<Write<Idea>> {
    let change = |title: &str| IdeaChange::new().title(Multiloc::single("en", title));
    let ideas = platform.ids("ideas").into_iter().zip(TITLES);
    ideas.map(|(id, title)| city.ideas().update(id, &change(title))).collect()
}

/// The titles that the platform has for these ideas.
fn titles(platform: &GoVocal, ids: &[Uuid]) -> Vec<Value> {
    let rows = platform.rows_in("ideas", "en");
    let row = |id: &Uuid| rows.iter().find(|row| row["id"] == id.to_string()).unwrap();
    ids.iter().map(|id| row(id)["title"].clone()).collect()
}

#[test]
fn writes_can_be_joined_as_they_stand() {
    let bench = Bench::new(platform());
    let ids = &bench.platform.ids("ideas")[..2];
    let writes = retitle(&bench.platform, &bench.client);
    // A write is sent when it is polled, and not before.
    assert_ne!(titles(&bench.platform, ids), TITLES);
    let ideas = bench.run(try_join_all(writes)).unwrap();
    assert!(ideas.iter().map(|idea| idea.id).eq(ids.iter().copied()));
    assert_eq!(titles(&bench.platform, ids), TITLES);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_can_be_spawned_as_they_stand() {
    let platform = platform().no_rate_limit().build();
    let ids = &platform.ids("ideas")[..2];
    let server = Server::start(platform.clone()).await.unwrap();
    let city = Client::builder(server.url())
        .credentials(platform.client_id(), platform.client_secret())
        .build()
        .unwrap();
    let tasks: Vec<_> = retitle(&platform, &city).into_iter().map(tokio::spawn).collect();
    for (task, id) in tasks.into_iter().zip(ids) {
        assert_eq!(task.await.unwrap().unwrap().id, *id);
    }
    assert_eq!(titles(&platform, ids), TITLES);
}

#[test]
fn a_clone_is_a_call_of_its_own() {
    let bench = Bench::new(platform());
    let id = bench.platform.ids("ideas")[0];
    let read = bench.client.ideas().get(id);
    for again in [read.clone(), read] {
        assert_eq!(bench.run(again).unwrap().id, id);
    }
    assert_eq!(bench.requests(&format!("{IDEAS}/{id}")), 2);
}

#[test]
fn one_call_may_be_less_patient_than_its_client() {
    let bench = Bench::new(platform());
    let id = bench.platform.ids("ideas")[0];
    let down = || FaultRule::new(Fault::Status(503)).on(format!("{IDEAS}/{id}")).once();
    bench.platform.inject(down());
    assert_eq!(bench.run(bench.client.ideas().get(id)).unwrap().id, id);
    bench.platform.inject(down());
    let once = bench.client.ideas().get(id).retry(RetryPolicy::never());
    let error = bench.run(once).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 1), "{error}");

    bench.platform.inject(FaultRule::new(Fault::NoAnswer).on(IDEAS));
    let hurried = bench.client.ideas().list().deadline(Duration::from_secs(3));
    let (rows, errors) = bench.read(&mut hurried.stream());
    assert!(rows.is_empty());
    assert_eq!(errors[0].kind(), ErrorKind::Timeout, "{}", errors[0]);
    assert!(errors[0].elapsed() <= Duration::from_secs(3), "{}", errors[0]);
}

#[test]
fn a_header_goes_with_every_request_of_a_call() {
    let bench = Bench::new(platform());
    let list = bench.client.ideas().list().page_size(25).header("x-request-id", "7f3a");
    let (rows, _) = bench.read(&mut list.stream());
    assert_eq!(rows.len(), 60);
    let id = bench.platform.ids("ideas")[0];
    bench.run(bench.client.ideas().get(id).header("x-request-id", "7f3a")).unwrap();
    let asked = bench.platform.requests();
    let asked = asked.iter().filter(|request| request.path.starts_with(IDEAS));
    assert!(asked.clone().count() > 3);
    for request in asked {
        assert_eq!(request.headers["x-request-id"], "7f3a", "{}", request.path);
    }
    let refused = bench.client.ideas().get(id).header("authorization", "Bearer mine");
    assert_eq!(bench.run(refused).unwrap_err().kind(), ErrorKind::InvalidInput);
}

/// Less than the client waits for an answer by itself.
const LIMIT: Duration = Duration::from_secs(5);

/// What keeps every request from an answer, but that for a token.
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
        let is_token = request.uri().path() == "/api/v2/authenticate";
        let header = request.headers().get("x-call").map(|it| it.to_str().unwrap().to_owned());
        if !is_token {
            log.lock().unwrap().push(header.unwrap_or_default());
        }
        async move {
            match trouble {
                _ if is_token => {
                    Ok(http::Response::new(FakeBody::from(r#"{"jwt": "head.claims.sign"}"#)))
                }
                Trouble::Refused => Err(TransportError::connect("refused")),
                Trouble::Silence => std::future::pending().await,
            }
        }
    });
    let http =
        HttpConfig::new().clock(clock.clone()).rate_limit(RateLimit::off()).transport(transport);
    let client = Client::builder("https://sandbox.example.org")
        .credentials(GoVocal::CLIENT_ID, "a-secret-of-twenty-characters")
        .http(http)
        .build()
        .unwrap();
    (clock, client, seen)
}

/// What a call is given besides its header.
#[derive(Clone, Copy)]
enum Given {
    Attempts(u32),
    Deadline,
}

type Calls = Vec<(&'static str, BoxFuture<'static, Result<(), Error>>)>;

/// Every kind of call, each with its name in the header `x-call`.
fn calls(city: &Client, given: Given) -> Calls {
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
    let (id, title) = (Uuid::from_u128(7), || Multiloc::single("en", "Shade trees"));
    let idea = NewIdea::new(id, title(), title());
    let comment = NewInternalComment::new(id, "Looks good.");
    let file = NewFile::new(id, "minutes.txt", "text/plain", b"Minutes.").unwrap();
    call!("get", city.ideas().get(id), |call| call);
    call!("list", city.ideas().list(), |list| list.stream().try_next());
    call!("visits", city.insights().visits(), |call| call);
    call!("create an idea", city.ideas().create(&idea), |call| call);
    let change = IdeaChange::new().title(title());
    call!("update an idea", city.ideas().update(id, &change), |call| call);
    call!("create a comment", city.internal_comments().create(&comment), |call| call);
    call!("create a file", city.files().create(&file), |call| call);
    let change = FileChange::new().name("notes.txt");
    call!("update a file", city.files().update(id, &change), |call| call);
    call!("delete a file", city.files().delete(id), |call| call);
    calls
}

fn taken(seen: &Seen) -> Vec<String> {
    std::mem::take(&mut *seen.lock().unwrap())
}

#[test]
fn every_kind_of_call_takes_a_header_and_a_retry_policy() {
    let (clock, city, seen) = server(Trouble::Refused);
    for attempts in [1, 2] {
        for (name, call) in calls(&city, Given::Attempts(attempts)) {
            let error = clock.run(call).unwrap().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Connect, "{name}: {error}");
            assert_eq!(taken(&seen), vec![name; attempts as usize]);
        }
    }
    // Without a policy of its own a call goes by the client's: four attempts, no header.
    assert!(clock.run(city.files().delete(Uuid::from_u128(7))).unwrap().is_err());
    assert_eq!(taken(&seen), [""; 4]);
}

#[test]
fn every_kind_of_call_ends_by_its_deadline() {
    for place in 0.. {
        let (clock, city, seen) = server(Trouble::Silence);
        let mut calls = calls(&city, Given::Deadline);
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
