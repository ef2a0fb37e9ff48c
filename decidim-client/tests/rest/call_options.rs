//! Deadline, retries and headers of one call, whatever it has to wait for.

use std::time::Duration;

use civic_core::clock::Clock;
use civic_core::http::{HttpConfig, RetryPolicy};
use civic_core::testing::{FakeTransport, VirtualClock};
use decidim_client::rest::resources::{DraftChange, DraftProposal};
use decidim_client::rest::{Client, UserClient};
use decidim_client::{Error, ErrorKind, Sent};
use futures::future::{BoxFuture, FutureExt, pending};
use serde_json::{Value, json};

use super::support::{Answer, Fake, SECRET};

const LIMIT: Duration = Duration::from_secs(5);
const TOKEN: &str = "bWFnaWM=";

/// Whether a call sends a token, and so waits for one.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Waits {
    ForToken,
    ForVersion,
}

type Sends = fn(&UserClient, &'static str) -> BoxFuture<'static, Result<(), Error>>;

/// A call by its name, with the three options set.
macro_rules! calls {
    ($($name:literal $waits:ident |$site:ident| $call:expr;)*) => {
        [$(($name, Waits::$waits, (|$site: &UserClient, name: &'static str| {
            let call = $call.deadline(LIMIT).retry(RetryPolicy::never()).header("x-call", name);
            async move { call.await.map(drop) }.boxed()
        }) as Sends)),*]
    };
}

fn calls() -> Vec<(&'static str, Waits, Sends)> {
    let mut calls = Vec::from(calls! {
        "get" ForToken |site| site.proposals().get(7);
        "write" ForToken |site| site.draft_proposals().create(12);
        "vote" ForToken |site| site.vote(7, 1);
        "magic link" ForToken |site| site.magic_link();
        "magic link to" ForToken |site| site.magic_link_to("https://decidim.example.org/account");
        "data" ForToken |site| site.extended_data().get::<Value>("a");
        "write data" ForToken |site| site.extended_data().put("a", "b");
        "introspect own" ForToken |site| site.introspect_own();
        "introspect" ForVersion |site| site.introspect(&"another".into());
        "health" ForVersion |site| site.health();
        "redeem" ForVersion |site| site.redeem_magic_link(&TOKEN.into());
        "job" ForVersion |site| site.job::<Value>("0b4e");
    });
    calls.push(("list", Waits::ForToken, |site, name| {
        let list = site.proposals().list().deadline(LIMIT).retry(RetryPolicy::never());
        let mut rows = list.header("x-call", name).stream();
        async move { rows.try_next().await.map(drop) }.boxed()
    }));
    calls.push(("enqueue", Waits::ForToken, |site, name| {
        let write = site.draft_proposals().update(7, &DraftChange::new().title("Benches"));
        let write = write.deadline(LIMIT).retry(RetryPolicy::never()).header("x-call", name);
        async move { write.enqueue().await.map(drop) }.boxed()
    }));
    calls
}

#[test]
fn every_call_sends_its_header_and_keeps_to_its_retry_policy() {
    for (name, _, call) in calls() {
        let fake =
            Fake::new("v0.3", |seen| (seen.path != "/oauth/token").then(|| Answer::page(502)));
        fake.run(call(&fake.user(), name)).unwrap_err();
        let seen = fake.seen().into_iter().filter(|seen| seen.path != "/oauth/token");
        let headers: Vec<_> = seen.map(|seen| seen.call).collect();
        assert_eq!(headers, [Some(name.to_owned())], "{name}");
    }
}

#[test]
fn every_call_on_a_job_takes_them_too() {
    let fake = Fake::new("v0.3", |seen| match seen.call.as_deref() {
        _ if seen.path == "/oauth/token" => None,
        Some("find") => Some(Answer::json(200, json!({"job_id": "0b4e", "status": "pending"}))),
        _ => Some(Answer::page(502)),
    });
    let user = fake.user();
    let find = || user.job::<DraftProposal>("0b4e").header("x-call", "find");
    let job = |name| {
        let job = fake.run(find()).unwrap();
        job.deadline(LIMIT).retry(RetryPolicy::never()).header("x-call", name)
    };
    fake.run(job("poll").poll()).unwrap_err();
    fake.run(job("delete").delete()).unwrap_err();
    fake.run(job("finished").finished()).unwrap_err();
    let seen: Vec<_> = fake.seen().into_iter().filter_map(|seen| seen.call).collect();
    assert_eq!(seen, ["find", "poll", "find", "delete", "find", "finished"]);
}

