//! What `export` leaves behind when it breaks off, and how it goes on.

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::Duration;

use civic_sandbox::{Fault, FaultRule};
use rusqlite::Connection;

use crate::city::{City, ids_of};
use crate::tool::{self, files};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_breaks_off_leaves_the_old_file_and_no_half_one() {
    let city = City::start().await;
    for name in ["ideas.jsonl", "ideas.csv", "ideas.parquet", "ideas.geojson", "ideas"] {
        fs::write(city.folder.path().join(name), "yesterday's\n").unwrap();
        city.break_off();
        let (code, out, err) = city.export(&["-o", name]);
        assert_eq!((code, out.as_str()), (3, ""), "{err}");
        assert!(err.contains("interrupted") && err.contains("is not written"), "{err}");
        assert_eq!(files(city.folder.path()), [name]);
        assert_eq!(city.read(name), "yesterday's\n");
        fs::remove_file(city.folder.path().join(name)).unwrap();
        city.platform.clear_faults();
    }
    // A database has no half a list either.
    let flags = ["-o", "ideas.sqlite"];
    city.break_off();
    assert_eq!(city.export(&flags).0, 3);
    assert_eq!(files(city.folder.path()), [""; 0]);
    city.platform.clear_faults();
    assert_eq!(city.export(&flags).0, 0);
    city.break_off();
    assert_eq!(city.export(&flags).0, 3);
    assert_eq!(files(city.folder.path()), ["datapackage.json", "ideas.sqlite"]);
    let database = Connection::open(city.folder.path().join("ideas.sqlite")).unwrap();
    let count = database.query_row("SELECT count(*) FROM govocal_ideas", [], |row| row.get(0));
    assert_eq!(count, Ok(100));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resumed_export_goes_on_and_has_every_row_once() {
    for name in ["ideas.jsonl", "ideas.csv", "ideas.parquet", "ideas.sqlite"] {
        let city = City::start().await;
        city.break_off();
        let flags = ["-o", name, "--resume", "place.json"];
        let (code, _, err) = city.export(&flags);
        assert_eq!(code, 3, "{err}");
        assert!(err.contains("the same command again goes on"), "{err}");
        let part = format!("{name}.part");
        assert_eq!(files(city.folder.path()), [part.as_str(), "place.json"]);
        let before = ids_of(&city.read(&part)).len();
        assert!((1..100).contains(&before), "{before}");

        // A crash in the middle of a page leaves rows that no checkpoint counts, and half a row.
        let half = format!("{}{{\"id\":\"unfin", city.read(&part));
        fs::write(city.folder.path().join(&part), half).unwrap();
        city.platform.clear_faults();
        city.platform.clear_requests();
        let (code, _, err) = city.export(&flags);
        assert_eq!(code, 0, "{err}");
        assert!(err.contains("100 ideas") && err.contains("resumed"), "{err}");
        assert_eq!(files(city.folder.path()), ["datapackage.json", name]);
        let ids = city.ids_in(name);
        assert_eq!(ids.len(), 100);
        assert_eq!(ids.into_iter().collect::<HashSet<_>>(), city.ids());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checkpoint_goes_with_its_own_export_alone() {
    let city = City::start().await;
    city.break_off();
    let flags = ["-o", "ideas.jsonl", "--resume", "place.json"];
    assert_eq!(city.export(&flags).0, 3);
    city.platform.clear_faults();
    let other = [&flags[..], &["--locale", "nl"]].concat();
    let (code, _, err) = city.export(&other);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("place.json belongs to another export"), "{err}");

    // Without its rows a checkpoint is worth nothing, and the export begins anew.
    fs::remove_file(city.folder.path().join("ideas.jsonl.part")).unwrap();
    let (code, _, err) = city.export(&flags);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("beginning anew"), "{err}");
    assert_eq!(ids_of(&city.read("ideas.jsonl")).len(), 100);

    fs::write(city.folder.path().join("place.json"), "{}").unwrap();
    let (code, _, err) = city.export(&flags);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("place.json is not a checkpoint of an export"), "{err}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_stops_an_export_can_go_on_later() {
    for signal in ["-INT", "-TERM"] {
        stop_and_go_on(signal).await;
    }
}

#[cfg(unix)]
async fn stop_and_go_on(signal: &str) {
    let city = City::start().await;
    // The third page never comes, so that the program is certainly under way when it is stopped.
    city.platform.inject(FaultRule::new(Fault::NoAnswer).on("/api/v2/ideas").skip(2));
    let flags = ["-o", "ideas.jsonl", "--resume", "place.json"];
    let mut export = city.exporter(&flags);
    let export = export.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let place = city.folder.path().join("place.json");
    while !place.exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let interrupt = Command::new("kill").args([signal, &export.id().to_string()]).status();
    assert!(interrupt.unwrap().success());
    let (code, out, err) = tool::ran(export.wait_with_output().unwrap());
    assert_eq!((code, out.as_str()), (3, ""), "{err}");
    assert!(err.contains("in progress") && err.contains("the same command again goes on"), "{err}");
    assert_eq!(files(city.folder.path()), ["ideas.jsonl.part", "place.json"]);

    city.platform.clear_faults();
    let (code, _, err) = city.export(&flags);
    assert_eq!(code, 0, "{err}");
    assert_eq!(ids_of(&city.read("ideas.jsonl")).into_iter().collect::<HashSet<_>>(), city.ids());
}

/// Rows of many pages, as if they had been read before.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_stops_the_writing_of_the_output_can_go_on_later() {
    for name in ["ideas.csv", "ideas.parquet", "ideas.sqlite"] {
        let city = City::start().await;
        city.break_off();
        let flags = ["-o", name, "--resume", "place.json", "--report", "report.json"];
        assert_eq!(city.export(&flags).0, 3);
        city.platform.clear_faults();
        let part = city.folder.path().join(format!("{name}.part"));
        let rows = fs::read_to_string(&part).unwrap();
        let many = rows.repeat(400);
        fs::write(&part, &many).unwrap();
        let place = city.read("place.json");
        let bytes = |text: &str| format!("\"bytes\":{}", text.len());
        assert!(place.contains(&bytes(&rows)), "{place}");
        fs::write(
            city.folder.path().join("place.json"),
            place.replace(&bytes(&rows), &bytes(&many)),
        )
        .unwrap();

        let mut export = city.exporter(&flags);
        let mut export = export.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        // What was read is told before the output is written.
        let mut told = BufReader::new(export.stderr.take().unwrap());
        let mut err = String::new();
        while !err.contains("100 ideas") {
            assert_ne!(told.read_line(&mut err).unwrap(), 0, "{name}: {err}");
        }
        let stopped = Command::new("kill").args(["-INT", &export.id().to_string()]).status();
        assert!(stopped.unwrap().success());
        told.read_to_string(&mut err).unwrap();
        assert_eq!(export.wait().unwrap().code(), Some(3), "{name}: {err}");
        assert!(err.contains("the same command again goes on"), "{name}: {err}");
        let part = format!("{name}.part");
        assert_eq!(files(city.folder.path()), [&part, "place.json", "report.json"]);
        assert!(city.read("report.json").contains("\"in_progress\""));

        let (code, _, err) = city.export(&flags);
        assert_eq!(code, 0, "{name}: {err}");
        assert!(err.contains("resumed"), "{name}: {err}");
        assert_eq!(files(city.folder.path()), ["datapackage.json", name, "report.json"]);
        let ids = city.ids_in(name);
        // The rows that were read before, too.
        assert!(ids.len() > 10_000, "{name}: {}", ids.len());
        assert_eq!(ids.into_iter().collect::<HashSet<_>>(), city.ids());
    }
}
