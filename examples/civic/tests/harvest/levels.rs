//! How complete the lists of a harvest are, and when that is enough.

use std::fs;

use civic_sandbox::{Fault, FaultRule, RetryAfterForm};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Region, rows_of};
use crate::tool::run;

/// Ideas come in an order that proves a reading; the phases of ideas come in none.
const LISTS: [&str; 5] =
    ["harvest", "--lists", "govocal/ideas,govocal/idea_phases", "--into", "dataset"];

/// What is said of lists.
fn of_lists(err: &str) -> Vec<&str> {
    err.lines().filter(|line| line.starts_with("civic: ")).collect()
}

fn harvest(folder: &TempDir, flags: &[&str]) -> (i32, String, String) {
    run(folder.path(), &[&LISTS[..], flags].concat())
}

#[test]
fn a_list_that_is_only_consistent_is_written_and_fails_a_strict_harvest() {
    let folder = TempDir::new().unwrap();
    let (code, out, err) = harvest(&folder, &["--strict"]);
    assert_eq!(code, 3, "{err}");
    assert!(out.starts_with("lists: 1 proven, 1 consistent, 0 incomplete; rows: "), "{out}");
    assert!(out.ends_with("; files: 2 new or changed, 0 unchanged\n"), "{out}");
    let told = "civic: govocal/idea_phases of sandbox: consistent, if the list did not change";
    assert_eq!(of_lists(&err), [told]);
    let file = "dataset/platform=govocal/list=idea_phases/host=sandbox/part-0.parquet";
    assert!(rows_of(&folder.path().join(file)) > 0);

    let (code, out, err) = harvest(&folder, &[]);
    assert_eq!((code, of_lists(&err).len()), (0, 0), "{out}{err}");
    assert!(out.contains("1 proven, 1 consistent, 0 incomplete; "), "{out}");
    assert!(out.ends_with("; files: 0 new or changed, 2 unchanged\n"), "{out}");

    let (code, out, _) = harvest(&folder, &["--strict", "--json", "--quiet"]);
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &told["proven"], &told["consistent"]), (3, &json!(1), &json!(1)));

    // All that is left is proven.
    let words = ["harvest", "--lists", "govocal/ideas", "--into", "dataset", "--strict"];
    let (code, out, err) = run(folder.path(), &words);
    assert_eq!((code, of_lists(&err).len()), (0, 0), "{out}{err}");
}

#[test]
fn what_was_only_consistent_before_a_harvest_was_killed_counts_in_the_run_that_goes_on() {
    let folder = TempDir::new().unwrap();
    assert_eq!(harvest(&folder, &[]).0, 0);
    let manifest = folder.path().join("dataset/_manifest.jsonl");
    let text = fs::read_to_string(&manifest).unwrap();
    let (unfinished, last) = text.trim_end().rsplit_once('\n').unwrap();
    assert!(last.starts_with("{\"ended\""), "{last}");
    fs::write(&manifest, format!("{unfinished}\n")).unwrap();

    let (code, out, err) = harvest(&folder, &["--strict"]);
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("going on: 2 lists were read"), "{err}");
    assert!(err.contains("govocal/idea_phases of sandbox: consistent, "), "{err}");
    assert!(out.starts_with("lists: 1 proven, 1 consistent, 0 incomplete; "), "{out}");
}

/// The list of events is empty. Its page fails until the request pipeline has given up twice, and then it comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_list_that_comes_after_failures_has_not_failed() {
    let region = Region::of(1).await;
    let city = &region.cities[0].0;
    let retry_after = Some(RetryAfterForm::Seconds(0));
    city.inject(FaultRule::new(Fault::RateLimit { retry_after }).on("/api/v2/events").times(8));
    let (code, out, err) = region.harvest(&["--lists", "govocal/events", "--strict"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.starts_with("lists: 2 proven, 0 consistent, 0 incomplete; rows: 60; "), "{out}");
    let asked = city.requests().into_iter().filter(|it| it.path == "/api/v2/events").count();
    assert!(asked > 8, "{asked}");
    let manifest = region.manifest();
    let events = manifest.iter().find(|line| line["list"] == "govocal/events").unwrap();
    assert_eq!((&events["completeness"], &events["rows"]), (&json!("proven"), &json!(0)));
}
