//! Every value that a record may have, through each format and back.

use std::collections::BTreeMap;
use std::fs;

use civic_cli::sinks::Sink;
use civic_cli::sinks::csv::Csv;
use civic_cli::sinks::geojson::GeoJson;
use civic_cli::sinks::parquet::Parquet;
use civic_cli::sinks::sqlite::Sqlite;
use civic_cli::table::{Cell, Languages, Table};
use civic_core::geo::GeoPoint;
use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use civic_core::{Html, Multiloc};
use parquet::file::reader::SerializedFileReader;
use parquet::record::Field;
use rusqlite::Connection;
use schemars::JsonSchema;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::tool::run;

/// A record of everything.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct Everything {
    id: u64,
    at: Timestamp,
    maybe_at: Option<Timestamp>,
    day: Option<Date>,
    share: Option<f64>,
    open: Option<bool>,
    count: Option<i64>,
    text: Option<String>,
    body: Option<Html>,
    title: Option<Multiloc>,
    place: Option<GeoPoint>,
    tags: Option<Vec<String>>,
    maybe_tags: Vec<Option<String>>,
    numbers: Vec<i64>,
    lists: Vec<Vec<String>>,
    files: Vec<File>,
    #[schemars(rename = "odd \"name\", with [quotes]")]
    odd: Vec<String>,
    anything: Value,
}

#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct File {
    name: Option<String>,
    title: Multiloc,
    sizes: Vec<i64>,
    within: Option<Within>,
}

#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct Within {
    at: Option<Timestamp>,
}

fn rows() -> Vec<Map<String, Value>> {
    let odd = "odd \"name\", with [quotes]";
    let rows = [
        json!({
            "id": 1, "at": "1969-12-31T23:59:59.999999Z", "maybe_at": "0001-01-01T00:00:00Z",
            "day": "1969-12-30", "share": -0.1, "open": false, "count": i64::MIN,
            "text": "a,\"b\"\r\nc\n d\re", "body": "<p>Oak &amp; elm</p>",
            "title": {"nl": "Bomen", "fr": ""}, "place": {"latitude": -51.5, "longitude": 3.25},
            "tags": ["a", "", "🌳 \u{202e}"], "maybe_tags": [null, "x", null], "numbers": [i64::MAX, 0],
            "lists": [[], ["a", "b"]],
            "files": [
                {"name": null, "title": {}, "sizes": [], "within": null},
                {"name": "x", "title": {"nl": "t"}, "sizes": [1, 2],
                 "within": {"at": "1969-01-01T00:00:00.000001Z"}},
            ],
            odd: ["odd"], "anything": {"deep": [1, null]},
        }),
        json!({
            "id": 2, "at": "2026-01-02T03:04:05.123456Z", "maybe_at": null, "day": null, "share": null,
            "open": null, "count": null, "text": null, "body": null, "title": null, "place": null,
            "tags": null, "maybe_tags": [], "numbers": [], "lists": [], "files": [], odd: [],
            "anything": null,
        }),
        json!({
            "id": 3, "at": "9999-12-30T21:00:00.000001Z", "maybe_at": null, "day": "9999-12-31",
            "share": 1e300, "open": true, "count": 0, "text": "", "body": "", "title": {},
            "place": {"latitude": 0.0, "longitude": 0.0}, "tags": [], "maybe_tags": [null],
            "numbers": [], "lists": [[]], "files": [], odd: [], "anything": "text",
        }),
        json!({
            "id": 4, "at": "2026-01-02T03:04:05Z", "maybe_at": null, "day": null, "share": 3,
            "open": null, "count": null, "text": "x\u{0}y ".repeat(500_000), "body": null, "title": null,
            "place": null, "tags": [], "maybe_tags": [], "numbers": [], "lists": [], "files": [],
            odd: [], "anything": [],
        }),
        // What fits no column: a number beyond 64 bits with a sign, a moment of nanoseconds.
        json!({
            "id": u64::MAX, "at": "2026-01-02T03:04:05.123456789Z",
            "maybe_at": "2026-01-02T03:04:05.123456789Z", "day": null, "share": null, "open": null,
            "count": null, "text": null, "body": null, "title": null, "place": null, "tags": null,
            "maybe_tags": [], "numbers": [], "lists": [], "files": [], odd: [], "anything": null,
        }),
    ];
    rows.into_iter().map(|row| row.as_object().unwrap().clone()).collect()
}

fn table() -> Table {
    Table::of::<Everything>("odd-platform/a \"list\" of'all", Languages::All)
}

