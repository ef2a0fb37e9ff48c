//! Where the next run begins.
//!
//! What is known of each row is in `roster.rs`.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::mode::Why;
use super::packed::Packed;
use super::roster::{Roster, Row};
use super::source::Origin;
use crate::json::is_zero;
use crate::list::Checkpoint;
use crate::{Error, ErrorKind};

/// The form of states that this version writes and reads.
const VERSION: u32 = 1;

/// Where the next run of a sync begins, and which rows the copy has.
///
/// It is plain data: keep it beside the copy, and store both in one transaction. It holds the key and an
/// 8-byte hash of each row, 32 bytes for a UUID, and nothing of the rows' content.
#[doc(alias("watermark", "cursor", "bookmark"))]
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct State {
    /// The list that it is of. `None` before the first run.
    pub(super) origin: Option<Origin>,
    /// All changes that were visible at this moment are in the copy.
    pub(super) watermark: Option<Timestamp>,
    /// The watermark of the last complete full run.
    pub(super) full_at: Option<Timestamp>,
    /// The rows that are marked as recent are those updated since this moment.
    pub(super) overlap_from: Option<Timestamp>,
    /// A full run must be made for this reason.
    pub(super) owed: Option<Why>,
    /// A full run that was cut short.
    pub(super) pass: Option<Pass>,
    pub(super) roster: Roster,
    /// How many rows the last run that replaced the copy had.
    pub(super) replaced: u64,
}

/// A full run that goes on where it was cut short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Pass {
    /// The watermark that it will end with.
    pub(super) watermark: Timestamp,
    pub(super) checkpoint: Checkpoint,
}

/// The form in which it is kept.
#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    #[serde(default)]
    origin: Option<Origin>,
    #[serde(default)]
    watermark: Option<Timestamp>,
    #[serde(default)]
    full_at: Option<Timestamp>,
    #[serde(default)]
    overlap_from: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owed: Option<Why>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pass: Option<Pass>,
    #[serde(default)]
    rows: Packed,
    #[serde(default, skip_serializing_if = "is_zero")]
    replaced: u64,
}

impl State {
    /// The state before the first run.
    pub fn new() -> Self {
        Self {
            origin: None,
            watermark: None,
            full_at: None,
            overlap_from: None,
            owed: None,
            pass: None,
            roster: Roster::default(),
            replaced: 0,
        }
    }

    /// All changes that the server showed at this moment are in the copy. `None` before the first complete
    /// run.
    pub fn watermark(&self) -> Option<Timestamp> {
        self.watermark
    }

    /// When the last complete full run began. `None` before the first.
    pub fn full_at(&self) -> Option<Timestamp> {
        self.full_at
    }

    /// How many rows the copy has.
    pub fn rows(&self) -> usize {
        self.roster.len()
    }

    /// How many of them may be gone: without evidence so far, or withheld.
    pub fn open_suspicions(&self) -> usize {
        let is_open = |row: &Row| row.marks.is_suspect || row.marks.is_left_out;
        self.roster.iter().filter(|(_, row)| is_open(row)).count()
    }

    /// Whether this is a state of that list, whatever its filters.
    ///
    /// # Errors
    /// [`SyncState`](ErrorKind::SyncState), if it belongs to another list, host or client.
    pub(super) fn must_belong_to(&self, origin: &Origin) -> Result<(), Error> {
        let Some(own) = &self.origin else { return Ok(()) };
        let parts = [
            ("client", &own.client, &origin.client),
            ("host", &own.host, &origin.host),
            ("list", &own.list, &origin.list),
        ];
        match parts.into_iter().find(|(_, own, asked)| own != asked) {
            Some((part, own, asked)) => {
                let message = format!("it belongs to another {part}: {own}, not {asked}");
                Err(Error::new(ErrorKind::SyncState, message))
            }
            None => Ok(()),
        }
    }
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}

impl TryFrom<Written> for State {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let version = written.version;
        if version != VERSION {
            let message =
                format!("the sync state is of form {version}, and this version reads {VERSION}");
            return Err(message);
        }
        let roster = Roster::try_from(written.rows);
        let roster = roster.map_err(|why| format!("the sync state is damaged: {why}"))?;
        let Written { origin, watermark, full_at, overlap_from, owed, pass, replaced, .. } =
            written;
        Ok(Self { origin, watermark, full_at, overlap_from, owed, pass, roster, replaced })
    }
}

impl From<State> for Written {
    fn from(state: State) -> Self {
        let rows = Packed::from(&state.roster);
        let State { origin, watermark, full_at, overlap_from, owed, pass, replaced, .. } = state;
        let version = VERSION;
        Self { version, origin, watermark, full_at, overlap_from, owed, pass, rows, replaced }
    }
}

/// Counts the rows and names none.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("origin", &self.origin)
            .field("watermark", &self.watermark)
            .field("full_at", &self.full_at)
            .field("rows", &self.rows())
            .field("open_suspicions", &self.open_suspicions())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        Origin {
            client: "test/1".to_owned(),
            host: "https://a.example.org".to_owned(),
            list: "ideas".to_owned(),
            query: String::new(),
            model: String::new(),
        }
    }

    #[test]
    fn a_state_of_another_list_is_refused() {
        let state = State { origin: Some(origin()), ..State::new() };
        assert!(state.must_belong_to(&origin()).is_ok());
        let other_query = Origin { query: "color=red".to_owned(), ..origin() };
        assert!(state.must_belong_to(&other_query).is_ok());
        let others = [
            Origin { client: "test/2".to_owned(), ..origin() },
            Origin { host: "https://b.example.org".to_owned(), ..origin() },
            Origin { list: "comments".to_owned(), ..origin() },
        ];
        for other in others {
            let error = state.must_belong_to(&other).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::SyncState, "{error}");
            assert!(State::new().must_belong_to(&other).is_ok());
        }
    }

    #[test]
    fn a_state_of_another_form_or_a_damaged_one_is_refused() {
        let refusal = |json: &str| serde_json::from_str::<State>(json).unwrap_err().to_string();
        assert!(refusal(r#"{"version":2}"#).contains("form 2"));
        let damaged = r#"{"version":1,"rows":{"":[[0,0,"AAAA"]]}}"#;
        assert!(refusal(damaged).contains("damaged: it breaks off within a row"));
        let json = serde_json::to_string(&State::new()).unwrap();
        assert_eq!(serde_json::from_str::<State>(&json).unwrap(), State::new());
    }
}
