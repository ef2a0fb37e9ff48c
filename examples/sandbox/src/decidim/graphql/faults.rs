//! Faults that only make sense inside a GraphQL answer.

use serde_json::{Value, json};

use super::execute::Bend;
use crate::fault::{Fault, Malformation};
use crate::reply::Reply;

/// How a fault bends the pages of the answer.
pub(super) fn bend(fault: Option<&Fault>) -> Bend {
    match fault {
        Some(Fault::ClampPageSize(rows)) => Bend { page_size: Some(*rows), ..Bend::default() },
        Some(Fault::RepeatPage) => Bend { always_first: true, ..Bend::default() },
        Some(Fault::EmptyPage | Fault::EmptyList) => Bend { empty: true, ..Bend::default() },
        _ => Bend::default(),
    }
}

/// The reply after the fault.
pub(in crate::decidim) fn spoil(fault: &Fault, reply: Reply) -> Reply {
    match fault {
        Fault::EmptyPage | Fault::EmptyList | Fault::ClampPageSize(_) | Fault::RepeatPage => reply,
        Fault::MalformedRow { index, how } => reply.edited(|body| {
            if let Some(row) = body.get_mut("data").and_then(|data| row(data, *index)) {
                malform(row, *how);
            }
        }),
        Fault::WrongEnvelope => reply.edited(|body| {
            if let Some(body) = body.as_object_mut()
                && let Some(data) = body.remove("data")
            {
                body.insert("payload".to_owned(), data);
            }
        }),
        other => other.spoil(reply, None),
    }
}

/// A row of the first page in the data, whichever way it lists its rows.
fn row(data: &mut Value, index: usize) -> Option<&mut Value> {
    let fields = data.as_object_mut()?;
    let list = if fields.contains_key("edges") { "edges" } else { "nodes" };
    if fields.get(list).is_some_and(Value::is_array) {
        let row = fields.get_mut(list)?.get_mut(index)?;
        return if list == "edges" { row.get_mut("node") } else { Some(row) };
    }
    fields.values_mut().find_map(|value| row(value, index))
}

fn malform(row: &mut Value, how: Malformation) {
    if how == Malformation::Null {
        *row = Value::Null;
        return;
    }
    let Some(fields) = row.as_object_mut() else { return };
    if how == Malformation::MissingId {
        fields.remove("id");
        return;
    }
    let key = ["createdAt", "id"].into_iter().find(|key| fields.contains_key(*key));
    if let Some(key) = key {
        fields.insert(key.to_owned(), json!({"unexpected": true}));
    }
}
