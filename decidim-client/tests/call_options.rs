//! Deadline, retries and headers of one call.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use civic_core::clock::Clock;
use civic_core::http::{CallOptions, HttpConfig, RateLimit, RetryPolicy};
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use decidim_client::graphql::resources::{Commentable, SpaceKind};
use decidim_client::graphql::{Client, Id};
use decidim_client::{ErrorKind, open_data};
use futures::TryStreamExt;

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

#[test]
fn every_kind_of_graphql_call_takes_a_header_and_a_retry_policy() {
    let (clock, config, seen) = server(Duration::ZERO, 502, "");
    let site = graphql(config);
    let once = RetryPolicy::never;
    let by_hand = CallOptions::new().retry(once()).header("x-call", "with_options");
    let hurried = site.with_options(by_hand);
    let room = || site.proposals(1_u64).retry(once());
    let space = || site.space(SpaceKind::Assembly, Id::new(4)).retry(once());
    clock
        .run(async {
            let failed = [
                room().header("x-call", "get").get(7_u64).await.map(drop),
                room().header("x-call", "list").stream().try_next().await.map(drop),
                room().header("x-call", "hanging").versions(7_u64).try_next().await.map(drop),
                site.users().retry(once()).header("x-call", "record").get(7_u64).await.map(drop),
                site.users()
                    .retry(once())
                    .header("x-call", "records")
                    .stream()
                    .try_next()
                    .await
                    .map(drop),
                space().header("x-call", "space").followers().try_next().await.map(drop),
                site.components(SpaceKind::Assembly, Id::new(4))
                    .retry(once())
                    .header("x-call", "components")
                    .stream()
                    .try_next()
                    .await
                    .map(drop),
                site.query("{ decidim { version } }")
                    .retry(once())
                    .header("x-call", "query")
                    .await
                    .map(drop),
                site.proposals(1_u64)
                    .withdraw(7_u64)
                    .retry(once())
                    .header("x-call", "write")
                    .await
                    .map(drop),
                hurried.organization().await.map(drop),
                hurried.all_proposals().try_next().await.map(drop),
                hurried.comments(Commentable::proposal(Id::new(35))).try_next().await.map(drop),
            ];
            assert!(failed.iter().all(Result::is_err));
            assert!(site.organization().await.is_err());
        })
        .unwrap();
    let mut expected =
        ["get", "list", "hanging", "record", "records", "space", "components"].to_vec();
    expected.extend(["query", "write", "with_options", "with_options", "with_options"]);
    // The last call is the client's own: four attempts, no header.
    expected.extend([""; 4]);
    assert_eq!(headers(&seen), expected);
}

#[test]
fn one_deadline_covers_all_the_requests_that_a_query_takes() {
    // Each answer complains about a field, so that the query is sent again without it.
    let complaint = r#"{"errors":[{"message":"Field 'body' doesn't exist on type 'Proposal'",
        "path":["query","component","... on Proposals","proposal","body"],
        "extensions":{"code":"undefinedField","typeName":"Proposal","fieldName":"body"}}]}"#;
    let (clock, config, seen) = server(Duration::from_secs(4), 200, complaint);
    let call = graphql(config).proposals(1_u64).header("x-call", "1").deadline(LIMIT);
    let error = clock.run(call.get(7_u64)).unwrap().unwrap_err();
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
                site.proposals(1_u64).header("authorization", "x").get(7_u64).await.map(drop),
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
