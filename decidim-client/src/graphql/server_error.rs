//! What Decidim says in `errors`.

use std::fmt::{self, Write};

use civic_core::error::OneLine;
use civic_core::http::Response;
use civic_core::{Error, ErrorKind, Extra};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// The fields of records that must have an author.
pub(crate) const AUTHORS: [&str; 2] = ["author", "amender"];

/// One entry of an answer's `errors`.
///
/// ```no_run
/// # use decidim_client::{Error, graphql::ServerError};
/// # fn example(error: Error) {
/// for said in ServerError::all_of(&error) {
///     println!("{:?}: {said}", said.code());
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ServerError {
    /// What is wrong: a text, or a list of problems with single attributes (since 0.31). See
    /// [`problems`](Self::problems).
    #[serde(default)]
    pub message: Value,
    /// Where in the query. Null and absent read as empty.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
    /// Where in the query or the data: names and, in lists, numbers.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<Value>,
    /// The code and what belongs to it.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Extra::is_empty")]
    pub extensions: Extra,
}

/// A place in the query, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Location {
    /// The line.
    pub line: usize,
    /// The character in it.
    pub column: usize,
}

/// What is wrong with one attribute of a write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Problem {
    /// The attribute, such as `["attributes", "title"]`.
    #[serde(default)]
    pub path: Vec<String>,
    /// What is wrong, in the caller's language.
    #[serde(default)]
    pub message: String,
}

fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Errors in whatever form they come: one of an unknown form is its own message, and what is no
/// list of errors is one.
pub(super) fn leniently<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<ServerError>, D::Error> {
    let said = match Value::deserialize(deserializer)? {
        Value::Array(said) => said,
        Value::Null => Vec::new(),
        Value::Object(said) if said.is_empty() => Vec::new(),
        said => vec![said],
    };
    Ok(said.into_iter().map(ServerError::from_any).collect())
}

