//! Why a request has no ordinary answer.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::shape::{MissingShape, RefusalShape, Shape};
use crate::reply::Reply;

/// Why a request has no ordinary answer. Only [`Failure::Invalid`] is described; the others take
/// the form of choice.
#[derive(Debug)]
pub(super) enum Failure {
    /// No key, or one that nobody was given.
    RefusedKey(StatusCode),
    /// The key lacks the right.
    Forbidden,
    NotFound,
    /// A path that the API does not have.
    NoRoute,
    /// A body that is no JSON object.
    BadBody,
    /// A write with missing or wrong fields.
    Invalid {
        error: &'static str,
        fields: Vec<String>,
    },
    /// The petition takes no signatures now.
    Closed,
}

impl Failure {
    pub(super) fn reply(self, shape: Shape) -> Reply {
        let (status, error) = match self {
            Self::NoRoute => return page(StatusCode::NOT_FOUND),
            Self::Invalid { error, fields } => {
                let body = json!({"error": error, "fields": missing(&fields, shape.missing)});
                return Reply::json(StatusCode::BAD_REQUEST, &body);
            }
            Self::RefusedKey(status) => (status, "API key not accepted"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "Not allowed with this API key"),
            Self::NotFound => (StatusCode::NOT_FOUND, "Not found"),
            Self::BadBody => (StatusCode::BAD_REQUEST, "Unreadable body"),
            Self::Closed => (StatusCode::BAD_REQUEST, "This petition cannot be signed now"),
        };
        match shape.refusal {
            RefusalShape::Error => Reply::json(status, &json!({"error": error})),
            RefusalShape::Message => Reply::json(status, &json!({"message": error})),
            RefusalShape::Plain => Reply::text(status, "text/plain", error),
            RefusalShape::Page => page(status),
            RefusalShape::Empty => Reply::empty(status),
        }
    }
}

fn page(status: StatusCode) -> Reply {
    let html = format!("<!DOCTYPE html><html><body><h1>{}</h1></body></html>\n", status.as_u16());
    Reply::text(status, "text/html; charset=utf-8", html)
}

fn missing(fields: &[String], shape: MissingShape) -> Value {
    match shape {
        MissingShape::Joined => json!([fields.join(",")]),
        MissingShape::List => json!(fields),
        MissingShape::Text => json!(fields.join(", ")),
        MissingShape::Object => {
            let entries = fields.iter().map(|field| (field.clone(), json!(["is invalid"])));
            Value::Object(entries.collect::<Map<String, Value>>())
        }
    }
}
