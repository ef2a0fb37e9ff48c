use std::fs;
use std::path::PathBuf;

use civic_core::sync::{Evidence, Key};
use futures::FutureExt;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;

/// A file of copies, and who looks into it from outside.
struct CopyFile {
    folder: TempDir,
}

impl CopyFile {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("copy.db")
    }

    fn open(&self) -> Database {
        Database::open(&self.path()).unwrap()
    }

    /// What others see: the rows in their order, with the key of each.
    fn rows(&self, list: &str) -> Vec<(Option<String>, String)> {
        let db = Connection::open(self.path()).unwrap();
        let sql = format!("SELECT key, row ->> '$.name' FROM \"{list}\" ORDER BY 2");
        let mut sql = db.prepare(&sql).unwrap();
        let rows = sql.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    fn names(&self, list: &str) -> Vec<String> {
        self.rows(list).into_iter().map(|(_, name)| name).collect()
    }
}

/// Store futures never wait.
fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().unwrap()
}

fn state_of(table: &mut Table<'_>) -> State {
    now(Store::<Value>::state(table)).unwrap()
}

fn begin(table: &mut Table<'_>, mode: Mode) -> Result<(), StoreError> {
    now(Store::<Value>::begin(table, mode))
}

fn write(table: &mut Table<'_>, key: Option<&str>, name: &str) {
    let change = Change::Upsert { key: key.map(Key::new), row: json!({"name": name}) };
    now(table.write(change)).unwrap();
}

fn gone(table: &mut Table<'_>, key: &str) {
    let change = Change::<Value>::Gone { key: Key::new(key), evidence: Evidence::NotFound };
    now(table.write(change)).unwrap();
}

fn commit(table: &mut Table<'_>, state: State) {
    now(Store::<Value>::commit(table, state)).unwrap();
}

/// A state that can be told from others.
fn state(day: u8) -> State {
    let watermark = format!("2026-11-{day:02}T00:00:00Z");
    serde_json::from_value(json!({"version": 1, "watermark": watermark})).unwrap()
}

#[test]
fn changes_and_state_are_seen_together_and_outlive_the_program() {
    let on_disk = CopyFile::new();
    let mut file = on_disk.open();
    let mut ideas = file.table("ideas").unwrap();
    assert_eq!(state_of(&mut ideas), State::new());
    begin(&mut ideas, Mode::Full).unwrap();
    write(&mut ideas, Some("1"), "oak");
    write(&mut ideas, Some("2"), "elm");
    assert!(on_disk.rows("ideas").is_empty());
    commit(&mut ideas, state(1));
    assert_eq!(on_disk.names("ideas"), ["elm", "oak"]);
    drop(file);

    let mut file = on_disk.open();
    let mut ideas = file.table("ideas").unwrap();
    assert_eq!(state_of(&mut ideas), state(1));
    begin(&mut ideas, Mode::Full).unwrap();
    write(&mut ideas, Some("2"), "elm tree");
    gone(&mut ideas, "1");
    gone(&mut ideas, "of nobody");
    commit(&mut ideas, state(2));
    assert_eq!(on_disk.rows("ideas"), [(Some("2".to_owned()), "elm tree".to_owned())]);
    // Another list in the same file has a state of its own.
    assert_eq!(state_of(&mut file.table("odd \" name").unwrap()), State::new());
}

#[test]
fn a_program_killed_between_write_and_commit_has_changed_nothing() {
    let on_disk = CopyFile::new();
    for killed in [true, false] {
        let mut file = on_disk.open();
        let mut ideas = file.table("ideas").unwrap();
        begin(&mut ideas, Mode::Full).unwrap();
        write(&mut ideas, Some("1"), "oak");
        if killed {
            // Nothing of what a clean end does happens.
            let copy = on_disk.folder.path().join("killed");
            fs::create_dir(&copy).unwrap();
            for name in ["copy.db", "copy.db-wal"] {
                fs::copy(on_disk.folder.path().join(name), copy.join(name)).unwrap();
            }
            let mut file = Database::open(&copy.join("copy.db")).unwrap();
            assert_eq!(state_of(&mut file.table("ideas").unwrap()), State::new());
            assert!(on_disk.rows("ideas").is_empty());
            continue;
        }
        commit(&mut ideas, state(1));
    }
    assert_eq!(on_disk.names("ideas"), ["oak"]);
}

