//! A copy in a JSON file.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

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
/// better not stored in [parts](crate::sync::SyncRun::in_parts_of). Only one program may keep a copy in a
/// file.
#[derive(Debug)]
pub struct JsonFile {
    path: PathBuf,
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
        let json = match fs::read(&path) {
            Ok(json) => json,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let (rows, staged) = (Rows::default(), Staged::default());
                return Ok(Self { path, rows, state: State::new(), staged });
            }
            Err(source) => return Err(JsonFileError::File { path, done: "read", source }),
        };
        let kept: Kept = match serde_json::from_slice(&json) {
            Ok(kept) => kept,
            Err(source) => return Err(JsonFileError::Content { path, source }),
        };
        let rows = Rows { keyed: kept.rows, others: kept.rows_without_key };
        Ok(Self { path, rows, state: kept.state, staged: Staged::default() })
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

    fn write_file(&self, rows: &Rows<Value>, state: &State) -> std::io::Result<()> {
        let beside = beside(&self.path);
        let mut file = BufWriter::new(File::create(&beside)?);
        let written = Written { state, rows: &rows.keyed, rows_without_key: &rows.others };
        serde_json::to_writer(&mut file, &written)?;
        file.write_all(b"\n")?;
        file.into_inner()?.sync_all()?;
        fs::rename(&beside, &self.path)
    }
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
        self.write_file(&rows, &state).map_err(|source| {
            let path = self.path.clone();
            JsonFileError::File { path, done: "written", source }
        })?;
        (self.rows, self.state) = (rows, state);
        self.staged = Staged::default();
        Ok(())
    }

    async fn rollback(&mut self) -> Result<(), JsonFileError> {
        self.staged = Staged::default();
        Ok(())
    }
}
