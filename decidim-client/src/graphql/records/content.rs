//! A kind of record that components hold.

use civic_core::jiff::Timestamp;

use super::operation::Operation;
use super::row::Row;
use crate::graphql::id::Id;

/// Records that a kind of component holds. Each file in `resources` implements this for its model.
pub trait Content: Row {
    /// What they are called in reports.
    const RESOURCE_NAME: &'static str;

    /// The kind of component that holds them: `Proposals`.
    const COMPONENT: &'static str;

    /// The query for a page of them.
    const PAGE: Operation;

    /// The field with the pages: `proposals`.
    const LIST: &'static str;

    /// The field with one of them: `proposal`.
    const ONE: &'static str;

    /// Whether the list can be sorted by id, which makes reading it safe against changes.
    const SORTS_BY_ID: bool = false;

    /// The id.
    fn id(&self) -> Id;

    /// When it was last changed, where its kind [sorts by id](Self::SORTS_BY_ID) and its query asks for
    /// `updatedAt`: a copy then need not read each record whole in each run. Default: `None`.
    fn updated_at(&self) -> Option<Timestamp> {
        None
    }
}

/// A kind of such records, for code that reads all kinds in one way.
#[derive(Clone, Copy, Debug)]
pub(in crate::graphql) struct ContentKind {
    pub(in crate::graphql) resource_name: &'static str,
    pub(in crate::graphql) component: &'static str,
    pub(in crate::graphql) page: Operation,
    pub(in crate::graphql) list: &'static str,
    pub(in crate::graphql) one: &'static str,
    pub(in crate::graphql) sorts_by_id: bool,
}

impl ContentKind {
    /// As [`Content`] says it.
    pub(in crate::graphql) const fn of<T: Content>() -> Self {
        Self {
            resource_name: T::RESOURCE_NAME,
            component: T::COMPONENT,
            page: T::PAGE,
            list: T::LIST,
            one: T::ONE,
            sorts_by_id: T::SORTS_BY_ID,
        }
    }
}
