//! What is replayed is what was recorded.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures::future::join_all;
use http::Method;

use super::*;
use crate::ErrorKind;
use crate::http::platform::Multipart;

fn packed(text: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text).unwrap();
    packed.finish().unwrap()
}

#[test]
fn answers_of_every_kind_come_again_as_they_came() {
    let get = || Request::get("/a").retry(RetryPolicy::never());
    let cut = packed(b"{\"a\":1}");
    let cut = cut[..cut.len() - 3].to_vec();
    let answers = vec![
        answer(200, &[("content-type", "application/json")], "{\"a\": 1}"),
        answer(200, &[("content-length", "8")], "{\"a\": 1}"),
        answer(200, &[("content-encoding", "gzip")], packed(b"{\"a\": 2}")),
        answer(200, &[("content-encoding", "gzip"), ("content-length", "99")], packed(b"{}")),
        answer(200, &[("content-encoding", "gzip")], cut),
        answer(200, &[("content-encoding", "br")], "??"),
        answer(200, &[("content-length", "9")], "{\"a\": 1}"),
        answer(200, &[("date", "Sun, 01 Mar 2026 12:00:00 GMT")], &b"\xff\xfe\0"[..]),
        answer(404, &[], "nothing here"),
        answer(500, &[], "x".repeat(300_000)),
        answer(301, &[("location", "/b?key=1")], ""),
        answer(200, &[], "\u{feff}{\"a\": \"\u{e9}\"}"),
        Err(TransportError::connect("refused")),
        Err(TransportError::broken("reset")),
        answer(204, &[], ""),
    ];
    let requests = vec![get(); answers.len()];
    let studio = Studio::new();
    let then = studio.recorded(one_by_one(answers), &requests);
    assert_eq!(then.iter().filter(|result| result.is_ok()).count(), 6);
    assert_eq!(all_seen(&studio.replayed(&requests)), all_seen(&then));
}

#[test]
fn a_request_is_retried_as_it_was() {
    let requests = [Request::get("/a"), Request::get("/a"), Request::post("/a")];
    let requests = requests.map(|request| request.retry(steady()));
    let studio = Studio::new();
    let answers = vec![
        answer(503, &[], "busy"),
        Err(TransportError::broken("reset")),
        answer(200, &[], "{}"),
        answer(429, &[("retry-after", "7")], ""),
        answer(200, &[], "[]"),
        answer(503, &[], "busy"),
    ];
    let then = studio.recorded(one_by_one(answers), &requests);
    assert_eq!(then[0].as_ref().unwrap().stats().attempts, 3);
    assert_eq!(all_seen(&studio.replayed(&requests)), all_seen(&then));
}

#[test]
fn requests_are_told_apart_by_method_parameters_and_body() {
    let requests = [
        Request::get("/a").query("page", 1).query("of", 2),
        Request::get("/a").query("page", 2),
        Request::new(Method::PUT, "/a").query("page", 2),
        Request::post("/a").json(&1),
        Request::post("/a").json(&2),
        Request::post("/b").json(&2),
    ];
    let studio = Studio::new();
    let then = studio.recorded(
        |heard| {
            let said = format!("{} {} {:?}", heard.method(), heard.uri(), heard.body());
            answer(200, &[("content-type", "text/csv")], said)
        },
        &requests,
    );
    let backwards: Vec<_> = requests.iter().rev().cloned().collect();
    let mut now = studio.replayed(&backwards);
    now.reverse();
    let bodies = |results: &[Result<Response, Error>]| -> Vec<Bytes> {
        results.iter().map(|result| result.as_ref().unwrap().body().clone()).collect()
    };
    assert_eq!(bodies(&now), bodies(&then));
    // In another order.
    let other = Request::get("/a").query("of", 2).query("page", 1);
    assert_eq!(bodies(&studio.replayed(&[other])), bodies(&then)[..1]);
}

#[test]
fn many_at_once_get_each_their_own() {
    let requests: Vec<_> = (0..200).map(|page| Request::get("/a").query("page", page)).collect();
    let studio = Studio::new();
    let then = studio.recorded(
        |heard| answer(200, &[], format!("{{\"of\":{:?}}}", heard.uri().query().unwrap())),
        &requests,
    );
    let client = studio.replay().http().build(BASE, Town).unwrap();
    let calls = requests.iter().map(|request| client.execute(request.clone()));
    let now = futures::executor::block_on(join_all(calls));
    for (now, then) in now.iter().zip(&then) {
        assert_eq!(now.as_ref().unwrap().body(), then.as_ref().unwrap().body());
    }
}

