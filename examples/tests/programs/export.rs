//! What `export` writes.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::city::{City, ids_of};
use super::{EXPORT, files, program, ran, run};

#[test]
fn every_list_is_named_and_those_of_each_platform_can_be_read() {
    let folder = TempDir::new().unwrap();
    let (code, out, _) = run(EXPORT, folder.path(), &["--lists"]);
    assert_eq!(code, 0);
    assert!(out.lines().count() > 80, "{out}");
    assert!(
        out.lines()
            .any(|line| line.starts_with("decidim/proposals ") && line.ends_with("--of component"))
    );
    for list in ["decidim/meetings", "decidim-rest/proposals", "petitions/signatures"] {
        let (code, out, err) = run(EXPORT, folder.path(), &[list]);
        assert_eq!(code, 0, "{err}");
        let rows = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        assert!(rows.count() > 10, "{list}: {err}");
    }
    // Two petitions of 400 signatures are not mixed.
    let (code, out, err) = run(EXPORT, folder.path(), &["petitions/signatures", "--of", "101"]);
    assert_eq!((code, out.lines().count()), (0, 400), "{err}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_csv_has_the_same_columns_run_after_run_and_no_formulas() {
    let city = City::start().await;
    for text in ["=1+1", "+1", "-1", "@SUM(A1)"] {
        city.platform.insert("ideas", json!({"title": text, "body": "<p>Oak &amp; elm</p>"}));
    }
    let flags = ["-o", "ideas.csv", "--report", "report.json"];
    let (code, out, err) = city.export(&flags);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    assert!(err.contains("complete: 104 ideas"), "{err}");
    assert_eq!(files(city.folder.path()), ["ideas.csv", "report.json"]);
    let report: Value = serde_json::from_str(&city.read("report.json")).unwrap();
    assert_eq!((&report["completeness"], &report["items"]), (&json!("complete"), &json!(104)));

    let table = city.read("ideas.csv");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let columns = rows.headers().unwrap().clone();
    let place = |name: &str| columns.iter().position(|column| column == name).unwrap();
    assert_eq!(place("id"), 0);
    assert_eq!(place("body_text"), place("body") + 1);
    assert!(columns.iter().skip(1).is_sorted());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 104);
    let formulas = rows.iter().flatten().filter(|cell| cell.starts_with(['=', '+', '-', '@']));
    // Numbers keep their sign, and none of these is a text.
    assert_eq!(formulas.filter(|cell| cell.parse::<f64>().is_err()).count(), 0);
    for text in ["'=1+1", "'+1", "'-1", "'@SUM(A1)"] {
        let row = rows.iter().find(|row| &row[place("title")] == text).unwrap();
        assert_eq!(&row[place("body_text")], "Oak & elm");
    }

    let (code, again, err) = city.export(&["--format", "csv"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(again, table);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_cannot_be_read_make_an_export_incomplete() {
    let city = City::start().await;
    let id = city.platform.insert("ideas", json!({"likes_count": "many"}));
    let flags = ["-o", "ideas.jsonl", "--report", "report.json"];
    let (code, _, err) = city.export(&flags);
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("possible gap") && err.contains(&format!("id {id}")), "{err}");
    // What could be read is there: the list came to its end.
    assert_eq!(ids_of(&city.read("ideas.jsonl")).len(), 100);
    let report: Value = serde_json::from_str(&city.read("report.json")).unwrap();
    assert_eq!(report["completeness"], "possible_gap");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passes_that_agree_are_complete_unless_only_a_proof_will_do() {
    let folder = TempDir::new().unwrap();
    let flags = ["govocal/idea_phases", "-o", "phases.jsonl"];
    assert_eq!(run(EXPORT, folder.path(), &flags).0, 0);
    let strict = [&flags[..], &["--strict"]].concat();
    let (code, _, err) = run(EXPORT, folder.path(), &strict);
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("complete if the list did not change meanwhile"), "{err}");
}

#[test]
fn a_reader_that_has_enough_ends_an_export_quietly() {
    let folder = TempDir::new().unwrap();
    let mut export = program(EXPORT, folder.path(), &[], &["petitions/signatures"]);
    let mut export = export.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(export.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"timestamp\""), "{first}");
    // The pipe is closed by now.
    let mut err = String::new();
    export.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert!(!err.contains("ipe") && err.lines().count() == 1, "{err}");
    assert_eq!(export.wait().unwrap().code(), Some(3));

    let mut table = program(EXPORT, folder.path(), &[], &["govocal/ideas", "--format", "csv"]);
    let mut table = table.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(table.stdout.take());
    let (code, _, err) = ran(table.wait_with_output().unwrap());
    assert_eq!(code, 3, "{err}");
    assert!(!err.contains("ipe"), "{err}");
}
