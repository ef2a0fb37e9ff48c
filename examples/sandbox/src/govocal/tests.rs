//! The platform's behaviour as seen through requests.

mod access;
mod content;
mod deleted_feeds;
mod filtering;
mod paging;
mod trouble;
mod unreported_changes;
mod writing;

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Value, json};

use super::{Era, GoVocal, GoVocalBuilder};
use crate::manual_clock::{ManualClock, NOW};
use crate::platform::Platform;
use crate::reply::Reply;

/// A platform and a token for it.
struct Visit {
    platform: GoVocal,
    clock: ManualClock,
    token: String,
}

impl Visit {
    fn to(builder: GoVocalBuilder) -> Self {
        let clock = ManualClock::new();
        let platform = builder.clock(clock.reader()).build();
        let token = token(&platform);
        Self { platform, clock, token }
    }

    fn default() -> Self {
        Self::to(GoVocal::builder().no_rate_limit())
    }

    fn era(era: Era) -> Self {
        Self::to(GoVocal::builder().no_rate_limit().era(era))
    }

    fn send(&self, method: Method, path: &str, body: &Value) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v2/{path}"))
            .header("authorization", format!("Bearer {}", self.token))
            .header("accept", "application/json")
            .body(if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) });
        self.platform.handle(request.unwrap())
    }

    fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &Value::Null)
    }

    fn status(&self, path: &str) -> u16 {
        self.get(path).status().unwrap().as_u16()
    }

    fn json(&self, path: &str) -> Value {
        let reply = self.get(path);
        assert_eq!(reply.status().unwrap(), 200, "{path}");
        reply.body_json().unwrap()
    }

    /// The rows of every page.
    fn all_rows(&self, path: &str, key: &str) -> Vec<Value> {
        let mut rows = Vec::new();
        let glue = if path.contains('?') { '&' } else { '?' };
        for number in 1.. {
            let page = self.json(&format!("{path}{glue}page_size=100&page_number={number}"));
            rows.extend(page[key].as_array().unwrap().iter().cloned());
            if number >= page["meta"]["total_pages"].as_u64().unwrap() {
                break;
            }
        }
        rows
    }
}

fn token(platform: &GoVocal) -> String {
    let credentials = json!({"auth": {
        "client_id": platform.client_id(),
        "client_secret": platform.client_secret(),
    }});
    let reply = authenticate(platform, &credentials.to_string());
    assert_eq!(reply.status().unwrap(), 201);
    reply.body_json().unwrap()["jwt"].as_str().unwrap().to_owned()
}

fn authenticate(platform: &GoVocal, body: &str) -> Reply {
    let request = Request::post("/api/v2/authenticate").header("accept", "application/json");
    platform.handle(request.body(Bytes::from(body.to_owned())).unwrap())
}
