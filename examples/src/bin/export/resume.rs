//! Going on where an earlier run broke off.
//!
//! Two files belong together: `OUTPUT.part` with the rows so far, and the checkpoint file, which
//! says how many bytes of it count and where the walk goes on. The rows are on disk before the
//! checkpoint that counts on them, and rows behind it are cut off and read again. So a crash at any
//! moment loses no row. Rows that moved in the list meanwhile may stand twice: at least once.
//!
//! When the list is through, the output takes its name, and then both files go.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use civic_core::paging::Checkpoint;
use civic_examples::program::{Failure, say};
use serde::{Deserialize, Serialize};

use crate::atomic;
use crate::spool::Spool;

/// The checkpoint file.
pub(crate) struct Resume {
    path: PathBuf,
    /// What is exported and where to, so that no file goes on with another list or other rows.
    of: String,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    of: String,
    bytes: u64,
    checkpoint: Checkpoint,
}

impl Resume {
    pub(crate) fn new(path: PathBuf, of: String) -> Self {
        Self { path, of }
    }

    /// The rows so far and where to go on; nothing and nowhere in a first run.
    pub(crate) fn begin(&self, output: &Path) -> Result<(Spool, Option<Checkpoint>), Failure> {
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
            } else if let Some(spool) = Spool::part(output, saved.bytes)? {
                return Ok((spool, Some(saved.checkpoint)));
            } else {
                let part = Spool::part_of(output);
                say(&format!("{} lacks rows of the run before: beginning anew", part.display()));
            }
        }
        let spool = Spool::part(output, 0)?;
        let spool = spool.ok_or_else(|| Failure::because("a file of less than nothing"))?;
        Ok((spool, None))
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
            Failure::Usage(format!("{path} is no checkpoint of export ({error}): {advice}"))
        })
    }

    /// Remembers the place behind the rows so far.
    pub(crate) fn save(&self, spool: &mut Spool, checkpoint: Checkpoint) -> Result<(), Failure> {
        let bytes = spool.settle()?;
        let saved = Saved { of: self.of.clone(), bytes, checkpoint };
        atomic::write(&self.path, |file| Ok(file.write_all(&serde_json::to_vec(&saved)?)?))
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

/// Whether a walk resumed there reads everything again, as one does over a list in no order.
fn begins_anew(checkpoint: &Checkpoint) -> Result<bool, Failure> {
    Ok(serde_json::to_value(checkpoint)?.get("place").is_none_or(serde_json::Value::is_null))
}
