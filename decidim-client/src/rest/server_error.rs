//! What a server says in an answer that is an error.

use std::error::Error as _;
use std::fmt::{self, Write};

use civic_core::error::OneLine;
use civic_core::{Error, Extra};
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The most of a plain text that is kept of it.
const KEPT_TEXT: usize = 500;

/// The body of an error, in the forms that these servers give it.
///
/// ```no_run
/// # use decidim_client::{Error, rest::ServerError};
/// # fn example(error: Error) {
/// match ServerError::of(&error) {
///     Some(ServerError::Api(said)) => println!("{}", said.error_description),
///     Some(ServerError::PrimaryHost { host }) => println!("ask {host} instead"),
///     _ => println!("{error}"),
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ServerError {
    /// The API's own: `{"error": "404: Record not found", "error_description": ".."}`. Only those
    /// of a 400 say more than the status does.
    Api(ErrorBody),
    /// The token service's own: `{"error": "invalid_client", ..}`.
    OAuth(ErrorBody),
    /// 422: what was sent breaks rules.
    Validation(Vec<Problem>),
    /// 301: this host is an organisation's secondary one, and the API is at the primary one.
    PrimaryHost {
        /// The primary host, such as `https://decidim.example.org`.
        host: String,
    },
    /// A web page: a path that the server does not have, or a proxy's.
    Page,
    /// Plain text, such as that of the rate limit; its beginning.
    Text(String),
    /// The error of a [job](super::jobs::Job): a write that the server did later. Since 0.3.
    Job(JobFailure),
}

/// Why a job failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobFailure {
    /// The kind of error, as the server names it: `Decidim::RestFull::Core::ApiException::NotFound`.
    pub class: Option<String>,
    /// The message. Empty where there is none.
    pub message: String,
}

/// What the API and the token service say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ErrorBody {
    /// A status with a sentence, or a code such as `invalid_client`.
    pub error: String,
    /// The message. Empty where there is none.
    #[serde(default, deserialize_with = "super::wire::or_default")]
    pub error_description: String,
    /// Of token errors: `unauthorized`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One problem of a 422.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Problem {
    /// The field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// What is wrong with it; some releases call it title.
    #[serde(default, alias = "title")]
    pub message: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ServerError {
    /// Reads what the server said. `None` where it did not answer, or with nothing.
    ///
    /// ```no_run
    /// # use decidim_client::rest::ServerError;
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// if let Err(error) = ana.draft_proposals().publish(77).await
    ///     && let Some(said) = ServerError::of(&error)
    /// {
    ///     for problem in said.problems() {
    ///         println!("{:?}: {}", problem.attribute, problem.message);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn of(error: &Error) -> Option<Self> {
        if let Some(failure) = error.source().and_then(|source| source.downcast_ref()) {
            return Some(Self::Job(JobFailure::clone(failure)));
        }
        let status = error.status()?;
        if status.is_redirection() {
            // It may hold bytes beyond ASCII, which are no less a target.
            let target =
                String::from_utf8_lossy(error.headers()?.get(header::LOCATION)?.as_bytes());
            return Self::primary_host(&target, error.url()?);
        }
        Self::from_body(status, error.body()?)
    }

    /// What was wrong with what was sent, in one form whichever release answers: empty where the
    /// error is about something else.
    ///
    /// Releases tell it in a 400, in a 422 or in a job that failed. A field is named where the
    /// server names it: in a 422, and of a parameter that is missing. Several sentences of a 400
    /// or of a job are one problem, for the server joins them.
    ///
    /// ```no_run
    /// # use decidim_client::{Error, rest::ServerError};
    /// # fn example(error: Error) {
    /// for problem in ServerError::of(&error).into_iter().flat_map(|said| said.problems()) {
    ///     println!("{}: {}", problem.attribute.as_deref().unwrap_or("all of it"), problem.message);
    /// }
    /// # }
    /// ```
    pub fn problems(&self) -> Vec<Problem> {
        match self {
            Self::Validation(problems) => problems.clone(),
            Self::Api(body) if body.error.starts_with("400") => {
                vec![Problem::of_message(&body.error_description)]
            }
            Self::Job(failure) if failure.is_about_the_request() => {
                vec![Problem::of_message(&failure.message)]
            }
            _ => Vec::new(),
        }
    }

    /// Reads a body that came with this status.
    pub fn from_body(status: StatusCode, body: &[u8]) -> Option<Self> {
        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
        if let Ok(Value::Object(object)) = serde_json::from_slice(body) {
            return Self::from_json(status, object);
        }
        let text = String::from_utf8_lossy(body);
        let text = text.trim();
        let is_page = text.starts_with('<');
        match (text.is_empty(), is_page) {
            (true, _) => None,
            (false, true) => Some(Self::Page),
            (false, false) => Some(Self::Text(text.chars().take(KEPT_TEXT).collect())),
        }
    }

    fn from_json(status: StatusCode, object: Extra) -> Option<Self> {
        if status == StatusCode::UNPROCESSABLE_ENTITY
            && let Some(Value::Array(problems)) = object.get("errors")
        {
            let problems = problems.iter().map(Problem::from);
            return Some(Self::Validation(problems.collect()));
        }
        if object.is_empty() {
            return None;
        }
        let body = Value::Object(object);
        let Ok(body) = ErrorBody::deserialize(&body) else {
            // JSON in no form of these servers: its words count all the same.
            return Some(Self::Text(body.to_string().chars().take(KEPT_TEXT).collect()));
        };
        // The token service's codes are single words; the API's begin with the status or a capital.
        let is_code = body.error.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        Some(if is_code { Self::OAuth(body) } else { Self::Api(body) })
    }

    /// A redirect to another host. One to another path of the same host does not count.
    fn primary_host(target: &str, asked: &str) -> Option<Self> {
        let host = origin(target)?;
        (origin(asked)? != host).then(|| Self::PrimaryHost { host: host.to_owned() })
    }

    /// Whether a 404 is about the path and not about a record. The API begins its own with the
    /// status; the framework below it and what stands before it write JSON, too, but not so.
    pub(crate) fn is_of_no_route(error: &Error) -> bool {
        error.status() == Some(StatusCode::NOT_FOUND)
            && !matches!(Self::of(error), Some(Self::Api(body)) if body.error.starts_with("404"))
    }

    /// The message, where it says more than the status.
    pub(crate) fn description(&self) -> Option<&str> {
        match self {
            Self::Api(body) | Self::OAuth(body) => Some(&body.error_description),
            _ => None,
        }
    }
}

