//! Which fields the records of a site have.

use civic_core::Error;
use serde_json::{Map, Value};

use crate::graphql::client::Client;
use crate::graphql::records::operation::{Asked, Form, Operation, UPDATED_AT};

/// The query of a list, by which the site shows which fields its records have.
pub(in crate::graphql) struct Model {
    pub(in crate::graphql) operation: Operation,
    pub(in crate::graphql) form: Form<'static>,
    pub(in crate::graphql) variables: Map<String, Value>,
    /// What the list cannot be without.
    pub(in crate::graphql) path: Vec<&'static str>,
}

/// What a site said of it.
pub(super) struct Checked {
    /// Names the fields.
    pub(super) model: String,
    /// Whether the site sorts as it is asked to.
    pub(super) sorts: bool,
    /// Whether its records say when they were updated.
    pub(super) dates: bool,
    /// How many requests that took.
    pub(super) requests: u64,
}

impl Model {
    /// Asks the site, for no rows.
    pub(super) async fn check(&self, client: &Client) -> Result<Checked, Error> {
        let variables = &self.variables;
        // Nothing is read, so that a site need not take any of them.
        let soft: Vec<_> = variables.keys().map(String::as_str).collect();
        let asked = Asked {
            variables: variables.clone(),
            soft: &soft,
            essential: &self.path,
            ..Asked::default()
        };
        let answer = self.operation.check(client, self.form, asked).await?;
        let requests = answer.stats().attempts.into();
        let (_, record) = self.path.split_last().unwrap_or((&"", &[]));
        let dates = answer.asked_for(&[record, &[UPDATED_AT]].concat());
        Ok(Checked { model: answer.model(), sorts: answer.took("order"), dates, requests })
    }
}
