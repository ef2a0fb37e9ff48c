//! What Go Vocal says in the body of an error.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use civic_core::error::OneLine;
use civic_core::{Error, Extra};
use http::StatusCode;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

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
    /// Its value as the server read it; as JSON if it is not text.
    #[serde(default, deserialize_with = "text_of_any")]
    pub parameter_value: Option<String>,
    /// What it may be.
    #[serde(default, deserialize_with = "texts_of_any")]
    pub allowed_values: Vec<String>,
    /// The platform's own sentence.
    #[serde(default, deserialize_with = "text_of_any")]
    pub detail: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One problem of one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FieldError {
    /// A code such as `blank`, `invalid` or `inclusion`. Where the platform sends something else,
    /// that.
    pub error: String,
    /// Whatever the platform adds.
    #[serde(flatten)]
    pub extra: Extra,
}

#[derive(Deserialize)]
struct ValidationBody {
    errors: BTreeMap<String, Value>,
}

impl ValidationBody {
    /// Detail by detail: an odd one does not hide the others.
    fn details(self) -> BTreeMap<String, Vec<FieldError>> {
        let details = |value| match value {
            Value::Array(values) => values.into_iter().map(FieldError::from).collect(),
            value => vec![FieldError::from(value)],
        };
        self.errors.into_iter().map(|(field, value)| (field, details(value))).collect()
    }
}

impl From<Value> for FieldError {
    fn from(detail: Value) -> Self {
        match detail {
            Value::Object(mut extra) => {
                let error = extra.remove("error").map_or_else(String::new, text);
                Self { error, extra }
            }
            other => Self { error: text(other), extra: Extra::new() },
        }
    }
}

/// A value as text: a text as it is, anything else as JSON.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn text_of_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<Value>::deserialize(deserializer)?.map(text))
}

fn texts_of_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(values) => values.into_iter().map(text).collect(),
        Value::Null => Vec::new(),
        other => vec![text(other)],
    })
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
    ///
    /// ```no_run
    /// use govocal_client::{Error, ServerError};
    ///
    /// # fn example(error: Error) {
    /// match ServerError::of(&error) {
    ///     Some(said) => eprintln!("the platform says: {said}"),
    ///     None => eprintln!("{error}"),
    /// }
    /// # }
    /// ```
    pub fn of(error: &Error) -> Option<Self> {
        Self::from_body(error.status()?, error.body()?)
    }

    /// Reads a body that came with this status.
    ///
    /// ```
    /// use govocal_client::ServerError;
    /// use govocal_client::http::types::StatusCode;
    ///
    /// let body = br#"{"errors": {"title": [{"error": "blank"}]}}"#;
    /// let said = ServerError::from_body(StatusCode::UNPROCESSABLE_ENTITY, body);
    /// assert_eq!(said.map(|said| said.to_string()).as_deref(), Some("title: blank"));
    /// ```
    pub fn from_body(status: StatusCode, body: &[u8]) -> Option<Self> {
        let typed = match status.as_u16() {
            400 => serde_json::from_slice(body).ok().map(Self::InvalidParameter),
            422 => {
                let body = serde_json::from_slice(body).ok();
                body.map(|body: ValidationBody| Self::Validation(body.details()))
            }
            _ => None,
        };
        typed
            .or_else(|| serde_json::from_slice::<FrameworkBody>(body).ok().map(|_| Self::Framework))
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine::new(f);
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(status: u16, body: &Value) -> Option<ServerError> {
        ServerError::from_body(StatusCode::from_u16(status).unwrap(), body.to_string().as_bytes())
    }

    #[test]
    fn an_odd_detail_does_not_hide_the_others() {
        let body = json!({"errors": {
            "title": [{"error": "blank", "count": 2}, "is too short", 7, {"code": "odd"}],
            "base": "nothing works today",
        }});
        let error = read(422, &body).unwrap();
        let ServerError::Validation(fields) = &error else { panic!("{error:?}") };
        let codes = |field: &str| fields[field].iter().map(|d| d.error.clone()).collect::<Vec<_>>();
        assert_eq!(codes("title"), ["blank", "is too short", "7", ""]);
        assert_eq!(fields["title"][0].extra["count"], 2);
        assert_eq!(fields["title"][3].extra["code"], "odd");
        assert_eq!(codes("base"), ["nothing works today"]);
        assert!(error.to_string().contains("base: nothing works today"), "{error}");
    }

    #[test]
    fn problems_are_told_field_by_field() {
        let blank = json!([{"error": "blank"}]);
        let two = json!([{"error": "too_short"}, {"error": "invalid"}]);
        for (errors, told) in [
            (json!({"title": blank}), "title: blank"),
            (json!({"title": two}), "title: too_short, invalid"),
            (json!({"title": blank, "body": two}), "body: too_short, invalid; title: blank"),
        ] {
            assert_eq!(read(422, &json!({"errors": errors})).unwrap().to_string(), told);
        }
    }

    #[test]
    fn a_parameter_is_told_whatever_its_value_looks_like() {
        for (value, shown) in [
            (json!("hidden"), "hidden"),
            (json!(["a", "b"]), r#"["a","b"]"#),
            (json!({"0": "a"}), r#"{"0":"a"}"#),
            (json!(7), "7"),
            (json!(null), "nothing"),
        ] {
            let body = json!({
                "parameter_name": "publication_status",
                "parameter_value": value,
                "allowed_values": ["draft", 3],
                "detail": {"en": "no"},
            });
            let error = read(400, &body).unwrap();
            let expected = format!("publication_status is {shown}, and must be one of draft, 3");
            assert_eq!(error.to_string(), expected);
        }
    }

    #[test]
    fn other_bodies_are_the_frameworks_or_nobodys() {
        let framework = json!({"status": 400, "error": "Bad Request"});
        for status in [400, 404, 422, 500] {
            assert_eq!(read(status, &framework), Some(ServerError::Framework), "{status}");
            assert_eq!(read(status, &json!({"error": "x"})), None);
        }
        assert_eq!(read(422, &json!({"errors": "x"})), None);
    }
}
