//! Where a walk can be taken up again.

use serde::{Deserialize, Serialize};

use crate::{Error, ErrorKind};

/// The form of checkpoints that this version writes and reads.
const VERSION: u32 = 1;

/// A place in a walk to go on from, in this process or another.
///
/// It is small and plain data: keep it in a file or a database. Resuming is at-least-once: the
/// page that was being read is read again, so some rows may come a second time, none is left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    version: u32,
    /// The query that it belongs to.
    walk: String,
    /// Where in the list to go on; `None` for its beginning.
    pub(crate) place: Option<serde_json::Value>,
    /// What came before that page.
    pub(crate) counts: Counts,
}

/// What a walk has counted before the page of its checkpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Counts {
    pub(crate) items: u64,
    pub(crate) pages: u64,
    pub(crate) duplicates: u64,
    pub(crate) overlap: u64,
    pub(crate) narrowed: u64,
    pub(crate) malformed: u64,
    pub(crate) server_count_at_start: Option<u64>,
}

impl Checkpoint {
    pub(crate) fn start(walk: String) -> Self {
        Self { version: VERSION, walk, place: None, counts: Counts::default() }
    }

    /// Whether this is a checkpoint of that walk.
    pub(crate) fn must_belong_to(&self, walk: &str) -> Result<(), Error> {
        if self.version != VERSION {
            return Err(Error::new(
                ErrorKind::Checkpoint,
                format!("it is of form {}, and this version reads {VERSION}", self.version),
            ));
        }
        if self.walk != walk {
            return Err(Error::new(
                ErrorKind::Checkpoint,
                format!("it belongs to another query: {}, not {walk}", self.walk),
            ));
        }
        Ok(())
    }
}
