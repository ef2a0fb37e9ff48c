use std::collections::BTreeMap;

use futures_util::FutureExt;

use super::*;
use crate::sync::{Evidence, Key};

fn upsert(id: u8) -> Change<u8> {
    Change::Upsert { key: Some(Key::new(id.to_string())), row: id }
}

fn gone(id: u8) -> Change<u8> {
    Change::Gone { key: Key::new(id.to_string()), evidence: Evidence::NotFound }
}

fn ids<R>(rows: &BTreeMap<Key, R>) -> Vec<String> {
    rows.keys().map(ToString::to_string).collect()
}

/// Changes that are not committed, and others that are. `ids` says which rows the copy has.
async fn keeps_what_is_committed<S: Store<u8>>(
    mut store: S,
    ids: impl Fn(&S) -> Vec<String>,
) -> Result<(), S::Error> {
    store.begin(Mode::Full).await?;
    store.write(upsert(1)).await?;
    store.commit(State::new()).await?;
    assert_eq!(ids(&store), ["1"]);

    // A run that is dropped calls nothing more, and the next one begins.
    store.begin(Mode::Full).await?;
    store.write(upsert(2)).await?;
    store.write(gone(1)).await?;
    store.begin(Mode::Full).await?;
    store.write(upsert(3)).await?;
    store.commit(State::new()).await?;
    assert_eq!(ids(&store), ["1", "3"]);

    store.begin(Mode::Replace).await?;
    store.write(upsert(4)).await?;
    store.rollback().await?;
    store.commit(State::new()).await?;
    assert_eq!(ids(&store), ["1", "3"]);

    store.begin(Mode::Replace).await?;
    store.write(upsert(5)).await?;
    store.commit(State::new()).await?;
    assert_eq!(ids(&store), ["5"]);
    Ok(())
}

#[test]
fn changes_that_were_begun_anew_or_rolled_back_are_forgotten() {
    let in_memory = keeps_what_is_committed(Memory::new(), |store| ids(store.rows()));
    in_memory.now_or_never().unwrap().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = JsonFile::open(folder.path().join("rows.json")).unwrap();
    let in_a_file = keeps_what_is_committed(file, |store| ids(store.rows()));
    in_a_file.now_or_never().unwrap().unwrap();
}

#[test]
fn an_error_that_ends_a_program_is_told_in_a_line() {
    let report = Box::new(Report::new(Mode::Full, crate::sync::Why::FirstTime));
    let told = report.to_string();
    let error = Some(Error::new(ErrorKind::Connect, "could not connect"));
    let told = format!("Incomplete: {told}; {}", error.as_ref().unwrap());
    let incomplete = SyncError::<std::io::Error>::Incomplete { report, error };
    assert_eq!(format!("{incomplete:?}"), told);
    let full = SyncError::Store(std::io::Error::other("the disk is full"));
    let debug = format!("{full:?}");
    assert!(debug.starts_with("Store: the copy could not be changed: "), "{debug}");
    assert!(debug.contains("the disk is full"), "{debug}");
    let read = SyncError::<std::io::Error>::Read(Error::invalid_input("no such filter"));
    assert!(format!("{read:?}").starts_with("Read: invalid input: no such filter"), "{read:?}");
}
