//! A site that gives scripted answers to writes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use civic_core::http::HttpConfig;
use civic_core::http::transport::TransportError;
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use decidim_client::Error;
use decidim_client::graphql::resources::Proposal;
use decidim_client::graphql::writes::{MeetingAttributes, ProposalAttributes, Write};
use decidim_client::graphql::{Client, Id};
use serde_json::{Value, json};

/// What comes back for a request.
pub(super) enum Reply {
    Json(Value),
    Status(u16, Value),
    Reset,
    ResetWithin,
    Stall,
    Unreachable,
}

/// A site that gives these answers in order, and records what it was asked.
pub(super) struct Site {
    pub(super) clock: VirtualClock,
    pub(super) client: Client,
    bodies: Arc<Mutex<Vec<Value>>>,
}

impl Site {
    pub(super) fn answering(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies: Mutex<VecDeque<Reply>> = Mutex::new(replies.into_iter().collect());
        let bodies: Arc<Mutex<Vec<Value>>> = Arc::default();
        let asked = Arc::clone(&bodies);
        let transport = FakeTransport::new(move |request| {
            // A form is not JSON: it is kept as its text.
            let body = request.body();
            let text = || Value::String(String::from_utf8_lossy(body).into_owned());
            asked.lock().unwrap().push(serde_json::from_slice(body).unwrap_or_else(|_| text()));
            let reply = replies.lock().unwrap().pop_front().expect("one request too many");
            async move {
                let start = Ok(bytes::Bytes::from_static(b"{\"data\": {"));
                let (status, body) = match reply {
                    Reply::Json(json) => (200, json.to_string().into()),
                    Reply::Status(status, json) => (status, json.to_string().into()),
                    Reply::Reset => return Err(TransportError::broken("reset")),
                    Reply::ResetWithin => {
                        (200, FakeBody::pieces([start, Err(TransportError::broken("reset"))]))
                    }
                    Reply::Stall => (200, FakeBody::stalled_after("{\"data\": {")),
                    Reply::Unreachable => return Err(TransportError::connect("refused")),
                };
                let mut response = http::Response::new(body);
                *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
                Ok(response)
            }
        });
        let clock = VirtualClock::new();
        let http = HttpConfig::new().clock(clock.clone()).transport(transport);
        let client = Client::builder("https://site.example.org")
            .bearer("a-token", None)
            .http(http)
            .build()
            .unwrap();
        Self { clock, client, bodies }
    }

    pub(super) fn run<T>(&self, write: Write<T>) -> Result<T, Error>
    where
        T: serde::de::DeserializeOwned + Send + 'static,
    {
        self.clock.run(write).unwrap()
    }

    pub(super) fn bodies(&self) -> Vec<Value> {
        self.bodies.lock().unwrap().clone()
    }

    /// The variables of the last request.
    pub(super) fn variables(&self) -> Value {
        self.bodies().last().unwrap()["variables"].clone()
    }

    /// The query of the last request, with single blanks.
    pub(super) fn query(&self) -> String {
        let body = self.bodies().pop().unwrap();
        body["query"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

pub(super) fn shade() -> ProposalAttributes {
    ProposalAttributes::new("Shade trees", "<p>Ten of them.</p>")
}

pub(super) fn create(site: &Site) -> Write<Proposal> {
    site.client.proposals(Id::new(39)).create(shade())
}

pub(super) fn created() -> Reply {
    Reply::Json(json!({"data": {"component": {
        "__typename": "ProposalsMutation",
        "createProposal": {
            "id": "140",
            "title": {"translations": [{"locale": "en", "text": "Shade trees"}]},
        },
    }}}))
}

/// An error of a server before it runs anything.
pub(super) fn validation_error(code: &str, path: &Value, extensions: Value) -> Value {
    let mut extensions = extensions;
    extensions["code"] = code.into();
    json!({"message": "no", "locations": [], "path": path, "extensions": extensions})
}

pub(super) fn no_field(on: &str, field: &str) -> Value {
    validation_error("undefinedField", &json!([]), json!({"typeName": on, "fieldName": field}))
}

pub(super) fn refused(validation_errors: &[Value]) -> Reply {
    Reply::Json(json!({"errors": validation_errors}))
}

/// A server whose input has no such attribute.
pub(super) fn no_attribute(operation: &str, path: &[&str], input: &str, attribute: &str) -> Value {
    let mut whole = vec![format!("mutation {operation}"), "component".to_owned()];
    whole.extend(path.iter().map(ToString::to_string));
    whole.extend(["input", "attributes", attribute].map(str::to_owned));
    let named = json!({"name": input, "typeName": "InputObject", "argumentName": attribute});
    validation_error("argumentNotAccepted", &json!(whole), named)
}

pub(super) fn at(moment: &str) -> decidim_client::jiff::Timestamp {
    moment.parse().unwrap()
}

pub(super) fn meeting() -> MeetingAttributes {
    let (start, end) = (at("2026-12-01T18:00:00Z"), at("2026-12-01T20:00:00Z"));
    MeetingAttributes::new("Kick-off", "<p>All are welcome.</p>", start, end)
}

pub(super) fn comment(id: &str) -> Reply {
    let comment = json!({"id": id, "body": "More.", "alignment": 1});
    Reply::Json(json!({"data": {"commentable": {"id": "35", "addComment": comment}}}))
}