#[test]
fn a_write_that_became_a_job_takes_them_for_the_wait() {
    let fake = Fake::new("v0.3", |seen| match seen.line().as_str() {
        "POST /draft_proposals" => {
            Some(Answer::json(202, json!({"job_id": "0b4e", "status": "pending"})))
        }
        "GET /jobs/0b4e" => Some(Answer::page(502)),
        _ => None,
    });
    let submitted = fake.run(fake.user().draft_proposals().create(12).enqueue()).unwrap();
    let wait = submitted.deadline(LIMIT).retry(RetryPolicy::never()).header("x-call", "wait");
    fake.run(wait.finished()).unwrap_err();
    let seen: Vec<_> = fake.seen().into_iter().filter_map(|seen| seen.call).collect();
    // Once: the policy counts.
    assert_eq!(seen, ["wait"]);
}

/// A participant's client of a server that never answers where `hangs` says so, and that has no
/// other path.
fn silent(hangs: fn(&str) -> bool) -> (VirtualClock, UserClient) {
    let clock = VirtualClock::new();
    let transport = FakeTransport::new(move |request| {
        let hangs = hangs(request.uri().path());
        async move {
            if hangs {
                pending::<()>().await;
            }
            let answer = http::Response::builder().status(404);
            Ok(answer.body("<!DOCTYPE html><title>Not found</title>".into()).unwrap())
        }
    });
    let client = Client::builder("https://decidim.example.org")
        .credentials("client-id-of-the-test", SECRET)
        .http(HttpConfig::new().transport(transport).clock(clock.clone()))
        .build();
    (clock, client.unwrap().impersonate("ana_ruiz").build().unwrap())
}

/// Checks that a call ends at its deadline and says what it waited for.
fn ends_at_its_deadline(hangs: fn(&str) -> bool) {
    for (name, waits, call) in calls() {
        let (clock, user) = silent(hangs);
        let error = clock.run(call(&user, name)).unwrap().unwrap_err();
        assert_eq!((error.kind(), clock.elapsed()), (ErrorKind::Timeout, LIMIT), "{name}: {error}");
        assert_eq!(error.was_sent(), Sent::No, "{name}: {error}");
        let what = match waits {
            Waits::ForToken => "a token",
            Waits::ForVersion => "the API's version, which a token request finds out",
        };
        let said = format!("within its deadline of 5 s: it was waiting for {what}");
        assert!(error.to_string().contains(&said), "{name}: {error}");
    }
    let (clock, user) = silent(hangs);
    let error = clock.run(user.version().deadline(LIMIT)).unwrap().unwrap_err();
    assert!(error.to_string().contains("waiting for the API's version"), "{error}");
    assert_eq!(clock.elapsed(), LIMIT);
}

#[test]
fn a_deadline_includes_the_wait_for_a_token_service_that_hangs() {
    ends_at_its_deadline(|_| true);
}

#[test]
fn a_deadline_includes_finding_out_the_version() {
    // The newer version is not there, and the older one says nothing.
    ends_at_its_deadline(|path| path.contains("v0.2"));
}

#[test]
fn the_clients_own_deadline_includes_them_as_well() {
    let (clock, user) = silent(|_| true);
    let error = clock.run(user.proposals().get(7)).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(clock.elapsed() <= Duration::from_secs(300), "{error}");
}

#[test]
fn a_deadline_includes_the_wait_for_a_job_and_does_not_say_that_nothing_was_sent() {
    let fake = Fake::new("v0.3", |seen| {
        let pending = || json!({"job_id": "0b4e", "status": "pending"});
        match seen.line().as_str() {
            "POST /draft_proposals/sync" | "PUT /me/extended_data/sync" => {
                Some(Answer::json(202, pending()))
            }
            "GET /jobs/0b4e" => Some(Answer::json(200, pending())),
            _ => None,
        }
    });
    let user = fake.user();
    let write = user.draft_proposals().create(12).deadline(LIMIT);
    let data = user.extended_data().put("a", "b").deadline(LIMIT);
    for error in [fake.run(write).map(drop), fake.run(data).map(drop)] {
        let error = error.unwrap_err();
        assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Timeout, Sent::Yes), "{error}");
        assert!(
            error.to_string().contains("waiting for job 0b4e, which is still pending"),
            "{error}"
        );
        assert!(error.hint().unwrap().contains("accepted as job 0b4e"), "{error}");
    }
    assert_eq!(fake.clock.elapsed(), LIMIT * 2);
}
