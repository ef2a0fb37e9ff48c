//! What a field gives before it is put into wire form.

use std::sync::Arc;

use serde_json::Value;

use super::failure::{Failure, Stop};
use crate::decidim::world::{Kind, Record};

/// One page.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// How many rows lie before it.
    pub(super) offset: usize,
    pub(super) items: Vec<Item>,
    pub(super) has_next: bool,
    pub(super) has_previous: bool,
    /// A cursor that could not be read: whatever looks at the rows fails.
    pub(super) broken: Option<Failure>,
}

/// The result of a field.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Null,
    /// A leaf, or an object by its column names.
    Value(Value),
    /// An object whose type is known by name.
    Typed(&'static str, Value),
    Record(Arc<Record>),
    List(Vec<Item>),
    Page(Arc<Page>),
    PageInfo(Arc<Page>),
    Edge(usize, Box<Item>),
    /// A record that the caller may not see.
    Hidden(Kind),
    /// This field fails, the others go on.
    Failed(Failure),
}

impl Item {
    pub(super) fn record(record: Option<&Arc<Record>>) -> Self {
        record.map_or(Self::Null, |record| Self::Record(Arc::clone(record)))
    }

    pub(super) fn records(records: impl IntoIterator<Item = Arc<Record>>) -> Self {
        Self::List(records.into_iter().map(Self::Record).collect())
    }

    pub(super) fn count(count: usize) -> Self {
        Self::Value(count.into())
    }
}

impl<V: Into<Value>> From<V> for Item {
    fn from(value: V) -> Self {
        Self::Value(value.into())
    }
}

pub(super) type Resolved = Result<Item, Stop>;
