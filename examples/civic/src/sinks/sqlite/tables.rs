//! The tables of a list, and the rows in them.

use rusqlite::types::{ToSqlOutput, Value as SqlValue};
use rusqlite::{Connection, OptionalExtension, ToSql, params_from_iter};

use crate::table::{Cell, ColumnType, ROW, Table};

/// The column with the place of an entry within its list, from 0.
const POSITION: &str = "_position";

/// The name of a list's table: `govocal_ideas` for `govocal/ideas`.
fn table_name(list: &str) -> String {
    list.replace(['/', '-'], "_")
}

/// A name as SQL quotes it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The statements that create the tables of a list. In them `_row` ties the lists within a record to it.
pub fn statements(table: &Table) -> Vec<String> {
    let mut columns = vec![format!("{ROW} INTEGER PRIMARY KEY")];
    let mut statements = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        if let ColumnType::List(item) = &column.kind {
            statements.push(list_statement(table, index, item));
        } else {
            let needed = if column.nullable { "" } else { " NOT NULL" };
            columns.push(format!("{} {}{needed}", quoted(&column.name), sql_type(&column.kind)));
        }
    }
    statements.insert(0, created(&table_name(&table.name), &columns));
    statements
}

fn created(name: &str, columns: &[String]) -> String {
    format!("CREATE TABLE IF NOT EXISTS {} (\n  {}\n) STRICT", quoted(name), columns.join(",\n  "))
}

fn list_statement(table: &Table, column: usize, item: &ColumnType) -> String {
    let mut columns = vec![
        format!("{ROW} INTEGER NOT NULL REFERENCES {} ({ROW})", quoted(&table_name(&table.name))),
        format!("{POSITION} INTEGER NOT NULL").to_owned(),
    ];
    let values = item_columns(item);
    columns
        .extend(values.iter().map(|(name, kind)| format!("{} {}", quoted(name), sql_type(kind))));
    columns.push(format!("PRIMARY KEY ({ROW}, {POSITION})"));
    created(&list_name(table, column), &columns)
}

/// The name of the table of a list within the records.
fn list_name(table: &Table, column: usize) -> String {
    let column = table.columns.get(column).map_or("", |column| column.name.as_str());
    format!("{}__{column}", table_name(&table.name))
}

/// The columns of the entries of a list: the fields of a record, else `value`.
fn item_columns(item: &ColumnType) -> Vec<(String, ColumnType)> {
    match item {
        ColumnType::Struct(fields) => {
            fields.iter().map(|field| (field.name.clone(), field.kind.clone())).collect()
        }
        kind => vec![("value".to_owned(), kind.clone())],
    }
}

fn sql_type(kind: &ColumnType) -> &'static str {
    match kind {
        ColumnType::Boolean | ColumnType::Integer => "INTEGER",
        ColumnType::Number => "REAL",
        _ => "TEXT",
    }
}

/// Drops the tables of a list: those that this version declares and those of an earlier one.
pub(crate) fn drop_tables(database: &Connection, table: &Table) -> rusqlite::Result<()> {
    for (name, _) in found(database, table)?.into_iter().filter(|(_, is_own)| *is_own) {
        database.execute_batch(&format!("DROP TABLE {}", quoted(&name)))?;
    }
    Ok(())
}

/// A table that has a name of the list's tables, and that somebody else has made.
pub(crate) fn foreign(database: &Connection, table: &Table) -> rusqlite::Result<Option<String>> {
    let names = names(table);
    let others = found(database, table)?.into_iter().filter(|(_, is_own)| !is_own);
    Ok(others.map(|(name, _)| name).find(|name| names.contains(name)))
}

/// Whether the database keeps a copy of the list, as `civic sync` makes it.
pub(crate) fn is_copy(database: &Connection, table: &Table) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_sync_state'";
    let sql_list = "SELECT 1 FROM _sync_state WHERE list = ?1";
    Ok(database.prepare(sql)?.exists([])? && database.prepare(sql_list)?.exists([&table.name])?)
}

/// The tables that have names such as the list's, and whether they are its own: lists within the records
/// first. `_row` tells them from what others keep beside them.
fn found(database: &Connection, table: &Table) -> rusqlite::Result<Vec<(String, bool)>> {
    let main = table_name(&table.name);
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND \
               (name = ?1 OR substr(name, 1, length(?1) + 2) = ?1 || '__') ORDER BY name DESC";
    let within = format!("{ROW} INTEGER NOT NULL REFERENCES {} ({ROW})", quoted(&main));
    let of_list = format!("{ROW} INTEGER PRIMARY KEY");
    let is_own = |(name, sql): (String, String)| {
        let is_own = sql.contains(if name == main { &of_list } else { &within });
        (name, is_own)
    };
    let mut statement = database.prepare(sql)?;
    let found = statement.query_map([&main], |row| Ok((row.get(0)?, row.get(1)?)))?;
    found.map(|found| found.map(is_own)).collect()
}

/// The names of the list's tables, in the order of their [`statements`].
fn names(table: &Table) -> Vec<String> {
    let columns = table.columns.iter().enumerate();
    let lists = columns.filter(|(_, column)| matches!(column.kind, ColumnType::List(_)));
    let names = lists.map(|(index, _)| list_name(table, index));
    [table_name(&table.name)].into_iter().chain(names).collect()
}

/// Inserts and deletes the rows of a list's tables.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    main: String,
    /// The kinds of the columns; a list's is here too.
    kinds: Vec<ColumnType>,
    /// For each list within the records: its column, its table's name and its insertion.
    lists: Vec<(usize, String, String)>,
    insert: String,
}

