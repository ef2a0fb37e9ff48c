//! A copy in a JSON file.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Store;
use super::staged::{Rows, Staged};
use crate::sync::change::Change;
use crate::sync::key::Key;
use crate::sync::mode::Mode;
use crate::sync::state::State;

/// A copy in a JSON file, for lists that fit into memory.
///
/// ```no_run
/// use civic_core::sync::store::{JsonFile, JsonFileError};
///
/// # fn open() -> Result<(), JsonFileError> {
/// let copy = JsonFile::open("ideas.json")?;
/// for (key, idea) in copy.rows() {
///     println!("{key}: {}", idea["title"]);
/// }
/// # Ok(())
/// # }
/// ```
///
/// The file has three members: `state`, `rows` by their keys, and `rows_without_key`. At each commit it is
/// written beside its old self, brought to the disk, and put in its place, so that it is whole at any time.
/// Reading and writing block the thread. The folder must exist. Each commit writes the whole file, so a run is
/// better not stored in [parts](crate::sync::SyncRun::in_parts_of).
///
/// Only one program may keep a copy in a file. If the file was written by another since this one opened it,
/// or is being written, a commit is refused, and the file stays as the other left it: see
/// [`Changed`](JsonFileError::Changed) and [`InUse`](JsonFileError::InUse).
#[derive(Debug)]
pub struct JsonFile {
    path: PathBuf,
    /// The file as this copy read or wrote it. `None` where there was none.
    version: Option<FileVersion>,
    rows: Rows<Value>,
    state: State,
    staged: Staged<Value>,
}

/// Why a JSON file cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JsonFileError {
    /// The file system says no.
    #[error("{path} cannot be {done}")]
    File {
        /// The file.
        path: PathBuf,
        /// What was tried: `read` or `written`.
        done: &'static str,
        /// Why not.
        source: std::io::Error,
    },
    /// The file is there, and is not a copy.
    #[error("{path} is not a copy that this version reads")]
    Content {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        source: serde_json::Error,
    },
    /// The file was written by somebody else since it was opened. Open it again.
    #[error("{path} was changed by another program since it was opened")]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// Another program is writing the file.
    #[error("{path} is being written by another program")]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// A row cannot be written as JSON.
    #[error("a row cannot be written as JSON")]
    Row(#[source] serde_json::Error),
}

#[derive(Deserialize)]
struct Kept {
    state: State,
    rows: BTreeMap<Key, Value>,
    #[serde(default)]
    rows_without_key: Vec<Value>,
}

#[derive(Serialize)]
struct Written<'a> {
    state: &'a State,
    rows: &'a BTreeMap<Key, Value>,
    rows_without_key: &'a [Value],
}

impl JsonFile {
    /// Opens a copy. It is empty if there is no such file yet; the file is made by the first commit.
    ///
    /// # Errors
    /// [`JsonFileError`]: the file cannot be read, or is not a copy.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, JsonFileError> {
        let path = path.into();
        let (json, version) = match read(&path) {
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let (rows, staged) = (Rows::default(), Staged::default());
                return Ok(Self { path, version: None, rows, state: State::new(), staged });
            }
            Err(source) => return Err(JsonFileError::File { path, done: "read", source }),
        };
        let kept: Kept = match serde_json::from_slice(&json) {
            Ok(kept) => kept,
            Err(source) => return Err(JsonFileError::Content { path, source }),
        };
        let rows = Rows { keyed: kept.rows, others: kept.rows_without_key };
        let version = Some(version);
        Ok(Self { path, version, rows, state: kept.state, staged: Staged::default() })
    }

    /// The state that was committed last, in which the next run begins. [`State::new`] if there was none.
    pub fn state(&self) -> State {
        self.state.clone()
    }

    /// The rows, by their keys.
    pub fn rows(&self) -> &BTreeMap<Key, Value> {
        &self.rows.keyed
    }

    /// The rows without a key, such as those of a list without ids.
    pub fn rows_without_key(&self) -> &[Value] {
        &self.rows.others
    }

    /// Writes the file beside its old self, and puts it in its place.
    fn write_file(
        &self,
        rows: &Rows<Value>,
        state: &State,
    ) -> Result<Option<FileVersion>, JsonFileError> {
        let failed = |source| self.not_written(source);
        let beside = beside(&self.path);
        // It is emptied only when it is locked: another program may be writing it.
        let open = File::options().write(true).create(true).truncate(false).open(&beside);
        let file = open.map_err(failed)?;
        self.must_be_locked(file.try_lock())?;
        // If another program has put the file that was just locked in its place, this shows it.
        if FileVersion::at(&self.path).map_err(failed)? != self.version {
            return Err(JsonFileError::Changed { path: self.path.clone() });
        }
        write(&file, rows, state).map_err(failed)?;
        fs::rename(&beside, &self.path).map_err(failed)?;
        sync_folder(&self.path);
        FileVersion::at(&self.path).map_err(failed)
    }

    /// Goes on if the attempt to lock the file gave this.
    fn must_be_locked(&self, tried: Result<(), TryLockError>) -> Result<(), JsonFileError> {
        match tried {
            Ok(()) => Ok(()),
            Err(TryLockError::WouldBlock) => Err(JsonFileError::InUse { path: self.path.clone() }),
            // Some file systems have no locks.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(()),
            Err(TryLockError::Error(error)) => Err(self.not_written(error)),
        }
    }

    fn not_written(&self, source: io::Error) -> JsonFileError {
        JsonFileError::File { path: self.path.clone(), done: "written", source }
    }
}

