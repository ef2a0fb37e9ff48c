//! What the models of `resources` implement: for code that is generic over kinds of records, such as
//! `fn export<T: Content>(..)`. A model of your own is read by
//! [`Client::query`](super::Client::query).

mod content;
pub(super) mod operation;
mod row;

use super::id::Id;
use civic_core::list::source::Key;

pub use content::Content;
pub(super) use content::ContentKind;
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

    /// How one is read by its id. `None` where the API has no single ones.
    const BY_ID: Option<ById> = None;
}

/// How a record is read by its id.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ById {
    /// The field with the record: `["participatoryProcess"]`.
    pub path: &'static [&'static str],
    /// The type of its argument `id`: `ID!`.
    pub id_type: &'static str,
}

impl ById {
    /// As [`Identified`] says it.
    pub const fn of<T: Identified>() -> Self {
        Self { path: T::ONE, id_type: T::ID_TYPE }
    }

    /// The field with the record, without what is above it.
    pub(super) fn field(self) -> &'static str {
        self.path.first().copied().unwrap_or_default()
    }
}

/// A record that can be read by its id.
#[diagnostic::on_unimplemented(
    message = "Decidim only lists `{Self}`: none can be read by its id",
    label = "there is only `list()`"
)]
pub trait Identified: Record {
    /// The field with one of them, alone in a list: `["participatoryProcess"]`.
    const ONE: &'static [&'static str];

    /// The type of its argument `id`.
    const ID_TYPE: &'static str = "ID!";

    /// The id.
    fn id(&self) -> Id;
}