#[test]
fn what_was_begun_is_forgotten_by_another_begin_and_by_rollback() {
    let on_disk = CopyFile::new();
    let mut file = on_disk.open();
    let mut ideas = file.table("ideas").unwrap();
    begin(&mut ideas, Mode::Full).unwrap();
    write(&mut ideas, Some("1"), "oak");
    begin(&mut ideas, Mode::Full).unwrap();
    write(&mut ideas, Some("2"), "elm");
    now(Store::<Value>::rollback(&mut ideas)).unwrap();
    now(Store::<Value>::rollback(&mut ideas)).unwrap();
    begin(&mut ideas, Mode::Full).unwrap();
    write(&mut ideas, Some("3"), "fir");
    commit(&mut ideas, state(1));
    // The next part of the same run.
    begin(&mut ideas, Mode::Full).unwrap();
    write(&mut ideas, Some("4"), "ash");
    commit(&mut ideas, state(2));
    assert_eq!(on_disk.names("ideas"), ["ash", "fir"]);
}

#[test]
fn a_replaced_copy_has_only_what_was_written_and_rows_without_a_key_come_again() {
    let on_disk = CopyFile::new();
    let mut file = on_disk.open();
    let mut ideas = file.table("ideas").unwrap();
    begin(&mut ideas, Mode::Full).unwrap();
    for (key, name) in [(Some("1"), "oak"), (Some("2"), "elm"), (None, "fir"), (None, "fir")] {
        write(&mut ideas, key, name);
    }
    commit(&mut ideas, state(1));
    assert_eq!(on_disk.names("ideas"), ["elm", "fir", "fir", "oak"]);

    begin(&mut ideas, Mode::Full).unwrap();
    write(&mut ideas, None, "ash");
    commit(&mut ideas, state(2));
    assert_eq!(on_disk.names("ideas"), ["ash", "elm", "oak"]);

    begin(&mut ideas, Mode::Replace).unwrap();
    write(&mut ideas, Some("2"), "elm");
    assert_eq!(on_disk.names("ideas"), ["ash", "elm", "oak"]);
    now(Store::<Value>::rollback(&mut ideas)).unwrap();
    assert_eq!(on_disk.names("ideas"), ["ash", "elm", "oak"]);
    begin(&mut ideas, Mode::Replace).unwrap();
    write(&mut ideas, Some("2"), "elm");
    commit(&mut ideas, state(3));
    assert_eq!(on_disk.names("ideas"), ["elm"]);
}

#[test]
fn a_write_that_fails_leaves_the_copy_as_it_was() {
    let on_disk = CopyFile::new();
    let mut file = on_disk.open();
    let mut ideas = file.table("ideas").unwrap();
    begin(&mut ideas, Mode::Full).unwrap();
    write(&mut ideas, Some("1"), "oak");
    commit(&mut ideas, state(1));
    ideas
        .run("CREATE TRIGGER full BEFORE INSERT ON {} BEGIN SELECT RAISE(FAIL, 'full'); END")
        .unwrap();
    begin(&mut ideas, Mode::Full).unwrap();
    gone(&mut ideas, "1");
    let row = json!({"name": "elm"});
    let error = now(ideas.write(Change::Upsert { key: Some(Key::new("2")), row })).unwrap_err();
    assert!(error.to_string().contains("full"), "{error}");
    drop(file);
    let mut file = on_disk.open();
    assert_eq!(state_of(&mut file.table("ideas").unwrap()), state(1));
    assert_eq!(on_disk.names("ideas"), ["oak"]);
}

#[test]
fn two_runs_at_the_same_time_do_not_mix() {
    let on_disk = CopyFile::new();
    let (mut one, mut other) = (on_disk.open(), on_disk.open());
    let (mut one, mut other) = (one.table("ideas").unwrap(), other.table("ideas").unwrap());
    assert_eq!(state_of(&mut one), state_of(&mut other));
    begin(&mut one, Mode::Full).unwrap();
    write(&mut one, Some("1"), "oak");
    commit(&mut one, state(1));
    assert!(matches!(begin(&mut other, Mode::Full), Err(StoreError::Changed)));
    assert_eq!(state_of(&mut other), state(1));
    begin(&mut other, Mode::Full).unwrap();
}

#[test]
fn what_is_no_copy_is_refused_when_it_is_opened() {
    let folder = TempDir::new().unwrap();
    let text = folder.path().join("notes.txt");
    fs::write(&text, "not a database, but long enough to be taken for one ".repeat(20)).unwrap();
    for path in [folder.path(), &folder.path().join("none/copy.db"), &text] {
        assert!(Database::open(path).is_err(), "{}", path.display());
    }
    // A state that a later version wrote.
    let on_disk = CopyFile::new();
    let mut file = on_disk.open();
    let mut ideas = file.table("ideas").unwrap();
    let newer = "INSERT INTO sync_state VALUES ('ideas', '{\"version\": 99}')";
    ideas.db.execute_batch(newer).unwrap();
    let error = now(Store::<Value>::state(&mut ideas)).unwrap_err();
    assert!(error.to_string().contains("form 99"), "{error}");
}
