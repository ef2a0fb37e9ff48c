//! One filter of a list: what is sent for it, and how it shows on a row.

use std::fmt;
use std::sync::Arc;

use civic_core::Error;

/// A filter as seen on a row: `None` where the row does not carry the field.
type Passes<T> = Arc<dyn Fn(&T) -> Option<bool> + Send + Sync>;

/// A filter. A list holds one of each name, so setting it again replaces it, whether it was set to
/// one value or to several.
pub(crate) struct Filter<T> {
    /// The parameter, without brackets.
    name: &'static str,
    values: Values,
    passes: Option<Passes<T>>,
    /// Whether the server answers it from a second table. Dates beside such a one are an ambiguous
    /// column to it, and a 500.
    joins: bool,
    /// Whether it is full-text search: sorted by relevance, and counted on its own.
    searches: bool,
}

#[derive(Clone)]
enum Values {
    /// The path says it already.
    InThePath,
    One(String),
    /// Sent in brackets, without which the server ignores them. None at all is no filter.
    Several(Vec<String>),
}

impl<T> Filter<T> {
    /// A filter by one value.
    pub(crate) fn one(name: &'static str, value: impl fmt::Display) -> Self {
        Self::new(name, Values::One(value.to_string()))
    }

    /// A filter by several values.
    pub(crate) fn several<V: fmt::Display>(
        name: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let values = values.into_iter().map(|value| value.to_string()).collect();
        Self::new(name, Values::Several(values))
    }

    /// A filter that the path says already.
    pub(crate) fn in_the_path(name: &'static str) -> Self {
        Self::new(name, Values::InThePath)
    }

    fn new(name: &'static str, values: Values) -> Self {
        Self { name, values, passes: None, joins: false, searches: false }
    }

    /// How it shows on a row: rows that do not pass are dropped and reported.
    pub(crate) fn shown(
        mut self,
        passes: impl Fn(&T) -> Option<bool> + Send + Sync + 'static,
    ) -> Self {
        self.passes = Some(Arc::new(passes));
        self
    }

    /// Marks it as answered from a second table.
    pub(crate) fn joining(mut self) -> Self {
        self.joins = true;
        self
    }

    /// Marks it as full-text search.
    pub(crate) fn searching(mut self) -> Self {
        self.searches = true;
        self
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn joins(&self) -> bool {
        self.joins
    }

    pub(super) fn searches(&self) -> bool {
        self.searches
    }

    /// Whether it filters at all.
    pub(super) fn is_set(&self) -> bool {
        !matches!(&self.values, Values::Several(values) if values.is_empty())
    }

    /// Why it cannot be asked for: the server takes a blank value for no filter at all.
    pub(super) fn invalid(&self) -> Option<Error> {
        let is_blank = match &self.values {
            Values::InThePath => false,
            Values::One(value) => value.trim().is_empty(),
            Values::Several(values) => values.iter().any(|value| value.trim().is_empty()),
        };
        let message = || format!("{} is blank, and the platform would ignore it", self.name);
        is_blank.then(|| Error::invalid_input(message()))
    }

    /// Whether a row that the server gave does not belong here.
    pub(super) fn refuses(&self, row: &T) -> bool {
        self.passes.as_ref().is_some_and(|passes| passes(row) == Some(false))
    }

    /// What is sent.
    pub(super) fn parameters(&self) -> Vec<(String, String)> {
        match &self.values {
            Values::InThePath => Vec::new(),
            Values::One(value) => vec![(self.name.to_owned(), value.clone())],
            Values::Several(values) => {
                let name = format!("{}[]", self.name);
                values.iter().map(|value| (name.clone(), value.clone())).collect()
            }
        }
    }
}

impl<T> Clone for Filter<T> {
    fn clone(&self) -> Self {
        Self {
            name: self.name,
            values: self.values.clone(),
            passes: self.passes.clone(),
            joins: self.joins,
            searches: self.searches,
        }
    }
}
