//! What Go Vocal says in the body of an error.

use std::collections::BTreeMap;
use std::fmt;

use civic_core::{Error, Extra};
use http::StatusCode;
use serde::{Deserialize, Serialize};

/// The body of an error answer, where it has one of the platform's forms.
///
/// ```no_run
/// # use govocal_client::{Error, ServerError};
/// # fn example(error: Error) {
/// if let Some(ServerError::Validation(fields)) = ServerError::of(&error) {
///     for (field, problems) in fields {
///         println!("{field}: {}", problems[0].error);
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ServerError {
    /// 400: a parameter has a value that the platform does not know.
    InvalidParameter(InvalidParameter),
    /// 422: what was sent breaks rules; the problems by field.
    Validation(BTreeMap<String, Vec<FieldError>>),
    /// The framework's own error, which says no more than the status.
    Framework,
}

/// Which parameter has which wrong value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InvalidParameter {
    /// The parameter.
    pub parameter_name: String,
    /// Its value as the server read it.
    pub parameter_value: Option<String>,
    /// What it may be.
    #[serde(default)]
    pub allowed_values: Vec<String>,
    /// The platform's own sentence.
    pub detail: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One problem of one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FieldError {
    /// A code such as `blank`, `invalid` or `inclusion`.
    pub error: String,
    /// Whatever the platform adds.
    #[serde(flatten)]
    pub extra: Extra,
}

#[derive(Deserialize)]
struct ValidationBody {
    errors: BTreeMap<String, Vec<FieldError>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the names tell the framework's body from all others")]
struct FrameworkBody {
    status: serde_json::Value,
    error: String,
}

impl ServerError {
    /// Reads the body of an error. `None` where it has none, or another form.
    pub fn of(error: &Error) -> Option<Self> {
        Self::from_body(error.status()?, error.body()?)
    }

    /// Reads a body that came with this status.
    pub fn from_body(status: StatusCode, body: &[u8]) -> Option<Self> {
        match status.as_u16() {
            400 if let Ok(problem) = serde_json::from_slice(body) => {
                Some(Self::InvalidParameter(problem))
            }
            422 if let Ok(ValidationBody { errors }) = serde_json::from_slice(body) => {
                Some(Self::Validation(errors))
            }
            _ => serde_json::from_slice::<FrameworkBody>(body).ok().map(|_| Self::Framework),
        }
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidParameter(problem) => {
                let value = problem.parameter_value.as_deref().unwrap_or("nothing");
                write!(f, "{} is {value}", problem.parameter_name)?;
                if problem.allowed_values.is_empty() {
                    return Ok(());
                }
                write!(f, ", and must be one of {}", problem.allowed_values.join(", "))
            }
            Self::Validation(fields) => {
                for (index, (field, problems)) in fields.iter().enumerate() {
                    let codes: Vec<_> = problems.iter().map(|p| p.error.as_str()).collect();
                    let separator = if index > 0 { "; " } else { "" };
                    write!(f, "{separator}{field}: {}", codes.join(", "))?;
                }
                Ok(())
            }
            Self::Framework => f.write_str("the server gives no details"),
        }
    }
}
