//! Where a walk can be taken up again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Error, ErrorKind};

/// The form of checkpoints that this version writes and reads.
const VERSION: u32 = 1;

/// A place in a walk to go on from, in this process or another.
///
/// It is plain data, below 4 KiB and mostly far below: keep it in a file or a database. (To that
/// comes what the walk found missing so far, and the query's own length.)
///
/// **At-least-once.** The page that was being read is read again, so some rows may come a second
/// time; none is left out. The place is that of the *oldest page not yet read to its end*: where
/// pages go out [as completed](super::Walk::as_completed), those that went out before their turn
/// come again. A walk that came to its end is resumed at its last page. Of more than 64 rows of one moment it holds the keys of the latest 64, so others of
/// that moment may come again, and a walk resumed among more of them than a page holds reports a
/// possible gap there. A walk [in passes](super::Walk::in_passes) is resumed at its beginning.
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

/// What a walk has counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Counts {
    pub(crate) items: u64,
    pub(crate) pages: u64,
    pub(crate) duplicates: u64,
    pub(crate) overlap: u64,
    pub(crate) narrowed: u64,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) ignored_filters: BTreeMap<String, u64>,
    pub(crate) malformed: u64,
    pub(crate) withheld: u64,
    pub(crate) server_errors: u64,
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
