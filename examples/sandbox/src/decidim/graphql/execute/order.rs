//! Orders and date filters.

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::Value;

use super::failure::{Failure, Stop};
use crate::decidim::snake_case::snake_case;
use crate::decidim::world::Record;
use crate::moment::parse_day;

/// Keys and whether they descend. Null members break the server.
fn keys(arguments: &Value) -> Result<Vec<(String, bool)>, Stop> {
    let Some(order) = arguments.get("order").and_then(Value::as_object) else {
        return Ok(Vec::new());
    };
    let mut keys = Vec::new();
    for (key, direction) in order {
        let Some(direction) = direction.as_str() else { return Err(Stop::Crash) };
        if key == "locale" {
            continue;
        }
        let key = snake_case(key);
        let descends = match direction.to_ascii_lowercase().as_str() {
            "asc" => false,
            "desc" => true,
            _ => {
                return Err(Failure::plain(format!(
                    "Invalid order value for :{key}, only ASC or DESC are valids (received \
                     \"{direction}\")"
                ))
                .into());
            }
        };
        keys.push((key, descends));
    }
    Ok(keys)
}

/// Sorts by what the arguments ask for; what is equal then, as `rest` says.
pub(super) fn sort(
    rows: &mut [Arc<Record>],
    arguments: &Value,
    rest: impl Fn(&Record) -> u64,
    value: impl Fn(&Record, &str) -> Value,
) -> Result<(), Stop> {
    let keys = keys(arguments)?;
    rows.sort_by(|left, right| {
        for (key, descends) in &keys {
            let order = compare(&value(left, key), &value(right, key));
            let order = if *descends { order.reverse() } else { order };
            if order != Ordering::Equal {
                return order;
            }
        }
        rest(left).cmp(&rest(right))
    });
    Ok(())
}

/// Nulls last, as the database puts them.
fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        (Value::Number(left), Value::Number(right)) => {
            left.as_f64().partial_cmp(&right.as_f64()).unwrap_or(Ordering::Equal)
        }
        (Value::String(left), Value::String(right)) => left.cmp(right),
        _ => left.to_string().cmp(&right.to_string()),
    }
}

/// Whether a moment lies within `..Before` and `..Since` of a filter. The day of `..Before` is
/// outside, that of `..Since` inside.
pub(super) fn is_within(filter: &Value, field: &str, moment: Option<i64>) -> Result<bool, Stop> {
    let bound = |side: &str| -> Result<Option<i64>, Stop> {
        let Some(day) = filter.get(format!("{field}{side}")) else { return Ok(None) };
        let day = day.as_str().and_then(parse_day);
        // The server names the wrong key for `..Since`.
        let wrong = || Failure::plain(format!("Invalid date format for {field}Before"));
        day.map(Some).ok_or_else(|| wrong().into())
    };
    let (before, since) = (bound("Before")?, bound("Since")?);
    Ok(before.is_none_or(|before| moment.is_some_and(|moment| moment < before))
        && since.is_none_or(|since| moment.is_some_and(|moment| moment >= since)))
}

/// The filter argument, if it is an object.
pub(super) fn filter(arguments: &Value) -> &Value {
    arguments.get("filter").unwrap_or(&Value::Null)
}
