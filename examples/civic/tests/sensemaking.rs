//! What `civic export --for TOOL` writes.

use std::collections::{BTreeMap, HashSet};
use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::city::City;
use crate::golden::compare;
use crate::tool::{civic, files, ran};

const KEY: (&str, &str) = ("CIVIC_AUTHOR_KEY", "a key that is only for tests");

fn export(folder: &TempDir, words: &[&str]) -> (i32, String, String) {
    let words = [&["export"], words].concat();
    ran(civic(folder.path(), &[KEY], &words).output().unwrap())
}

/// The rows of a CSV, the header first.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn what_each_tool_gets_is_as_it_was() {
    let folder = TempDir::new().unwrap();
    let mut outputs = BTreeMap::new();
    for (list, tool, header) in [
        ("petitions/petitions", "polis", &["comment_text"][..]),
        ("decidim/debates", "talk-to-the-city", &["id", "comment", "interview"]),
        ("govocal/comments", "sensemaker", &["participant_id", "survey_text"]),
        ("decidim/proposals", "themefinder", &["response_id", "response"]),
    ] {
        let (code, out, err) = export(&folder, &[list, "--for", tool]);
        assert_eq!(code, 0, "{err}");
        let rows = rows(&out);
        assert_eq!(rows[0], header);
        assert!(rows.len() > 5 && rows.iter().all(|row| row.iter().all(|cell| !cell.is_empty())));
        assert!(!out.contains("<p>"), "{out}");
        if ["polis", "talk-to-the-city"].contains(&tool) {
            assert!(rows.iter().flatten().all(|cell| !cell.contains('\n')), "{out}");
        }
        outputs.insert(format!("{tool}.csv"), out);
    }
    compare("sensemaking", &outputs);
}

#[test]
fn every_list_of_statements_can_be_had_for_every_tool() {
    let folder = TempDir::new().unwrap();
    for list in [
        "govocal/ideas",
        "govocal/comments",
        "decidim/proposals",
        "decidim/comments",
        "decidim-rest/proposals",
    ] {
        let (mut ids, all) = (HashSet::new(), ["-o", "out.csv", "--report", "report.json"]);
        let words = [&[list, "--for", "talk-to-the-city"], &all[..]].concat();
        let (code, _, err) = export(&folder, &words);
        assert_eq!(code, 0, "{err}");
        let report = fs::read_to_string(folder.path().join("report.json")).unwrap();
        let report: Value = serde_json::from_str(&report).unwrap();
        let told = &report["statements"];
        let left_out = told["left_out"].as_object().unwrap();
        let left_out: u64 = left_out.values().map(|count| count.as_u64().unwrap()).sum();
        // Each row that was read is accounted for.
        assert_eq!(told["written"].as_u64().unwrap() + left_out, report["items"].as_u64().unwrap());
        let out = fs::read_to_string(folder.path().join("out.csv")).unwrap();
        let rows = rows(&out);
        assert_eq!(rows.len() as u64, told["rows"].as_u64().unwrap() + 1);
        for row in &rows[1..] {
            assert!(ids.insert(row[0].clone()) && row[2].starts_with("p-"), "{row:?}");
        }
        let authors: HashSet<&String> = rows[1..].iter().map(|row| &row[2]).collect();
        assert!(authors.len() > 1 && authors.len() < rows.len() - 1, "{list}");
    }
}

#[test]
fn what_cannot_be_done_is_refused_before_anything_is_read() {
    let folder = TempDir::new().unwrap();
    let ideas = "govocal/ideas";
    for (words, told) in [
        (&["decidim/users", "--for", "polis"][..], "--for cannot use decidim/users"),
        (&["petitions/signatures", "--for", "polis"], "signatures have no text"),
        (&[ideas, "--for", "polis", "-o", "x.parquet"], "name the output .csv"),
        (&[ideas, "--for", "polis", "--format", "jsonl"], "--for writes CSV"),
        (&[ideas, "--for", "polis", "--spreadsheet"], "cannot be used with"),
        (&[ideas, "--with-drafts"], "--for <TOOL>"),
    ] {
        let (code, out, err) = export(&folder, words);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(told), "{err}");
    }
    // Who said it is wanted, and there is no key.
    for tool in ["sensemaker", "talk-to-the-city"] {
        let words = ["export", ideas, "--for", tool, "-o", "x.csv"];
        let (code, _, err) = ran(civic(folder.path(), &[], &words).output().unwrap());
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("set CIVIC_AUTHOR_KEY") && !err.contains("sandbox"), "{err}");
    }
    let words = ["export", "decidim/debates", "--for", "polis"];
    assert_eq!(ran(civic(folder.path(), &[], &words).output().unwrap()).0, 0);
    assert_eq!(files(folder.path()), [""; 0]);
}

