//! Settings that are missing, wrong or refused.

use tempfile::TempDir;

use super::city::City;
use super::{EXPORT, files, program, ran};

#[test]
fn settings_that_are_missing_or_wrong_are_named() {
    let folder = TempDir::new().unwrap();
    let check = |path: &str, settings: &[(&str, &str)], flags: &[&str], told: &str| {
        let (code, out, err) = ran(program(path, folder.path(), settings, flags).output().unwrap());
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(told), "no {told:?} in {err}");
    };
    let url = [("GOVOCAL_URL", "https://demo.example.org")];
    let missing = "GOVOCAL_CLIENT_ID and GOVOCAL_CLIENT_SECRET must be set too";
    check(EXPORT, &url, &["govocal/ideas"], missing);
    check(EXPORT, &[], &["govocal/ideas", "--url", "https://demo.example.org"], missing);
    check(EXPORT, &[], &["govocal/idea"], r#"there is no list "govocal/idea"; `export --lists`"#);
    check(EXPORT, &[], &["govocal/ideas", "--of", "7"], "leave --of away");
    check(EXPORT, &[], &["govocal/ideas", "--resume", "x"], "--output");
    check(EXPORT, &[], &["petitions/petitions", "--url", "ftp://x"], "PETITIONS_API_KEY must be");
    let site = [("DECIDIM_URL", "not an address")];
    check(env!("CARGO_BIN_EXE_decidim-site"), &site, &[], "invalid input");
    let gaps = env!("CARGO_BIN_EXE_language-gaps");
    let site = [("DECIDIM_URL", "https://decidim.example.org")];
    check(gaps, &site, &["decidim"], "name the languages to look for");
    assert_eq!(files(folder.path()), [""; 0]);
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
    let flags = ["govocal/ideas", "-o", "ideas.jsonl"];
    let mut export = program(EXPORT, city.folder.path(), &settings, &flags);
    let (code, _, err) = ran(export.output().unwrap());
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("/api/v2/authenticate"), "{err}");
    assert!(!err.contains("no-such-secret"), "{err}");
    assert_eq!(files(city.folder.path()), [""; 0]);
}
