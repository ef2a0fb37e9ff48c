//! Disks that are full, folders that cannot be written, names that are links, programs that are killed, and
//! two at the same time.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use civic_sandbox::{Fault, FaultRule};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::city::City;
use crate::kills::Kills;
use crate::tool::{civic, files, ran, run};

const FORMATS: [&str; 5] =
    ["ideas.jsonl", "ideas.csv", "ideas.parquet", "ideas.sqlite", "ideas.geojson"];

/// The tool in a shell that lets no file grow beyond so many blocks, as on a full disk.
#[cfg(unix)]
pub(crate) fn on_a_full_disk(tool: &Command, blocks: u32) -> Command {
    let mut shell = Command::new("bash");
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    shell.args(["-c", &script]).arg(tool.get_program()).args(tool.get_args());
    shell.current_dir(tool.get_current_dir().unwrap());
    for (name, value) in tool.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_the_old_file_stays_and_the_error_names_it() {
    let city = City::start().await;
    for name in FORMATS {
        assert_eq!(city.export(&["-o", name]).0, 0);
        fs::remove_file(city.folder.path().join("datapackage.json")).unwrap();
        let old = fs::read(city.folder.path().join(name)).unwrap();
        for _ in 0..40 {
            city.platform.insert("ideas", json!({"title": "Oak", "body": "elm ".repeat(500)}));
        }
        for flags in [&["-o", name][..], &["-o", name, "--resume", "place.json"]] {
            let tool = city.exporter(flags);
            let (code, _, err) = ran(on_a_full_disk(&tool, 24).output().unwrap());
            let told = err.lines().filter(|line| line.starts_with("civic: ")).collect::<Vec<_>>();
            assert_eq!((code, told.len()), (1, 1), "{flags:?}: {err}");
            assert!(told[0].contains(&format!("cannot write {name}")), "{flags:?}: {err}");
            assert!(
                ["File too large", "disk I/O error"].iter().any(|why| told[0].contains(why)),
                "{err}"
            );
            assert_eq!(fs::read(city.folder.path().join(name)).unwrap(), old, "{flags:?}");
        }
        // The same command goes on where there is room again.
        let (code, _, err) = city.export(&["-o", name, "--resume", "place.json"]);
        assert_eq!(code, 0, "{err}");
        assert_eq!(files(city.folder.path()), ["datapackage.json", name]);
        fs::remove_file(city.folder.path().join(name)).unwrap();
    }
}

/// A folder in which nobody can create a file, whoever runs the tests.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_cannot_be_written_is_told_before_anything_is_read() {
    let city = City::start().await;
    for name in ["/proc/ideas.jsonl", "/proc/ideas.sqlite"] {
        let (code, out, err) = city.export(&["-o", name]);
        assert_eq!((code, out.as_str(), err.lines().count()), (1, "", 1), "{err}");
        assert!(err.contains(&format!("cannot write {name}: No such file")), "{err}");
        // The file beside it, of which nobody has heard, is not named.
        assert!(!err.contains(".tmp"), "{err}");
    }
    let (code, _, err) =
        run(city.folder.path(), &["sync", "petitions/petitions", "--into", "/proc/x"]);
    assert_eq!((code, err.lines().count()), (1, 1), "{err}");
    assert!(err.contains("cannot write /proc/x"), "{err}");
    let words = ["harvest", "--lists", "petitions/petitions", "--into", "/proc/x"];
    let (code, _, err) = run(city.folder.path(), &words);
    assert_eq!((code, err.lines().count()), (1, 1), "{err}");
    assert!(err.contains("cannot write /proc/x"), "{err}");
    assert!(city.platform.requests().is_empty());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_stays_one_and_the_file_that_it_leads_to_is_written() {
    use std::os::unix::fs::symlink;

    let city = City::start().await;
    let at = |name: &str| city.folder.path().join(name);
    for folder in ["disk", "links"] {
        fs::create_dir(at(folder)).unwrap();
    }
    for name in FORMATS {
        let link = format!("links/{name}");
        symlink(format!("../disk/{name}"), at(&link)).unwrap();
        // At first there is no such file, then there is one.
        for flags in [&["-o", &link][..], &["-o", &link, "--resume", "place.json"]] {
            let (code, _, err) = city.export(flags);
            assert_eq!(code, 0, "{flags:?}: {err}");
            assert!(fs::symlink_metadata(at(&link)).unwrap().is_symlink(), "{flags:?}");
            assert_eq!(city.export(flags).0, 0);
            assert!(fs::metadata(at(&format!("disk/{name}"))).unwrap().is_file());
        }
    }
    assert_eq!(files(&at("disk")).len(), FORMATS.len());
    // Two names of one file.
    let (code, _, err) = city.export(&["-o", "links/ideas.jsonl", "--report", "disk/ideas.jsonl"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("two files would have this name"), "{err}");
    symlink("circle.jsonl", at("circle.jsonl")).unwrap();
    assert_eq!(city.export(&["-o", "circle.jsonl"]).0, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exports_into_one_folder_at_the_same_time_are_all_described() {
    let city = City::start().await;
    city.platform.inject(FaultRule::new(Fault::Latency(Duration::from_millis(30))));
    let names: Vec<String> = (0..6).map(|n| format!("ideas-{n}.csv")).collect();
    let begin = |name: &String| {
        let mut export = city.exporter(&["-o", name]);
        export.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let exports: Vec<_> = names.iter().map(begin).collect();
    for export in exports {
        let (code, _, err) = ran(export.wait_with_output().unwrap());
        assert_eq!(code, 0, "{err}");
    }
    let package: Value = serde_json::from_str(&city.read("datapackage.json")).unwrap();
    let described = package["resources"].as_array().unwrap().iter();
    let mut described: Vec<_> = described.map(|it| it["path"].as_str().unwrap()).collect();
    described.sort_unstable();
    assert_eq!(described, names);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_data_package_of_others_is_refused_before_anything_is_read_and_a_table_of_others_stays() {
    let city = City::start().await;
    fs::write(city.folder.path().join("datapackage.json"), "{\"mine\": 1}").unwrap();
    let (code, _, err) = city.export(&["-o", "ideas.csv"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("cannot write datapackage.json: it is not a data package"), "{err}");
    assert!(city.platform.requests().is_empty());
    assert_eq!(city.read("datapackage.json"), "{\"mine\": 1}");
    fs::remove_file(city.folder.path().join("datapackage.json")).unwrap();

    let path = city.folder.path().join("city.sqlite");
    let tables = "CREATE TABLE govocal_ideas__notes (note TEXT); INSERT INTO govocal_ideas__notes \
                  VALUES ('mine'); CREATE VIEW titles AS SELECT title FROM govocal_ideas";
    rusqlite::Connection::open(&path).unwrap().execute_batch(tables).unwrap();
    for _ in 0..2 {
        let (code, _, err) = city.export(&["-o", "city.sqlite"]);
        assert_eq!(code, 0, "{err}");
        let database = rusqlite::Connection::open(&path).unwrap();
        let count = |table: &str| -> i64 {
            let sql = format!("SELECT count(*) FROM {table}");
            database.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        assert_eq!([count("govocal_ideas__notes"), count("titles")], [1, 100]);
    }
    let taken = "DROP TABLE govocal_ideas__images; CREATE TABLE govocal_ideas__images (mine TEXT)";
    rusqlite::Connection::open(&path).unwrap().execute_batch(taken).unwrap();
    let (code, _, err) = city.export(&["-o", "city.sqlite"]);
    assert_eq!((code, err.lines().count()), (1, 1), "{err}");
    let told =
        "cannot write city.sqlite: its table govocal_ideas__images was made by another program";
    assert!(err.contains(told), "{err}");
}

#[test]
fn stdout_is_no_file_of_the_name_of_a_dash() {
    let folder = TempDir::new().unwrap();
    for flags in [&["-o", "-"][..], &["-o", "x.csv", "--report", "-"]] {
        let (code, _, err) =
            run(folder.path(), &[&["export", "petitions/petitions"], flags].concat());
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("cannot write -: for stdout leave --output away"), "{err}");
        assert_eq!(files(folder.path()), [""; 0]);
    }
}

/// A name that means something else to a database, or looks like one of its options, is a file's name.
#[test]
fn a_name_that_means_something_to_a_database_is_one_of_a_file() {
    let folder = TempDir::new().unwrap();
    for name in [":memory:", "file:x?mode=memory"] {
        let (code, _, err) = run(folder.path(), &["sync", "petitions/petitions", "--into", name]);
        assert_eq!(code, 0, "{err}");
        assert!(files(folder.path()).contains(&name.to_owned()), "{:?}", files(folder.path()));
    }
    fs::write(folder.path().join("notes.sqlite"), "Dear diary\n").unwrap();
    for words in [
        &["sync", "petitions/petitions", "--into", "notes.sqlite"][..],
        &["export", "petitions/petitions", "-o", "notes.sqlite"],
    ] {
        let (code, out, err) = run(folder.path(), words);
        assert_eq!((code, out.as_str()), (1, ""), "{err}");
        assert!(err.contains("notes.sqlite: file is not a database"), "{err}");
        assert_eq!(fs::read_to_string(folder.path().join("notes.sqlite")).unwrap(), "Dear diary\n");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_is_killed_goes_on_and_ends_with_all_rows() {
    for (seed, name) in (7_u64..).zip(FORMATS) {
        let city = City::start().await;
        city.platform.inject(FaultRule::new(Fault::Latency(Duration::from_millis(15))));
        let path = city.folder.path().join(name);
        let flags = ["-o", name, "--resume", "place.json"];
        let mut kills = Kills::seeded(seed);
        let mut is_written = false;
        for _ in 0..8 {
            kills.kill(&mut city.exporter(&flags), &[&city.platform], 8).await;
            // Whole or not there.
            if path.exists() {
                assert_eq!(city.ids_in_any(name).len(), 100, "{name}");
                is_written = true;
            }
            assert!(path.exists() || !is_written, "{name}");
        }
        let (code, _, err) = city.export(&flags);
        assert_eq!(code, 0, "{name}: {err}");
        let mut ids = city.ids_in_any(name);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 100, "{name}");
        // What the killed ones left beside it is gone too.
        assert_eq!(files(city.folder.path()), ["datapackage.json", name]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checkpoint_of_another_platform_is_refused() {
    let (one, other) = (City::start().await, City::start().await);
    one.break_off();
    let flags = ["-o", "ideas.jsonl", "--resume", "place.json"];
    assert_eq!(one.export(&flags).0, 3);
    let url = other.server.url();
    let (code, _, err) = one.export(&[&flags[..], &["--url", &url]].concat());
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("place.json: ") && err.contains("belongs to another"), "{err}");
    assert!(err.contains("delete it to begin anew"), "{err}");
    assert!(!one.folder.path().join("ideas.jsonl").exists());
}

#[test]
fn an_error_that_comes_at_each_try_is_told_once() {
    let folder = TempDir::new().unwrap();
    // A port that nobody listens on any more.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let settings = [("PETITIONS_URL", &*url), ("PETITIONS_API_KEY", "s3cr3t")];
    let words = ["export", "petitions/petitions", "-o", "x.jsonl"];
    let (code, _, err) = ran(civic(folder.path(), &settings, &words).output().unwrap());
    assert_eq!((code, err.lines().count()), (1, 1), "{err}");
    assert!(err.contains("could not connect") && !err.contains("s3cr3t"), "{err}");
}

#[test]
fn a_profile_that_cannot_be_read_is_named_and_no_secret_of_it_is_shown() {
    let folder = TempDir::new().unwrap();
    let words = ["export", "govocal/ideas", "--profile", "ghent"];
    let check = |told: &str| {
        let (code, out, err) = run(folder.path(), &words);
        assert_eq!((code, out.as_str(), err.lines().count()), (2, "", 1), "{err}");
        assert!(err.contains("civic.toml") && err.contains(told), "{err}");
        assert!(!err.contains("s3cr3t"), "{err}");
    };
    check("cannot read the profiles in civic.toml: No such file");
    let path = folder.path().join("civic.toml");
    fs::create_dir(&path).unwrap();
    check("cannot read the profiles in civic.toml: Is a directory");
    fs::remove_dir(&path).unwrap();
    for (text, told) in [
        ("[ghent.govocal]\nclient_secret = s3cr3t", "cannot read the profiles"),
        ("[ghent.govocal]\nclient_secret = \"s3cr3t\"", "write client_secret_from"),
        ("[ghent.govocal]\nclient_secret_from = \"s3cr3t\"", "client_secret_from names a variable"),
        ("[ghent.govocal]\nurl = [\"s3cr3t\"]", "must be a text"),
        ("ghent = \"s3cr3t\"", "no profile"),
    ] {
        fs::write(&path, text).unwrap();
        check(told);
    }
    let url = "[ghent.govocal]\nurl = \"https://u:s3cr3t@x.example\"\nclient_id_from = \"GHENT_ID\"\n\
               client_secret_from = \"GHENT_SECRET\"";
    fs::write(&path, url).unwrap();
    let settings =
        [("GHENT_ID", "00000000-0000-4000-8000-000000000000"), ("GHENT_SECRET", "s3cr3t")];
    let (code, _, err) = ran(civic(folder.path(), &settings, &words).output().unwrap());
    assert_eq!((code, err.lines().count()), (2, 1), "{err}");
    assert!(err.contains("must not contain a user") && !err.contains("s3cr3t"), "{err}");
}

#[test]
fn a_reader_that_has_enough_ends_each_command_quietly() {
    let folder = TempDir::new().unwrap();
    for words in [
        &["lists"][..],
        &["lists", "--json"],
        &["schema", "decidim/meetings"],
        &["schema", "decidim/meetings", "--format", "sql"],
        &["completions", "zsh"],
        &["man"],
    ] {
        let mut tool = civic(folder.path(), &[], words);
        let mut tool = tool.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(tool.stdout.take());
        let (code, _, err) = ran(tool.wait_with_output().unwrap());
        assert_eq!(err, "", "{words:?}");
        assert!([0, 3].contains(&code), "{words:?}: {code}");
    }
}

#[test]
fn every_shell_has_its_completions_and_each_command_its_manual() {
    let folder = TempDir::new().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let (code, out, err) = run(folder.path(), &["completions", shell]);
        assert_eq!((code, err.as_str()), (0, ""), "{shell}");
        for word in ["export", "harvest", "accept-gone", "spreadsheet"] {
            assert!(out.contains(word), "{shell}: {word}");
        }
    }
    let (code, out, err) = run(folder.path(), &["man"]);
    assert_eq!((code, err.as_str()), (0, ""));
    for word in ["spreadsheet", "accept\\-gone", "shard", "Exit codes", "GOVOCAL_URL"] {
        assert!(out.contains(word), "{word}");
    }
}

#[test]
fn help_fits_a_narrow_terminal() {
    let folder = TempDir::new().unwrap();
    for command in ["lists", "schema", "export", "sync", "harvest", "completions"] {
        let mut tool = civic(folder.path(), &[], &[command, "--help"]);
        let (code, out, _) = ran(tool.env("COLUMNS", "60").output().unwrap());
        assert_eq!(code, 0);
        let too_long = out.lines().find(|line| line.chars().count() > 60);
        assert_eq!(too_long, None, "{command}");
        assert!(!out.contains('\u{1b}'), "{command}");
    }
}
