//! What a field gives before it is put into wire form.

use std::sync::Arc;

use serde_json::{Value, json};

use super::page::Page;
use crate::decidim::world::{Kind, Record};

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

/// Why one field failed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Failure {
    pub(super) message: Value,
    pub(super) code: Option<&'static str>,
}

impl Failure {
    pub(super) fn plain(message: impl Into<String>) -> Self {
        Self { message: Value::String(message.into()), code: None }
    }

    pub(super) fn coded(message: impl Into<String>, code: &'static str) -> Self {
        Self { message: Value::String(message.into()), code: Some(code) }
    }

    /// What is wrong with the attributes of a mutation.
    pub(super) fn attributes(wrong: &[(&str, &str)]) -> Self {
        let entries = wrong.iter().map(
            |(attribute, message)| json!({"path": ["attributes", attribute], "message": message}),
        );
        Self { message: entries.collect(), code: Some("ATTRIBUTE_VALIDATION_ERROR") }
    }
}

/// Why a field gives nothing.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stop {
    /// This field fails, the others go on.
    Field(Failure),
    /// The server breaks down: HTTP 500.
    Crash,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Field(failure)
    }
}

pub(super) type Resolved = Result<Item, Stop>;
