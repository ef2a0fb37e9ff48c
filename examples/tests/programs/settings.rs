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
    check(gaps, &[], &["decidim", "--languages", "nl_BE"], "write nl-BE");
    check(gaps, &[], &["decidim", "--languages", "xx-not-a-locale"], "not a language tag");
    assert_eq!(files(folder.path()), [""; 0]);
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_unicode_is_named_and_no_sandbox_is_read_instead() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = TempDir::new().unwrap();
    let gaps = env!("CARGO_BIN_EXE_language-gaps");
    let cases: [(&str, &[&str], &str); 6] = [
        (env!("CARGO_BIN_EXE_petition-chart"), &[], "PETITIONS_URL"),
        (env!("CARGO_BIN_EXE_petition-chart"), &[], "PETITIONS_API_KEY"),
        (env!("CARGO_BIN_EXE_petition-chart"), &[], "PETITIONS_LANGUAGE"),
        (gaps, &["govocal", "--languages", "nl,en"], "GOVOCAL_URL"),
        (gaps, &["decidim", "--languages", "ca,en"], "DECIDIM_API_SECRET"),
        (env!("CARGO_BIN_EXE_sync"), &["--into", "copy.db"], "GOVOCAL_CLIENT_SECRET"),
    ];
    for (path, flags, name) in cases {
        let mut program = program(path, folder.path(), &[], flags);
        program.env(name, OsStr::from_bytes(b"s3cr3t-\xff"));
        let (code, out, err) = ran(program.output().unwrap());
        assert_eq!((code, out.as_str()), (2, ""), "{name}: {err}");
        let told = format!("the environment variable {name} is not Unicode text");
        assert!(err.contains(&told) && !err.contains("s3cr3t"), "{name}: {err}");
    }
}
