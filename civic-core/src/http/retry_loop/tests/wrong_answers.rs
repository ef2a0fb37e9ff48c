//! Answers without the JSON that was asked for: an empty body, an HTML page, broken JSON, or a body in a
//! coding that was not undone.

use super::*;

fn with_header(name: &'static str, value: &'static [u8], code: u16, body: &'static [u8]) -> Step {
    Box::new(move || {
        let mut answer = Answer::new(FakeBody::from(body));
        *answer.status_mut() = http::StatusCode::from_u16(code).unwrap();
        answer.headers_mut().insert(name, http::HeaderValue::from_bytes(value).unwrap());
        Ok(answer)
    })
}

const NO_JSON: [&str; 5] =
    ["", "<html><title>Down</title>", "Sorry\n", r#"{"ideas": [{"id": 1}, {"#, r#"{"a":}"#];

#[test]
fn a_read_is_sent_again_where_a_success_brings_no_json() {
    for body in NO_JSON {
        for code in [200, 201] {
            let bench = Bench::new([status(code, &[], body), status(code, &[], body)]);
            assert_eq!(bench.get().unwrap().stats().attempts, 3, "{body}");
            let bench = Bench::new([status(code, &[], body)]);
            let query = Request::post("/api").json(&1).idempotent(true);
            assert_eq!(bench.send(query).unwrap().stats().attempts, 2, "{body}");
        }
    }
}

#[test]
fn it_is_a_typed_error_after_as_many_attempts_as_any() {
    for body in NO_JSON {
        let bench = Bench::new((0..9).map(|_| status(200, &[], body)));
        let error = bench.get().unwrap().json::<Vec<u8>>().unwrap_err();
        assert_eq!((error.kind(), error.attempts(), bench.requests()), (ErrorKind::Decode, 4, 4));
        let line = error.to_string();
        let said = ["where JSON was expected", "the JSON breaks off"];
        assert!(said.iter().any(|said| line.contains(said)), "{line}");
    }
    // Within the same limits: the policy, the time.
    let once = HttpConfig::new().retry(RetryPolicy::never());
    let bench = Bench::with(once, (0..2).map(|_| status(200, &[], "")));
    assert!(bench.get().is_ok());
    assert_eq!(bench.requests(), 1);
    let slow = HttpConfig::new().retry(RetryPolicy::default().backoff(Pause(Duration::MAX)));
    let bench = Bench::with(slow, (0..2).map(|_| status(200, &[], "")));
    assert!(bench.get().is_ok());
    assert_eq!(bench.requests(), 1);
}

#[test]
fn what_is_no_read_or_asks_for_something_else_is_sent_once() {
    let others = [
        Request::post("/a").json(&1),
        Request::get("/a").idempotent(false),
        Request::new(http::Method::HEAD, "/a"),
        Request::new(http::Method::DELETE, "/a").idempotent(true),
        Request::get("/a").header(header::ACCEPT, "text/html"),
    ];
    for request in others {
        let bench = Bench::new([status(200, &[], "")]);
        assert!(bench.send(request).is_ok());
        assert_eq!(bench.requests(), 1);
    }
    let others = [
        status(204, &[], ""),
        status(200, &[("content-type", "text/csv")], "id;title\n"),
        status(200, &[("content-type", "application/pdf")], "%PDF-1.7"),
    ];
    for answer in others {
        let bench = Bench::new([answer]);
        assert_eq!(bench.get().unwrap().stats().attempts, 1);
    }
}

#[test]
fn a_refusal_in_an_unknown_content_coding_is_told_by_its_status_and_the_coding() {
    let long: &'static str = Box::leak("x".repeat(9000).into());
    for (coding, shown) in [("br", "br\""), ("x-gzip", "x-gzip\""), (long, "xxx…\"")] {
        let packed = || with_header("content-encoding", coding.as_bytes(), 404, b"\x8b\x01\x80");
        let error = Bench::new([packed()]).get().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        let line = error.to_string();
        let said = format!("{shown}, which was not asked for and is not read");
        assert!(line.contains(&said) && line.len() < 300, "{line}");
    }
    let empty = &[("content-encoding", "gzip"), ("content-length", "0")];
    let error = Bench::new([status(404, empty, "")]).get().unwrap_err();
    assert!(error.to_string().contains("(empty body)"), "{error}");
}

#[test]
fn a_byte_order_mark_is_read_past_everywhere() {
    let marked = || status(200, &[], "\u{feff}{\"n\": 1}");
    let answer = Bench::new([marked()]).get().unwrap();
    assert_eq!((answer.body().as_ref(), answer.stats().attempts), (&b"{\"n\": 1}"[..], 1));
    assert_eq!(answer.json_under::<u8>("n").unwrap(), 1);
    let error = Bench::new([status(422, &[], "\u{feff}{\"error\": 1}")]).get().unwrap_err();
    assert_eq!(error.body().unwrap().as_ref(), b"{\"error\": 1}");
    let page = status(404, &[], "\u{feff}<html><title>None</title>");
    let error = Bench::new([page]).get().unwrap_err();
    assert!(error.to_string().contains("(HTML page \"None\")"), "{error}");
}

#[test]
fn a_redirect_in_raw_letters_is_shown() {
    let target = "/participación?key=s3cr3t".as_bytes();
    let error = Bench::new([with_header("location", target, 302, b"")]).get().unwrap_err();
    let shown = "https://demo.example.org/participaci%C3%B3n?***";
    assert!(error.to_string().contains(&format!("a redirect to {shown}")), "{error}");
    assert_eq!(error.headers().unwrap()["location"], shown);
    let elsewhere = "https://bücher.example.net/".as_bytes();
    let error = Bench::new([with_header("location", elsewhere, 302, b"")]).get().unwrap_err();
    assert!(error.to_string().contains("https://xn--bcher-kva.example.net/"), "{error}");
}

#[test]
fn a_long_query_makes_no_long_message() {
    let long = "x".repeat(150_000);
    let target: &'static str = Box::leak(format!("/b{long}").into());
    let headers: &'static [(&str, &str)] = Box::leak(Box::new([("location", target)]));
    for answer in [status(404, &[], ""), status(302, headers, ""), refused(), status(200, &[], "x")]
    {
        let once = HttpConfig::new().retry(RetryPolicy::never());
        let bench = Bench::with(once, [answer]);
        let answer = bench.send(Request::get("/a").query("search", &long));
        let error = answer.and_then(|answer| answer.json::<Vec<u8>>()).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(shown.len() < 3000, "{} bytes", shown.len());
    }
    let request = Request::get(format!("/{long}"));
    assert!(format!("{request:?}").len() < 1000);
    let error = Bench::new([]).send(Request::get(format!("no-slash-{long}"))).unwrap_err();
    assert!(error.to_string().len() < 2000);
}
