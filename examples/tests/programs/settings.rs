//! Settings that are missing, wrong or refused.

use tempfile::TempDir;

use super::{files, program, ran};

#[test]
fn settings_that_are_missing_or_wrong_are_named() {
    let folder = TempDir::new().unwrap();
    let check = |path: &str, settings: &[(&str, &str)], flags: &[&str], told: &str| {
        let (code, out, err) = ran(program(path, folder.path(), settings, flags).output().unwrap());
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(told), "no {told:?} in {err}");
    };
    let site = [("DECIDIM_URL", "not an address")];
    check(env!("CARGO_BIN_EXE_decidim-site"), &site, &[], "invalid input");
    let gaps = env!("CARGO_BIN_EXE_language-gaps");
    let site = [("DECIDIM_URL", "https://decidim.example.org")];
    check(gaps, &site, &["decidim"], "name the languages to look for");
    assert_eq!(files(folder.path()), [""; 0]);
}
