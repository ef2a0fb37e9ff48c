//! Deadline, retries and headers of one call.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use civic_core::clock::Clock;
use civic_core::http::{CallOptions, HttpConfig, RateLimit, RetryPolicy};
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use decidim_client::graphql::Client;
use decidim_client::graphql::resources::{Commentable, Meeting, SpaceKind};
use decidim_client::{Error, ErrorKind, open_data};
use futures::future::BoxFuture;
use futures::{FutureExt, TryStreamExt};
use graphql_client::{GraphQLQuery, QueryBody};

const LIMIT: Duration = Duration::from_secs(10);

/// The paths asked for, each with the header `x-call`.
type Seen = Arc<Mutex<Vec<(String, Option<String>)>>>;

/// Answers by a status and a body, each after so long.
fn server(takes: Duration, status: u16, body: &'static str) -> (VirtualClock, HttpConfig, Seen) {
    let clock = VirtualClock::new();
    let seen = Seen::default();
    let (log, slow) = (Arc::clone(&seen), clock.clone());
    let transport = FakeTransport::new(move |request| {
        let header = request.headers().get("x-call").map(|it| it.to_str().unwrap().to_owned());
        log.lock().unwrap().push((request.uri().path().to_owned(), header));
        let wait = slow.sleep(takes);
        async move {
            wait.await;
            Ok(http::Response::builder().status(status).body(FakeBody::from(body)).unwrap())
        }
    });
    let config = HttpConfig::new().transport(transport).clock(clock.clone());
    (clock, config.rate_limit(RateLimit::off()), seen)
}

fn graphql(config: HttpConfig) -> Client {
    Client::builder("https://demo.example.org").http(config).build().unwrap()
}

fn headers(seen: &Seen) -> Vec<String> {
    let seen = seen.lock().unwrap();
    seen.iter().map(|(_, header)| header.clone().unwrap_or_default()).collect()
}

/// A query as `graphql_client` generates it.
struct Version;

impl GraphQLQuery for Version {
    type Variables = ();
    type ResponseData = serde_json::Value;

    fn build_query((): ()) -> QueryBody<()> {
        let query = "query Version { decidim { version } }";
        QueryBody { variables: (), query, operation_name: "Version" }
    }
}

/// What a call is given besides its header.
#[derive(Clone, Copy)]
enum Given {
    Once,
    Deadline,
}

type Calls = Vec<(&'static str, BoxFuture<'static, Result<(), Error>>)>;

/// Every kind of GraphQL call, each with its name in the header `x-call`.
fn graphql_calls(site: &Client, given: Given) -> Calls {
    let mut calls = Calls::new();
    macro_rules! call {
        ($name:literal, $call:expr) => {{
            let call = match given {
                Given::Once => $call.retry(RetryPolicy::never()),
                Given::Deadline => $call.deadline(LIMIT),
            };
            let call = call.header("x-call", $name);
            calls.push(($name, async move { call.await.map(drop) }.boxed()));
        }};
    }
    call!("get", site.proposals(1).get(7));
    call!("get_by_id", site.users().get(7));
    call!("get_by_nickname", site.users().get_by_nickname("a"));
    call!("get_by_slug", site.participatory_processes().get_by_slug("a"));
    call!("component", site.all_components().get(7));
    call!("organization", site.organization());
    call!("decidim", site.decidim());
    call!("session", site.session());
    call!("participant_details", site.participant_details(7));
    call!("query", site.query("{ decidim { version } }"));
    call!("run", site.run::<Version>(()));
    call!("write", site.proposals(1).withdraw(7));

    macro_rules! list {
        ($name:literal, $list:expr) => {{
            let list = match given {
                Given::Once => $list.retry(RetryPolicy::never()),
                Given::Deadline => $list.deadline(LIMIT),
            };
            let mut list = list.header("x-call", $name).stream();
            calls.push(($name, async move { list.try_next().await.map(drop) }.boxed()));
        }};
    }
    list!("contents", site.proposals(1).list());
    list!("records", site.assemblies().list());
    list!("components", site.components(SpaceKind::Assembly, 4).list());
    list!("of a record", site.proposals(1).versions(7).list());
    list!("likes", site.proposals(1).likes(7).list());
    list!("of items", site.budgets(1).versions_of_projects(7).list());
    list!("projects", site.budgets(1).projects(7).list());
    list!("of a space", site.space(SpaceKind::Assembly, 4).followers().list());
    list!("group members", site.users().group_members(7).list());
    list!("comments", site.comments(Commentable::proposal(35)).list());
    list!("all components", site.all_components().list());
    list!("all proposals", site.all_proposals().list());
    list!("all of a space", site.all_in::<Meeting>(SpaceKind::Assembly, 4).list());
    list!("all comments", site.all_comments().list());
    calls
}

#[test]
fn every_kind_of_graphql_call_takes_a_header_and_a_retry_policy() {
    let (clock, config, seen) = server(Duration::ZERO, 502, "");
    let site = graphql(config);
    for (name, call) in graphql_calls(&site, Given::Once) {
        assert!(clock.run(call).unwrap().is_err(), "{name}");
        assert_eq!(headers(&seen), [name]);
        seen.lock().unwrap().clear();
    }
    // Without a policy of its own a call goes by the client's: four attempts, no header.
    assert!(clock.run(site.organization()).unwrap().is_err());
    assert_eq!(headers(&seen), [""; 4]);
}