/// Scheme and host of a whole URL.
fn origin(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
    url.get(..scheme.len() + "://".len() + host.len())
}

impl JobFailure {
    /// Whether it would have been a 400, had the write been done at once.
    fn is_about_the_request(&self) -> bool {
        let class = self.class.as_deref().unwrap_or_default();
        let is = |name: &str| class.rsplit("::").next() == Some(name);
        [
            "BadRequest",
            "ParameterMissing",
            "RecordInvalid",
            "RecordNotSaved",
            "ArgumentError",
            "ValidationError",
        ]
        .into_iter()
        .any(is)
    }

    /// Whether it would have been a 500, had the write been done at once: an exception that the module's
    /// `ApiException::EXCEPTIONS` does not name.
    pub(crate) fn is_the_servers(&self) -> bool {
        let is_of_the_api = |class: &str| {
            let name = class.rsplit("::").next().unwrap_or(class);
            matches!(name, "NotFound" | "RecordNotFound" | "Forbidden" | "Unauthorized")
        };
        !self.is_about_the_request() && self.class.as_deref().is_some_and(|it| !is_of_the_api(it))
    }
}

impl fmt::Display for JobFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        OneLine::new(f).write_str(&self.message)
    }
}

// By hand: the message is the server's and is shown in one line, which no format string can say.
impl std::error::Error for JobFailure {}

impl Problem {
    /// One sentence of a 400, or several.
    fn of_message(message: &str) -> Self {
        // Rails: "param is missing or the value is empty: data", then guesses on further lines;
        // newer ones add "or invalid".
        let missing = message.strip_prefix("param is missing or the value is empty");
        let name = missing.and_then(|rest| rest.split_once(": ")?.1.lines().next());
        let attribute = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        Self { attribute, message: message.to_owned(), extra: Extra::new() }
    }
}

