//! What a list is, however its pages are reached.

use serde::de::DeserializeOwned;

use super::key::Key;

/// A list of a platform: what its rows are, and which query it stands for.
pub trait List: Send + Sync + 'static {
    /// A row.
    type Item: DeserializeOwned + Send + 'static;

    /// What the rows are called in a report: `ideas`.
    fn noun(&self) -> &str;

    /// The whole query in one line: client and major version, host, path and every parameter, but
    /// no secret. A checkpoint is good only for a walk with the same.
    fn identity(&self) -> String;

    /// What makes a row the same row.
    fn key(&self, item: &Self::Item) -> Key;

    /// Whether a row belongs to what was asked for: a server may ignore a filter in silence.
    fn screen(&self, _item: &Self::Item) -> Screen {
        Screen::Keep
    }
}

/// What a [`List`] says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Screen {
    /// It belongs to what was asked for.
    Keep,
    /// The client narrows what the server can only give more widely; dropped and counted.
    Narrowed,
    /// The server ignored this filter; dropped, counted and reported by the filter's name.
    Ignored(&'static str),
}
