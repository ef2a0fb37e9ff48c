//! The platform's error answers.

use http::StatusCode;
use serde_json::{Value, json};

use crate::reply::Reply;

/// Why a request has no ordinary answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// An unreadable body or a missing wrapper.
    BadRequest,
    /// A value that an enum parameter does not know.
    BadEnum {
        parameter: &'static str,
        value: String,
        allowed: &'static [&'static str],
    },
    /// No valid token.
    Unauthorized,
    /// Wrong credentials: a 404 whose body is empty for every client.
    UnknownClient,
    NotFound,
    /// A write that fails validation: field to list of details.
    Invalid(Value),
    /// A write that fails validation in a record beside the one that is written.
    Unsaved,
    TooManyRequests,
    ServerError,
}

impl Failure {
    /// The answer; the framework's bodies come only to a client that accepts JSON.
    pub(super) fn reply(self, accepts_json: bool) -> Reply {
        match self {
            Self::BadRequest => framework(StatusCode::BAD_REQUEST, accepts_json),
            Self::NotFound => framework(StatusCode::NOT_FOUND, accepts_json),
            Self::ServerError => framework(StatusCode::INTERNAL_SERVER_ERROR, accepts_json),
            Self::Unsaved => framework(StatusCode::UNPROCESSABLE_ENTITY, accepts_json),
            Self::Unauthorized => Reply::empty(StatusCode::UNAUTHORIZED),
            Self::UnknownClient => Reply::empty(StatusCode::NOT_FOUND),
            Self::TooManyRequests => Reply::rate_limited(),
            Self::Invalid(errors) => {
                Reply::json(StatusCode::UNPROCESSABLE_ENTITY, &json!({"errors": errors}))
            }
            Self::BadEnum { parameter, value, allowed } => {
                let detail = format!(
                    "'{value}' is no value of '{parameter}'; known values: {}.",
                    allowed.join(", ")
                );
                let problem = json!({
                    "type":
                        "https://citizenlab.co/public_api/problems/invalid-parameter-value-enum",
                    "title": "Unknown value of an enum parameter",
                    "status": 400,
                    "detail": detail,
                    "parameter_name": parameter,
                    "parameter_value": value,
                    "allowed_values": allowed,
                });
                Reply::text(StatusCode::BAD_REQUEST, "application/json", problem.to_string())
            }
        }
    }
}

fn framework(status: StatusCode, accepts_json: bool) -> Reply {
    if !accepts_json {
        return Reply::empty(status);
    }
    let reason = status.canonical_reason().unwrap_or("Error");
    Reply::json(status, &json!({"status": status.as_u16(), "error": reason}))
}
