use futures_util::FutureExt;
use serde_json::json;

use super::*;

/// A copy that is not there yet, in a folder of its own.
fn copy() -> (tempfile::TempDir, PathBuf, JsonFile) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.json");
    let copy = JsonFile::open(&path).unwrap();
    (folder, path, copy)
}

fn commit(copy: &mut JsonFile, state: &State) -> Result<(), JsonFileError> {
    Store::<u8>::commit(copy, state.clone()).now_or_never().unwrap()
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_and_not_an_empty_copy() {
    let folder = tempfile::tempdir().unwrap();
    let error = JsonFile::open(folder.path()).unwrap_err();
    assert!(matches!(error, JsonFileError::File { done: "read", .. }), "{error}");
}

#[test]
fn what_is_no_file_is_refused_and_not_waited_for() {
    let (folder, ..) = copy();
    let devices = if cfg!(unix) { &["/dev/zero", "/dev/full"][..] } else { &[] };
    for path in devices.iter().map(Path::new).chain([folder.path()]) {
        let error = JsonFile::open(path).unwrap_err();
        let JsonFileError::File { done: "read", source, .. } = error else { panic!("{error}") };
        assert_eq!(source.to_string(), "it is not a regular file");
    }
}

#[test]
fn a_copy_tells_the_state_that_was_committed_last() {
    let (_folder, path, mut copy) = copy();
    assert_eq!(copy.state(), State::new());
    let state = json!({ "version": 1, "watermark": "2026-03-01T12:00:00Z" });
    let state: State = serde_json::from_value(state).unwrap();
    commit(&mut copy, &state).unwrap();
    assert_eq!(copy.state(), state);
    assert_eq!(JsonFile::open(&path).unwrap().state(), state);
}

/// What stands in its place may be the copy of another program, which must not be written over.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_looked_at_is_not_taken_for_one_that_is_not_there() {
    let (_folder, path, mut copy) = copy();
    // A link that leads to itself.
    std::os::unix::fs::symlink(&path, &path).unwrap();
    let error = commit(&mut copy, &State::new()).unwrap_err();
    assert!(matches!(error, JsonFileError::File { done: "written", .. }), "{error}");
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink(), "it was written over");
}

#[test]
fn a_file_is_written_without_a_lock_only_where_there_are_no_locks() {
    let (_folder, _, copy) = copy();
    let failed = |kind: ErrorKind| Err(TryLockError::Error(io::Error::from(kind)));
    assert!(copy.must_be_locked(Ok(())).is_ok());
    assert!(copy.must_be_locked(failed(ErrorKind::Unsupported)).is_ok());
    let error = copy.must_be_locked(failed(ErrorKind::PermissionDenied)).unwrap_err();
    assert!(matches!(error, JsonFileError::File { done: "written", .. }), "{error}");
    let error = copy.must_be_locked(Err(TryLockError::WouldBlock)).unwrap_err();
    assert!(matches!(error, JsonFileError::InUse { .. }), "{error}");
}
