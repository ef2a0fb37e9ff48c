//! The tour and the programs, recorded once and run again offline.

use std::fs;
use std::path::Path;
use std::process::Command;

use civic_examples::{cassette, platforms};
use civic_sandbox::{Decidim, GoVocal, Petitions, Server};
use rusqlite::Connection;
use tempfile::TempDir;

/// Exit code, stdout and stderr of a program with these settings and one more.
fn run(
    path: &str,
    folder: &Path,
    settings: &[(&str, &str)],
    cassette: (&str, &str),
    flags: &[&str],
) -> (i32, String, String) {
    let mut program = Command::new(path);
    for name in platforms::SETTINGS.into_iter().chain(cassette::SETTINGS) {
        program.env_remove(name);
    }
    for name in ["DECIDIM_NICKNAME", "DECIDIM_COMPONENT", "DECIDIM_TITLE", "DECIDIM_BODY"] {
        program.env_remove(name);
    }
    program.env_remove("PETITIONS_LANGUAGE").env_remove("RUST_BACKTRACE");
    program.envs(settings.iter().copied()).env(cassette.0, cassette.1);
    let output = program.args(flags).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Runs a program while it is recorded, and from the recording, which gives the same. In the second run
/// nothing but the cassette is there. Returns what it said.
fn recorded_and_replayed(path: &str, flags: &[&str]) -> String {
    let (studio, offline) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let file = studio.path().join("tape.jsonl.gz");
    let file = file.to_str().unwrap();
    let then = run(path, studio.path(), &[], ("CIVIC_RECORD", file), flags);
    assert_eq!(then.0, 0, "{path}: {}", then.2);
    assert!(then.2.contains("the embedded sandbox at"), "{path}: {}", then.2);
    let now = run(path, offline.path(), &[], ("CIVIC_REPLAY", file), flags);
    assert_eq!((now.0, &now.1), (then.0, &then.1), "{path}: {}", now.2);
    assert!(!now.2.contains("sandbox at"), "{path}: no server is started");
    for name in fs::read_dir(offline.path()).unwrap().map(|it| it.unwrap().file_name()) {
        let [one, other] = [&studio, &offline].map(|folder| folder.path().join(&name));
        if name == "copy.db" {
            assert_eq!(rows(&one), rows(&other), "{path}");
        } else {
            let is_same = fs::read(one).unwrap() == fs::read(other).unwrap();
            assert!(is_same, "{path}: {}", name.display());
        }
    }
    then.1
}

/// All rows of all tables of a copy.
fn rows(database: &Path) -> Vec<(String, String)> {
    let database = Connection::open(database).unwrap();
    let mut tables = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sync_state'")
        .unwrap();
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut found = Vec::new();
    for table in tables {
        let mut rows =
            database.prepare(&format!("SELECT key || '', row FROM {table} ORDER BY 1")).unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        found.extend(rows.map(Result::unwrap));
    }
    assert!(!found.is_empty());
    found
}

#[test]
fn every_program_runs_again_from_what_was_recorded() {
    for (path, flags, told) in [
        (env!("CARGO_BIN_EXE_petition-chart"), &["--svg", "chart.svg"][..], "400 signatures"),
        (env!("CARGO_BIN_EXE_initiators"), &[], "complete: 8 organisations"),
        (env!("CARGO_BIN_EXE_decidim-site"), &[], "proven complete: 104 proposals"),
        (env!("CARGO_BIN_EXE_language-gaps"), &["govocal"], "records"),
        (env!("CARGO_BIN_EXE_language-gaps"), &["decidim"], "records"),
        (env!("CARGO_BIN_EXE_language-gaps"), &["petitions"], "records"),
        (
            env!("CARGO_BIN_EXE_publish-proposal"),
            &["--title", "Shade for the market square"],
            "published proposal",
        ),
        (env!("CARGO_BIN_EXE_sync"), &["--into", "copy.db"], "decidim_comments: complete"),
    ] {
        let said = recorded_and_replayed(path, flags);
        assert!(said.contains(told), "{path}: {said}");
    }
}

/// A line without how long a request took: `(in 0.02 s)`.
fn without_seconds(line: &str) -> String {
    let cut = |(start, rest): (_, &str)| Some(format!("{start}{}", rest.split_once(" s)")?.1));
    line.split_once("(in ").and_then(cut).unwrap_or_else(|| line.to_owned())
}

#[test]
fn the_tour_of_the_sandboxes_is_taken_again_without_them() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("tour.jsonl");
    let file = file.to_str().unwrap();
    let tour = env!("CARGO_BIN_EXE_tour");
    let then = run(tour, folder.path(), &[], ("CIVIC_RECORD", file), &[]);
    let now = run(tour, folder.path(), &[], ("CIVIC_REPLAY", file), &[]);
    assert_eq!((then.0, now.0), (0, 0), "{}{}", then.2, now.2);
    assert_eq!(now.1.matches("reading what a cassette holds").count(), 5, "{}", now.1);
    // Of its place, and of what only its platform knows, a recording says nothing. How long a request took,
    // with what the client does besides, is measured anew.
    let same = |said: &str| -> Vec<String> {
        let told = ["reading ", "    missed ", "    asked for ", " requests in all"];
        let is_same = |line: &&str| !told.iter().any(|it| line.contains(it));
        said.lines().filter(is_same).map(without_seconds).collect()
    };
    let (then, now) = (same(&then.1), same(&now.1));
    assert!(now.iter().any(|line| line.contains("1 malformed")), "{now:?}");
    assert_eq!(now, then);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tour_of_real_platforms_is_taken_again_without_them() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("tour.jsonl");
    let file = file.to_str().unwrap();
    let tour = env!("CARGO_BIN_EXE_tour");
    let go_vocal = GoVocal::builder().seed(2026).ideas(240).no_rate_limit().build();
    let (id, secret) = (go_vocal.client_id().to_owned(), go_vocal.client_secret().to_owned());
    let go_vocal = Server::start(go_vocal).await.unwrap();
    let decidim = Decidim::builder().seed(2026).hidden(0.02).no_rate_limit().build();
    let decidim = Server::start(decidim).await.unwrap();
    let petitions = Petitions::builder().seed(2026).no_rate_limit().build();
    let petitions = Server::start(petitions).await.unwrap();
    let urls = [&go_vocal, &decidim, &petitions].map(Server::url);
    let settings = [
        ("GOVOCAL_URL", &*urls[0]),
        ("GOVOCAL_CLIENT_ID", &*id),
        ("GOVOCAL_CLIENT_SECRET", &*secret),
        ("DECIDIM_URL", &*urls[1]),
        ("DECIDIM_CLIENT_ID", Decidim::CLIENT_ID),
        ("DECIDIM_CLIENT_SECRET", Decidim::CLIENT_SECRET),
        ("PETITIONS_URL", &*urls[2]),
        ("PETITIONS_API_KEY", Petitions::FULL_KEY),
    ];
    let then = run(tour, folder.path(), &settings, ("CIVIC_RECORD", file), &[]);
    assert_eq!(then.0, 0, "{}", then.2);
    assert!(then.1.contains("Done.") && then.1.contains("signatures"), "{}", then.1);
    let tape = fs::read_to_string(file).unwrap();
    for secret in [&*secret, Decidim::CLIENT_SECRET, Petitions::FULL_KEY] {
        assert!(!tape.contains(secret));
    }

    // Nobody listens there any more, and the secrets are others.
    drop((go_vocal, decidim, petitions));
    let settings = settings.map(|(name, value)| match name {
        "GOVOCAL_CLIENT_ID" => (name, "5a6f3f0e-7f0c-4d53-9a55-2f60a1a0c001"),
        _ if name.ends_with("URL") => (name, value),
        _ => (name, "another-secret-of-twenty-letters"),
    });
    let now = run(tour, folder.path(), &settings, ("CIVIC_REPLAY", file), &[]);
    assert_eq!(now, then);
}

#[test]
fn a_cassette_that_cannot_be_used_ends_a_program_with_its_reason() {
    let folder = TempDir::new().unwrap();
    let program = env!("CARGO_BIN_EXE_initiators");
    fs::write(folder.path().join("there"), "no cassette").unwrap();
    for (setting, told) in [
        (("CIVIC_RECORD", "there"), "there cannot be written: "),
        (("CIVIC_REPLAY", "there"), "there, line 1: this is not a cassette"),
        (("CIVIC_REPLAY", "elsewhere"), "elsewhere cannot be read: "),
    ] {
        let (code, out, err) = run(program, folder.path(), &[], setting, &[]);
        assert_eq!((code, &*out), (1, ""), "{err}");
        assert!(err.contains(told), "{err}");
    }
}
