//! Settings that are missing, wrong or refused.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;

use civic_sandbox::{Decidim, Server};
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

#[test]
fn the_sandbox_is_not_read_where_a_platform_is_named() {
    let folder = TempDir::new().unwrap();
    let profiles = "[ghent.govocal]\nurl = \"https://x.example.org\"\nclient_id_from = \"NO_SUCH_ID\"\n[empty]\n\
                    [blank.decidim]\nurl = \"\"\n";
    fs::write(folder.path().join("civic.toml"), profiles).unwrap();
    let check = |settings: &[(&str, &str)], words: &[&str], told: &str| {
        let (code, out, err) = ran(civic(folder.path(), settings, words).output().unwrap());
        assert_eq!((code, out.as_str()), (2, ""), "{words:?}: {err}");
        assert!(err.contains(told), "no {told:?} in {err}");
        assert_eq!(files(folder.path()), ["civic.toml"]);
    };
    let export = ["export", "decidim/proposals", "-o", "x.csv"];
    let with = |flags: &[&'static str]| [&export[..], flags].concat();
    // The variables of another platform of the profile are not needed.
    let told = "civic.toml: the profile ghent has no address for Decidim";
    check(&[], &with(&["--profile", "ghent"]), told);
    check(&[], &with(&["--profile", "ghent"]), "[ghent.decidim] and below it url =");
    check(&[], &with(&["--profile", "empty"]), "the profile empty has no address for Decidim");
    check(&[], &with(&["--profile", "blank"]), "the url in the profile is empty");
    check(&[], &with(&["--url", ""]), "--url is empty");
    check(&[("DECIDIM_URL", "")], &export, "the environment variable DECIDIM_URL is empty");
    let sync = ["sync", "govocal/ideas", "--into", "x.sqlite"];
    check(&[], &[&sync[..], &["--profile", "empty"]].concat(), "no address for Go Vocal");
    let harvest = ["harvest", "--lists", "decidim/proposals", "--into", "d"];
    for address in ["https://x.example.org", ""] {
        check(&[("GOVOCAL_URL", address)], &harvest, "--hosts or --profile");
    }
    check(&[], &[&harvest[..], &["--profile", "ghent"]].concat(), told);
    for (tag, told) in
        [("nl_BE", "write nl-BE"), ("nl BE", "not a language tag"), ("xx-not-a-locale", "not a")]
    {
        check(&[], &with(&["--locale", tag]), told);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_variables_of_the_platform_that_is_read_are_needed() {
    let site = Decidim::builder().seed(1).no_rate_limit().build();
    let server = Server::start(site).await.unwrap();
    let folder = TempDir::new().unwrap();
    let url = server.url();
    let profiles = format!(
        "[ghent.decidim]\nurl = \"{url}\"\n[ghent.petitions]\napi_key_from = \"NO_SUCH_KEY\"\n"
    );
    fs::write(folder.path().join("civic.toml"), profiles).unwrap();
    let list = "decidim/participatory_processes";
    for words in
        [&["export", list, "-o", "x.csv"][..], &["harvest", "--lists", list, "--into", "d"]]
    {
        let words = [words, &["--profile", "ghent"]].concat();
        let (code, _, err) = run(folder.path(), &words);
        assert_eq!(code, 0, "{err}");
        assert!(!err.contains("sandbox"), "{err}");
    }
    let (code, _, err) =
        run(folder.path(), &["export", "petitions/petitions", "--profile", "ghent"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("variable of the environment which is not set"), "{err}");
    assert!(!err.contains("--help"), "{err}");
}
