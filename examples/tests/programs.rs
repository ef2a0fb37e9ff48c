//! The programs as their users see them: what they print, what they write and how they end.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs, reason = "tests")]

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use civic_sandbox::{Fault, FaultRule, GoVocal, Petitions, Server};
use serde_json::{Value, json};
use tempfile::TempDir;

const SETTINGS: [&str; 13] = [
    "GOVOCAL_URL",
    "GOVOCAL_CLIENT_ID",
    "GOVOCAL_CLIENT_SECRET",
    "DECIDIM_URL",
    "DECIDIM_API_KEY",
    "DECIDIM_API_SECRET",
    "DECIDIM_CLIENT_ID",
    "DECIDIM_CLIENT_SECRET",
    "DECIDIM_SCOPES",
    "PETITIONS_URL",
    "PETITIONS_API_KEY",
    "PETITIONS_LANGUAGE",
    "RUST_BACKTRACE",
];

const EXPORT: &str = env!("CARGO_BIN_EXE_export");

/// A program with no settings but these, in this folder.
fn program(path: &str, folder: &Path, settings: &[(&str, &str)], flags: &[&str]) -> Command {
    let mut program = Command::new(path);
    for name in SETTINGS {
        program.env_remove(name);
    }
    program.envs(settings.iter().copied()).args(flags).current_dir(folder);
    program
}

