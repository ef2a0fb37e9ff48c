//! What a server says in the body of an error.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use civic_core::error::OneLine;
use civic_core::{Error, Extra};
use http::StatusCode;
use serde_json::Value;

/// The body of an error answer, where it has a known form.
///
/// ```no_run
/// # use petitions_client::{Error, ServerError};
/// # fn example(error: Error) {
/// if let Some(ServerError::Fields(refused)) = ServerError::of(&error) {
///     println!("{}: {}", refused.error, refused.fields.join(" and "));
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ServerError {
    /// Usually 400: fields that are missing or wrong.
    Fields(RefusedFields),
    /// Usually 422: the problems by field.
    Validation(BTreeMap<String, Vec<String>>),
    /// Any status: a sentence.
    Message(String),
}

/// Fields that are missing or wrong.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct RefusedFields {
    /// The server's own sentence.
    pub error: String,
    /// The fields, one by one, however the server joins them.
    pub fields: Vec<String>,
    /// What is wrong with each, where the server says so.
    pub problems: BTreeMap<String, Vec<String>>,
    /// Whatever else the server says.
    pub extra: Extra,
}

impl ServerError {
    /// Reads the body of an error. `None` where it has none, or another form.
    ///
    /// ```no_run
    /// use petitions_client::{Error, ServerError};
    ///
    /// # fn example(error: Error) {
    /// match ServerError::of(&error) {
    ///     Some(said) => eprintln!("the server says: {said}"),
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
    /// use petitions_client::ServerError;
    /// use petitions_client::http::types::StatusCode;
    ///
    /// let body = br#"{"error": "missing fields", "fields": ["name,email"]}"#;
    /// let said = ServerError::from_body(StatusCode::BAD_REQUEST, body);
    /// assert_eq!(said.map(|it| it.to_string()).as_deref(), Some("missing fields (name, email)"));
    /// ```
    pub fn from_body(status: StatusCode, body: &[u8]) -> Option<Self> {
        let body = body.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(body);
        let mut body = match serde_json::from_slice(body).ok()? {
            Value::Object(body) => body,
            Value::String(said) => return Some(Self::Message(said)),
            _ => return None,
        };
        if let Some(fields) = body.remove("fields") {
            let error = sentence(&mut body).unwrap_or_default();
            return Some(Self::Fields(RefusedFields::new(error, fields, body)));
        }
        if let Some(error) = sentence(&mut body) {
            return Some(match body.remove("errors") {
                Some(by_field @ Value::Object(_)) => {
                    Self::Fields(RefusedFields::new(error, by_field, body))
                }
                _ => Self::Message(error),
            });
        }
        let by_field = match body.remove("errors") {
            Some(Value::Object(errors)) => errors,
            Some(errors) => Extra::from_iter([("base".to_owned(), errors)]),
            None if status == StatusCode::UNPROCESSABLE_ENTITY => body,
            None => return None,
        };
        let problems: BTreeMap<_, _> =
            by_field.into_iter().map(|(field, said)| (field, texts(said))).collect();
        (!problems.is_empty()).then_some(Self::Validation(problems))
    }
}

impl RefusedFields {
    /// The description shows a list that holds one text, with the names joined by commas in it.
    fn new(error: String, fields: Value, extra: Extra) -> Self {
        let mut refused = Self { error, extra, ..Self::default() };
        refused.name(fields);
        refused
    }

    fn name(&mut self, fields: Value) {
        match fields {
            Value::Null => {}
            Value::Array(several) => several.into_iter().for_each(|fields| self.name(fields)),
            Value::Object(problems) => {
                for (field, said) in problems {
                    self.problems.insert(field.clone(), texts(said));
                    self.fields.push(field);
                }
            }
            other => {
                let names = text(other);
                let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
                self.fields.extend(names.map(str::to_owned));
            }
        }
    }
}

/// What the server says in words, if it does.
fn sentence(body: &mut Extra) -> Option<String> {
    ["error", "message"].into_iter().find_map(|name| match body.get(name)? {
        Value::Null => None,
        _ => body.remove(name).map(text),
    })
}

