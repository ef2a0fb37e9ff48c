//! Leaves in wire form.

use serde_json::{Value, json};

use crate::decidim::version::Version;
use crate::moment::format;

/// A stored value as the scalar of this name; null for what cannot be one.
pub(super) fn wire(scalar: &str, value: Value, version: Version) -> Value {
    match (scalar, value) {
        (_, Value::Null) => Value::Null,
        ("DateTime", Value::Number(moment)) => {
            let zone = if version < Version::V0_31 { "+00:00" } else { "Z" };
            moment.as_i64().map_or(Value::Null, |moment| {
                json!(format!("{}{zone}", format(moment, "%Y-%m-%dT%H:%M:%S")))
            })
        }
        ("Date", Value::Number(moment)) => {
            moment.as_i64().map_or(Value::Null, |moment| json!(format(moment, "%Y-%m-%d")))
        }
        ("ID" | "String", Value::Number(number)) => json!(number.to_string()),
        ("ID" | "String", Value::Bool(truth)) => json!(truth.to_string()),
        ("Float", Value::Number(number)) => number.as_f64().map_or(Value::Null, Into::into),
        (_, value) => value,
    }
}
