//! How each list of each host ended, on a line of a file; and where a run goes on that was killed.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use civic_core::jiff::Timestamp;
use civic_core::list::{Level, Report};
use civic_examples::program::Failure;
use serde::{Deserialize, Serialize};

use super::Job;
use crate::output::atomic::at;

/// What the dataset holds of a list after a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kept {
    /// A new file.
    New,
    /// The old file: the new one would have been the same.
    Unchanged,
    /// The old file: the list could not be read completely.
    Old,
    /// No file: the list could not be read completely, and there was none.
    Nothing,
}

/// How the reading of a list ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ended {
    /// Proven complete.
    Proven,
    /// Complete under a condition, or by passes that agree.
    Consistent,
    /// Something may be missing.
    Incomplete,
    /// It could not be read at all.
    Failed,
}

impl From<Level> for Ended {
    fn from(level: Level) -> Self {
        match level {
            Level::Proven => Self::Proven,
            Level::Consistent => Self::Consistent,
            Level::Incomplete => Self::Incomplete,
        }
    }
}

/// How a list of a host ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// When the run began that it belongs to.
    pub(crate) run: Timestamp,
    pub(crate) platform: String,
    pub(crate) list: String,
    pub(crate) host: String,
    pub(crate) completeness: Ended,
    pub(crate) kept: Kept,
    pub(crate) file: PathBuf,
    pub(crate) rows: u64,
    pub(crate) seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) report: Option<Report>,
}

impl Entry {
    pub(crate) fn of(job: &Job) -> Self {
        Self {
            run: Timestamp::UNIX_EPOCH,
            platform: job.list.platform().to_owned(),
            list: job.list.name(),
            host: job.host.name.clone(),
            completeness: Ended::Failed,
            kept: Kept::Nothing,
            file: job.file(),
            rows: 0,
            seconds: 0.0,
            error: None,
            report: None,
        }
    }

    /// Whether the dataset has the list as it is now.
    pub(crate) fn is_complete(&self) -> bool {
        matches!(self.kept, Kept::New | Kept::Unchanged)
    }
}

/// The beginning or the end of a run, or what became of a list in it.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Entry(Box<Entry>),
    Began { began: Timestamp },
    Ended { ended: Timestamp },
}

/// The manifest of a dataset, to which each run is added.
#[derive(Debug)]
pub(crate) struct Manifest {
    path: PathBuf,
    file: File,
    run: Timestamp,
    /// What a run that was killed had done.
    done: BTreeMap<PathBuf, Entry>,
}

impl Manifest {
    /// Opens the manifest in a folder. Where the last run in it was killed, this one goes on with it.
    pub(crate) fn open(folder: &Path, name: &str) -> Result<Self, Failure> {
        let path = folder.join(name);
        let mut options = OpenOptions::new();
        let file = options.read(true).append(true).create(true).open(&path);
        let mut file = file.map_err(|error| at(&path, &error))?;
        // Before it is read: another run may be at its end.
        if file.try_lock().is_err() {
            let why = format!("another harvest is writing {}", path.display());
            return Err(Failure::because(why));
        }
        let mut known = Vec::new();
        file.read_to_end(&mut known).map_err(|error| at(&path, &error))?;
        let mut run = None;
        let mut done = BTreeMap::new();
        // A line that a killed run did not write to its end is none.
        for line in known.split(|byte| *byte == b'\n') {
            match serde_json::from_slice(line) {
                Ok(Line::Began { began }) => {
                    run = Some(began);
                    done.clear();
                }
                Ok(Line::Ended { .. }) => run = None,
                Ok(Line::Entry(entry)) => {
                    done.insert(entry.file.clone(), *entry);
                }
                Err(_) => {}
            }
        }
        if run.is_none() {
            done.clear();
        }
        // Half a line of a killed run stays by itself.
        if known.last().is_some_and(|byte| *byte != b'\n') {
            file.write_all(b"\n").map_err(|error| at(&path, &error))?;
        }
        let goes_on = run.is_some();
        let run = run.unwrap_or_else(Timestamp::now);
        let mut manifest = Self { path, file, run, done };
        if !goes_on {
            manifest.write(&Line::Began { began: run })?;
        }
        Ok(manifest)
    }

    /// What a run that was killed made of a list, if it came to its end and its file is still there: it is not
    /// read again.
    pub(crate) fn done(&self, job: &Job) -> Option<&Entry> {
        let done = self.done.get(&job.file()).filter(|entry| entry.is_complete())?;
        self.path.with_file_name(&done.file).is_file().then_some(done)
    }

    /// Adds how a list ended.
    pub(crate) fn add(&mut self, entry: Entry) -> Result<(), Failure> {
        self.write(&Line::Entry(Box::new(Entry { run: self.run, ..entry })))
    }

    /// The run is through.
    pub(crate) fn end(&mut self) -> Result<(), Failure> {
        self.write(&Line::Ended { ended: Timestamp::now() })
    }

    fn write(&mut self, line: &Line) -> Result<(), Failure> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        // In one piece: a kill leaves a whole line or none, or half of one that is no JSON.
        self.file.write_all(&bytes).map_err(|error| at(&self.path, &error))
    }
}
