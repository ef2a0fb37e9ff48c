//! Data of one's own that hangs on an organisation or on a participant.

use std::sync::Arc;

use civic_core::http::Response;
use civic_core::http::types::{Method, StatusCode};
use civic_core::{Error, ErrorKind, Extra};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::call::{Call, segment};
use super::id::Id;
use super::scope::Needs;
use super::server_error::ServerError;
use super::session::Session;
use super::write::Submitted;

/// The path of the whole.
const ROOT: &str = ".";

/// Data of one's own, in JSON, that no page of the site shows; read and written by dotted paths
/// such as `survey.answers`, of which `.` is the whole.
///
/// ```no_run
/// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
/// let data = ana.extended_data();
/// data.put("survey", &[("colour", "green")].into_iter().collect::<std::collections::BTreeMap<_, _>>()).await?;
/// let colour: Option<String> = data.get("survey.colour").await?;
/// # Ok(())
/// # }
/// ```
///
/// **What servers do with it.** A write merges: at its path, each key of what is written replaces
/// that key, with all that is below it. Then every key that says nothing is deleted, in the whole
/// of the data: null, the empty text, list and map, and also `false`. Write `"no"` where you mean
/// it. What stands in a list stays, but for nulls. To delete a key, write `""` to it from its
/// parent.
#[derive(Clone, Debug)]
pub struct ExtendedData {
    session: Arc<Session>,
    path: String,
    /// The record that the path names.
    id: Option<Id>,
    read: Needs,
    write: Needs,
}

/// What a write to extended data left there.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Stored {
    /// What now stands at the path. `None` where nothing was left of it.
    pub value: Option<Value>,
    /// Paths within what was written whose values say nothing to the server, which therefore
    /// deleted them: null, blanks and `false` in maps, null in lists.
    pub deleted: Vec<String>,
}

impl ExtendedData {
    /// That of the participant whose the token is.
    pub(crate) fn own(session: &Arc<Session>, read: Needs, write: Needs) -> Self {
        let path = "me/extended_data".to_owned();
        Self { session: Arc::clone(session), path, id: None, read, write }
    }

    /// That of a record.
    pub(crate) fn of(
        session: &Arc<Session>,
        collection: &str,
        id: &Id,
        read: Needs,
        write: Needs,
    ) -> Self {
        let path = format!("{collection}/{}/extended_data", segment(id.as_str()));
        Self { session: Arc::clone(session), path, id: Some(id.clone()), read, write }
    }

    fn call(&self, method: Method, needs: &Needs) -> Call {
        let call = Call::new(method, self.path.clone(), needs.clone());
        self.id.iter().fold(call, Call::naming)
    }

    /// What stands at this path; `None` where nothing does.
    ///
    /// # Errors
    /// [`Decode`](ErrorKind::Decode) where it is something else than a `T`.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<Option<T>, Error> {
        let call =
            self.call(Method::GET, &self.read).query("object_path", path).refused(odd_path(path));
        let response = match self.session.send(call).await {
            // Releases up to 0.3.3 say so where nothing is; of a path that the API does not have,
            // it is not the API that says so.
            Err(error) if is_of_nothing(&error) => return Ok(None),
            result => result?,
        };
        // Later ones answer with an empty map, which cannot be stored.
        let nothing: Value = response.json_under("data")?;
        if path != ROOT && nothing.as_object().is_some_and(serde_json::Map::is_empty) {
            return Ok(None);
        }
        response.json_under("data").map(Some)
    }

    /// Writes to this path, and returns what the server left there.
    ///
    /// # Errors
    /// [`InvalidInput`](ErrorKind::InvalidInput) for values that servers refuse or fail on: blank
    /// ones, and anything but a map at `.`.
    pub async fn put(
        &self,
        path: &str,
        value: &(impl Serialize + ?Sized),
    ) -> Result<Stored, Error> {
        let value = serde_json::to_value(value).map_err(|error| {
            Error::invalid_input("the data cannot be written as JSON").with_source(error)
        })?;
        let mut deleted = Vec::new();
        let left = cleaned(&value, "", &mut deleted);
        let body = json!({"data": value, "object_path": path});
        let call = self
            .call(Method::PUT, &self.write)
            .json(&body)
            .inline()
            .refused(odd_path(path).or_else(|| odd_value(path, &value)));
        match self.session.send(call).await {
            Ok(response) => {
                // Later releases say "nothing" with an empty map.
                let value = self.stored(&response).await?.filter(|value| !is_blank(value));
                Ok(Stored { value, deleted })
            }
            // It looks again after cleaning up, and finds nothing: the write was done.
            Err(error) if is_of_nothing(&error) && left.is_none() => {
                Ok(Stored { value: None, deleted })
            }
            Err(error) if is_of_nothing(&error) => {
                Err(error.with_hint("a part of the path may be a plain value, which has no keys"))
            }
            Err(error) => Err(error),
        }
    }

    async fn stored(&self, response: &Response) -> Result<Option<Value>, Error> {
        if response.status() != StatusCode::ACCEPTED {
            return response.json_under("data").map(Some);
        }
        let job = super::job::Job::<Value>::accepted(&self.session, response)?;
        Submitted::Queued(job).finished().await.map(Some)
    }
}