impl From<&Value> for Problem {
    fn from(value: &Value) -> Self {
        serde_json::from_value(value.clone()).unwrap_or_else(|_| {
            let message = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            Self { attribute: None, message, extra: Extra::new() }
        })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine::new(f);
        match &self.attribute {
            Some(attribute) => write!(f, "{attribute}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine::new(f);
        match self {
            Self::Api(body) | Self::OAuth(body) => {
                f.write_str(&body.error)?;
                // Most descriptions say again what the error says.
                if body.error_description.is_empty()
                    || body.error.ends_with(&body.error_description)
                {
                    return Ok(());
                }
                write!(f, ", {}", body.error_description)
            }
            Self::Validation(problems) => {
                for (index, problem) in problems.iter().enumerate() {
                    let separator = if index > 0 { "; " } else { "" };
                    write!(f, "{separator}{problem}")?;
                }
                Ok(())
            }
            Self::PrimaryHost { host } => write!(f, "the API is at {host}"),
            Self::Page => f.write_str("a web page"),
            Self::Text(text) => f.write_str(text),
            Self::Job(failure) => write!(f, "{failure}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Option<ServerError> {
        ServerError::from_body(StatusCode::from_u16(status).unwrap(), body.as_bytes())
    }

    #[test]
    fn each_form_is_known() {
        let api = r#"{"error":"400: Bad request","error_description":"User blocked"}"#;
        let error = read(400, api).unwrap();
        assert!(
            matches!(&error, ServerError::Api(body) if body.error_description == "User blocked")
        );
        assert_eq!(error.to_string(), "400: Bad request, User blocked");

        let oauth =
            r#"{"error":"invalid_client","error_description":"No.","state":"unauthorized"}"#;
        let error = read(401, oauth).unwrap();
        assert!(matches!(&error, ServerError::OAuth(body) if body.state.is_some()));

        let server = r#"{"error":"Server error","error_description":"Internal Server Error"}"#;
        assert!(matches!(read(500, server), Some(ServerError::Api(_))));
        assert_eq!(read(404, "\n<!DOCTYPE html>"), Some(ServerError::Page));
        assert_eq!(read(429, "Retry later\n"), Some(ServerError::Text("Retry later".to_owned())));
        assert_eq!(read(301, " "), None);
        assert_eq!(read(500, "{}"), None);
        // A mark before it, and JSON of another form.
        assert_eq!(
            read(400, &format!("\u{feff}{api}")).unwrap().to_string(),
            "400: Bad request, User blocked"
        );
        let other = r#"{"error":{"code":7}}"#;
        assert_eq!(read(502, other), Some(ServerError::Text(other.to_owned())));
    }

    #[test]
    fn both_forms_of_a_422_are_known() {
        let body = r#"{"errors":[{"attribute":"redirect_url","message":"must be https"},
            {"title":"is taken"},"odd"]}"#;
        let error = read(422, body).unwrap();
        assert_eq!(error.to_string(), "redirect_url: must be https; is taken; odd");
    }

    #[test]
    fn problems_have_one_form() {
        // `magic_link_redirect_validation_errors` (0.2.11) and the roles controller (0.2.10).
        let of = |status, body: &str| read(status, body).unwrap().problems();
        let body = r#"{"errors":[{"attribute":"redirect_url","message":"must be https"}]}"#;
        assert_eq!(of(422, body)[0].attribute.as_deref(), Some("redirect_url"));
        let body = r#"{"errors":[{"title":"is taken"}]}"#;
        assert_eq!(of(422, body)[0].message, "is taken");
        // `ApiException::BadRequest` with a form's messages (every release).
        let body = r#"{"error":"400: Bad request","error_description":"Body cannot be blank"}"#;
        let problems = of(400, body);
        assert_eq!((problems[0].attribute.as_ref(), problems.len()), (None, 1));
        assert_eq!(problems[0].message, "Body cannot be blank");
        let body = r#"{"error":"400: Required parameter missing",
            "error_description":"param is missing or the value is empty: object_path\nDid you mean?  data"}"#;
        assert_eq!(of(400, body)[0].attribute.as_deref(), Some("object_path"));
        let body = r#"{"error":"404: Record not found","error_description":"Record not found"}"#;
        assert!(of(404, body).is_empty());
    }

    #[test]
    fn a_description_that_repeats_the_error_is_not_shown_twice() {
        let body = r#"{"error":"403: Forbidden","error_description":"Forbidden"}"#;
        assert_eq!(read(403, body).unwrap().to_string(), "403: Forbidden");
    }

    #[test]
    fn only_another_host_is_a_primary_one() {
        let here = "https://second.example.org/api/rest_full/v0.2/proposals";
        let host = |target| ServerError::primary_host(target, here);
        let primary = ServerError::PrimaryHost { host: "https://first.example.org".to_owned() };
        assert_eq!(host("https://first.example.org/api?x"), Some(primary));
        assert_eq!(host("https://second.example.org/users/sign_in"), None);
        assert_eq!(host("/users/sign_in"), None);
    }
}