/// A body without the mark of byte order that some editors and proxies put before it.
pub(super) fn unmarked(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

fn scrub(value: &mut Value, response: &Response) {
    match value {
        Value::String(text) => *text = response.scrub(text),
        Value::Array(list) => list.iter_mut().for_each(|value| scrub(value, response)),
        Value::Object(members) => scrub_members(members, response),
        _ => {}
    }
}

fn scrub_members(members: &mut Extra, response: &Response) {
    for (name, mut value) in std::mem::take(members) {
        scrub(&mut value, response);
        members.insert(response.scrub(&name), value);
    }
}

#[derive(Deserialize)]
struct Body {
    #[serde(default, deserialize_with = "leniently")]
    errors: Vec<ServerError>,
    /// The form of the sign-in filter, which is not GraphQL.
    error: Option<String>,
}

impl ServerError {
    /// What the server said in the body of this error; empty where it said nothing of this form.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::ServerError;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// if let Err(error) = site.proposals(39).vote(35).await {
    ///     for said in ServerError::all_of(&error) {
    ///         println!("{said}");
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn all_of(error: &Error) -> Vec<Self> {
        error.body().map(|body| Self::all_in(body)).unwrap_or_default()
    }

    pub(crate) fn all_in(body: &[u8]) -> Vec<Self> {
        let Ok(body) = serde_json::from_slice::<Body>(unmarked(body)) else { return Vec::new() };
        let other = body.error.map(|text| Self {
            message: Value::String(text),
            locations: Vec::new(),
            path: Vec::new(),
            extensions: Extra::new(),
        });
        body.errors.into_iter().chain(other).collect()
    }

    fn from_any(value: Value) -> Self {
        let is_known = value.as_object().is_some_and(|said| {
            said.is_empty() || said.contains_key("message") || said.contains_key("extensions")
        });
        let read = is_known.then(|| serde_json::from_value(value.clone()).ok()).flatten();
        read.unwrap_or_else(|| {
            let extensions = value.get("extensions").and_then(Value::as_object).cloned();
            Self {
                message: value.get("message").cloned().unwrap_or(value),
                locations: Vec::new(),
                path: Vec::new(),
                extensions: extensions.unwrap_or_default(),
            }
        })
    }

    /// The same without the secrets of the request, should the server have echoed them.
    pub(super) fn scrubbed(mut self, response: &Response) -> Self {
        scrub(&mut self.message, response);
        self.path.iter_mut().for_each(|step| scrub(step, response));
        scrub_members(&mut self.extensions, response);
        self
    }

    /// The code, such as `undefinedField` or `NOT_FOUND_ERROR`. Older servers give one for few errors.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::ServerError;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// if let Err(error) = site.participant_details(7).await {
    ///     let said = ServerError::all_of(&error);
    ///     let is_missing = said.iter().any(|said| said.code() == Some("NOT_FOUND_ERROR"));
    ///     println!("{}", if is_missing { "no such participant" } else { "not for you" });
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn code(&self) -> Option<&str> {
        self.text("code")
    }

    /// The problems of a refused write, attribute by attribute. Empty for other errors.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::{ServerError, writes::DebateAttributes};
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let debate = DebateAttributes::new("Where to plant", "<p>Which streets first?</p>");
    /// if let Err(error) = site.debates(41).create(debate).await {
    ///     for problem in ServerError::all_of(&error).iter().flat_map(ServerError::problems) {
    ///         println!("{:?}: {}", problem.path, problem.message); // ["attributes", "title"]: is too short
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn problems(&self) -> Vec<Problem> {
        let list = self.message.as_array().into_iter().flatten();
        list.filter_map(|problem| serde_json::from_value(problem.clone()).ok()).collect()
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.extensions.get(name).and_then(Value::as_str)
    }

    /// What kind of error this is for the caller.
    pub(crate) fn kind(&self) -> ErrorKind {
        match self.code() {
            Some("NOT_FOUND_ERROR") => ErrorKind::NotFound,
            Some("INTROSPECTION_DISABLED_ERROR") => ErrorKind::Unsupported,
            Some(code)
                if code.starts_with("UNAUTHORIZED_")
                    || code.starts_with("MUTATION_NOT_AUTHORIZED")
                    || code == "PERMISSION_NOT_SET_ERROR" =>
            {
                ErrorKind::Forbidden
            }
            None if self.is_forbidden_null() => ErrorKind::Server,
            _ => ErrorKind::Rejected,
        }
    }

    /// The members of a variable that its type does not have there: the type and the member.
    pub(crate) fn unknown_members(&self) -> Vec<(String, String)> {
        let problems = self.extensions.get("problems").and_then(Value::as_array);
        let unknown = problems.into_iter().flatten().filter_map(|problem| {
            let explanation = problem.get("explanation")?.as_str()?;
            let input = explanation.strip_prefix("Field is not defined on ")?;
            let member = problem.get("path")?.as_array()?.last()?.as_str()?;
            Some((input.to_owned(), member.to_owned()))
        });
        unknown.collect()
    }

    /// The variable `file` has no value: graphql-ruby says so without a code, after all that is wrong with
    /// the query itself, and before it runs anything.
    pub(super) fn is_about_the_file(&self) -> bool {
        let text = self.message.as_str().unwrap_or_default();
        self.code().is_none()
            && text.starts_with("Variable $file of type ")
            && text.contains("was provided invalid value")
    }

    /// The query gives more fields another name than the site allows. Some servers say it without a
    /// code.
    pub(super) fn is_about_aliases(&self) -> bool {
        let text = self.message.as_str().unwrap_or_default();
        self.code() == Some("TOO_MANY_ALIASES_ERROR") || text.starts_with("Too many aliases")
    }

    /// The server's version does not know a field, an argument or a type. All else that is wrong with
    /// a query is the query's own fault.
    pub(crate) fn is_about_the_version(&self) -> bool {
        match self.code() {
            Some("undefinedField" | "undefinedType" | "argumentNotAccepted") => true,
            Some("variableRequiresValidType") => {
                // The type may also exist without being one that a variable can have.
                let message = self.message.as_str().unwrap_or_default();
                message.contains("isn't a defined input type")
            }
            _ => false,
        }
    }

    /// It follows from another mistake, and goes with it.
    pub(crate) fn follows_from_another(&self) -> bool {
        let code = self.code().unwrap_or_default();
        matches!(code, "variableNotUsed" | "variableNotDefined" | "useAndDefineFragment")
    }

    /// All that the server says of a query with a type that it does not know, where the caller may
    /// not read its schema: 0.30.5, 0.31.1 and 0.32 on graphql-ruby 2.4 and later look for the
    /// nearest name among all types, and stumble over those that are closed.
    pub(crate) fn is_introspection_disabled(&self) -> bool {
        self.code() == Some("INTROSPECTION_DISABLED_ERROR")
    }

    /// The server did not show a record because of who asks for it.
    pub(crate) fn is_about_access(&self) -> bool {
        matches!(self.code(), Some("UNAUTHORIZED_OBJECT_ERROR" | "NOT_FOUND_ERROR"))
    }

    /// The server shows no author where its own schema promises one, as of a comment whose author's
    /// account was deleted or blocked. Up to 0.31 it names the field, later the place.
    pub(crate) fn is_about_an_author(&self) -> bool {
        let text = self.message.as_str().unwrap_or_default();
        let is_named = AUTHORS.iter().any(|field| text.ends_with(&format!(".{field}")));
        let is_named = is_named && self.is_forbidden_null();
        let last = self.path.last().and_then(Value::as_str);
        let is_there = last.is_some_and(|step| AUTHORS.contains(&step));
        is_named || (self.is_about_access() && is_there)
    }

    /// The server found nothing, or nothing it may show, where its own schema promises something.
    pub(crate) fn is_forbidden_null(&self) -> bool {
        self.message.as_str().is_some_and(|text| text.starts_with("Cannot return null"))
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine::new(f);
        match &self.message {
            Value::String(text) => f.write_str(text),
            Value::Array(_) => {
                for (index, problem) in self.problems().iter().enumerate() {
                    let separator = if index > 0 { "; " } else { "" };
                    let attribute = problem.path.last().map_or("", String::as_str);
                    write!(f, "{separator}{attribute} {}", problem.message)?;
                }
                Ok(())
            }
            Value::Null => f.write_str("the server gives no details"),
            other => write!(f, "{other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: &Value) -> Vec<ServerError> {
        ServerError::all_in(body.to_string().as_bytes())
    }

    #[test]
    fn a_message_may_be_a_list_of_problems() {
        let said = read(&json!({"errors": [{
            "message": [
                {"path": ["attributes", "title"], "message": "cannot be blank"},
                {"path": ["attributes", "body"], "message": "is too short"},
            ],
            "path": ["createProposal"],
            "extensions": {"code": "ATTRIBUTE_VALIDATION_ERROR"},
        }], "data": {"createProposal": null}}));
        assert_eq!(said[0].problems()[0].path, ["attributes", "title"]);
        assert_eq!(said[0].to_string(), "title cannot be blank; body is too short");
        assert_eq!(said[0].kind(), ErrorKind::Rejected);
    }

    #[test]
    fn nulls_and_unknown_forms_do_not_hide_the_message() {
        let said = read(&json!({"errors": [
            {"message": "a", "locations": null, "path": null, "extensions": null, "new": 1},
            {"message": {"odd": true}},
            {},
        ]}));
        let shown: Vec<_> = said.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["a", r#"{"odd":true}"#, "the server gives no details"]);
    }

    #[test]
    fn errors_that_are_no_list_keep_their_words() {
        let shown = |body: Value| read(&body).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(shown(json!({"errors": {"message": "down"}})), ["down"]);
        assert_eq!(shown(json!({"errors": {"base": ["is shut"]}})), [r#"{"base":["is shut"]}"#]);
        assert_eq!(shown(json!({"errors": "down"})), ["down"]);
        assert!(
            shown(json!({"errors": {}})).is_empty() && shown(json!({"errors": null})).is_empty()
        );
    }

    #[test]
    fn a_mark_of_byte_order_is_no_part_of_the_body() {
        let body = b"\xEF\xBB\xBF{\"errors\": [{\"message\": \"a\"}]}";
        assert_eq!(ServerError::all_in(body)[0].to_string(), "a");
    }

    #[test]
    fn the_sign_in_filter_answers_in_its_own_form() {
        assert_eq!(read(&json!({"error": "Access denied"}))[0].to_string(), "Access denied");
        assert!(ServerError::all_in(b"<html>").is_empty());
    }

    #[test]
    fn codes_tell_the_kind() {
        let kind =
            |code: &str| read(&json!({"errors": [{"extensions": {"code": code}}]}))[0].kind();
        assert_eq!(kind("NOT_FOUND_ERROR"), ErrorKind::NotFound);
        assert_eq!(kind("UNAUTHORIZED_FIELD_ERROR"), ErrorKind::Forbidden);
        assert_eq!(kind("MUTATION_NOT_AUTHORIZED_ERROR"), ErrorKind::Forbidden);
        assert_eq!(kind("MUTATION_NOT_AUTHORIZED"), ErrorKind::Forbidden);
        assert_eq!(kind("VALIDATION_ERROR"), ErrorKind::Rejected);
        let null = json!({"errors": [{"message": "Cannot return null for non-nullable field Query.list"}]});
        assert_eq!(read(&null)[0].kind(), ErrorKind::Server);
    }
}
