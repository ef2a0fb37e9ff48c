//! What a list is, however its pages are reached.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::key::Key;

/// A list of a platform: what its rows are, and which query it stands for.
pub trait ListSpec: Send + Sync + 'static {
    /// A row.
    type Item: DeserializeOwned + Send + 'static;

    /// What the rows are called in a report: `ideas`.
    fn resource_name(&self) -> &str;

    /// The whole query in one line: client and major version, host, path and every parameter, but
    /// no secret. A checkpoint can be resumed by the same query only.
    fn identity(&self) -> String;

    /// What makes a row the same row.
    fn key(&self, item: &Self::Item) -> Key;

    /// How often the list has this row. More than once where the server joins another table, such as
    /// that of authors, and counts the rows of the join. Default: 1.
    fn copies(&self, _item: &Self::Item) -> u32 {
        1
    }

    /// Where a row stands in the list's order, if the list has one: see [`Position`]. Default: `None`,
    /// for a list whose order is not known.
    fn position(&self, _item: &Self::Item) -> Option<Position> {
        None
    }

    /// Whether a row belongs to what was asked for: a server may silently ignore a filter. Default:
    /// every row does.
    fn row_filter(&self, _item: &Self::Item) -> RowFilter {
        RowFilter::Keep
    }
}

/// A row's place in a list that comes newest first: the moment by which the server sorts.
///
/// It must never change for a row. Many rows may share one; their order among each other need not
/// be stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(i64);

impl Position {
    /// The position of a row that is sorted by this moment cut to whole seconds.
    pub fn to_the_second(at: Timestamp) -> Self {
        Self(at.as_second().saturating_mul(1_000_000))
    }
}

/// To the microsecond.
impl From<Timestamp> for Position {
    fn from(at: Timestamp) -> Self {
        Self(at.as_microsecond())
    }
}

impl From<Position> for Timestamp {
    fn from(position: Position) -> Self {
        Self::from_microsecond(position.0).unwrap_or(Self::UNIX_EPOCH)
    }
}

/// Whether a row belongs to what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowFilter {
    /// It belongs to what was asked for.
    Keep,
    /// It does not, because the server can only filter more widely. It is dropped and counted.
    Narrowed,
    /// It does not, because the server ignored the filter of this name. It is dropped and counted, and
    /// the report names the filter.
    Ignored(&'static str),
}