/// Exit code, stdout and stderr.
fn ran(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn run(path: &str, folder: &Path, flags: &[&str]) -> (i32, String, String) {
    ran(program(path, folder, &[], flags).output().unwrap())
}

fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// A Go Vocal platform of 100 ideas, on pages of 25, and what a program needs to read it.
struct City {
    platform: GoVocal,
    server: Server,
    folder: TempDir,
}

impl City {
    async fn start() -> Self {
        let platform = GoVocal::builder()
            .seed(5)
            .only(["ideas"])
            .ideas(100)
            .max_page_size(25)
            .no_rate_limit()
            .build();
        let server = Server::start(platform.clone()).await.unwrap();
        Self { platform, server, folder: TempDir::new().unwrap() }
    }

    fn export(&self, flags: &[&str]) -> (i32, String, String) {
        let url = self.server.url();
        let settings = [
            ("GOVOCAL_URL", url.as_str()),
            ("GOVOCAL_CLIENT_ID", self.platform.client_id()),
            ("GOVOCAL_CLIENT_SECRET", self.platform.client_secret()),
        ];
        let flags = [&["govocal/ideas"], flags].concat();
        ran(program(EXPORT, self.folder.path(), &settings, &flags).output().unwrap())
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    fn ids(&self) -> HashSet<String> {
        self.platform.ids("ideas").iter().map(ToString::to_string).collect()
    }

    /// From its third page on the list fails in a way that waiting does not mend.
    fn break_off(&self) {
        self.platform.inject(FaultRule::new(Fault::Status(403)).on("/api/v2/ideas").skip(2));
    }
}

fn ids_of(lines: &str) -> Vec<String> {
    let id =
        |line: &str| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().map(str::to_owned);
    lines.lines().map(|line| id(line).unwrap()).collect()
}

#[test]
fn petition_chart_shows_and_draws_a_petition() {
    let folder = TempDir::new().unwrap();
    let flags = ["--svg", "chart.svg"];
    let (code, out, err) = run(env!("CARGO_BIN_EXE_petition-chart"), folder.path(), &flags);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("the embedded sandbox"), "{err}");
    for part in ["They ask: ", "Status: live", "signatures per week", "complete: 400 signatures"] {
        assert!(out.contains(part), "no {part:?} in\n{out}");
    }
    assert!(!out.contains("<p>"), "{out}");
    // The last line of the chart counts all.
    assert!(out.lines().any(|line| line.contains('█') && line.ends_with(" 400")), "{out}");
    let svg = fs::read_to_string(folder.path().join("chart.svg")).unwrap();
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
    assert!(svg.contains("polyline") && svg.contains("signatures a day"));
    assert!(svg.matches("<rect").count() > 50);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn petition_chart_says_in_the_picture_that_signatures_may_be_missing() {
    let platform = Petitions::builder().petitions(3).signatures(40).build();
    let server = Server::start(platform).await.unwrap();
    let folder = TempDir::new().unwrap();
    let url = server.url();
    // The test key gives three rows of whatever is asked for.
    let settings = [("PETITIONS_URL", url.as_str()), ("PETITIONS_API_KEY", Petitions::TEST_KEY)];
    let chart = env!("CARGO_BIN_EXE_petition-chart");
    let mut chart = program(chart, folder.path(), &settings, &["--svg", "chart.svg"]);
    let (code, out, err) = ran(chart.output().unwrap());
    assert_eq!(code, 3, "{out}{err}");
    assert!(out.contains("possible gap"), "{out}");
    let svg = fs::read_to_string(folder.path().join("chart.svg")).unwrap();
    assert!(svg.contains("some signatures may be missing"));
}

#[test]
fn initiators_names_who_addresses_an_organisation() {
    let folder = TempDir::new().unwrap();
    let initiators = env!("CARGO_BIN_EXE_initiators");
    let (code, out, err) = run(initiators, folder.path(), &[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Organisatie 8") && out.contains("complete: 8 organisations"), "{out}");

    // Everybody's petitions together are those that are addressed to somebody.
    let mut petitions = 0;
    for line in out.lines().filter(|line| line.contains("Organisatie")) {
        let id = line.split_whitespace().next().unwrap();
        let (code, out, err) = run(initiators, folder.path(), &[id]);
        assert_eq!(code, 0, "{err}");
        let told = out.lines().filter(|line| line.contains(" 400")).count();
        assert!(out.contains(&format!(": {told} petitions, ")), "{out}");
        assert!(told == 0 || out.contains(" & co"), "{out}");
        petitions += told;
    }
    assert_eq!(petitions, 10);

    let (code, _, err) = run(initiators, folder.path(), &["nobody"]);
    assert_eq!(code, 1);
    assert!(err.contains(r#"no organisation has the id or name "nobody""#), "{err}");
}

#[test]
fn decidim_site_counts_what_there_is_and_names_what_is_not() {
    let folder = TempDir::new().unwrap();
    let (code, out, err) = run(env!("CARGO_BIN_EXE_decidim-site"), folder.path(), &[]);
    assert_eq!(code, 0, "{err}");
    for part in [
        "Example Town",
        "Participatory processes: 3",
        "Neighbourhood plan",
        "Votings: not on this site",
        "Components: 25",
        "complete: 104 proposals",
        "this site's version lacks: ",
        "  Proposal.likesCount",
    ] {
        assert!(out.contains(part), "no {part:?} in\n{out}");
    }
}

#[test]
fn language_gaps_tells_which_records_lack_which_language() {
    let folder = TempDir::new().unwrap();
    let gaps = env!("CARGO_BIN_EXE_language-gaps");
    let (code, out, err) = run(gaps, folder.path(), &["decidim", "--languages", "en,ca,eo"]);
    assert_eq!(code, 0, "{err}");
    let row = out.lines().find(|line| line.starts_with("proposals")).unwrap();
    let numbers: Vec<u64> = row.split_whitespace().skip(1).map(|it| it.parse().unwrap()).collect();
    // Nobody wrote in Esperanto, some in each of the others.
    assert_eq!((numbers[0], numbers[3]), (104, 104), "{row}");
    assert!((1..104).contains(&numbers[1]) && (1..104).contains(&numbers[2]), "{row}");
    assert!(out.contains("title lacks") && out.contains("more records"), "{out}");

    let (code, out, err) = run(gaps, folder.path(), &["petitions"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("does\nnot say so"), "{out}");
}

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
    assert_eq!((&report["verdict"], &report["items"]), (&json!("complete"), &json!(104)));

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
    assert_eq!(report["verdict"], "possible_gap");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_breaks_off_leaves_the_old_file_and_no_half_one() {
    let city = City::start().await;
    fs::write(city.folder.path().join("ideas.jsonl"), "yesterday's\n").unwrap();
    city.break_off();
    for (format, name) in [("jsonl", "ideas.jsonl"), ("csv", "ideas.jsonl")] {
        let (code, out, err) = city.export(&["-o", name, "--format", format]);
        assert_eq!((code, out.as_str()), (3, ""), "{err}");
        assert!(err.contains("interrupted") && err.contains("is not written"), "{err}");
        assert_eq!(files(city.folder.path()), ["ideas.jsonl"]);
        assert_eq!(city.read("ideas.jsonl"), "yesterday's\n");
        city.platform.clear_faults();
        city.break_off();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resumed_export_goes_on_and_has_every_row_once() {
    for name in ["ideas.jsonl", "ideas.csv"] {
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
        assert_eq!(files(city.folder.path()), [name]);
        let text = city.read(name);
        let ids: Vec<String> = if name == "ideas.csv" {
            let mut rows = csv::Reader::from_reader(text.as_bytes());
            rows.records().map(|row| row.unwrap()[0].to_owned()).collect()
        } else {
            ids_of(&text)
        };
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
    assert!(err.contains("place.json is no checkpoint of export"), "{err}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passes_that_agree_are_complete_unless_only_a_proof_will_do() {
    let folder = TempDir::new().unwrap();
    let flags = ["govocal/idea_phases", "-o", "phases.jsonl"];
    assert_eq!(run(EXPORT, folder.path(), &flags).0, 0);
    let strict = [&flags[..], &["--strict"]].concat();
    let (code, _, err) = run(EXPORT, folder.path(), &strict);
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("agrees with the server's count"), "{err}");
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
}