impl Rows {
    pub(crate) fn of(table: &Table) -> Self {
        let is_list = |kind: &ColumnType| matches!(kind, ColumnType::List(_));
        let names: Vec<String> = table
            .columns
            .iter()
            .filter(|column| !is_list(&column.kind))
            .map(|column| quoted(&column.name))
            .collect();
        let main = table_name(&table.name);
        let insert = insertion(&main, &names);
        let list = |(index, column): (usize, &crate::table::Column)| {
            let ColumnType::List(item) = &column.kind else { return None };
            let name = list_name(table, index);
            let mut columns = vec![ROW.to_owned(), POSITION.to_owned()];
            columns.extend(item_columns(item).iter().map(|(name, _)| quoted(name)));
            let insert = insertion(&name, &columns);
            Some((index, name, insert))
        };
        let lists = table.columns.iter().enumerate().filter_map(list).collect();
        let kinds = table.columns.iter().map(|column| column.kind.clone()).collect();
        Self { main, kinds, lists, insert }
    }

    /// Inserts a row. The number that it has got.
    pub(crate) fn insert(&self, database: &Connection, cells: &[Cell]) -> rusqlite::Result<i64> {
        let values =
            cells.iter().zip(&self.kinds).filter(|(_, kind)| !matches!(kind, ColumnType::List(_)));
        let values = values.map(|(cell, kind)| Bound { cell, kind });
        database.prepare_cached(&self.insert)?.execute(params_from_iter(values))?;
        let row = database.last_insert_rowid();
        for (column, _, insert) in &self.lists {
            let (Some(Cell::List(items)), Some(ColumnType::List(item))) =
                (cells.get(*column), self.kinds.get(*column))
            else {
                continue;
            };
            let mut insert = database.prepare_cached(insert)?;
            let kinds = item_columns(item);
            for (position, entry) in (0_i64..).zip(items) {
                let members = match entry {
                    Cell::Struct(members) => members.as_slice(),
                    Cell::Null => &[],
                    single => std::slice::from_ref(single),
                };
                let mut values: Vec<Box<dyn ToSql + '_>> = vec![Box::new(row), Box::new(position)];
                for (index, (_, kind)) in kinds.iter().enumerate() {
                    let cell = members.get(index).unwrap_or(&Cell::Null);
                    values.push(Box::new(Bound { cell, kind }));
                }
                insert.execute(params_from_iter(values))?;
            }
        }
        Ok(row)
    }

    /// Deletes the row of this number.
    pub(crate) fn delete(&self, database: &Connection, row: i64) -> rusqlite::Result<()> {
        let names = self.lists.iter().map(|(_, name, _)| name).chain([&self.main]);
        for name in names {
            let sql = format!("DELETE FROM {} WHERE {ROW} = ?1", quoted(name));
            database.prepare_cached(&sql)?.execute([row])?;
        }
        Ok(())
    }

    /// How many rows the list's table has, how many a copy has kept of it, and how many of these the table has.
    pub(crate) fn counts(&self, database: &Connection, list: &str) -> rusqlite::Result<[i64; 3]> {
        let main = quoted(&self.main);
        let kept = "FROM _sync_keys AS kept WHERE list = ?1";
        let sql = format!(
            "SELECT (SELECT count(*) FROM {main}), (SELECT count(*) {kept}), \
             (SELECT count(*) {kept} AND row IN (SELECT {ROW} FROM {main}))"
        );
        database.query_row(&sql, [list], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))
    }

    /// Deletes all rows.
    pub(crate) fn clear(&self, database: &Connection) -> rusqlite::Result<()> {
        let names = self.lists.iter().map(|(_, name, _)| name).chain([&self.main]);
        for name in names {
            database.execute_batch(&format!("DELETE FROM {}", quoted(name)))?;
        }
        Ok(())
    }
}

/// Whether the tables of a list are there as this version declares them.
pub(crate) fn are_current(database: &Connection, table: &Table) -> rusqlite::Result<bool> {
    let known = |name: &str| -> rusqlite::Result<Option<String>> {
        let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1";
        database.query_row(sql, [name], |row| row.get(0)).optional()
    };
    for (name, statement) in names(table).into_iter().zip(statements(table)) {
        let as_kept = statement.replacen("CREATE TABLE IF NOT EXISTS", "CREATE TABLE", 1);
        if known(&name)?.as_deref() != Some(&as_kept) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn insertion(table: &str, columns: &[String]) -> String {
    let places = vec!["?"; columns.len()].join(", ");
    format!("INSERT INTO {} ({}) VALUES ({places})", quoted(table), columns.join(", "))
}

/// A cell as SQLite takes it.
struct Bound<'c> {
    cell: &'c Cell,
    kind: &'c ColumnType,
}

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.cell {
            Cell::Null => ToSqlOutput::Owned(SqlValue::Null),
            Cell::Text(text) => ToSqlOutput::from(text.as_str()),
            Cell::Boolean(yes) => ToSqlOutput::from(*yes),
            Cell::Integer(number) => ToSqlOutput::from(*number),
            Cell::Number(number) => ToSqlOutput::from(*number),
            Cell::Timestamp(moment) => ToSqlOutput::from(moment.to_string()),
            Cell::Date(day) => ToSqlOutput::from(day.to_string()),
            other => ToSqlOutput::from(other.to_json(self.kind).to_string()),
        })
    }
}
