//! What the models of `resources` implement: for code that is generic over kinds of records, such as
//! `fn export<T: Content>(..)`. A model of your own is read by
//! [`Client::query`](super::Client::query).

mod content;
pub(super) mod operation;
mod row;

use super::get::Get;
use super::id::Id;
use super::lists::Records;
use civic_core::list::source::Key;

pub use content::Content;
pub use operation::Operation;
pub use row::Row;

/// Records that a site lists in one answer. Each file in `resources` implements this for its
/// model.
pub trait Record: Row {
    /// What they are called in reports.
    const RESOURCE_NAME: &'static str;

    /// The query for all of them.
    const ALL: Operation;

    /// Where the list is in the answer: `["participatoryProcesses"]`.
    const PATH: &'static [&'static str];

    /// Variables of the query that are set unless a caller says otherwise.
    const VARIABLES: &'static [(&'static str, bool)] = &[];

    /// What makes a record the same record.
    fn key(&self) -> Key;

    /// Reads the record with this id. `None` where the API has no single ones.
    fn single(_records: &Records<Self>, _id: Id) -> Option<Get<Self>> {
        None
    }
}

/// A record that can be read by its id.
pub trait Identified: Record {
    /// The field with one of them, alone in a list: `["participatoryProcess"]`.
    const ONE: &'static [&'static str];

    /// The type of its argument `id`.
    const ID_TYPE: &'static str = "ID!";

    /// The id.
    fn id(&self) -> Id;
}