#[test]
fn a_miss_names_the_nearest_request_and_is_not_tried_again() {
    let studio = Studio::new();
    let variables =
        |after: &str| serde_json::json!({"query": "{ a }", "variables": {"after": after}});
    let recorded = [
        Request::get("/api/ideas").query("page", 1).query("size", 100),
        Request::post("/api").json(&variables("x")),
    ];
    studio.recorded(|_| answer(200, &[], "{}"), &recorded);
    let asked = [
        Request::get("/api/ideas").query("page", 2).query("size", 100),
        Request::get("/api/idea").query("page", 1).query("size", 100),
        Request::post("/api").json(&variables("y")),
        recorded[0].clone(),
        recorded[0].clone(),
    ];
    let results = studio.replayed(&asked);
    let told: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    for (error, part) in told.iter().zip([
        "does not have this request; the nearest is GET /api/ideas (line 2), where page is 1 (in",
        "the nearest is GET /api/ideas (line 2), where the path is /api/ideas (in",
        "the nearest is POST /api (line 3), where variables.after is \"x\" (in",
        "has this request once, and no answer for one more (line 2)",
    ]) {
        assert_eq!(error.kind(), ErrorKind::Cassette);
        assert_eq!(error.attempts(), 1, "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }
    assert_eq!(told.len(), 4);
}

#[test]
fn a_request_that_the_caller_dropped_is_not_replayed() {
    let studio = Studio::new();
    let recorder = Recorder::create(studio.path()).unwrap();
    let clock = studio.clock.clone();
    let slow = FakeTransport::new(move |_| {
        let clock = clock.clone();
        async move {
            clock.sleep(std::time::Duration::from_secs(5)).await;
            answer(200, &[], "{}")
        }
    });
    let http = HttpConfig::new().clock(studio.clock.clone()).transport(recorder.over(slow));
    let client = http.build(BASE, Town).unwrap();
    let race = async {
        let call = std::pin::pin!(client.execute(Request::get("/a")));
        let given_up = studio.clock.sleep(std::time::Duration::from_secs(1));
        futures::future::select(call, given_up).await;
        client.execute(Request::get("/a")).await
    };
    let then = studio.clock.run(race).unwrap();
    assert_eq!(recorder.finish().unwrap(), 2);
    let now = studio.replayed(&[Request::get("/a"), Request::get("/a")]);
    assert_eq!(now[0].as_ref().unwrap().body(), then.unwrap().body());
    assert_eq!(now[1].as_ref().unwrap_err().kind(), ErrorKind::Cassette);
}

#[test]
fn a_download_is_written_and_read_in_pieces() {
    let body: Vec<u8> = (0..1_000_000_u32).flat_map(u32::to_le_bytes).collect();
    for name in ["tape.jsonl", "tape.jsonl.gz"] {
        let studio = Studio::named(name);
        let recorder = Recorder::create(studio.path()).unwrap();
        let served = body.clone();
        let http = studio.recording(&recorder, move |_| {
            let pieces: Vec<_> = served.chunks(9_999).map(Bytes::copy_from_slice).map(Ok).collect();
            answer(200, &[("content-length", "4000000")], FakeBody::pieces(pieces))
        });
        let client = http.build(BASE, Town).unwrap();
        let read = async |client: &HttpClient| {
            let mut download = client.open(Request::get("/a")).await.unwrap();
            assert_eq!(download.announced(), Some(4_000_000));
            let mut bytes = Vec::new();
            let mut longest = 0;
            while let Some(piece) = download.piece().await.unwrap() {
                longest = longest.max(piece.len());
                bytes.extend_from_slice(&piece);
            }
            (bytes, longest, download.is_whole())
        };
        assert!(studio.clock.run(read(&client)).unwrap().0 == body);
        let client = studio.replay().http().build(BASE, Town).unwrap();
        let (bytes, longest, is_whole) = futures::executor::block_on(read(&client));
        assert!(bytes == body && is_whole);
        assert!(longest <= 64 * 1024, "{longest}");
    }
}

#[test]
fn a_form_with_a_file_is_known_again_and_another_file_is_not() {
    let form = |content: &'static str| {
        let form = Multipart::new().text("map", "{}").file("0", "a.txt", "text/plain", content);
        Request::post("/files").multipart(&form)
    };
    let studio = Studio::new();
    let answers = one_by_one([answer(200, &[], "{\"id\": 1}"), answer(200, &[], "{\"id\": 2}")]);
    let recorded = studio.recorded(answers, &[form("one"), form("two")]);
    let replayed = studio.replayed(&[form("two"), form("one"), form("three")]);
    assert_eq!(replayed[0].as_ref().unwrap().body(), recorded[1].as_ref().unwrap().body());
    assert_eq!(replayed[1].as_ref().unwrap().body(), recorded[0].as_ref().unwrap().body());
    assert!(replayed[2].is_err());
}
