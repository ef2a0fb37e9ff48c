//! What is kept in files word by word: each `--help`, and the declared table of each record.
//!
//! `CIVIC_UPDATE=1 cargo test -p civic-cli golden` writes the files anew; look at the difference before you
//! commit it. A changed column breaks somebody's dashboard.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::Value;
use tempfile::TempDir;

use crate::tool::{civic, files, ran};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// Compares files of a folder with what they should hold, all of them, and no others.
pub(crate) fn compare(name: &str, expected: &BTreeMap<String, String>) {
    let folder = folder(name);
    if env::var_os("CIVIC_UPDATE").is_some() {
        let _ = fs::remove_dir_all(&folder);
        for (file, text) in expected {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    assert_eq!(files(&folder), expected.keys().cloned().collect::<Vec<_>>());
    for (file, text) in expected {
        let kept = fs::read_to_string(folder.join(file)).unwrap();
        assert!(&kept == text, "{file} has changed: it is now\n{text}");
    }
}

#[test]
fn every_help_is_as_it_was() {
    let folder = TempDir::new().unwrap();
    let mut helps = BTreeMap::new();
    for command in ["", "lists", "schema", "export", "sync", "harvest", "completions"] {
        let words: Vec<&str> =
            [command, "--help"].into_iter().filter(|it| !it.is_empty()).collect();
        let mut tool = civic(folder.path(), &[], &words);
        let (code, out, err) = ran(tool.env("COLUMNS", "100").output().unwrap());
        assert_eq!((code, err.as_str()), (0, ""), "{command}");
        assert!(out.lines().all(|line| line.chars().count() <= 100), "{out}");
        let name = if command.is_empty() { "civic" } else { command };
        helps.insert(format!("{name}.txt"), out);
    }
    compare("help", &helps);
}

/// One for each record: several lists may have the same.
#[test]
fn every_declared_table_is_as_it_was() {
    let folder = TempDir::new().unwrap();
    let (code, out, err) = ran(civic(folder.path(), &[], &["lists", "--json"]).output().unwrap());
    assert_eq!(code, 0, "{err}");
    let lists: Vec<Value> = serde_json::from_str(&out).unwrap();
    let mut tables: BTreeMap<String, String> = BTreeMap::new();
    for mut list in lists {
        let name = list["name"].as_str().unwrap().to_owned();
        // Feeds of what was deleted all have the same record.
        let name = if name.ends_with("/deleted") { "govocal/deleted".to_owned() } else { name };
        list["name"] = Value::from(name.clone());
        let text = format!("{}\n", serde_json::to_string_pretty(&list).unwrap());
        let file = format!("{}.json", name.replace('/', "."));
        if let Some(known) = tables.get(&file) {
            assert_eq!(known, &text);
        }
        tables.insert(file, text);
    }
    compare("tables", &tables);
    for (file, text) in &tables {
        let table: Value = serde_json::from_str(text).unwrap();
        let columns = table["columns"].as_array().unwrap();
        let names: Vec<String> =
            columns.iter().map(|it| it["name"].as_str().unwrap().to_lowercase()).collect();
        let mut once = names.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), names.len(), "two columns of one name in {file}: {names:?}");
        assert_eq!(names.last().map(String::as_str), Some("extra"), "{file}");
    }
}