/// A 404 about the path within the data.
fn is_of_nothing(error: &Error) -> bool {
    error.kind() == ErrorKind::NotFound
        && error.status() == Some(StatusCode::NOT_FOUND)
        && !ServerError::is_of_no_route(error)
}

fn odd_path(path: &str) -> Option<Error> {
    let odd = path != ROOT && path.split('.').any(|part| part.trim().is_empty());
    odd.then(|| Error::invalid_input(format!("{path:?} is no path: say \"a.b\", or \".\" for all")))
}

fn odd_value(path: &str, value: &Value) -> Option<Error> {
    if path == ROOT && !value.is_object() {
        return Some(Error::invalid_input("the whole of the data is a map"));
    }
    // Rails lets a `false` pass where it requires a value.
    (is_blank(value) && *value != Value::Bool(false)).then(|| {
        Error::invalid_input(
            "servers refuse blank data: to delete a key, write \"\" to it from its parent",
        )
    })
}

/// What Rails calls blank; `false` among it.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.iter().all(Value::is_null),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

/// The value as the server cleans it up; `None` where nothing is left. Notes what goes.
fn cleaned(value: &Value, path: &str, deleted: &mut Vec<String>) -> Option<Value> {
    let left = compacted(&without_nulls(value, path, deleted), path, deleted);
    // Of a map that became empty its entries are named already.
    if left.is_none() && is_blank(value) {
        deleted.push(path.to_owned());
    }
    left
}

/// The module's own part (`compact_blank_recursively`, in every release): it looks into maps alone.
fn compacted(value: &Value, path: &str, deleted: &mut Vec<String>) -> Option<Value> {
    let Value::Object(fields) = value else {
        return Some(value.clone()).filter(|value| !is_blank(value));
    };
    let mut left = Extra::new();
    for (name, value) in fields {
        let path = below(path, name);
        match compacted(value, &path, deleted) {
            Some(value) => drop(left.insert(name.clone(), value)),
            None if is_blank(value) => deleted.push(path),
            None => {}
        }
    }
    (!left.is_empty()).then_some(Value::Object(left))
}

/// The part of Rails before it, whose parameters have no null in a list.
fn without_nulls(value: &Value, path: &str, deleted: &mut Vec<String>) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter();
            let fields = fields.map(|(name, value)| {
                (name.clone(), without_nulls(value, &below(path, name), deleted))
            });
            Value::Object(fields.collect())
        }
        Value::Array(values) => {
            let mut left = Vec::with_capacity(values.len());
            for (index, value) in values.iter().enumerate() {
                let path = format!("{path}[{index}]");
                if value.is_null() {
                    deleted.push(path);
                } else {
                    left.push(without_nulls(value, &path, deleted));
                }
            }
            Value::Array(left)
        }
        other => other.clone(),
    }
}

fn below(path: &str, name: &str) -> String {
    let dot = if path.is_empty() { "" } else { "." };
    format!("{path}{dot}{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_deletes_is_named() {
        let value = json!({"a": false, "b": {"c": "", "d": 0}, "e": [null, 1], "f": {"g": []}});
        let mut deleted = Vec::new();
        let left = cleaned(&value, "", &mut deleted).unwrap();
        assert_eq!(left, json!({"b": {"d": 0}, "e": [1]}));
        deleted.sort();
        assert_eq!(deleted, ["a", "b.c", "e[0]", "f.g"]);
        assert_eq!(cleaned(&json!({"a": ""}), "", &mut deleted), None);
    }

    #[test]
    fn lists_are_not_cleaned_up() {
        // `compact_blank_recursively` of 0.2.3, 0.2.12, 0.3.4 and main goes into hashes alone.
        let value = json!({"list": [false, "", {}, {"a": false, "b": ""}, [""]]});
        let mut deleted = Vec::new();
        assert_eq!(cleaned(&value, "", &mut deleted), Some(value.clone()));
        assert!(deleted.is_empty(), "{deleted:?}");
        // Nulls do not reach it: Rails takes them out of lists (`deep_munge`).
        assert_eq!(cleaned(&json!({"list": [null]}), "", &mut deleted), None);
        assert_eq!(deleted, ["list[0]", "list"]);
    }

    #[test]
    fn odd_paths_and_values_are_refused() {
        for path in ["", "a.", "a..b", " "] {
            assert!(odd_path(path).is_some(), "{path:?}");
        }
        assert!(odd_path(".").is_none() && odd_path("a.b").is_none());
        assert!(odd_value(".", &json!(1)).is_some());
        for value in [json!({}), json!(""), json!(null), json!([]), json!([null])] {
            assert!(odd_value("a", &value).is_some(), "{value}");
        }
        assert!(odd_value("a", &json!(1)).is_none());
        assert!(odd_value("a", &json!({"b": ""})).is_none());
    }
}
