//! Going on where an earlier run broke off.
//!
//! Two files belong together: `OUTPUT.part` with the rows so far, and the checkpoint file, which
//! says how many bytes of it count and where reading goes on. The rows are on disk before the
//! checkpoint that counts on them, and rows behind it are cut off and read again. So a crash at any
//! moment loses no row. Rows that moved in the list meanwhile may stand twice: at least once.
//!
//! When the list is through, the output takes its name, and then both files go.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use civic_core::list::Checkpoint;
use civic_examples::program::{Failure, say};
use serde::{Deserialize, Serialize};

use super::atomic;
use super::part::Part;

/// The checkpoint file.
pub(crate) struct Resume {
    path: PathBuf,
    /// What is exported and where to, so that no file goes on with another list or other rows.
    of: String,
    /// The place that the file holds.
    place: Option<Checkpoint>,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    of: String,
    bytes: u64,
    checkpoint: Checkpoint,
}

impl Resume {
    pub(crate) fn new(path: PathBuf, of: String) -> Self {
        Self { path, of, place: None }
    }

    /// The rows so far and where to go on; nothing and nowhere in a first run.
    pub(crate) fn begin(&mut self, output: &Path) -> Result<(Part, Option<Checkpoint>), Failure> {
        if let Some(saved) = self.load()? {
            if saved.of != self.of {
                return Err(Failure::Usage(format!(
                    "{} belongs to another export: {}, not {}; delete it to begin anew",
                    self.path.display(),
                    saved.of,
                    self.of
                )));
            }
            if begins_anew(&saved.checkpoint)? {
                say("this list cannot be taken up in the middle: beginning anew");
            } else if let Some(part) = Part::open(output, saved.bytes)? {
                self.place = Some(saved.checkpoint.clone());
                return Ok((part, Some(saved.checkpoint)));
            } else {
                let part = Part::of(output);
                say(&format!("{} lacks rows of the run before: beginning anew", part.display()));
            }
        }
        let part = Part::open(output, 0)?;
        let part = part.ok_or_else(|| Failure::because("a file of less than nothing"))?;
        Ok((part, None))
    }

    fn load(&self) -> Result<Option<Saved>, Failure> {
        let path = self.path.display();
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Failure::because(format!("cannot read {path}: {error}"))),
        };
        serde_json::from_slice(&text).map(Some).map_err(|error| {
            let advice = "delete it to begin anew";
            Failure::Usage(format!("{path} is not a checkpoint of an export ({error}): {advice}"))
        })
    }

    /// Remembers the place behind the rows so far. Behind the last page there is none, so that page
    /// is read again: its rows must not count.
    pub(crate) fn save(&mut self, rows: &mut Part, place: Checkpoint) -> Result<(), Failure> {
        if self.place.as_ref() == Some(&place) {
            return Ok(());
        }
        let bytes = rows.settle()?;
        let saved = Saved { of: self.of.clone(), bytes, checkpoint: place };
        atomic::write(&self.path, |file| Ok(file.write_all(&serde_json::to_vec(&saved)?)?))?;
        self.place = Some(saved.checkpoint);
        Ok(())
    }

    /// The list is through.
    pub(crate) fn done(&self) -> Result<(), Failure> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(atomic::at(&self.path, &error))
            }
            _ => Ok(()),
        }
    }
}

/// Whether a list resumed there is read everything again, as one does over a list in no order.
fn begins_anew(checkpoint: &Checkpoint) -> Result<bool, Failure> {
    Ok(serde_json::to_value(checkpoint)?.get("place").is_none_or(serde_json::Value::is_null))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_of_a_last_page_that_is_read_again_do_not_stand_twice() {
        let folder = tempfile::tempdir().unwrap();
        let (output, path) = (folder.path().join("out"), folder.path().join("place"));
        let place = json!({"version": 1, "query": "all", "place": 7, "counts": {}});
        let place: Checkpoint = serde_json::from_value(place).unwrap();
        for run in 0..3 {
            let mut resume = Resume::new(path.clone(), "all".to_owned());
            let (mut part, from) = resume.begin(&output).unwrap();
            assert_eq!(from.is_some(), run > 0);
            if run == 0 {
                part.write("first").unwrap();
                resume.save(&mut part, place.clone()).unwrap();
            }
            // Killed before the output has its name.
            part.write("last").unwrap();
            resume.save(&mut part, place.clone()).unwrap();
            part.settle().unwrap();
            drop(part);
            let rows = fs::read_to_string(Part::of(&output)).unwrap();
            assert_eq!(rows, "first\nlast\n", "run {run}");
        }
    }
}