/// The ids of all authors of rows in JSON Lines.
fn authors(rows: &str) -> HashSet<String> {
    let author = |row: &str| {
        let row: Value = serde_json::from_str(row).unwrap();
        row["author_id"].as_str().map(str::to_owned)
    };
    rows.lines().filter_map(author).collect()
}

impl City {
    fn export_for(&self, flags: &[&str], key: &str) -> (i32, String, String) {
        ran(self.exporter(flags).env(KEY.0, key).output().unwrap())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_left_out_is_told_and_can_be_asked_for() {
    let city = City::start().await;
    for id in city.platform.ids("ideas") {
        city.platform.delete("ideas", id);
    }
    let author = "a72c8f07-85ed-475b-8d1f-ade53368d234";
    for (kind, status) in [("idea", "published"), ("idea", "draft"), ("survey", "published")] {
        city.platform.insert(
            "ideas",
            json!({
                "type": kind, "publication_status": status, "author_id": author,
                "title": format!("=A {kind}, {status}"), "body": "<p>Oak &amp; elm</p>",
            }),
        );
    }
    let tool = ["--for", "talk-to-the-city"];
    let (code, out, err) = city.export_for(&tool, KEY.1);
    assert_eq!((code, rows(&out).len()), (0, 2), "{err}");
    let told = "for talk-to-the-city: 1 statement; left out: 1 not published (--with-drafts takes \
        them), 1 survey answers (--with-survey-answers takes them)";
    assert!(err.contains(told), "{err}");
    let flags = [&tool[..], &["--with-drafts", "--with-survey-answers"]].concat();
    let (_, out, err) = city.export_for(&flags, KEY.1);
    let told = "3 statements, none left out; 3 texts changed, or the tool would refuse the file";
    assert!(err.contains(told), "{err}");
    // What looks like a formula is guarded for the tool that refuses it, and for no other.
    let (_, polis, _) = city.export_for(&[&["--for", "polis"], &flags[2..]].concat(), KEY.1);
    assert!(rows(&polis).iter().any(|row| row[0] == "=A idea, draft. Oak & elm"), "{polis}");
    let rows = rows(&out);
    assert!(rows.iter().any(|row| row[1] == "'=A idea, draft. Oak & elm"), "{out}");
    // One author, and none in clear.
    assert_eq!(rows[1..].iter().map(|row| &row[2]).collect::<HashSet<_>>().len(), 1);
    assert!(!out.contains(author) && !out.contains(KEY.1) && !err.contains(KEY.1), "{out}");
    // Another key, another hash.
    let (_, again, _) = city.export_for(&flags, "another key for the same city");
    assert_ne!(again, out);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_for_a_tool_goes_on_after_a_break_and_holds_no_author_meanwhile() {
    for tool in ["talk-to-the-city", "sensemaker", "themefinder"] {
        let city = City::start().await;
        let whole = city.export_for(&["--for", tool], KEY.1).1;
        fs::write(city.folder.path().join("ideas.csv"), "yesterday's\n").unwrap();
        let authors = authors(&city.export(&[]).1);
        city.break_off();
        let flags = ["--for", tool, "-o", "ideas.csv", "--resume", "place.json"];
        let (code, _, err) = city.export_for(&flags, KEY.1);
        assert_eq!(code, 3, "{err}");
        assert_eq!(city.read("ideas.csv"), "yesterday's\n");
        let part = city.read("ideas.csv.part");
        assert!(!part.is_empty() && authors.len() > 5, "{authors:?}");
        assert!(authors.iter().all(|id| !part.contains(id) && !whole.contains(id)), "{part}");

        city.platform.clear_faults();
        if tool != "themefinder" {
            // Half the authors would have other hashes.
            let (code, _, err) = city.export_for(&flags, "another key for the same city");
            assert_eq!(code, 2, "{err}");
            assert!(err.contains("belongs to another export"), "{err}");
        }
        let flags = [&flags[..], &["--report", "report.json"]].concat();
        let (code, _, err) = city.export_for(&flags, KEY.1);
        assert_eq!(code, 0, "{err}");
        assert_eq!(city.read("ideas.csv"), whole);
        assert_eq!(files(city.folder.path()), ["datapackage.json", "ideas.csv", "report.json"]);
        let report: Value = serde_json::from_str(&city.read("report.json")).unwrap();
        let told = &report["statements"];
        assert_eq!((&told["for"], &report["items"]), (&json!(tool), &json!(100)));
        let package: Value = serde_json::from_str(&city.read("datapackage.json")).unwrap();
        let fields = package["resources"][0]["schema"]["fields"].as_array().unwrap();
        let fields: Vec<&str> = fields.iter().map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(fields, rows(&whole)[0]);
    }
}
