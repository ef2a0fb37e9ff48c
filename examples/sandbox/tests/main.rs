//! The sandbox as a program: what its user reads when something is in the way.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs, reason = "tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

use serde_json::Value;

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
    assert!(err.contains("0.23 is not one of the versions 0.24, 0.27"), "{err}");
}

/// A sandbox of twelve ideas, and what it says of itself.
#[cfg(unix)]
struct Small {
    program: std::process::Child,
    address: String,
    token: String,
}

#[cfg(unix)]
impl Small {
    fn start(flags: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_civic-sandbox"));
        command.args(["govocal", "--port", "0", "--ideas", "12"]).args(flags);
        let mut program = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
        let mut last_word =
            || lines.next().unwrap().unwrap().rsplit(' ').next().unwrap().to_owned();
        let address = last_word().replace("http://", "");
        let (id, secret) = (last_word(), last_word());
        let mut it = Self { program, address, token: String::new() };
        let body = format!(r#"{{"auth": {{"client_id": "{id}", "client_secret": "{secret}"}}}}"#);
        let answer = it.ask("POST /api/v2/authenticate", &body);
        it.token.push_str(answer["jwt"].as_str().unwrap());
        it
    }

    fn ask(&self, line: &str, body: &str) -> Value {
        let mut asked = TcpStream::connect(&self.address).unwrap();
        let (address, token, length) = (&self.address, &self.token, body.len());
        let request = format!(
            "{line} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        asked.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        asked.read_to_string(&mut answer).unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// The ids of all ideas, on one page.
    fn ids(&self) -> Vec<String> {
        let answer = self.ask("GET /api/v2/ideas?page_size=100", "");
        let ideas = answer["ideas"].as_array().unwrap();
        ideas.iter().map(|idea| idea["id"].as_str().unwrap().to_owned()).collect()
    }

    fn stop(mut self) {
        let stopped = Command::new("kill").args(["-INT", &self.program.id().to_string()]).status();
        assert!(stopped.unwrap().success());
        assert!(self.program.wait().unwrap().success());
    }
}

#[cfg(unix)]
#[test]
fn its_account_has_the_ideas_that_were_there_throughout() {
    let file = std::env::temp_dir().join(format!("civic-sandbox-{}.json", std::process::id()));
    let quiet = Small::start(&[]);
    let before = quiet.ids();
    quiet.stop();
    let changing = Small::start(&["--churn", "2", "--account", file.to_str().unwrap()]);
    let pages = [changing.ids(), changing.ids(), changing.ids()];
    changing.stop();
    let account: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    std::fs::remove_file(&file).unwrap();

    // Rows change before a page is answered, so that the last one shows what was there at the end.
    let throughout: Vec<String> = before.into_iter().filter(|id| pages[2].contains(id)).collect();
    assert!((1..12).contains(&throughout.len()), "{throughout:?}");
    assert_eq!(account["throughout"], serde_json::json!(throughout));
    // The token, and three pages.
    assert_eq!(account["requests"], 4);
}
