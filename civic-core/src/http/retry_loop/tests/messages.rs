//! The messages of the failures that every program meets.

use super::*;

/// What is said of a read that always meets this.
fn said(step: impl Fn() -> Step) -> String {
    let bench = Bench::with(quick(), (0..9).map(|_| step()));
    line(&bench, Request::get("/a"))
}

/// Pauses of one second each.
fn quick() -> HttpConfig {
    HttpConfig::new().retry(RetryPolicy::default().backoff(Pause(Duration::from_secs(1))))
}

fn line(bench: &Bench, request: Request) -> String {
    let result = bench.send(request).and_then(|answer| answer.json_under::<u8>("n"));
    let line = result.unwrap_err().to_string();
    let named = line.strip_prefix("GET https://demo.example.org/a ").unwrap_or(&line);
    named.to_owned()
}

fn no_route() -> Step {
    Box::new(|| {
        let reason = std::io::Error::other("failed to lookup address information");
        Err(TransportError::connect("could not connect").with_source(reason))
    })
}

#[test]
fn of_connections() {
    let expected = "could not connect: failed to lookup address information \
                    (after 4 attempts in 3.00 s); nothing was sent";
    assert_eq!(said(no_route), expected);
    let expected = "the connection was reset (after 4 attempts in 3.00 s); \
                    the server may have received it";
    assert_eq!(said(reset), expected);
    let stalled = || body(|| FakeBody::stalled_after("{"));
    let expected = "stalled within the answer (10 s without success) (after 4 attempts in 43.0 s)";
    assert_eq!(said(stalled), expected);
}

#[test]
fn of_statuses() {
    type Headers = &'static [(&'static str, &'static str)];
    let cases: [(u16, Headers, &str, &str); 10] = [
        (401, &[], "", "answered 401 Unauthorized (empty body) (in 0.00 s)"),
        (
            403,
            &[],
            "<html><title>Attention Required!</title>",
            "answered 403 Forbidden (HTML page \"Attention Required!\") (in 0.00 s)",
        ),
        (
            404,
            &[],
            "{\"error\":\"no such idea\"}",
            "answered 404 Not Found: {\"error\":\"no such idea\"} (in 0.00 s)",
        ),
        (400, &[], "400: Bad request", "answered 400 Bad Request (in 0.00 s)"),
        (
            502,
            &[],
            "<html><title>Bad Gateway</title>",
            "answered 502 Bad Gateway (HTML page) (after 4 attempts in 3.00 s)",
        ),
        (
            429,
            &[("retry-after", "3600")],
            "Retry later\n",
            "answered 429 Too Many Requests: Retry later (in 0.00 s); try again in 3600 s; this \
             client waits 200 s for rate limits at most (RetryPolicy::rate_limit_wait)",
        ),
        (
            301,
            &[("location", "https://www.example.org/a?key=s3cr3t")],
            "",
            "answered 301 Moved Permanently: a redirect to https://www.example.org/a?***, and \
             redirects are not followed (in 0.00 s); build the client with the address \
             https://www.example.org, if that is where the platform is",
        ),
        (
            302,
            &[("location", "/users/sign_in")],
            "",
            "answered 302 Found: a redirect to https://demo.example.org/users/sign_in, and \
             redirects are not followed (in 0.00 s)",
        ),
        (302, &[], "", "answered 302 Found: a redirect that does not say where to (in 0.00 s)"),
        (304, &[], "", "answered 304 Not Modified (empty body) (in 0.00 s)"),
    ];
    for (code, headers, body, expected) in cases {
        let (headers, body): (&'static [_], &'static str) =
            (Box::leak(headers.to_vec().into()), Box::leak(body.into()));
        assert_eq!(said(|| status(code, headers, body)), expected);
    }
}

#[test]
fn of_bodies() {
    let cases = [
        ("", "an empty body where JSON was expected (after 4 attempts in 3.00 s)"),
        (
            "<html><title>Maintenance</title>",
            "an HTML page where JSON was expected, titled \"Maintenance\" (after 4 attempts in 3.00 s)",
        ),
        (
            "Sorry, we are down",
            "where JSON was expected, the body begins \"Sorry, we are down\" (expected value at \
             line 1 column 1) (after 4 attempts in 3.00 s)",
        ),
        (
            "{\"n\": [1, ",
            "the JSON breaks off after 9 bytes (EOF while parsing a value at line 1 column 9) (at \
             n[1]) (after 4 attempts in 3.00 s)",
        ),
        ("{\"error\": \"x\"}", "no \"n\" in the answer, which has: error (at n) (in 0.00 s)"),
    ];
    for (body, expected) in cases {
        let expected = format!("answered 200 OK: {expected}");
        assert_eq!(said(|| status(200, &[], body)), expected);
    }
}

#[test]
fn of_deadlines_and_settings() {
    let bench = Bench::with(quick(), (0..9).map(|_| status(503, &[], "")));
    let expected = "answered 503 Service Unavailable (empty body) (after 2 attempts in 1.00 s); the \
                    call's deadline of 1.5 s leaves no time for another attempt";
    assert_eq!(line(&bench, Request::get("/a").deadline(Duration::from_millis(1500))), expected);
    let (bench, _) = Bench::new([]).with_slow_tokens(Duration::from_secs(60));
    let expected =
        "did not end within its deadline of 5 s: it was waiting for a token; nothing was sent";
    assert_eq!(line(&bench, Request::get("/a").deadline(Duration::from_secs(5))), expected);
    let (bench, _) = Bench::new((0..2).map(|_| status(401, &[], "nobody"))).with_tokens();
    let expected = "answered 401 Unauthorized: nobody (after 2 attempts in 0.00 s); a new token was \
                    refused as well";
    assert_eq!(line(&bench, Request::get("/a")), expected);
    let options = crate::http::CallOptions::new().header("Accept", "text/html");
    let expected = "invalid input: the header accept is set by the client itself; nothing was sent";
    assert_eq!(line(&Bench::new([]), Request::get("/a").options(options)), expected);
}
