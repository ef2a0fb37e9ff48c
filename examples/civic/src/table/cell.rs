//! A cell: a value of a column's type, or nothing.

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use civic_core::multiloc::translations;
use serde_json::{Map, Value};

use super::column::{ColumnType, StructField};

/// A value of a column's type, or nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A text; JSON where the column holds JSON.
    Text(String),
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A moment. It has no more than six decimals of a second.
    Timestamp(Timestamp),
    /// A day.
    Date(Date),
    /// Texts by language.
    Texts(Vec<(String, String)>),
    /// The values of a list.
    List(Vec<Cell>),
    /// The fields of a record within a list, in the type's order.
    Struct(Vec<Cell>),
}

impl Cell {
    /// The cell of a value, and what of the value it does not hold.
    pub(super) fn take(kind: &ColumnType, value: Value) -> (Self, Option<Value>) {
        let whole = match (kind, &value) {
            (_, Value::Null) => Some(Self::Null),
            (ColumnType::Json, _) => Some(Self::Text(value.to_string())),
            (ColumnType::Boolean, Value::Bool(yes)) => Some(Self::Boolean(*yes)),
            (ColumnType::Integer, Value::Number(number)) => number.as_i64().map(Self::Integer),
            (ColumnType::Number, Value::Number(number)) => number.as_f64().map(Self::Number),
            (ColumnType::Timestamp, Value::String(text)) => moment(text).map(Self::Timestamp),
            (ColumnType::Date, Value::String(text)) => text.parse().ok().map(Self::Date),
            (ColumnType::Text, Value::Number(number)) => Some(Self::Text(number.to_string())),
            _ => None,
        };
        if let Some(cell) = whole {
            return (cell, None);
        }
        match (kind, value) {
            (ColumnType::Text, Value::String(text)) => (Self::Text(text), None),
            (ColumnType::Texts, value) => match texts(&value) {
                Some(texts) => (Self::Texts(by_language(&texts)), machine_texts(&texts)),
                None => (Self::Null, Some(value)),
            },
            (ColumnType::List(item), Value::Array(values)) => Self::take_list(item, values),
            (ColumnType::Struct(fields), Value::Object(members)) => {
                Self::take_struct(fields, members)
            }
            (_, value) => (Self::Null, Some(value)),
        }
    }

    /// The nearest value of a type to one that it does not hold: the microsecond before a moment, the largest
    /// whole number.
    pub(super) fn nearest(kind: &ColumnType, value: &Value) -> Option<Self> {
        match (kind, value) {
            (ColumnType::Timestamp, Value::String(text)) => {
                let moment: Timestamp = text.parse().ok()?;
                Timestamp::from_microsecond(moment.as_microsecond()).ok().map(Self::Timestamp)
            }
            (ColumnType::Integer, Value::Number(number)) => {
                number.as_u64().map(|_| Self::Integer(i64::MAX))
            }
            _ => None,
        }
    }

    fn take_list(item: &ColumnType, values: Vec<Value>) -> (Self, Option<Value>) {
        let (cells, rest): (Vec<_>, Vec<_>) =
            values.into_iter().map(|value| Self::take(item, value)).unzip();
        let is_whole = rest.iter().all(Option::is_none);
        let rest = || rest.into_iter().map(Option::unwrap_or_default).collect();
        (Self::List(cells), (!is_whole).then(|| Value::Array(rest())))
    }

    fn take_struct(fields: &[StructField], members: Map<String, Value>) -> (Self, Option<Value>) {
        let mut rest = members;
        let take = |field: &StructField| {
            let (cell, left) =
                Self::take(&field.kind, rest.remove(&field.name).unwrap_or_default());
            if let Some(left) = left {
                rest.insert(field.name.clone(), left);
            }
            cell
        };
        let cells = fields.iter().map(take).collect();
        (Self::Struct(cells), (!rest.is_empty()).then_some(Value::Object(rest)))
    }

    /// The cell as JSON: what lists and maps are in formats that have neither.
    pub fn to_json(&self, kind: &ColumnType) -> Value {
        match (self, kind) {
            (Self::Null, _) => Value::Null,
            (Self::Text(text), ColumnType::Json) => {
                serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.as_str()))
            }
            (Self::Text(text), _) => Value::from(text.as_str()),
            (Self::Boolean(yes), _) => Value::from(*yes),
            (Self::Integer(number), _) => Value::from(*number),
            (Self::Number(number), _) => Value::from(*number),
            (Self::Timestamp(moment), _) => Value::from(moment.to_string()),
            (Self::Date(day), _) => Value::from(day.to_string()),
            (Self::Texts(texts), _) => Value::Object(
                texts.iter().map(|(tag, text)| (tag.clone(), Value::from(text.as_str()))).collect(),
            ),
            (Self::List(cells), ColumnType::List(item)) => {
                cells.iter().map(|cell| cell.to_json(item)).collect()
            }
            (Self::Struct(cells), ColumnType::Struct(fields)) => Value::Object(
                fields
                    .iter()
                    .zip(cells)
                    .map(|(field, cell)| (field.name.clone(), cell.to_json(&field.kind)))
                    .collect(),
            ),
            // No other pairs come from `take`.
            (Self::List(cells) | Self::Struct(cells), kind) => {
                cells.iter().map(|cell| cell.to_json(kind)).collect()
            }
        }
    }
}

/// A moment of whole microseconds. One of more decimals would not be the same.
fn moment(text: &str) -> Option<Timestamp> {
    let moment: Timestamp = text.parse().ok()?;
    (moment.subsec_nanosecond() % 1000 == 0).then_some(moment)
}

/// A text in many languages, in either of the forms that records write.
pub(super) fn texts(value: &Value) -> Option<Multiloc> {
    match value {
        Value::Object(members) => match (members.len(), members.get("translations")) {
            (1, Some(list)) => translations::deserialize(list).ok(),
            _ => serde_json::from_value(value.clone()).ok(),
        },
        Value::Array(_) => translations::deserialize(value).ok(),
        _ => None,
    }
}

/// The text of each language: a person's before a machine's.
fn by_language(texts: &Multiloc) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for tag in texts.iter().map(|text| &text.tag) {
        if let Some(text) = texts.get(tag).filter(|_| found.iter().all(|(known, _)| known != tag)) {
            found.push((tag.clone(), text.to_owned()));
        }
    }
    found
}

/// What the texts by language do not tell: which a machine wrote, and what is not text.
pub(super) fn machine_texts(texts: &Multiloc) -> Option<Value> {
    let by_machine: Map<String, Value> = texts
        .iter()
        .filter(|text| text.machine_translated)
        .map(|text| (text.tag.clone(), Value::from(text.text.clone())))
        .collect();
    let mut rest = texts.others().cloned().unwrap_or_default();
    if !by_machine.is_empty() {
        rest.entry("machine_translations").or_insert(Value::Object(by_machine));
    }
    (!rest.is_empty()).then_some(Value::Object(rest))
}
