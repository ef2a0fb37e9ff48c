//! How each list of each host ended, on a line of a file; and where a run goes on that was killed.
//!
//! When a run begins, the lines that later ones have replaced are left out, so that the file grows with the lists
//! and not with the runs.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use civic_core::jiff::Timestamp;
use civic_core::list::{Level, Report};
use civic_examples::program::Failure;
use serde::{Deserialize, Serialize};

use super::Job;
use crate::output::atomic::{self, at};

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

    /// Why the list is not as complete as it should be: at least consistent or, if that is asked for, proven.
    pub(crate) fn falls_short(&self, is_proof_wanted: bool) -> Option<String> {
        match &self.report {
            Some(report) if self.completeness == Ended::Consistent => {
                is_proof_wanted.then(|| report.completeness.to_string())
            }
            _ => self.error.clone(),
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

/// The manifest of a dataset, to which each run is added. Of the runs before it keeps how each file's list ended
/// last.
#[derive(Debug)]
pub(crate) struct Manifest {
    path: PathBuf,
    file: File,
    run: Timestamp,
    /// What a run that was killed had done.
    done: BTreeMap<PathBuf, Entry>,
}

/// What a manifest says.
#[derive(Default)]
struct Known {
    /// How the list of each file ended last.
    last: BTreeMap<PathBuf, Entry>,
    /// The run that has no end.
    run: Option<Timestamp>,
    lines: usize,
}

impl Known {
    /// Reads a manifest line by line.
    fn read(file: &File) -> io::Result<Self> {
        let mut known = Self::default();
        for line in BufReader::new(file).split(b'\n') {
            known.lines += 1;
            match serde_json::from_slice(&line?) {
                Ok(Line::Began { began }) => known.run = Some(began),
                Ok(Line::Ended { .. }) => known.run = None,
                Ok(Line::Entry(entry)) => drop(known.last.insert(entry.file.clone(), *entry)),
                // A killed run may have written half a line: it says nothing.
                Err(_) => {}
            }
        }
        Ok(known)
    }
}

impl Manifest {
    /// Opens the manifest in a folder. Where the last run in it was killed, this one goes on with it.
    pub(crate) fn open(folder: &Path, name: &str) -> Result<Self, Failure> {
        let path = folder.join(name);
        atomic::tidy(&path);
        let file = locked(&path)?;
        let known = Known::read(&file).map_err(|error| at(&path, &error))?;
        let run = known.run.unwrap_or_else(Timestamp::now);
        let (done, before): (BTreeMap<_, _>, BTreeMap<_, _>) =
            known.last.into_iter().partition(|(_, entry)| known.run == Some(entry.run));
        let mut manifest = Self { path, file, run, done };
        let is_compact = known.lines == before.len() + manifest.done.len() + 1;
        if known.run.is_none() || !is_compact {
            manifest.compact(before.into_values())?;
        }
        Ok(manifest)
    }

    /// Replaces the file by one that has these entries of the runs before, and those of this run.
    fn compact(&mut self, before: impl Iterator<Item = Entry>) -> Result<(), Failure> {
        let at = |error: io::Error| at(&self.path, &error);
        let temporary = atomic::temporary(&self.path)?;
        let mut file = BufWriter::new(temporary.create().map_err(at)?);
        let this = self.done.values().cloned();
        let entry = |entry| Line::Entry(Box::new(entry));
        let began = [Line::Began { began: self.run }];
        for line in before.map(entry).chain(began).chain(this.map(entry)) {
            file.write_all(&line.bytes()?).map_err(at)?;
        }
        let file = file.into_inner().map_err(|error| at(error.into_error()))?;
        // Who opens it under its name finds it locked.
        file.lock().map_err(at)?;
        temporary.persist(&self.path)?;
        self.file = file;
        Ok(())
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
        // In one piece: a kill leaves a whole line or none, or half of one that is no JSON.
        self.file.write_all(&line.bytes()?).map_err(|error| at(&self.path, &error))
    }
}

impl Line {
    fn bytes(&self) -> Result<Vec<u8>, Failure> {
        let mut bytes = serde_json::to_vec(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// The manifest, which no other run may write meanwhile.
fn locked(path: &Path) -> Result<File, Failure> {
    loop {
        let mut options = OpenOptions::new();
        let file = options.read(true).append(true).create(true).open(path);
        let file = file.map_err(|error| at(path, &error))?;
        // Before it is read: another run may be at its end.
        if file.try_lock().is_err() {
            let why = format!("another harvest is writing {}", path.display());
            return Err(Failure::because(why));
        }
        // Another run may have replaced the file after it was opened here.
        if atomic::is_at(&file, path) {
            return Ok(file);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn entry(file: &str, rows: u64) -> Entry {
        Entry {
            run: Timestamp::UNIX_EPOCH,
            platform: "decidim".to_owned(),
            list: "decidim/proposals".to_owned(),
            host: file.to_owned(),
            completeness: Ended::Proven,
            kept: Kept::New,
            file: file.into(),
            rows,
            seconds: 0.0,
            error: None,
            report: None,
        }
    }

    /// The file and the rows of each entry, `began` and `ended`.
    fn lines(path: &Path) -> Vec<String> {
        let text = fs::read_to_string(path).unwrap();
        let told = |line| match serde_json::from_str(line).unwrap() {
            Line::Entry(entry) => format!("{} {}", entry.file.display(), entry.rows),
            Line::Began { .. } => "began".to_owned(),
            Line::Ended { .. } => "ended".to_owned(),
        };
        text.lines().map(told).collect()
    }

    #[test]
    fn a_run_keeps_of_those_before_how_each_file_ended_last() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m");
        let open = || Manifest::open(folder.path(), "m").unwrap();
        for rows in 1..=3 {
            let mut manifest = open();
            // In the last run there is another list.
            for file in ["a", if rows < 3 { "b" } else { "c" }] {
                manifest.add(entry(file, rows)).unwrap();
            }
            manifest.end().unwrap();
        }
        assert_eq!(lines(&path), ["a 2", "b 2", "began", "a 3", "c 3", "ended"]);

        // A run that is killed twice, within a line and between two.
        let mut manifest = open();
        manifest.add(entry("a", 4)).unwrap();
        drop(manifest);
        fs::write(&path, fs::read_to_string(&path).unwrap() + "{\"run\":\"2026-01-0").unwrap();
        let mut manifest = open();
        manifest.add(entry("a", 5)).unwrap();
        drop(manifest);
        let manifest = open();
        assert_eq!(lines(&path), ["b 2", "c 3", "began", "a 5"]);
        assert_eq!(manifest.done.keys().collect::<Vec<_>>(), [Path::new("a")]);
        drop(manifest);
        // Nothing is to be left out: the file stays the one that it was.
        let before = File::open(&path).unwrap();
        let mut manifest = open();
        assert!(atomic::is_at(&before, &path));
        manifest.end().unwrap();
        assert_eq!(lines(&path), ["b 2", "c 3", "began", "a 5", "ended"]);
    }

    #[test]
    fn a_manifest_that_was_replaced_is_locked_under_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = Manifest::open(folder.path(), "m").unwrap();
        let error = Manifest::open(folder.path(), "m").unwrap_err().to_string();
        assert!(error.contains("another harvest is writing"), "{error}");
        drop(manifest);
        Manifest::open(folder.path(), "m").unwrap();
    }
}
