//! JSON as the database of a site writes it, in which its filters look for a text.

use std::fmt;

use serde_json::Value;

/// An entry as the database writes it.
pub(super) fn entry(key: &str, value: &Value) -> String {
    format!("{}: {}", Value::from(key), Spaced(value))
}

/// JSON as `PostgreSQL` writes it: a blank behind each colon and comma, short keys first.
struct Spaced<'a>(&'a Value);

impl fmt::Display for Spaced<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Array(values) => {
                f.write_str("[")?;
                for (index, value) in values.iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    write!(f, "{comma}{}", Spaced(value))?;
                }
                f.write_str("]")
            }
            Value::Object(fields) => {
                f.write_str("{")?;
                // The database keeps keys by length, then by their bytes.
                let mut fields: Vec<_> = fields.iter().collect();
                fields.sort_by_key(|(name, _)| (name.len(), name.as_str()));
                for (index, (name, value)) in fields.into_iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    write!(f, "{comma}{}: {}", Value::from(name.as_str()), Spaced(value))?;
                }
                f.write_str("}")
            }
            other => write!(f, "{other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_entry_is_written_as_the_database_writes_it() {
        let value = json!({"is": "awe\"some", "and": 1, "in": [1, true]});
        let written = r#"{"in": [1, true], "is": "awe\"some", "and": 1}"#;
        assert_eq!(Spaced(&value).to_string(), written);
    }
}
