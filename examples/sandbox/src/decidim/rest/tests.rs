//! The module as seen through requests.

mod attachments;
mod blogs;
mod drafts;
mod extended_data;
mod forms;
mod hosts;
mod introspection;
mod jobs;
mod lists;
mod organizations;
mod password_grant;
mod people;
mod proposals;
mod roles;
mod tokens;
mod unreleased;
mod upgrade;
mod visibility;
mod votes;

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Value, json};

use crate::decidim::{Decidim, DecidimBuilder, RestVersion};
use crate::manual_clock::{ManualClock, NOW};
use crate::platform::Platform;
use crate::reply::Reply;

const EVERYTHING: &str = "public blogs proposals oauth";

/// A platform, its clock, and tokens for it.
struct Visit {
    platform: Decidim,
    clock: ManualClock,
    machine: String,
    participant: String,
}

impl Visit {
    fn to(builder: DecidimBuilder) -> Self {
        let clock = ManualClock::new();
        let platform = builder.no_rate_limit().clock(clock.reader()).build();
        let mut visit =
            Self { platform, clock, machine: String::new(), participant: String::new() };
        visit.machine = visit.machine_token("public system blogs proposals oauth");
        visit.participant = visit.participant_token("ada_tester");
        visit
    }

    fn default() -> Self {
        Self::to(Decidim::builder())
    }

    fn version(version: RestVersion) -> Self {
        Self::to(Decidim::builder().rest_version(version))
    }

    fn prefix(&self) -> &'static str {
        self.platform.software().world.settings.rest.version.prefix()
    }

    fn raw(&self, method: Method, uri: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        self.platform.handle(request.body(body).unwrap())
    }

    fn send(&self, method: Method, path: &str, token: &str, body: &Value) -> Reply {
        let authorization = format!("Bearer {token}");
        let headers = [("authorization", authorization.as_str()), ("host", "127.0.0.1:4000")];
        self.raw(method, &format!("{}{path}", self.prefix()), &headers, body)
    }

    fn get(&self, path: &str, token: &str) -> Reply {
        self.send(Method::GET, path, token, &Value::Null)
    }

    fn data(&self, path: &str, token: &str) -> Value {
        let reply = self.get(path, token);
        assert_eq!(status(&reply), 200, "{path}: {:?}", reply.body_bytes());
        reply.body_json().unwrap()["data"].take()
    }

    fn rows(&self, path: &str) -> Vec<Value> {
        self.data(path, &self.machine).as_array().unwrap().clone()
    }

    fn ids(&self, path: &str) -> Vec<u64> {
        self.rows(path).iter().map(id).collect()
    }

    fn token(&self, body: &Value) -> Reply {
        self.raw(Method::POST, "/oauth/token", &[], body)
    }

    fn machine_token(&self, scope: &str) -> String {
        let body = credentials(json!({"grant_type": "client_credentials", "scope": scope}));
        access_token(&self.token(&body))
    }

    /// A token for a participant, who is made if missing.
    fn participant_token(&self, nickname: &str) -> String {
        let body = credentials(json!({
            "grant_type": "password", "auth_type": "impersonate", "username": nickname,
            "scope": EVERYTHING, "meta": {"register_on_missing": true},
        }));
        access_token(&self.token(&body))
    }

    fn proposal_component(&self) -> u64 {
        self.platform.component_ids("Proposals")[0]
    }
}

/// A body with the default client's id and secret.
fn credentials(mut more: Value) -> Value {
    more["client_id"] = json!(Decidim::CLIENT_ID);
    more["client_secret"] = json!(Decidim::CLIENT_SECRET);
    more
}

fn status(reply: &Reply) -> u16 {
    reply.status().unwrap().as_u16()
}

fn access_token(reply: &Reply) -> String {
    assert_eq!(status(reply), 200, "{:?}", reply.body_bytes());
    reply.body_json().unwrap()["access_token"].as_str().unwrap().to_owned()
}

fn id(row: &Value) -> u64 {
    row["id"].as_str().unwrap().parse().unwrap()
}

/// Status and description of an error.
fn error(reply: &Reply) -> (u16, String) {
    let body = reply.body_json().unwrap_or_default();
    (status(reply), body["error_description"].as_str().unwrap_or_default().to_owned())
}

fn header<'r>(reply: &'r Reply, name: &str) -> Option<&'r str> {
    reply.headers().unwrap().get(name).map(|value| value.to_str().unwrap())
}
