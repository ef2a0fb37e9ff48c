//! The server's behaviour as seen through requests.

mod reading;
mod shapes;
mod site_code;
mod trouble;
mod writing;

use bytes::Bytes;
use http::{Method, Request};
use serde_json::Value;

use super::{Petitions, PetitionsBuilder};
use crate::manual_clock::{ManualClock, NOW};
use crate::platform::Platform;
use crate::reply::Reply;

/// A server and its clock.
struct Visit {
    platform: Petitions,
    clock: ManualClock,
}

impl Visit {
    fn to(builder: PetitionsBuilder) -> Self {
        let clock = ManualClock::new();
        let platform = builder.clock(clock.reader()).build();
        Self { platform, clock }
    }

    fn send(&self, method: Method, path: &str, key: &str, body: &Value) -> Reply {
        let glue = if path.contains('?') { '&' } else { '?' };
        let uri = format!("/api/v1/{path}{glue}api_key={key}");
        let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        self.platform.handle(Request::builder().method(method).uri(uri).body(body).unwrap())
    }

    fn get_with(&self, key: &str, path: &str) -> Value {
        let reply = self.send(Method::GET, path, key, &Value::Null);
        assert_eq!(reply.status().unwrap(), 200, "{path}");
        reply.body_json().unwrap()
    }

    fn get(&self, path: &str) -> Value {
        self.get_with(Petitions::FULL_KEY, path)
    }

    fn rows(&self, path: &str) -> Vec<Value> {
        self.get(path).as_array().unwrap().clone()
    }

    fn live(&self) -> u64 {
        let ids = self.platform.petition_ids();
        ids.into_iter().find(|id| self.platform.status(*id).unwrap() == "live").unwrap()
    }
}
