//! What the tool says to programs.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::tool::{files, run};

/// What a run on the sandbox says, also a quiet one.
fn assert_only_made_up(err: &str) {
    assert_eq!(err.lines().count(), 1, "{err}");
    assert!(err.contains("the embedded sandbox") && err.contains("made up"), "{err}");
}

#[test]
fn a_quiet_tool_says_nothing_but_its_error_and_that_rows_are_made_up() {
    let folder = TempDir::new().unwrap();
    let words = ["export", "govocal/ideas", "-o", "ideas.csv", "--quiet"];
    let (code, out, err) = run(folder.path(), &words);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    assert_only_made_up(&err);
    assert_eq!(files(folder.path()), ["datapackage.json", "ideas.csv"]);
    let (code, out, err) = run(folder.path(), &["-q", "export", "govocal/initiatives"]);
    assert_eq!((code, out.as_str(), err.lines().count()), (1, "", 2), "{err}");
}

#[test]
fn sync_and_harvest_tell_programs_in_json() {
    let folder = TempDir::new().unwrap();
    let words = ["sync", "govocal/ideas", "govocal/areas", "--into", "copy.db", "--json", "-q"];
    let (code, out, err) = run(folder.path(), &words);
    assert_eq!(code, 0, "{err}");
    assert_only_made_up(&err);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["list"], "govocal/ideas");
    assert_eq!((&lines[0]["report"]["upserts"], &lines[0]["error"]), (&240.into(), &Value::Null));
    assert_eq!(lines.len(), 2);

    let words = ["harvest", "--lists", "govocal/ideas", "--into", "d", "--json", "-q"];
    let (code, out, err) = run(folder.path(), &words);
    assert_eq!(code, 0, "{err}");
    assert_only_made_up(&err);
    let told: Value = serde_json::from_str(&out).unwrap();
    let counts = json!({
        "lists": 1, "proven": 1, "consistent": 0, "incomplete": 0, "failed": 0,
        "new": 1, "unchanged": 0, "old": 0, "rows": 240,
    });
    assert_eq!(told, counts);
}