#[test]
fn every_kind_of_graphql_call_ends_by_its_deadline_waits_included() {
    for place in 0.. {
        let (clock, config, seen) = server(Duration::from_secs(2), 503, "");
        let mut calls = graphql_calls(&graphql(config), Given::Deadline);
        if place == calls.len() {
            break;
        }
        let (name, call) = calls.swap_remove(place);
        let error = clock.run(call).unwrap().unwrap_err();
        assert!(clock.elapsed() <= LIMIT, "{name}: {:?} {error}", clock.elapsed());
        // A write is not sent again after a 503.
        assert!(headers(&seen).len() > usize::from(name != "write"), "{name}: {error}");
    }
}

#[test]
fn signing_out_takes_all_three() {
    let body = r#"{"jwt_token":"a.b.c","data":{"decidim":{"version":null}}}"#;
    let (clock, config, seen) = server(Duration::from_secs(4), 200, body);
    let site =
        Client::builder("https://demo.example.org").http(config).credentials("key", "secret");
    let site = site.build().unwrap();
    let sign_out = || site.sign_out().retry(RetryPolicy::never()).header("x-call", "sign_out");
    clock.run(site.decidim()).unwrap().unwrap();
    seen.lock().unwrap().clear();
    let error = clock.run(sign_out().deadline(Duration::from_secs(1))).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    clock.run(sign_out().deadline(LIMIT)).unwrap().unwrap();
    let ends = ("/api/sign_out".to_owned(), Some("sign_out".to_owned()));
    assert_eq!(*seen.lock().unwrap(), [ends.clone(), ends]);
}

#[test]
fn options_of_a_client_are_those_of_all_its_calls() {
    let (clock, config, seen) = server(Duration::ZERO, 502, "");
    let options = CallOptions::new().retry(RetryPolicy::never()).header("x-call", "hurried");
    let hurried = graphql(config).with_options(options);
    clock
        .run(async {
            let failed = [
                hurried.organization().await.map(drop),
                hurried.all_proposals().list().stream().try_next().await.map(drop),
                hurried.proposals(1).get(7).await.map(drop),
            ];
            assert!(failed.iter().all(Result::is_err));
        })
        .unwrap();
    assert_eq!(headers(&seen), ["hurried"; 3]);
}

#[test]
fn one_deadline_covers_all_the_requests_that_a_query_takes() {
    // Each answer has an error about a field, so that the query is sent again without it.
    let unknown_field = r#"{"errors":[{"message":"Field 'body' doesn't exist on type 'Proposal'",
        "path":["query","component","... on Proposals","proposal","body"],
        "extensions":{"code":"undefinedField","typeName":"Proposal","fieldName":"body"}}]}"#;
    let (clock, config, seen) = server(Duration::from_secs(4), 200, unknown_field);
    let call = graphql(config).proposals(1).get(7).header("x-call", "1").deadline(LIMIT);
    let error = clock.run(call).unwrap().unwrap_err();
    let requests = headers(&seen).len();
    assert!(clock.elapsed() <= LIMIT, "{error}");
    assert!(requests > 1, "{requests} {error}");
}

#[test]
fn a_header_that_the_client_sets_is_refused_by_every_kind_of_call() {
    let (clock, config, seen) = server(Duration::ZERO, 200, "{}");
    let tables = open_data::Client::builder("https://demo.example.org").http(config.clone());
    let (site, tables) = (graphql(config), tables.build().unwrap());
    let errors = clock
        .run(async {
            [
                site.proposals(1).get(7).header("authorization", "x").await.map(drop),
                site.query("{ a }").header("content-type", "x").await.map(drop),
                tables.users().header("accept", "x").stream().try_next().await.map(drop),
            ]
        })
        .unwrap();
    for error in errors {
        assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    assert!(headers(&seen).is_empty());
}

#[test]
fn tables_and_archives_take_all_three_and_the_deadline_covers_the_last_byte() {
    let (clock, config, seen) = server(Duration::ZERO, 502, "");
    let client = open_data::Client::builder("https://demo.example.org").http(config);
    let client = client.build().unwrap();
    let once = RetryPolicy::never;
    clock
        .run(async {
            let table = client.proposals().retry(once()).header("x-call", "table");
            assert!(table.stream().try_next().await.is_err());
            let page = client.tables().retry(once()).header("x-call", "page");
            assert!(page.await.is_err());
            let archive = client.archive().retry(once()).header("x-call", "archive");
            assert!(archive.await.is_err());
            let download = client.archive_download().retry(once()).header("x-call", "download");
            assert!(download.await.is_err());
        })
        .unwrap();
    assert_eq!(headers(&seen), ["table", "page", "archive", "download"]);

    let (clock, config) = (VirtualClock::new(), HttpConfig::new());
    let transport = FakeTransport::new(|_| async {
        let body = FakeBody::stalled_after("id;title\n1;One\n2;T");
        let answer = http::Response::builder().header("content-type", "text/csv");
        Ok(answer.body(body).unwrap())
    });
    let config = config.transport(transport).clock(clock.clone());
    let client = open_data::Client::builder("https://demo.example.org").http(config);
    let client = client.build().unwrap();
    let rows = client.table("proposals").deadline(LIMIT / 2).stream();
    let error = clock.run(async { rows.try_for_each(|_| async { Ok(()) }).await });
    let error = error.unwrap().unwrap_err();
    assert_eq!((error.kind(), clock.elapsed()), (ErrorKind::Timeout, LIMIT / 2));
    let error = clock.run(client.archive().deadline(LIMIT / 2)).unwrap().unwrap_err();
    assert_eq!((error.kind(), clock.elapsed()), (ErrorKind::Timeout, LIMIT));
}
