//! The API's behaviour as seen through requests.

mod access;
mod accounts;
mod components;
mod content;
mod coverage;
mod gate;
mod limits;
mod mutations;
mod paging;
mod samples;
mod trouble;
mod upgrade;
mod validation;
mod versions;
mod without;

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Value, json};

use crate::decidim::{Decidim, DecidimBuilder, Version};
use crate::manual_clock::ManualClock;
use crate::platform::Platform;
use crate::reply::Reply;

/// A platform, and who visits it.
struct Visit {
    platform: Decidim,
    clock: ManualClock,
    token: Option<String>,
}

impl Visit {
    fn to(builder: DecidimBuilder) -> Self {
        let clock = ManualClock::new();
        let platform = builder.clock(clock.reader()).build();
        Self { platform, clock, token: None }
    }

    /// A small platform of this version without a request limit.
    fn version(version: Version) -> Self {
        Self::to(Decidim::builder().proposals(40).no_rate_limit().version(version))
    }

    fn send(&self, method: Method, path: &str, content_type: &str, body: &str) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", content_type)
            .header("accept", "application/json");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.platform.handle(request.body(Bytes::from(body.to_owned())).unwrap())
    }

    fn post(&self, body: &Value) -> Reply {
        self.send(Method::POST, "/api", "application/json", &body.to_string())
    }

    /// The body of an answer with status 200.
    fn ask_with(&self, query: &str, variables: &Value) -> Value {
        let reply = self.post(&json!({"query": query, "variables": variables}));
        assert_eq!(reply.status().unwrap(), 200, "{query}");
        reply.body_json().unwrap()
    }

    fn ask(&self, query: &str) -> Value {
        self.ask_with(query, &json!({}))
    }

    /// The data of an answer without errors.
    fn data(&self, query: &str) -> Value {
        let mut body = self.ask(query);
        assert_eq!(body.get("errors"), None, "{query}");
        body["data"].take()
    }

    fn errors(&self, query: &str) -> Vec<Value> {
        self.ask(query)["errors"].as_array().cloned().unwrap_or_default()
    }

    /// Signs in by API credentials.
    fn signed_in(mut self) -> Self {
        let (key, secret) = (self.platform.api_key(), self.platform.api_secret());
        let body = json!({"api_user": {"key": key, "secret": secret}}).to_string();
        let reply = self.send(Method::POST, "/api/sign_in", "application/json", &body);
        assert_eq!(reply.status().unwrap(), 200);
        self.token = reply.body_json().unwrap()["jwt_token"].as_str().map(str::to_owned);
        self
    }

    /// The first component of a type.
    fn component(&self, component_type: &str) -> u64 {
        self.platform.component_ids(component_type)[0]
    }
}
