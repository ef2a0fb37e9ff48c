//! A predicate with its values, as servers take it.

use std::fmt;

use civic_core::Error;

/// A predicate with its values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    pub(super) predicate: Predicate,
    pub(super) values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Predicate {
    Eq,
    NotEq,
    In,
    NotIn,
    Start,
    Matches,
    Lt,
    Gt,
    Present,
    Blank,
    Contains,
}

impl Condition {
    pub(super) fn one(predicate: Predicate, value: impl fmt::Display) -> Self {
        Self { predicate, values: vec![value.to_string()] }
    }

    pub(super) fn several<T: fmt::Display>(
        predicate: Predicate,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        Self { predicate, values: values.into_iter().map(|value| value.to_string()).collect() }
    }

    /// A part of a text.
    pub(crate) fn contains(text: impl fmt::Display) -> Self {
        Self::one(Predicate::Contains, text)
    }

    /// The parameter for this field.
    pub(super) fn parameter(&self, field: &str) -> String {
        let (predicate, brackets) = match self.predicate {
            Predicate::Eq => ("eq", ""),
            Predicate::NotEq => ("not_eq", ""),
            Predicate::In => ("in", "[]"),
            Predicate::NotIn => ("not_in", "[]"),
            Predicate::Start => ("start", ""),
            Predicate::Matches => ("matches", ""),
            Predicate::Lt => ("lt", ""),
            Predicate::Gt => ("gt", ""),
            Predicate::Present => ("present", ""),
            Predicate::Blank => ("blank", ""),
            Predicate::Contains => ("cont", ""),
        };
        format!("filter[{field}_{predicate}]{brackets}")
    }

    /// Servers drop empty values and with them the whole condition: everything would be listed.
    pub(super) fn invalid(&self, field: &str) -> Option<Error> {
        let message = if self.values.is_empty() {
            format!("the filter on {field} names no value: servers would ignore it")
        } else if self.values.iter().any(|value| value.trim().is_empty()) {
            format!(
                "the filter on {field} has an empty value, which servers ignore: use blank(true)"
            )
        } else {
            return None;
        };
        Some(Error::invalid_input(message))
    }

    /// Whether a field that a row shows fulfils it; `None` where only the server knows.
    pub(super) fn holds_for(&self, shown: &str) -> Option<bool> {
        let first = self.values.first().map(String::as_str).unwrap_or_default();
        let is_one = || self.values.iter().any(|value| value == shown);
        match self.predicate {
            Predicate::Eq | Predicate::In => Some(is_one()),
            Predicate::NotEq | Predicate::NotIn => Some(!is_one()),
            Predicate::Start => Some(shown.to_lowercase().starts_with(&first.to_lowercase())),
            _ => None,
        }
    }
}
