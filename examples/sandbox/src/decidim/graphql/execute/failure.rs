//! Why a field gives nothing.

use serde_json::{Value, json};

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
    pub(super) fn attributes(wrong: &[(String, &str)]) -> Self {
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
