//! The module's error answers.

use http::HeaderValue;
use http::StatusCode;
use http::header::{ALLOW, CACHE_CONTROL, WWW_AUTHENTICATE};
use serde_json::{Value, json};

use crate::reply::Reply;

/// Why a request has no ordinary answer.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    BadRequest(String),
    /// A required parameter is not there or blank.
    MissingParameter(&'static str),
    MalformedJson,
    Unauthorized,
    Forbidden,
    RecordNotFound,
    /// A path in extended data that leads nowhere, and the like.
    ResourceNotFound,
    /// The organization has the module switched off.
    NotImplemented,
    /// Validation messages by attribute.
    Invalid(Value),
    /// A form that breaks rules: the body that says which.
    FormInvalid(Value),
    /// A record that breaks rules, in the framework's words.
    RecordInvalid(String),
    /// A method that a route has only to refuse it.
    MethodNotAllowed,
    /// An argument that a service of the module refuses.
    Argument(String),
    /// The body of the OAuth library itself, without a status in `error`.
    Native {
        status: StatusCode,
        error: &'static str,
        description: &'static str,
        state: Option<&'static str>,
    },
    /// The OAuth library's refusal to take a token back.
    Refused {
        error: &'static str,
        description: &'static str,
    },
    /// An exception that nobody maps.
    ServerError,
    /// The same, of which a job tells class and message.
    Exception {
        class: &'static str,
        message: String,
    },
    /// A path that is not routed: the site's page.
    NoRoute,
    /// No organization at this host.
    NoTenant,
}

pub(super) type Answer = Result<Reply, Failure>;

impl Failure {
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::BadRequest(message.into())
    }

    pub(super) fn exception(class: &'static str, message: impl Into<String>) -> Self {
        Self::Exception { class, message: message.into() }
    }

    /// Wrong client credentials, as the OAuth library words it.
    pub(super) fn invalid_client() -> Self {
        Self::Native {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_client",
            description: "Client authentication failed due to unknown client, no client authentication \
                          included, or unsupported authentication method.",
            state: None,
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_)
            | Self::MissingParameter(_)
            | Self::MalformedJson
            | Self::RecordInvalid(_) => StatusCode::BAD_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::Refused { .. } => StatusCode::FORBIDDEN,
            Self::RecordNotFound | Self::ResourceNotFound | Self::NoRoute | Self::NoTenant => {
                StatusCode::NOT_FOUND
            }
            Self::Invalid(_) | Self::FormInvalid(_) | Self::Argument(_) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::Native { status, .. } => *status,
            Self::ServerError | Self::Exception { .. } => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotImplemented => StatusCode::NOT_IMPLEMENTED,
        }
    }

    /// The JSON body; null for a page.
    pub(super) fn body(&self) -> Value {
        let (error, description) = match self {
            Self::BadRequest(message) => ("400: Bad request", message.clone()),
            Self::MissingParameter(name) => {
                let message = format!("param is missing or the value is empty: {name}");
                // The framework guesses what was meant, on lines of their own.
                let guess = if *name == "object_path" { "\nDid you mean?  data" } else { "" };
                ("400: Required parameter missing", message + guess)
            }
            Self::MalformedJson => {
                ("400: Malformed JSON request", "unexpected character in the body".to_owned())
            }
            Self::Unauthorized => ("401: Unauthorized access", "Unauthorized access".to_owned()),
            Self::Forbidden => ("403: Forbidden", "Forbidden".to_owned()),
            Self::RecordNotFound => ("404: Record not found", "Record not found".to_owned()),
            Self::ResourceNotFound => ("404: Resource not found", "Resource not found".to_owned()),
            Self::ServerError | Self::Exception { .. } => {
                ("Server error", "Internal Server Error".to_owned())
            }
            Self::NotImplemented => ("501: Not implemented", "Not implemented".to_owned()),
            Self::Invalid(errors) => return json!({"errors": errors}),
            Self::FormInvalid(body) => return body.clone(),
            Self::RecordInvalid(message) => ("400: Invalid request", message.clone()),
            Self::Argument(message) => return json!({"errors": [{"title": message}]}),
            Self::Native { error, description, state, .. } => {
                let mut body = json!({"error": error, "error_description": description});
                if let (Some(state), Some(body)) = (state, body.as_object_mut()) {
                    body.insert("state".to_owned(), json!(state));
                }
                return body;
            }
            Self::Refused { error, description } => (*error, (*description).to_owned()),
            Self::NoRoute | Self::NoTenant | Self::MethodNotAllowed => return Value::Null,
        };
        json!({"error": error, "error_description": description})
    }

    /// The message of the exception behind it.
    pub(super) fn message(&self) -> String {
        if matches!(self, Self::FormInvalid(_)) {
            return "validation failed".to_owned();
        }
        if let Self::Argument(message) | Self::Exception { message, .. } = self {
            return message.clone();
        }
        let body = self.body();
        body.get("error_description").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// The class of the exception behind it.
    pub(super) fn class(&self) -> &'static str {
        match self {
            Self::RecordNotFound => "ActiveRecord::RecordNotFound",
            Self::ResourceNotFound | Self::NoRoute | Self::NoTenant => {
                "Decidim::RestFull::Core::ApiException::NotFound"
            }
            Self::MissingParameter(_) => "ActionController::ParameterMissing",
            Self::Unauthorized => "Decidim::RestFull::Core::ApiException::Unauthorized",
            Self::Forbidden => "Decidim::RestFull::Core::ApiException::Forbidden",
            Self::ServerError => "NoMethodError",
            Self::FormInvalid(_) => "Decidim::RestFull::Forms::ValidationError",
            Self::RecordInvalid(_) => "ActiveRecord::RecordInvalid",
            Self::Argument(_) => "ArgumentError",
            Self::Exception { class, .. } => class,
            _ => "Decidim::RestFull::Core::ApiException::BadRequest",
        }
    }

    pub(super) fn reply(&self) -> Reply {
        match self {
            Self::NoRoute | Self::NoTenant => Reply::text(
                self.status(),
                "text/html; charset=utf-8",
                "<!DOCTYPE html><html><body><h1>The page cannot be found</h1></body></html>\n",
            ),
            Self::MethodNotAllowed => Reply::empty(self.status())
                .with_header(ALLOW, HeaderValue::from_static("GET, HEAD, DELETE")),
            Self::Native { error, description, .. } => {
                native(self.status(), &self.body(), error, description)
            }
            _ => Reply::json(self.status(), &self.body()),
        }
    }
}

/// The realm of the library where it is set up anew, as the module does. Decidim's own would be `Decidim`.
const REALM: &str = "Doorkeeper";

/// An error of the OAuth library.
fn native(status: StatusCode, body: &Value, error: &str, description: &str) -> Reply {
    let reply =
        Reply::json(status, body).with_header(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let why =
        format!("Bearer realm=\"{REALM}\", error=\"{error}\", error_description=\"{description}\"");
    match HeaderValue::from_str(&why) {
        Ok(why) => reply.with_header(WWW_AUTHENTICATE, why),
        Err(_) => reply,
    }
}
