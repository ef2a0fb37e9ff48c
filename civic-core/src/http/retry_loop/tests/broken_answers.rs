//! Refusals whose body does not arrive: the head says enough.

use super::*;
use crate::error::KEPT_BODY;

/// An answer with this head and a body that breaks off, stalls, or is too large.
fn broken(code: u16, headers: &'static [(&'static str, &'static str)], how: u8) -> Step {
    Box::new(move || {
        let body = match how {
            0 => FakeBody::pieces([
                Ok(Bytes::from("Sorr")),
                Err(TransportError::broken("the connection was reset")),
            ]),
            1 => FakeBody::stalled_after("Sorr"),
            _ => FakeBody::from(vec![b'S'; KEPT_BODY + 1]),
        };
        let mut answer = Answer::builder().status(code);
        for (name, value) in headers {
            answer = answer.header(*name, *value);
        }
        Ok(answer.body(body).unwrap())
    })
}

#[test]
fn a_404_is_a_404_however_its_body_ends() {
    for how in 0..3 {
        let bench = Bench::new([broken(404, &[], how)]);
        let error = bench.get().unwrap_err();
        assert_eq!((error.kind(), error.was_sent()), (ErrorKind::NotFound, Sent::Yes));
        assert!(error.body().unwrap().starts_with(b"S"), "what came is kept");
        assert!(error.body().unwrap().len() <= KEPT_BODY);
        assert_eq!(bench.requests(), 1);
    }
}

#[test]
fn no_part_of_a_secret_is_left_of_a_refusal_that_is_cut() {
    let get = || Request::get("/a").header(header::AUTHORIZATION, "Bearer s3cr3t-token");
    for before in KEPT_BODY - 13..KEPT_BODY {
        let said = format!("{} s3cr3t-token", "x".repeat(before));
        let refuse = Box::new(move || Ok(Answer::builder().status(404).body(said.into()).unwrap()));
        let error = Bench::new([refuse as Step]).send(get()).unwrap_err();
        let body = error.body().unwrap();
        assert!(body.len() <= KEPT_BODY && !body.contains(&b's'), "{before}");
    }
    for before in 1..400 {
        for status in [200, 404] {
            let coding = format!("{} s3cr3t-token", "x".repeat(before));
            let answer = Box::new(move || {
                let answer = Answer::builder().status(status).header("content-encoding", &coding);
                Ok(answer.body("".into()).unwrap())
            });
            let error = Bench::new([answer as Step]).send(get()).unwrap_err().to_string();
            assert!(error.contains("packed as") && !error.contains(" s3"), "{error}");
        }
    }
}

#[test]
fn a_401_refreshes_the_token_however_its_body_ends() {
    for how in 0..3 {
        let (bench, _) = Bench::new([broken(401, &[], how)]).with_tokens();
        assert!(bench.send(Request::post("/a")).is_ok());
        assert_eq!(bench.requests(), 2);
    }
}

#[test]
fn a_429_is_obeyed_however_its_body_ends() {
    for how in 0..3 {
        let bench = Bench::new([broken(429, &[("retry-after", "90")], how)]);
        assert_eq!(bench.get().unwrap().stats().waited_for_rate_limit, Duration::from_secs(90));
    }
}

#[test]
fn a_success_whose_body_breaks_was_received_and_is_an_error() {
    let bench = Bench::with(HttpConfig::new().retry(RetryPolicy::never()), [truncated()]);
    let error = bench.send(Request::post("/a")).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Transport, Sent::Yes));
}
