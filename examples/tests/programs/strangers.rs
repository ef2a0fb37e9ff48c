//! Servers that write what they should not, and servers of another kind.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;

use serde_json::json;
use tempfile::TempDir;

use super::{program, ran};

/// Clears the screen, renames the window, forges a line, turns the direction of reading.
const NASTY: &str = "Trees\u{1b}[2J\u{1b}]0;owned\u{7}\r\nforged: line\u{9b}31m\u{202e}drawkcab";

/// A server that gives one answer to everything, by the path of the request.
fn serve(answer: fn(&str) -> (u16, String)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 8192];
            let length = stream.read(&mut request).unwrap();
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let path = request.split_whitespace().nth(1).unwrap_or_default();
            let (status, body) = answer(path.split('?').next().unwrap());
            let head = format!("content-length: {}\r\nconnection: close", body.len());
            write!(stream, "HTTP/1.1 {status} So\r\n{head}\r\n\r\n{body}").unwrap();
        }
    });
    url
}

fn nasty(path: &str) -> (u16, String) {
    let petition = json!({
        "id": 1, "name": NASTY, "description": format!("<p>&#27;[2J{NASTY}</p>"),
        "initiators": NASTY, "request": NASTY, "status": NASTY, "signatures_count": 2,
    });
    let named = json!({"id": 1, "name": NASTY, "kind": NASTY});
    let body = match path.rsplit('/').next().unwrap() {
        "petitions" => json!([petition]),
        "organisations" => json!([named]),
        "signatures" => json!([
            {"petition": named, "timestamp": "2026-01-02T00:00:00Z"},
            {"petition": named, "timestamp": NASTY},
        ]),
        _ => petition,
    };
    (200, body.to_string())
}

#[test]
fn what_strangers_write_steers_no_terminal() {
    let url = serve(nasty);
    let folder = TempDir::new().unwrap();
    let settings = [("PETITIONS_URL", url.as_str()), ("PETITIONS_API_KEY", "a-key")];
    for (path, flags) in [
        (env!("CARGO_BIN_EXE_petition-chart"), &["--svg", "chart.svg"][..]),
        (env!("CARGO_BIN_EXE_initiators"), &[]),
        (env!("CARGO_BIN_EXE_initiators"), &["1"]),
        (env!("CARGO_BIN_EXE_initiators"), &["trees"]),
        (env!("CARGO_BIN_EXE_language-gaps"), &["petitions", "--languages", "nl,en"]),
        (env!("CARGO_BIN_EXE_tour"), &[]),
    ] {
        let (_, out, err) = ran(program(path, folder.path(), &settings, flags).output().unwrap());
        assert!(out.len() > 50, "{path} {flags:?}: {out}{err}");
        for line in out.lines().chain(err.lines()) {
            let steers = |it: char| it.is_control() || it == '\u{202e}';
            assert!(!line.contains(steers), "{path} {flags:?}: {line:?}");
        }
        // A title's second line passes for nothing of the program's own.
        let is_title = |line: &str| line.starts_with("forged") && !flags.contains(&"--svg");
        assert!(!out.lines().any(is_title), "{path} {flags:?}: {out}");
    }
    let chart = fs::read_to_string(folder.path().join("chart.svg")).unwrap();
    let steers = |it: char| it.is_control() && it != '\n' || it == '\u{202e}';
    assert!(!chart.contains(steers), "{chart}");
    assert!(chart.contains("some signatures may be missing"), "one has no day: {chart}");
}

#[test]
fn a_server_of_another_kind_is_no_platform_without_gaps() {
    let url = serve(|_| (404, "<html><title>Not here</title></html>".to_owned()));
    let folder = TempDir::new().unwrap();
    let settings =
        [("PETITIONS_URL", &*url), ("PETITIONS_API_KEY", "a-key"), ("DECIDIM_URL", &*url)];
    for platform in ["petitions", "decidim"] {
        let gaps = env!("CARGO_BIN_EXE_language-gaps");
        let flags = [platform, "--languages", "nl,en"];
        let (code, out, err) =
            ran(program(gaps, folder.path(), &settings, &flags).output().unwrap());
        assert_eq!(code, 1, "{out}{err}");
        assert!(err.contains("none of these lists: is the address right?"), "{err}");
    }
}
