//! Entries of `errors`, as graphql-ruby prints them.

use apollo_compiler::parser::{LineColumn, SourceMap, SourceSpan};
use serde_json::{Map, Value, json};

/// One entry.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Problem {
    /// A text; for invalid attributes an array.
    pub(super) message: Value,
    /// Absent where the server tells no place.
    pub(super) locations: Option<Vec<LineColumn>>,
    pub(super) path: Option<Vec<Value>>,
    pub(super) extensions: Option<Value>,
}

impl Problem {
    /// A message and nothing else.
    pub(super) fn bare(message: impl Into<Value>) -> Self {
        Self { message: message.into(), locations: None, path: None, extensions: None }
    }

    /// A message with a code and nothing else.
    pub(super) fn coded(message: &str, code: &str) -> Self {
        Self { extensions: Some(json!({"code": code})), ..Self::bare(message) }
    }

    pub(super) fn at(mut self, place: Option<LineColumn>) -> Self {
        self.locations = Some(place.into_iter().collect());
        self
    }

    pub(super) fn on(mut self, path: Vec<Value>) -> Self {
        self.path = Some(path);
        self
    }

    pub(super) fn with(mut self, extensions: Value) -> Self {
        self.extensions = Some(extensions);
        self
    }

    pub(super) fn to_json(&self) -> Value {
        let mut entry = Map::new();
        entry.insert("message".to_owned(), self.message.clone());
        if let Some(locations) = &self.locations {
            let locations =
                locations.iter().map(|at| json!({"line": at.line, "column": at.column}));
            entry.insert("locations".to_owned(), locations.collect());
        }
        if let Some(path) = &self.path {
            entry.insert("path".to_owned(), path.clone().into());
        }
        if let Some(extensions) = &self.extensions {
            entry.insert("extensions".to_owned(), extensions.clone());
        }
        Value::Object(entry)
    }
}

/// From 2.3 on, graphql-ruby counts the columns of a last line that no line break ends from the
/// beginning of the document.
pub(super) fn count_last_line_from_the_top(problems: &mut [Problem], text: &str) {
    let Some((above, _)) = text.rsplit_once('\n') else { return };
    let last = above.matches('\n').count() + 2;
    let places = problems.iter_mut().filter_map(|problem| problem.locations.as_mut()).flatten();
    for place in places.filter(|place| place.line == last) {
        place.column += above.len() + 1;
    }
}

/// Where something begins.
pub(super) fn place(span: Option<SourceSpan>, sources: &SourceMap) -> Option<LineColumn> {
    span?.line_column(sources)
}