fn write(mut sink: Box<dyn Sink>) {
    for row in rows() {
        sink.write(&Value::Object(row).to_string()).unwrap();
    }
    sink.finish().unwrap();
}

/// The cells of all rows as JSON, column by column.
fn expected(table: &Table) -> Vec<Vec<Value>> {
    let cells = |row| table.cells(row).into_iter().zip(&table.columns);
    rows()
        .into_iter()
        .map(|row| cells(row).map(|(cell, it)| cell.to_json(&it.kind)).collect())
        .collect()
}

/// A field of Parquet as JSON.
fn json_of(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(yes) => json!(yes),
        Field::Long(number) => json!(number),
        Field::Double(number) => json!(number),
        Field::Str(text) => json!(text),
        Field::Date(days) => json!(
            Date::constant(1970, 1, 1)
                .checked_add(civic_core::jiff::Span::new().days(*days))
                .unwrap()
                .to_string()
        ),
        Field::TimestampMicros(micros) => {
            json!(Timestamp::from_microsecond(*micros).unwrap().to_string())
        }
        Field::ListInternal(list) => list.elements().iter().map(json_of).collect(),
        Field::MapInternal(map) => Value::Object(
            map.entries()
                .iter()
                .map(|(key, value)| (json_of(key).as_str().unwrap().to_owned(), json_of(value)))
                .collect(),
        ),
        Field::Group(row) => Value::Object(
            row.get_column_iter().map(|(name, field)| (name.clone(), json_of(field))).collect(),
        ),
        other => panic!("{other:?}"),
    }
}

#[test]
fn parquet_holds_the_rows() {
    let (table, folder) = (table(), TempDir::new().unwrap());
    let path = folder.path().join("x.parquet");
    write(Box::new(Parquet::new(table.clone(), fs::File::create(&path).unwrap()).unwrap()));
    let file = SerializedFileReader::new(fs::File::open(&path).unwrap()).unwrap();
    let read: Vec<Vec<Value>> = file
        .into_iter()
        .map(|row| row.unwrap().get_column_iter().map(|(_, field)| json_of(field)).collect())
        .collect();
    let expected = expected(&table);
    assert_eq!(read.len(), expected.len());
    for (read, expected) in read.into_iter().zip(expected) {
        for ((read, expected), column) in read.into_iter().zip(expected).zip(&table.columns) {
            // JSON is a text in Parquet.
            let read = match (&read, column.kind.name()) {
                (Value::String(text), "json") => serde_json::from_str(text).unwrap(),
                _ => read,
            };
            assert!(read == expected, "{}: {read} is not {expected}", column.name);
        }
    }
}

#[test]
fn csv_parses_back_and_breaks_lines_as_the_rfc_says() {
    let (table, folder) = (table(), TempDir::new().unwrap());
    let path = folder.path().join("x.csv");
    write(Box::new(Csv::new(table.clone(), fs::File::create(&path).unwrap(), false).unwrap()));
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.ends_with("\r\n"));
    assert!(text.contains("\"a,\"\"b\"\"\r\nc\n d\re\""));
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(names, table.columns.iter().map(|it| it.name.clone()).collect::<Vec<_>>());
    let expected = expected(&table);
    let read: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(read.len(), expected.len());
    for (read, expected) in read.iter().zip(expected) {
        for ((read, expected), column) in read.iter().zip(expected).zip(&table.columns) {
            let expected = match (expected, column.kind.name()) {
                (Value::Null, _) => String::new(),
                (Value::String(text), kind) if kind != "json" => text,
                (Value::String(text), _) => json!(text).to_string(),
                (other, _) => other.to_string(),
            };
            assert!(read == expected, "{}: {read:.200} is not {expected:.200}", column.name);
        }
    }
}

#[test]
fn geojson_parses_back_and_has_no_geometry_where_there_is_no_place() {
    let (table, folder) = (table(), TempDir::new().unwrap());
    let path = folder.path().join("x.geojson");
    let sink = GeoJson::new(table, fs::File::create(&path).unwrap()).unwrap().unwrap();
    write(Box::new(sink));
    let read: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let features = read["features"].as_array().unwrap();
    assert_eq!(features.len(), 5);
    assert_eq!(features[0]["geometry"], json!({"type": "Point", "coordinates": [3.25, -51.5]}));
    assert!(features[1]["geometry"].is_null());
    assert_eq!(features[2]["geometry"]["coordinates"], json!([0.0, 0.0]));
    assert!(features[1].as_object().unwrap().contains_key("geometry"));
    assert_eq!(features[0]["properties"]["files"][1]["sizes"], json!([1, 2]));
}

