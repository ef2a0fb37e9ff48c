//! Data of any shape on an organization or a participant, read and written by path.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::failure::{Answer, Failure};
use super::filter::Column;
use super::params::{is_blank, text_of};
use super::users::database_text;
use super::version::RestVersion;
use crate::decidim::world::{Kind, Record};
use crate::reply::Reply;

const FIELD: &str = "extended_data";
const ROOT: &str = ".";

pub(super) fn show(call: &Call<'_>, kind: Kind, id: u64) -> Answer {
    let path = call.params.filled("object_path");
    let path = path.ok_or(Failure::MissingParameter("object_path"))?;
    answer(call, kind, id, path)
}

pub(super) fn set(call: &mut Call<'_>, kind: Kind, id: u64) -> Answer {
    let data = call.body.get("data").cloned().unwrap_or(Value::Null);
    // Rails takes nulls out of lists, and lets a false pass where it requires a value.
    let data = without_nulls(data);
    if is_blank(&data) && data != Value::Bool(false) {
        return Err(Failure::MissingParameter("data"));
    }
    let path = text_of(call.body.get("object_path"));
    let path = path.ok_or(Failure::MissingParameter("object_path"))?;
    let record = call.world.get(kind, id).ok_or(Failure::RecordNotFound)?;
    let mut all = match record.get(FIELD) {
        Value::Object(all) => Value::Object(all.clone()),
        _ => json!({}),
    };
    write(&mut all, &path, data)?;
    let all = Value::Object(compact(&all));
    let now = call.now;
    call.world.change(kind, id, |record| {
        record.fields.insert(FIELD.to_owned(), all);
        record.updated_at = now;
    });
    answer(call, kind, id, &path)
}

/// The column that a filter looks in. No release has it but for participants.
pub(super) fn column(call: &Call<'_>, record: &Record) -> Option<Column> {
    let text = || database_text(record.get(FIELD));
    (call.version() >= RestVersion::Unreleased).then(|| Column::One(Some(text())))
}

fn answer(call: &Call<'_>, kind: Kind, id: u64, path: &str) -> Answer {
    let record = call.world.get(kind, id).ok_or(Failure::RecordNotFound)?;
    let found = steps(path).try_fold(record.get(FIELD), |value, step| value.get(step));
    match found {
        Some(value) => Ok(Reply::json(StatusCode::OK, &json!({"data": value}))),
        None if call.version().is_asynchronous() => {
            Ok(Reply::json(StatusCode::OK, &json!({"data": {}})))
        }
        None => Err(Failure::ResourceNotFound),
    }
}

/// The names along a path; none for the root.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split('.').filter(|step| !step.is_empty() && *step != ROOT)
}

/// Lays data over what is at the path: names of an object are replaced one by one, whatever they
/// held.
fn write(all: &mut Value, path: &str, data: Value) -> Result<(), Failure> {
    let mut at = all;
    let mut steps = steps(path).peekable();
    while let Some(step) = steps.next() {
        let Value::Object(members) = at else {
            // A text or a number has no inside: that is looked at on the way, but nobody does
            // before the last step.
            let is_last = steps.peek().is_none();
            return Err(if is_last { Failure::ServerError } else { Failure::ResourceNotFound });
        };
        at = members.entry(step).or_insert_with(|| Value::Object(Map::new()));
    }
    match (at, data) {
        (Value::Object(old), Value::Object(new)) => old.extend(new),
        // Nobody catches the merge of an object with something else.
        (Value::Object(old), _) if !old.is_empty() || path == ROOT => {
            return Err(Failure::ServerError);
        }
        (at, data) => *at = data,
    }
    Ok(())
}

/// `compact_blank_recursively`: members that say nothing are left out, false among them. It goes
/// only into objects: what is in a list stays.
fn compact(all: &Value) -> Map<String, Value> {
    let mut left = Map::new();
    for (name, value) in all.as_object().into_iter().flatten() {
        let value = if value.is_object() { Value::Object(compact(value)) } else { value.clone() };
        if !is_blank(&value) {
            left.insert(name.clone(), value);
        }
    }
    left
}

/// What Rails makes of the parameters of a request (`deep_munge`): no list has a null.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members.into_iter().map(|(name, value)| (name, without_nulls(value))).collect(),
        ),
        Value::Array(items) => {
            let items = items.into_iter().filter(|item| !item.is_null());
            Value::Array(items.map(without_nulls).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{compact, without_nulls, write};
    use crate::decidim::rest::failure::Failure;
    use serde_json::json;

    #[test]
    fn merging_is_shallow_and_makes_what_is_missing_on_the_way() {
        let mut all = json!({"a": {"b": 1, "c": 2}, "d": 3});
        write(&mut all, ".", json!({"a": {"e": 4}})).unwrap();
        assert_eq!(all, json!({"a": {"e": 4}, "d": 3}));
        write(&mut all, "a", json!({"f": {"g": 1}})).unwrap();
        write(&mut all, "x.y", json!([1])).unwrap();
        assert_eq!(all, json!({"a": {"e": 4, "f": {"g": 1}}, "d": 3, "x": {"y": [1]}}));
    }

    #[test]
    fn a_scalar_is_no_object_and_an_object_no_scalar() {
        let mut all = json!({"a": {"b": 1}, "d": 3});
        assert!(matches!(write(&mut all, "d.e", json!(1)), Err(Failure::ServerError)));
        assert!(matches!(write(&mut all, "d.e.f", json!(1)), Err(Failure::ResourceNotFound)));
        assert!(matches!(write(&mut all, "a", json!(1)), Err(Failure::ServerError)));
        assert!(matches!(write(&mut all, ".", json!("x")), Err(Failure::ServerError)));
        assert_eq!(all, json!({"a": {"b": 1}, "d": 3}));
    }

    #[test]
    fn blanks_and_false_vanish_from_objects_and_stay_in_lists() {
        let all = json!({"a": "", "b": [false, 1, {}, ""], "c": {"d": {"e": false}}, "f": 0});
        assert_eq!(json!(compact(&all)), json!({"b": [false, 1, {}, ""], "f": 0}));
        assert!(compact(&json!({"a": {"b": []}})).is_empty());
        assert_eq!(without_nulls(json!({"a": [null, {"b": [null]}]})), json!({"a": [{"b": []}]}));
    }
}
