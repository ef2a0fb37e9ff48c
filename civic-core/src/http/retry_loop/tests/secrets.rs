//! Secrets that a server sends back.

use http::HeaderName;
use secrecy::SecretString;

use super::*;

fn shown(error: &Error) -> String {
    let body = error.body().map(|body| String::from_utf8_lossy(body).into_owned());
    format!("{error} {error:?} {:?} {:?} {body:?}", error.url(), error.headers())
}

#[test]
fn a_token_that_the_server_echoes_is_struck_out_of_the_error() {
    let headers = &[("x-echo", "s3cr3t-token-1"), ("set-cookie", "s=1")];
    let echo = status(400, headers, "bad token s3cr3t-token-1, key s3cr3t-key");
    let (bench, _) = Bench::new([echo]).with_tokens();
    let request = Request::get("/a").secret_query("k", SecretString::from("s3cr3t-key"));
    let error = bench.send(request).unwrap_err();
    let shown = shown(&error);
    assert!(!shown.contains("s3cr3t"), "{shown}");
    assert!(shown.contains("bad token ***, key ***"), "{shown}");
}

#[test]
fn a_successful_answer_keeps_the_secrets_to_strike_out() {
    let echo =
        status(200, &[("set-cookie", "session=1")], r#"{"jwt": "s3cr3t-token-1 s3cr3t-key"}"#);
    let (bench, _) = Bench::new([echo]).with_tokens();
    let request = Request::get("/a").secret_query("k", SecretString::from("s3cr3t-key"));
    let error = bench.send(request).unwrap().json_under::<u8>("jwt").unwrap_err();
    let shown = shown(&error);
    assert!(!shown.contains("s3cr3t") && !shown.contains("session=1"), "{shown}");
    assert!(shown.contains("*** ***"), "{shown}");
}

#[test]
fn secrets_of_headers_are_struck_out_too() {
    let echo = status(400, &[], "no cookie s3cr3t-1, no key s3cr3t-2, no client s3cr3t-3");
    let mut bench = Bench::new([echo]);
    let client = bench.client.with_header(header::PROXY_AUTHORIZATION, "Basic s3cr3t-3");
    bench.client = client.unwrap();
    let request = Request::get("/a")
        .header(header::COOKIE, "session=s3cr3t-1")
        .secret_header(HeaderName::from_static("x-key"), &SecretString::from("s3cr3t-2"));
    let error = bench.send(request).unwrap_err();
    let shown = shown(&error);
    assert!(shown.contains("no cookie ***, no key ***, no client ***"), "{shown}");
    let sent = bench.seen.lock().unwrap();
    assert!(
        sent[0].headers()["x-key"].is_sensitive() && sent[0].headers()["cookie"].is_sensitive()
    );
}

#[test]
fn an_empty_secret_spoils_no_message() {
    let bench = Bench::new([status(400, &[], "bad")]);
    let request = Request::get("/a").secret_query("k", SecretString::from(""));
    let line = bench.send(request).unwrap_err().to_string();
    assert!(line.contains("answered 400 Bad Request: bad (in"), "{line}");
}
