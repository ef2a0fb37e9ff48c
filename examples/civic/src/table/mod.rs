//! Declared tables: the columns of a list, made from its record's schema before any row is read.
//!
//! The same list always has the same columns with the same types, whatever the server holds and whichever
//! version it runs. What a row has besides them goes into the last column, `extra`, as JSON. Only the open-data
//! tables of a site may have further columns of their own, before it.
//!
//! | of the record | in the table |
//! |---|---|
//! | a field of a nested record | a column of its own: `author_name` |
//! | HTML | the column and `…_text`, its words |
//! | a text in many languages | as [`Languages`] says: a map, a column for each, or one for a reader |
//! | a place | `…_latitude` and `…_longitude` |
//! | a day or a moment, in the server's own words | those words, `…_utc`, `…_date` |
//! | a list | a list; of records, a list of structs |

mod cell;
mod column;
mod declared;
mod field;
mod languages;
mod own;
mod shown;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

pub use self::cell::Cell;
use self::column::OwnColumn;
pub use self::column::{Column, ColumnType, StructField};
use self::field::Field;
pub use self::languages::{EachLanguage, Languages};

/// The last column of every table: what a row has besides the declared columns, as JSON.
pub const EXTRA: &str = "extra";

/// The column that tables in SQLite have besides: it ties a record to the lists within it.
pub(crate) const ROW: &str = "_row";

/// The declared table of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// The list's name, such as `govocal/ideas`.
    pub name: String,
    /// What a row is.
    pub description: String,
    /// The columns, in order.
    pub columns: Vec<Column>,
    #[serde(skip)]
    fields: Vec<Field>,
    #[serde(skip)]
    objects: Vec<Vec<String>>,
    #[serde(skip)]
    languages: Languages,
    /// Whether the record keeps what it does not know in a field `extra` of its own.
    #[serde(skip)]
    has_own_extra: bool,
    #[serde(skip)]
    own: Vec<OwnColumn>,
    #[serde(skip)]
    record_schema: Arc<Value>,
}

impl Table {
    /// The table of the records of a list, with its texts in these languages.
    pub fn of<T: JsonSchema>(name: impl Into<String>, languages: Languages) -> Self {
        declared::table(name.into(), declared::schema::<T>(), languages)
    }

    /// A table of only these columns, for rows that are made here and come from no record.
    pub(crate) fn made_here(name: String, description: String, columns: Vec<Column>) -> Self {
        Self {
            name,
            description,
            columns,
            fields: Vec::new(),
            objects: Vec::new(),
            languages: Languages::All,
            has_own_extra: false,
            own: Vec::new(),
            record_schema: Arc::default(),
        }
    }

    /// The cells of a row, one for each column. What no column takes is in `extra`.
    ///
    /// A column that may not be empty has the nearest value that it can hold, and `extra` the whole one.
    ///
    /// ```
    /// use civic_cli::table::{Cell, Languages, Table};
    /// use serde_json::json;
    ///
    /// #[derive(schemars::JsonSchema)]
    /// struct Idea {
    ///     /// How many people like it.
    ///     likes: i64,
    /// }
    /// # #[allow(dead_code)]
    /// # fn used(idea: Idea) -> i64 { idea.likes }
    ///
    /// let table = Table::of::<Idea>("ideas", Languages::All);
    /// let row = json!({"likes": 3, "new": true});
    /// let cells = table.cells(row.as_object().cloned().unwrap_or_default());
    /// assert_eq!(cells, [Cell::Integer(3), Cell::Text(r#"{"new":true}"#.into())]);
    /// ```
    pub fn cells(&self, row: Map<String, Value>) -> Vec<Cell> {
        self.cells_in(row, &self.languages)
    }

    /// The same in other languages, which have the same columns.
    pub(crate) fn cells_in(&self, row: Map<String, Value>, languages: &Languages) -> Vec<Cell> {
        let mut rest = row;
        let mut cells = Vec::with_capacity(self.columns.len());
        for field in &self.fields {
            field.take(&mut rest, languages, &mut cells);
        }
        for field in &self.fields {
            field.fill(&rest, &self.columns, &mut cells);
        }
        for path in &self.objects {
            field::drop_if_empty(&mut rest, path);
        }
        if self.has_own_extra
            && let Some(Value::Object(own)) = rest.remove(EXTRA)
        {
            for (name, value) in own {
                rest.entry(name).or_insert(value);
            }
        }
        let extra = (!rest.is_empty()).then(|| Cell::Text(Value::Object(rest).to_string()));
        cells.push(extra.unwrap_or(Cell::Null));
        cells
    }

    /// Which of the languages that were asked for no row so far has a text in, in words; else `None`.
    pub(crate) fn without_text(&self) -> Option<String> {
        self.languages.without_text()
    }

    /// The JSON Schema of the records themselves.
    pub fn record_schema(&self) -> &Value {
        &self.record_schema
    }

    /// The columns with the latitude and the longitude of a place, where rows have one.
    pub fn place(&self) -> Option<(usize, usize)> {
        let latitude = self.fields.iter().find_map(Field::latitude)?;
        Some((latitude, latitude + 1))
    }
}