/// Tells a file from the one that another program put in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileVersion {
    bytes: u64,
    modified: Option<SystemTime>,
    /// Its number in the file system, where it has one.
    number: Option<u64>,
}

impl FileVersion {
    fn of(file: &Metadata) -> Self {
        #[cfg(unix)]
        let number = Some(std::os::unix::fs::MetadataExt::ino(file));
        #[cfg(not(unix))]
        let number = None;
        Self { bytes: file.len(), modified: file.modified().ok(), number }
    }

    fn at(path: &Path) -> io::Result<Option<Self>> {
        match fs::metadata(path) {
            Ok(file) => Ok(Some(Self::of(&file))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn read(path: &Path) -> io::Result<(Vec<u8>, FileVersion)> {
    // Before it is opened: a pipe waits for a writer, and a device may never end.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is not a regular file"));
    }
    let mut file = File::open(path)?;
    let version = FileVersion::of(&file.metadata()?);
    let mut json = Vec::new();
    file.read_to_end(&mut json)?;
    Ok((json, version))
}

fn write(file: &File, rows: &Rows<Value>, state: &State) -> io::Result<()> {
    file.set_len(0)?;
    let mut writer = BufWriter::new(file);
    let written = Written { state, rows: &rows.keyed, rows_without_key: &rows.others };
    serde_json::to_writer(&mut writer, &written)?;
    writer.write_all(b"\n")?;
    writer.flush()?;
    file.sync_all()
}

/// Brings the new name of a file to the disk. The file is in its place already, so that a folder which cannot
/// be synced, as on some file systems, is not a failure.
fn sync_folder(path: &Path) {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = File::open(folder.unwrap_or(Path::new(".")));
        let _ = folder.and_then(|folder| folder.sync_all());
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// The name under which a file is written until it is whole.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

impl<T: Serialize + Send> Store<T> for JsonFile {
    type Error = JsonFileError;

    async fn state(&mut self) -> Result<State, JsonFileError> {
        Ok(self.state.clone())
    }

    async fn begin(&mut self, mode: Mode) -> Result<(), JsonFileError> {
        self.staged = Staged::begin(mode);
        Ok(())
    }

    async fn write(&mut self, change: Change<T>) -> Result<(), JsonFileError> {
        let change = change.try_map(serde_json::to_value).map_err(JsonFileError::Row)?;
        self.staged.note(change, |row| row);
        Ok(())
    }

    async fn commit(&mut self, state: State) -> Result<(), JsonFileError> {
        let mut rows = self.rows.clone();
        self.staged.clone().apply(&mut rows);
        self.version = self.write_file(&rows, &state)?;
        (self.rows, self.state) = (rows, state);
        self.staged = Staged::default();
        Ok(())
    }

    async fn rollback(&mut self) -> Result<(), JsonFileError> {
        self.staged = Staged::default();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