#[test]
fn sqlite_takes_every_value_under_every_name() {
    let (table, folder) = (table(), TempDir::new().unwrap());
    let path = folder.path().join("x.sqlite");
    for _ in 0..2 {
        write(Box::new(Sqlite::new(table.clone(), &path).unwrap()));
    }
    let database = Connection::open(&path).unwrap();
    let name = "\"odd_platform_a \"\"list\"\" of'all\"";
    let mut read = database.prepare(&format!("SELECT * FROM {name} ORDER BY _row")).unwrap();
    let names: Vec<String> = read.column_names().map(str::to_owned).collect();
    let expected = expected(&table);
    let mut rows = read.query([]).unwrap();
    let mut count = 0;
    while let Some(row) = rows.next().unwrap() {
        for (index, column) in names.iter().enumerate().skip(1) {
            let place = table.columns.iter().position(|it| &it.name == column).unwrap();
            let kind = table.columns[place].kind.name();
            let expected = &expected[count][place];
            let read = match row.get_ref(index).unwrap() {
                rusqlite::types::ValueRef::Null => Value::Null,
                rusqlite::types::ValueRef::Integer(number) if kind == "boolean" => {
                    json!(number != 0)
                }
                rusqlite::types::ValueRef::Integer(number) => json!(number),
                rusqlite::types::ValueRef::Real(number) => json!(number),
                rusqlite::types::ValueRef::Text(text) => {
                    let text = std::str::from_utf8(text).unwrap();
                    let is_json = matches!(kind, "json" | "texts" | "list" | "struct");
                    if is_json { serde_json::from_str(text).unwrap() } else { json!(text) }
                }
                rusqlite::types::ValueRef::Blob(_) => panic!("{column}"),
            };
            assert!(&read == expected, "{column}: {read} is not {expected}");
        }
        count += 1;
    }
    assert_eq!(count, 5);
    let list = |sql: &str| -> Vec<Option<String>> {
        let sql = sql.replace("LIST", name.trim_matches('"'));
        let mut rows = database.prepare(&sql).unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        list("SELECT value FROM \"LIST__maybe_tags\" ORDER BY _row, _position"),
        [None, text("x"), None, None]
    );
    assert_eq!(list("SELECT value FROM \"LIST__odd \"\"name\"\", with [quotes]\""), [text("odd")]);
    assert_eq!(
        list("SELECT value FROM \"LIST__lists\" ORDER BY _row, _position"),
        [text("[]"), text("[\"a\",\"b\"]"), text("[]")]
    );
    assert_eq!(list("SELECT sizes FROM \"LIST__files\""), [text("[]"), text("[1,2]")]);
}

#[test]
fn what_does_not_fit_is_near_and_whole_in_extra() {
    let table = table();
    let cells = table.cells(rows().pop().unwrap());
    let cell = |name: &str| &cells[table.columns.iter().position(|it| it.name == name).unwrap()];
    assert_eq!(cell("id"), &Cell::Integer(i64::MAX));
    assert_eq!(cell("at"), &Cell::Timestamp("2026-01-02T03:04:05.123456Z".parse().unwrap()));
    assert_eq!(cell("maybe_at"), &Cell::Null);
    let Cell::Text(extra) = cell("extra") else { panic!() };
    let extra: Value = serde_json::from_str(extra).unwrap();
    let moment = "2026-01-02T03:04:05.123456789Z";
    assert_eq!(extra, json!({"id": u64::MAX, "at": moment, "maybe_at": moment}));
}

/// Names become names of tables, in which `/` and `-` are `_`.
#[test]
fn no_two_lists_have_a_table_in_common() {
    let folder = TempDir::new().unwrap();
    let (code, lists, err) = run(folder.path(), &["lists", "--names"]);
    assert_eq!(code, 0, "{err}");
    let mut tables = BTreeMap::new();
    for list in lists.lines().filter_map(|line| line.split_whitespace().next()) {
        let (code, sql, err) = run(folder.path(), &["schema", list, "--format", "sql"]);
        assert_eq!(code, 0, "{list}: {err}");
        for table in sql.split("CREATE TABLE IF NOT EXISTS ").skip(1) {
            let table = table.split(" (").next().unwrap().to_lowercase();
            let other = tables.insert(table.clone(), list);
            assert_eq!(other, None, "{table} is of {list} too");
        }
    }
    assert!(tables.len() > 80, "{}", tables.len());
}
