//! Writes that were accepted, to be done later.

use serde_json::Value;
use uuid::Uuid;

use crate::decidim::rest::caller::Caller;
use crate::decidim::rest::failure::Failure;
use crate::decidim::rest::operation::Operation;
use crate::query::Query;

/// A write that was accepted.
#[derive(Clone, Debug)]
pub(in crate::decidim::rest) struct Job {
    pub(in crate::decidim::rest) id: Uuid,
    pub(in crate::decidim::rest) operation: Operation,
    pub(in crate::decidim::rest) params: Query,
    pub(in crate::decidim::rest) body: Value,
    pub(in crate::decidim::rest) caller: Caller,
    pub(in crate::decidim::rest) looks: usize,
    /// What the write answered: its body, or why not.
    pub(in crate::decidim::rest) outcome: Option<Result<Value, Failure>>,
    pub(in crate::decidim::rest) created: i64,
    pub(in crate::decidim::rest) updated: i64,
}

impl Job {
    pub(in crate::decidim::rest) fn status(&self) -> &'static str {
        match &self.outcome {
            None if self.looks == 0 => "pending",
            None => "processing",
            Some(Ok(_)) => "completed",
            Some(Err(_)) => "failed",
        }
    }

    /// Whether it was begun with this client for the same participant, whatever the token.
    pub(in crate::decidim::rest) fn belongs_to(&self, caller: &Caller) -> bool {
        self.caller.client == caller.client && self.caller.user == caller.user
    }
}

/// Oldest first.
#[derive(Debug, Default)]
pub(in crate::decidim::rest) struct Jobs(pub(in crate::decidim::rest) Vec<Job>);