/// A value as text: a text as it is, anything else as JSON.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn texts(value: Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.into_iter().map(text).collect(),
        Value::Null => Vec::new(),
        other => vec![text(other)],
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine::new(f);
        match self {
            Self::Fields(refused) if refused.fields.is_empty() => f.write_str(&refused.error),
            Self::Fields(refused) => {
                let problems = |field: &String| match refused.problems.get(field) {
                    Some(said) if !said.is_empty() => format!("{field} {}", said.join(", ")),
                    _ => field.clone(),
                };
                let fields: Vec<_> = refused.fields.iter().map(problems).collect();
                write!(f, "{} ({})", refused.error, fields.join(", "))
            }
            Self::Validation(problems) => {
                for (index, (field, said)) in problems.iter().enumerate() {
                    let separator = if index > 0 { "; " } else { "" };
                    write!(f, "{separator}{field}: {}", said.join(", "))?;
                }
                Ok(())
            }
            Self::Message(message) => f.write_str(message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(status: u16, body: &Value) -> Option<ServerError> {
        ServerError::from_body(StatusCode::from_u16(status).unwrap(), body.to_string().as_bytes())
    }

    #[test]
    fn the_odd_fields_are_read_in_every_form() {
        for fields in [
            json!(["name,email, city"]),
            json!(["name", "email", "city"]),
            json!("name, email,city,"),
            json!([["name", "email"], "city"]),
            json!([null, {"name": "is missing"}, {"email": []}, "city"]),
        ] {
            let body = json!({"error": "Required fields missing", "fields": fields, "code": 7});
            let Some(ServerError::Fields(refused)) = read(400, &body) else { panic!("{body}") };
            assert_eq!(refused.fields, ["name", "email", "city"], "{body}");
            assert_eq!(refused.error, "Required fields missing");
            assert_eq!(refused.extra["code"], 7);
        }
        let body = json!({"error": "Wrong", "fields": {"email": ["is taken", "is odd"]}});
        let error = read(400, &body).unwrap();
        assert_eq!(error.to_string(), "Wrong (email is taken, is odd)");
        let ServerError::Fields(refused) = error else { panic!() };
        assert_eq!(refused.fields, ["email"]);
        assert_eq!(refused.problems["email"], ["is taken", "is odd"]);
    }

    #[test]
    fn a_rails_site_names_problems_by_field() {
        for body in [json!({"email": ["is taken"]}), json!({"errors": {"email": "is taken"}})] {
            let Some(ServerError::Validation(problems)) = read(422, &body) else { panic!() };
            assert_eq!(problems["email"], ["is taken"]);
        }
        assert_eq!(read(400, &json!({"email": ["is taken"]})), None);
        let several = json!({"errors": ["is taken", "is odd"]});
        let Some(ServerError::Validation(problems)) = read(400, &several) else { panic!() };
        assert_eq!(problems["base"], ["is taken", "is odd"]);
        let both = json!({"error": "Wrong", "errors": {"email": ["is taken"]}});
        assert_eq!(read(422, &both).unwrap().to_string(), "Wrong (email is taken)");
    }

    #[test]
    fn other_bodies_are_a_sentence_or_nothing() {
        let said = Some(ServerError::Message("Not found".to_owned()));
        assert_eq!(read(404, &json!({"error": "Not found"})), said);
        assert_eq!(read(500, &json!({"message": "Not found"})), said);
        assert_eq!(read(401, &json!("Not found")), said);
        assert_eq!(read(404, &json!({"error": null, "message": "Not found"})), said);
        let marked = "\u{feff}{\"error\": \"Not found\"}".as_bytes();
        assert_eq!(ServerError::from_body(StatusCode::NOT_FOUND, marked), said);
        assert_eq!(read(422, &json!({})), None);
        assert_eq!(read(400, &json!(["name"])), None);
        assert_eq!(ServerError::from_body(StatusCode::NOT_FOUND, b"<html>"), None);
    }
}
