//! Members of filters and orders.

use serde::Serialize;
use serde_json::{Map, Value};

/// Members of an input object. A null in one is an error on the server, so there is none.
#[derive(Clone, Debug, Default)]
pub(super) struct Members(Map<String, Value>);

impl Members {
    /// Sets a member; nothing takes it away.
    pub(super) fn set(&mut self, name: &str, value: impl Serialize) {
        match serde_json::to_value(value) {
            Ok(value) if !value.is_null() => {
                self.0.insert(name.to_owned(), value);
            }
            _ => {
                self.0.remove(name);
            }
        }
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds them as a variable, unless there are none: an empty object is one more thing that a
    /// site may not have.
    pub(super) fn add_to(&self, variables: &mut Map<String, Value>, name: &str) {
        if !self.0.is_empty() {
            variables.insert(name.to_owned(), self.0.clone().into());
        }
    }
}

/// The direction of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// The least first.
    Asc,
    /// The greatest first.
    Desc,
}
