//! What `civic export` writes.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::time::Duration;

use civic_sandbox::{Fault, FaultRule, Logged};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::city::{City, ids_of};
use crate::tool::{civic, files, ran, run};

#[test]
fn every_list_is_named_and_those_of_each_platform_can_be_read() {
    let folder = TempDir::new().unwrap();
    let (code, out, _) = run(folder.path(), &["lists", "--names"]);
    assert_eq!(code, 0);
    assert!(out.lines().count() > 80, "{out}");
    assert!(
        out.lines()
            .any(|line| line.starts_with("decidim/proposals ") && line.ends_with("--of component"))
    );
    for list in ["decidim/meetings", "decidim-rest/proposals", "petitions/signatures"] {
        let (code, out, err) = run(folder.path(), &["export", list]);
        assert_eq!(code, 0, "{err}");
        let rows = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        assert!(rows.count() > 10, "{list}: {err}");
    }
    // Two petitions of 400 signatures are not mixed.
    let words = ["export", "petitions/signatures", "--of", "101"];
    let (code, out, err) = run(folder.path(), &words);
    assert_eq!((code, out.lines().count()), (0, 400), "{err}");
}

/// A petition's texts are Markdown (petities/petitions.eu 7958d2e, `app/views/petitions/show.html.slim`):
/// lines and links are part of them.
#[test]
fn the_texts_of_petitions_are_exported_whole() {
    let folder = TempDir::new().unwrap();
    let (code, out, err) =
        run(folder.path(), &["export", "petitions/petitions", "--format", "csv"]);
    assert_eq!(code, 0, "{err}");
    let mut rows = csv::Reader::from_reader(out.as_bytes());
    let columns = rows.headers().unwrap().clone();
    assert!(!columns.iter().any(|column| column == "statement_text"), "{columns:?}");
    let place = columns.iter().position(|column| column == "statement").unwrap();
    let whole = |row: csv::StringRecord| {
        row[place].ends_with("!**\n\n* 1\n* 2\n\n<https://www.example.org/rapport>")
    };
    assert!(rows.records().map(Result::unwrap).any(whole), "{out}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_csv_has_the_declared_columns_and_formulas_only_for_programs() {
    let city = City::start().await;
    let formulas = ["=1+1", "+1", "-1", "@SUM(A1)"];
    for text in formulas {
        city.platform.insert("ideas", json!({"title": text, "body": "<p>Oak &amp; elm</p>"}));
    }
    let flags = ["-o", "ideas.csv", "--report", "report.json"];
    let (code, out, err) = city.export(&flags);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    assert!(err.contains("proven complete: 104 ideas"), "{err}");
    assert_eq!(files(city.folder.path()), ["datapackage.json", "ideas.csv", "report.json"]);
    let report: Value = serde_json::from_str(&city.read("report.json")).unwrap();
    assert_eq!((&report["completeness"], &report["items"]), (&json!("proven"), &json!(104)));

    let table = city.read("ideas.csv");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let columns = rows.headers().unwrap().clone();
    let place = |name: &str| columns.iter().position(|column| column == name).unwrap();
    assert_eq!((place("id"), place("extra")), (0, columns.len() - 1));
    assert_eq!(place("body_text"), place("body") + 1);
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 104);
    // A nickname that begins with @ is one, for programs.
    for text in formulas {
        let row = rows.iter().find(|row| &row[place("title")] == text).unwrap();
        assert_eq!(&row[place("body_text")], "Oak & elm");
    }
    let (code, again, err) = city.export(&["--format", "csv"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(again, table);

    let (code, guarded, err) = city.export(&["--format", "csv", "--spreadsheet"]);
    assert_eq!(code, 0, "{err}");
    let mut rows = csv::Reader::from_reader(guarded.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let runs = rows.iter().flatten().filter(|cell| cell.starts_with(['=', '+', '-', '@']));
    // Numbers keep their sign, and none of these is a text.
    assert_eq!(runs.filter(|cell| cell.parse::<f64>().is_err()).count(), 0);
    for text in formulas {
        assert!(rows.iter().any(|row| row[place("title")] == format!("'{text}")), "{text}");
    }
}

#[test]
fn a_sites_own_tables_are_read_by_their_names_and_not_resumed() {
    let folder = TempDir::new().unwrap();
    let words = ["export", "decidim-open-data/assemblies", "--format", "csv"];
    let (code, out, err) = run(folder.path(), &words);
    assert_eq!(code, 0, "{err}");
    let mut rows = csv::Reader::from_reader(out.as_bytes());
    let columns = rows.headers().unwrap().clone();
    assert_eq!(columns.iter().filter(|column| *column == "extra").count(), 1);
    let place = columns.iter().position(|column| column == "creation_date").unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert!(!rows.is_empty());
    for row in rows {
        assert!(!row[place].is_empty(), "{row:?}");
        assert!(!row[columns.len() - 1].contains("creation_date"), "{row:?}");
    }
    // A table that nobody foresaw.
    let (code, out, err) = run(folder.path(), &["export", "decidim-open-data/pages"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.lines().all(|line| line.contains("\"title/")), "{out}");
    for flags in [["--resume", "place"], ["--concurrency", "2"]] {
        let words = [&["export", "decidim-open-data/pages", "-o", "x.csv"][..], &flags].concat();
        let (code, _, err) = run(folder.path(), &words);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(&format!("comes in one piece: leave {} away", flags[0])), "{err}");
    }
    assert_eq!(run(folder.path(), &["export", "decidim-open-data/no_such_table"]).0, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_list_has_the_columns_of_a_full_one() {
    let city = City::start().await;
    let full = city.export(&["--format", "csv"]).1;
    for id in city.platform.ids("ideas") {
        city.platform.delete("ideas", id);
    }
    let (code, empty, err) = city.export(&["--format", "csv"]);
    assert_eq!((code, empty.lines().count()), (0, 1), "{err}");
    assert_eq!(empty.lines().next(), full.lines().next());
}

#[test]
fn an_ending_that_no_format_or_another_one_has_is_refused() {
    let folder = TempDir::new().unwrap();
    for (words, told) in [
        (&["-o", "ideas.xlsx"][..], "there is no format for .xlsx: name the output with .jsonl"),
        (&["-o", "ideas.xlsx", "--format", "csv"], "there is no format for .xlsx"),
        (&["-o", "ideas.csv", "--format", "parquet"], "name it .parquet"),
        (&["--format", "parquet"], "needs a file"),
        (&["--format", "sqlite"], "needs a file"),
    ] {
        let words = [&["export", "govocal/ideas"], words].concat();
        let (code, out, err) = run(folder.path(), &words);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(told), "{words:?}: {err}");
    }
    let (code, _, err) = run(folder.path(), &["export", "govocal/areas", "-o", "areas.geojson"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("govocal/areas have no place"), "{err}");
    assert_eq!(files(folder.path()), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_cannot_be_read_make_an_export_incomplete() {
    let city = City::start().await;
    let id = city.platform.insert("ideas", json!({"likes_count": "many"}));
    let flags = ["-o", "ideas.jsonl", "--report", "report.json"];
    let (code, _, err) = city.export(&flags);
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("incomplete (") && err.contains(&format!("id {id}")), "{err}");
    // What could be read is there: the list came to its end.
    assert_eq!(ids_of(&city.read("ideas.jsonl")).len(), 100);
    let report: Value = serde_json::from_str(&city.read("report.json")).unwrap();
    assert_eq!(report["completeness"], "incomplete");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passes_that_agree_are_complete_unless_only_a_proof_will_do() {
    let folder = TempDir::new().unwrap();
    let flags = ["export", "govocal/idea_phases", "-o", "phases.jsonl"];
    assert_eq!(run(folder.path(), &flags).0, 0);
    let strict = [&flags[..], &["--strict"]].concat();
    let (code, _, err) = run(folder.path(), &strict);
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("consistent, if the list did not change"), "{err}");
}

#[test]
fn languages_that_are_not_read_are_told() {
    let folder = TempDir::new().unwrap();
    let told = |list: &str, locales: &str| {
        let (code, _, err) = run(folder.path(), &["export", list, "--locale", locales]);
        assert_eq!(code, 0, "{list} {locales}: {err}");
        err.lines().find(|line| line.contains("one language at a time")).map(str::to_owned)
    };
    for list in ["govocal/projects", "petitions/petitions"] {
        assert_eq!(told(list, "nl-BE"), None);
        let line = told(list, "nl-BE,fr-BE").unwrap();
        assert!(line.contains(list) && line.contains("read in nl-BE"), "{line}");
    }
    assert_eq!(told("decidim/assemblies", "ca,es"), None);
}

#[test]
fn a_language_that_no_text_is_in_is_told_with_those_that_are() {
    let folder = TempDir::new().unwrap();
    let told = |flags: &[&str]| {
        let export = ["export", "decidim/assemblies", "-o", "assemblies.csv"];
        let (code, _, err) = run(folder.path(), &[&export, flags].concat());
        assert_eq!(code, 0, "{flags:?}: {err}");
        err.lines().find(|line| line.contains("no text is in")).map(str::to_owned)
    };
    let line = told(&["--locale", "xx,ca"]).unwrap();
    assert!(
        line.contains("in xx: its columns are empty") && line.contains("in: ca, en, es"),
        "{line}"
    );
    let line = told(&["--locale", "xx,ja", "--resume", "assemblies.json"]).unwrap();
    assert!(line.contains("in xx or in ja: their columns are empty"), "{line}");
    assert_eq!(told(&["--locale", "ca,es"]), None);
}

#[test]
fn a_reader_that_has_enough_ends_an_export_quietly() {
    let folder = TempDir::new().unwrap();
    let mut export = civic(folder.path(), &[], &["export", "petitions/signatures"]);
    let mut export = export.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(export.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"timestamp\""), "{first}");
    // The pipe is closed by now.
    let mut err = String::new();
    export.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert!(!err.contains("ipe") && err.lines().count() == 1, "{err}");
    assert_eq!(export.wait().unwrap().code(), Some(3));

    let mut table = civic(folder.path(), &[], &["export", "govocal/ideas", "--format", "csv"]);
    let mut table = table.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(table.stdout.take());
    let (code, _, err) = ran(table.wait_with_output().unwrap());
    assert_eq!(code, 3, "{err}");
    assert!(!err.contains("ipe"), "{err}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_asked_for_at_the_same_time_if_that_is_wanted() {
    let city = City::start().await;
    let one_by_one = city.export(&[]);
    let flags = ["--concurrency", "3"];
    let (code, out, err) = city.export(&flags);
    assert_eq!((code, &out), (0, &one_by_one.1), "{err}");
    assert!(err.contains("proven complete: 100 ideas"), "{err}");

    // The second page never comes, and the third is asked for all the same.
    let second = FaultRule::new(Fault::NoAnswer).on("/api/v2/ideas").when_query("page_number=2");
    city.platform.inject(second);
    city.platform.clear_requests();
    let mut export = city.exporter(&flags);
    let mut export = export.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let is_third = |request: &Logged| request.query.contains("page_number=3");
    let third_came = || city.platform.requests().iter().any(is_third);
    while !third_came() && export.try_wait().unwrap().is_none() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    export.kill().unwrap();
    export.wait().unwrap();
    assert!(third_came());
}
