//! Settings that are missing, wrong or refused.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;

use tempfile::TempDir;

use crate::city::City;
use crate::tool::{civic, files, ran, run};

#[test]
fn settings_that_are_missing_or_wrong_are_named() {
    let folder = TempDir::new().unwrap();
    let check = |settings: &[(&str, &str)], words: &[&str], told: &str| {
        let words = [&["export"], words].concat();
        let (code, out, err) = ran(civic(folder.path(), settings, &words).output().unwrap());
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(told), "no {told:?} in {err}");
    };
    let url = [("GOVOCAL_URL", "https://demo.example.org")];
    let missing = "GOVOCAL_CLIENT_ID and GOVOCAL_CLIENT_SECRET must be set too";
    check(&url, &["govocal/ideas"], missing);
    check(&[], &["govocal/ideas", "--url", "https://demo.example.org"], missing);
    check(&[], &["govocal/idea"], r#"there is no list "govocal/idea"; `civic lists`"#);
    check(&[], &["ideas"], "did you mean govocal/ideas");
    check(&[], &["govocal/ideas", "--of", "7"], "leave --of away");
    check(&[], &["govocal/ideas", "--resume", "x"], "--output");
    check(&[], &["petitions/petitions", "--url", "ftp://x"], "PETITIONS_API_KEY must be");
    assert_eq!(files(folder.path()), [""; 0]);
    assert_eq!(run(folder.path(), &["export", "govocal/areas", "--locale", ""]).0, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_secret_ends_a_program_with_an_error_and_is_not_shown() {
    let city = City::start().await;
    let url = city.server.url();
    let settings = [
        ("GOVOCAL_URL", url.as_str()),
        ("GOVOCAL_CLIENT_ID", city.platform.client_id()),
        ("GOVOCAL_CLIENT_SECRET", "no-such-secret"),
    ];
    let words = ["export", "govocal/ideas", "-o", "ideas.jsonl"];
    let mut export = civic(city.folder.path(), &settings, &words);
    let (code, _, err) = ran(export.output().unwrap());
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("/api/v2/authenticate"), "{err}");
    assert!(!err.contains("no-such-secret"), "{err}");
    assert_eq!(files(city.folder.path()), [""; 0]);
}

/// A server that answers 404 to everything.
fn nothing_here() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 8192]).unwrap();
            let body = "<html><title>Not here</title></html>";
            let head = format!("content-length: {}\r\nconnection: close", body.len());
            write!(stream, "HTTP/1.1 404 So\r\n{head}\r\n\r\n{body}").unwrap();
        }
    });
    url
}

#[test]
fn an_error_is_told_once() {
    let url = nothing_here();
    let folder = TempDir::new().unwrap();
    let settings = [("PETITIONS_URL", &*url), ("PETITIONS_API_KEY", "a-key")];
    let words = ["export", "petitions/petitions", "-o", "x.jsonl", "--report", "report.json"];
    let (code, _, err) = ran(civic(folder.path(), &settings, &words).output().unwrap());
    assert_eq!((code, err.lines().count()), (1, 1), "{err}");
    assert!(err.contains("answered 404 Not Found"), "{err}");
    let report = fs::read_to_string(folder.path().join("report.json")).unwrap();
    assert!(report.contains("\"interrupted\""), "{report}");
}
