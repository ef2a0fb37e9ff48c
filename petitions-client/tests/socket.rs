//! Over real sockets, with the ready-made transport: its own errors name URLs, keys and all.

use std::fmt::Write as _;
use std::time::Duration;

use civic_core::http::{ExponentialBackoff, HttpConfig, RateLimit, RetryPolicy, Timeouts};
use civic_sandbox::{Fault, FaultRule, Petitions, Server};
use petitions_client::{Client, Error, ErrorKind, Sent};

fn client(server: &Server) -> Client {
    let pause = Duration::from_millis(1);
    let http = HttpConfig::new()
        .retry(RetryPolicy::default().backoff(ExponentialBackoff::new(pause, pause)))
        .rate_limit(RateLimit::off())
        .timeouts(Timeouts::default().stall(Duration::from_millis(200)));
    Client::builder(server.url()).api_key(Petitions::FULL_KEY).http(http).build().unwrap()
}

fn shows_no_key(error: &Error) {
    let mut shown = format!("{error} {error:?}");
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(error) = cause {
        write!(shown, " {error} {error:?}").unwrap();
        cause = error.source();
    }
    assert!(!shown.contains(Petitions::FULL_KEY), "{shown}");
}

#[tokio::test]
async fn a_reading_is_read_and_a_dead_server_is_named_without_the_key() {
    let platform = Petitions::builder().petitions(3).signatures(30).build();
    let server = Server::start(platform.clone()).await.unwrap();
    let client = client(&server);
    let mut reading = client.signatures().list().petitions([platform.petition_ids()[0]]).stream();
    let mut rows = 0;
    while reading.try_next().await.unwrap().is_some() {
        rows += 1;
    }
    assert_eq!(rows, 30);
    assert!(reading.report().is_consistent(), "{}", reading.report());
    for fault in [Fault::Reset, Fault::Truncate, Fault::Stall, Fault::ResetBody] {
        platform.clear_faults();
        platform.inject(FaultRule::new(fault));
        shows_no_key(&client.petitions().get(101).await.unwrap_err());
    }
    drop(server);
    let error = client.petitions().get(101).await.unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Connect, Sent::No), "{error}");
    shows_no_key(&error);
}

#[tokio::test]
async fn no_redirect_takes_the_key_to_another_host() {
    let (here, there) = (Petitions::builder().build(), Petitions::builder().build());
    let (server, other) =
        (Server::start(here.clone()).await.unwrap(), Server::start(there.clone()).await.unwrap());
    let target = format!("{}/api/v1/petitions/101", other.url());
    here.inject(FaultRule::new(Fault::Redirect(target)));
    let error = client(&server).petitions().get(101).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect, "{error}");
    shows_no_key(&error);
    assert!(there.requests().is_empty());
    assert_eq!(here.requests().len(), 1);
}
