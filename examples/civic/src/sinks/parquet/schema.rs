//! The declared columns as Arrow's types.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Fields, Schema, TimeUnit};

use crate::table::{Column, ColumnType, Table};

/// The schema of a table. The documentation of each column is in its metadata, under `description`.
pub(super) fn of(table: &Table) -> Schema {
    let fields: Vec<Field> = table.columns.iter().map(field).collect();
    let about = [("description".to_owned(), table.description.clone())];
    Schema::new(fields).with_metadata(HashMap::from(about))
}

fn field(column: &Column) -> Field {
    let mut about = HashMap::from([("description".to_owned(), column.description.clone())]);
    for (key, version) in [("since", &column.since), ("until", &column.until)] {
        if let Some(version) = version {
            about.insert(key.to_owned(), version.clone());
        }
    }
    Field::new(&column.name, data_type(&column.kind), column.nullable).with_metadata(about)
}

fn data_type(kind: &ColumnType) -> DataType {
    match kind {
        ColumnType::Text | ColumnType::Json => DataType::Utf8,
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Number => DataType::Float64,
        ColumnType::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        ColumnType::Date => DataType::Date32,
        ColumnType::Texts => DataType::Map(texts(), false),
        ColumnType::List(item) => {
            DataType::List(Arc::new(Field::new("element", data_type(item), true)))
        }
        ColumnType::Struct(fields) => DataType::Struct(
            fields
                .iter()
                .map(|field| Field::new(&field.name, data_type(&field.kind), true))
                .collect(),
        ),
    }
}

fn texts() -> FieldRef {
    let key = Field::new("key", DataType::Utf8, false);
    let value = Field::new("value", DataType::Utf8, true);
    let entry = DataType::Struct(Fields::from(vec![key, value]));
    Arc::new(Field::new("key_value", entry, false))
}
