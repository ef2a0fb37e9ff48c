//! Columns and their types.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// Its name. No two columns of a table have the same.
    pub name: String,
    /// What its cells are.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Whether a cell may be empty.
    pub nullable: bool,
    /// What it means, from the documentation of the field.
    pub description: String,
    /// The first version of the platform that has it, where that is not every version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The last version of the platform that has it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Whether it holds texts in many languages.
    pub multilingual: bool,
}

/// A column of a site's own table.
#[derive(Clone, Debug)]
pub(super) struct OwnColumn {
    /// Its name in the table that is written.
    pub(super) name: String,
    /// Its name in the rows that are read.
    pub(super) key: String,
}

/// What the cells of a column are.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnType {
    /// A text.
    Text,
    /// True or false.
    Boolean,
    /// A whole number of 64 bits.
    Integer,
    /// A number of double precision.
    Number,
    /// A moment, in microseconds of UTC.
    Timestamp,
    /// A day.
    Date,
    /// Anything, as JSON.
    Json,
    /// Texts by language.
    Texts,
    /// A list of values of one type.
    List(Box<ColumnType>),
    /// A record within a list.
    Struct(Vec<StructField>),
}

/// A field of a [struct](ColumnType::Struct).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StructField {
    /// Its name.
    pub name: String,
    /// What it is; it may always be empty.
    #[serde(rename = "type")]
    pub kind: ColumnType,
}

impl ColumnType {
    /// The type's name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Timestamp => "timestamp",
            Self::Date => "date",
            Self::Json => "json",
            Self::Texts => "texts",
            Self::List(_) => "list",
            Self::Struct(_) => "struct",
        }
    }
}

/// A name, or `{"list": type}`, or `{"struct": [fields]}`.
impl Serialize for ColumnType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::List(item) => one(serializer, self.name(), item),
            Self::Struct(fields) => one(serializer, self.name(), fields),
            _ => serializer.serialize_str(self.name()),
        }
    }
}

fn one<S: Serializer>(
    serializer: S,
    name: &str,
    value: &impl Serialize,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(name, value)?;
    map.end()
}
