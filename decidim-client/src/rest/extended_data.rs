//! Extra data that a program keeps with an organisation, a participant or another record.

use std::sync::Arc;

use civic_core::http::types::{Method, StatusCode};
use civic_core::http::{Call, Response};
use civic_core::{Error, ErrorKind, Extra};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::api_request::{ApiRequest, segment};
use super::auth::scope::Needs;
use super::id::Id;
use super::jobs::Job;
use super::required_release::Since;
use super::server_error::ServerError;
use super::session::{CallContext, Session};

/// The path of the whole.
const ROOT: &str = ".";

/// Extra data in JSON that a program keeps with an organisation, a participant or (unreleased: later than
/// 0.3.4) a component, space, proposal or meeting, and that no page of the
/// site shows. It is read and written by dotted paths such as `survey.answers`; `.` is all of it.
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
/// **What servers do with it.** A write merges: each key that is written replaces the same key at its
/// path, with everything below it. Then every key with a blank value is deleted, in all of the data: null,
/// the empty text, list and map, and also `false`. Write `"no"` instead of `false`. In lists only nulls
/// are deleted. To delete a key, write `""` to it from its parent.
#[derive(Clone, Debug)]
pub struct ExtendedData {
    session: Arc<Session>,
    path: String,
    /// The record that the path names.
    id: Option<Id>,
    /// From which release on it is there.
    since: Option<Since>,
    read: Needs,
    write: Needs,
}

/// What stands there after a write to extended data.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Stored {
    /// The value at the path now. `None` where the server deleted all of it.
    pub value: Option<Value>,
    /// Paths within what was written whose values the server deleted: null, blanks and `false` in maps,
    /// null in lists.
    pub deleted: Vec<String>,
}

impl ExtendedData {
    /// That of the participant whose the token is.
    pub(crate) fn own(session: &Arc<Session>, read: Needs, write: Needs) -> Self {
        let path = "me/extended_data".to_owned();
        Self { session: Arc::clone(session), path, id: None, since: None, read, write }
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
        Self { session: Arc::clone(session), path, id: Some(id.clone()), since: None, read, write }
    }

    /// Refuses to ask a site that is not known to have this.
    pub(crate) fn since(self, since: Since) -> Self {
        Self { since: Some(since), ..self }
    }

    fn request(&self, method: Method, needs: &Needs) -> ApiRequest {
        let request = ApiRequest::new(method, self.path.clone(), needs.clone());
        let request = request.since(self.since);
        self.id.iter().fold(request, ApiRequest::naming)
    }

    /// The value at this path. `None` where there is none.
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let answers: Option<Vec<String>> = ana.extended_data().get("survey.answers").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Decode`](ErrorKind::Decode) where it is something else than a `T`.
    pub fn get<T: DeserializeOwned>(&self, path: &str) -> Call<Option<T>> {
        let request = self.request(Method::GET, &self.read);
        let request = request.with(|it| it.query("object_path", path)).refused(odd_path(path));
        let is_root = path == ROOT;
        self.session.call(request, move |_, answer| async move {
            let response = match answer {
                // Releases up to 0.3.3 say so where nothing is; of a path that the API does not
                // have, it is not the API that says so.
                Err(error) if is_of_nothing(&error) => return Ok(None),
                answer => answer?,
            };
            // Later ones answer with an empty map, which cannot be stored.
            let nothing: Value = response.json_under("data")?;
            if !is_root && nothing.as_object().is_some_and(serde_json::Map::is_empty) {
                return Ok(None);
            }
            response.json_under("data").map(Some)
        })
    }

    /// Writes to this path, and returns the value that is there then.
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let stored = ana.extended_data().put("survey", &std::collections::BTreeMap::from([("done", "yes")])).await?;
    /// println!("{:?}; deleted: {:?}", stored.value, stored.deleted);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](ErrorKind::InvalidInput) for values that servers refuse or fail on: blank
    /// ones, and anything but a map at `.`.
    #[doc(alias = "set")]
    pub fn put(&self, path: &str, value: &(impl Serialize + ?Sized)) -> Call<Stored> {
        let unwritable =
            |error| Error::invalid_input("the data cannot be written as JSON").with_source(error);
        let (value, unwritable) = match serde_json::to_value(value) {
            Ok(value) => (value, None),
            Err(error) => (Value::Null, Some(unwritable(error))),
        };
        let mut deleted = Vec::new();
        let is_left = cleaned(&value, "", &mut deleted).is_some();
        let request = self
            .request(Method::PUT, &self.write)
            .json(&json!({"data": value, "object_path": path}))
            .inline()
            .refused(unwritable.or_else(|| odd_path(path)).or_else(|| odd_value(path, &value)));
        self.session.call(request, move |context, answer| {
            let deleted = deleted.clone();
            async move {
                let value = match answer {
                    // Later releases say "nothing" with an empty map.
                    Ok(answer) => stored(context, &answer).await?.filter(|value| !is_blank(value)),
                    // It looks again after cleaning up, and finds nothing: the write was done.
                    Err(error) if is_of_nothing(&error) && !is_left => None,
                    Err(error) if is_of_nothing(&error) => {
                        let why = "a part of the path may be a plain value, which has no keys";
                        return Err(error.with_hint(why));
                    }
                    Err(error) => return Err(error),
                };
                Ok(Stored { value, deleted })
            }
        })
    }
}

async fn stored(context: CallContext, response: &Response) -> Result<Option<Value>, Error> {
    if response.status() != StatusCode::ACCEPTED {
        return response.json_under("data").map(Some);
    }
    let job = Job::<Value>::accepted(&context.session, response)?;
    job.with_options(context.options).finished().await.map(Some)
}

/// A 404 about the path within the data.
fn is_of_nothing(error: &Error) -> bool {
    error.kind() == ErrorKind::NotFound
        && error.status() == Some(StatusCode::NOT_FOUND)
        && !ServerError::is_of_no_route(error)
}

fn odd_path(path: &str) -> Option<Error> {
    let odd = path != ROOT && path.split('.').any(|part| part.trim().is_empty());
    odd.then(|| {
        Error::invalid_input(format!(
            "{path:?} is not a valid path: write \"a.b\", or \".\" for all"
        ))
    })
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

/// The module's own part (`compact_blank_recursively`, in every release): it looks only into maps.
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
        // `compact_blank_recursively` of 0.2.3, 0.2.12, 0.3.4 and main goes only into hashes.
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
