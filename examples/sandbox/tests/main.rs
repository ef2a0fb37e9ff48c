//! The sandbox as a program: what its user reads when something is in the way.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

fn sandbox(port: u16) -> Command {
    let mut sandbox = Command::new(env!("CARGO_BIN_EXE_civic-sandbox"));
    sandbox.args(["govocal", "--port", &port.to_string(), "--ideas", "5"]);
    sandbox
}

#[test]
fn a_busy_port_is_told_in_words() {
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port();
    let output = sandbox(port).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.starts_with(&format!("The sandbox cannot listen at 127.0.0.1:{port}: ")), "{err}");
    assert!(err.contains("--port 0 a free one"), "{err}");
}

#[test]
fn it_serves_on_when_nobody_reads_what_it_says() {
    let pipe = |command: &mut Command| {
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let mut sandbox = pipe(&mut sandbox(0));
    let mut first = String::new();
    BufReader::new(sandbox.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let address = first.trim().rsplit("http://").next().unwrap().to_owned();

    let mut asked = TcpStream::connect(&address).unwrap();
    let request =
        format!("GET /api/v2/ideas HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    asked.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    asked.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");

    sandbox.kill().unwrap();
    let mut err = String::new();
    sandbox.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    sandbox.wait().unwrap();
    assert_eq!(err, "");
}

#[test]
fn a_decidim_platform_of_a_version_is_served() {
    let mut sandbox = Command::new(env!("CARGO_BIN_EXE_civic-sandbox"));
    sandbox.args(["decidim", "--version", "0.29", "--port", "0", "--proposals", "5"]);
    let mut sandbox = sandbox.stdout(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(sandbox.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("Decidim 0.29 sandbox: 5 proposals at http://127.0.0.1:"), "{first}");
    let address = first.trim().rsplit("http://").next().unwrap().to_owned();

    let mut asked = TcpStream::connect(&address).unwrap();
    let body = r#"{"query": "{ decidim { version } }"}"#;
    let length = body.len();
    let request = format!(
        "POST /api HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    asked.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    asked.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with(r#"{"data":{"decidim":{"version":"0.29.4"}}}"#), "{answer}");

    sandbox.kill().unwrap();
    sandbox.wait().unwrap();
}

#[test]
fn a_decidim_platform_tells_credentials_that_its_rest_module_takes() {
    let mut sandbox = Command::new(env!("CARGO_BIN_EXE_civic-sandbox"));
    sandbox.args(["decidim", "--port", "0", "--proposals", "5"]);
    let mut sandbox = sandbox.stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(sandbox.stdout.take().unwrap()).lines().map(Result::unwrap);
    let told: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
    let behind = |start: &str| {
        let line = told.iter().find(|line| line.starts_with(start)).unwrap();
        line.rsplit(' ').next().unwrap().to_owned()
    };
    let address = told[0].rsplit("http://").next().unwrap();

    let mut asked = TcpStream::connect(address).unwrap();
    let body = format!(
        "grant_type=client_credentials&scope=public&client_id={}&client_secret={}",
        behind("REST client id"),
        behind("REST secret")
    );
    let length = body.len();
    let request = format!(
        "POST /oauth/token HTTP/1.1\r\nHost: {address}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    asked.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    asked.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("access_token"), "{answer}");

    sandbox.kill().unwrap();
    sandbox.wait().unwrap();
}

#[test]
fn a_petitions_server_is_served_with_a_key_that_it_takes() {
    let mut sandbox = Command::new(env!("CARGO_BIN_EXE_civic-sandbox"));
    sandbox.args(["petitions", "--port", "0", "--petitions", "3", "--rate-limit", "1"]);
    let mut sandbox = sandbox.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(sandbox.stdout.take().unwrap()).lines();
    let mut line = || lines.next().unwrap().unwrap();
    let first = line();
    assert!(first.starts_with("petitions.eu sandbox: 3 petitions at http://127.0.0.1:"), "{first}");
    let address = first.rsplit("http://").next().unwrap();
    let key = line().rsplit(' ').next().unwrap().to_owned();

    // As many requests as the limit lets pass, and one more.
    for status in ["HTTP/1.1 200", "HTTP/1.1 429"] {
        let mut asked = TcpStream::connect(address).unwrap();
        let path = format!("/api/v1/petitions?api_key={key}");
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        asked.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        asked.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with(status), "{answer}");
    }

    sandbox.kill().unwrap();
    sandbox.wait().unwrap();
}

#[test]
fn an_unknown_version_is_told_with_those_that_are_known() {
    let mut sandbox = Command::new(env!("CARGO_BIN_EXE_civic-sandbox"));
    let output = sandbox.args(["decidim", "--version", "0.23"]).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.contains("0.23 is none of the versions 0.24, 0.27"), "{err}");
}
