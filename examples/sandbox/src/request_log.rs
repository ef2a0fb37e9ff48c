//! The log of requests.

use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use serde_json::Value;

/// A request as it arrived, and the status it was answered with.
#[derive(Clone, Debug)]
pub struct Logged {
    /// The method.
    pub method: Method,
    /// The path, without the query.
    pub path: String,
    /// The query as sent, without the question mark; empty without one.
    pub query: String,
    /// The headers as sent, credentials included.
    pub headers: HeaderMap,
    /// The body as sent, credentials included.
    pub body: Bytes,
    /// The name of the GraphQL operation; `None` for a nameless one and outside GraphQL.
    pub operation: Option<String>,
    /// The status of the answer; `None` where a fault left it without one.
    pub status: Option<StatusCode>,
    /// When it arrived, by the platform's clock.
    pub at: SystemTime,
}

impl Logged {
    pub(crate) fn of(request: &Request<Bytes>, status: Option<StatusCode>, at: SystemTime) -> Self {
        Self {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            headers: request.headers().clone(),
            body: request.body().clone(),
            operation: None,
            status,
            at,
        }
    }

    /// The body as JSON, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}
