use civic_core::geo::{GeoPoint, WktPoint};
use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use civic_core::multiloc::Preference;
use civic_core::{Extra, Html, Multiloc};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::*;

/// A record with everything that a record may have.
#[derive(JsonSchema, Serialize)]
struct Everything {
    /// Its name. Since 0.31.
    name: Option<String>,
    id: u64,
    /// Its body; see [`Everything`] and [the manual](https://example.org).
    body: Html,
    title: Multiloc,
    at: Timestamp,
    day: Option<Date>,
    share: f64,
    open: bool,
    place: Option<WktPoint>,
    point: Option<GeoPoint>,
    author: Option<Author>,
    tags: Vec<String>,
    files: Vec<File>,
    anything: Value,
    #[serde(flatten)]
    extra: Extra,
}

#[derive(JsonSchema, Serialize)]
struct Author {
    name: String,
    likes: i64,
}

#[derive(JsonSchema, Serialize)]
struct File {
    url: String,
    title: Multiloc,
    bytes: Option<u64>,
}

fn row() -> Value {
    json!({
        "name": null, "id": 7, "body": "<p>Oak &amp; elm</p>",
        "title": {"nl": "Bomen", "fr": "Arbres"},
        "at": "2026-01-02T03:04:05.000006Z", "day": "2026-01-02", "share": 0.5, "open": true,
        "place": "POINT (3.7 51)", "point": {"latitude": 1.0, "longitude": 2.0},
        "author": {"name": "Ada", "likes": 3},
        "tags": ["a", "b"], "files": [{"url": "u", "title": {"nl": "t"}, "bytes": null}],
        "anything": [1, {"x": 2}],
    })
}

fn cells(table: &Table, row: &Value) -> Vec<(String, Cell)> {
    let cells = table.cells(row.as_object().unwrap().clone());
    assert_eq!(cells.len(), table.columns.len());
    table.columns.iter().map(|column| column.name.clone()).zip(cells).collect()
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

#[test]
fn every_field_has_its_columns_the_id_first_and_extra_last() {
    let table = Table::of::<Everything>("x/y", Languages::All);
    let columns: Vec<_> = table
        .columns
        .iter()
        .map(|column| (column.name.as_str(), column.kind.name(), column.nullable))
        .collect();
    assert_eq!(
        columns,
        [
            ("id", "integer", false),
            ("anything", "json", true),
            ("at", "timestamp", false),
            ("author_likes", "integer", true),
            ("author_name", "text", true),
            ("body", "text", false),
            ("body_text", "text", true),
            ("day", "date", true),
            ("files", "list", false),
            ("name", "text", true),
            ("open", "boolean", false),
            ("place_latitude", "number", true),
            ("place_longitude", "number", true),
            ("point_latitude", "number", true),
            ("point_longitude", "number", true),
            ("share", "number", false),
            ("tags", "list", false),
            ("title", "texts", false),
            ("extra", "json", true),
        ]
    );
    assert_eq!(table.description, "A record with everything that a record may have.");
    let column = |name: &str| table.columns.iter().find(|column| column.name == name).unwrap();
    assert_eq!(column("name").since.as_deref(), Some("0.31"));
    assert_eq!(column("body").description, "Its body; see `Everything` and the manual.");
    assert!(column("title").multilingual && !column("body").multilingual);
    assert_eq!(table.place(), Some((11, 12)));
}

#[test]
fn a_row_fills_its_cells_and_leaves_nothing() {
    let table = Table::of::<Everything>("x/y", Languages::All);
    let cells = cells(&table, &row());
    let cell = |name: &str| &cells.iter().find(|(known, _)| known == name).unwrap().1;
    assert_eq!(cell("extra"), &Cell::Null);
    assert_eq!(cell("name"), &Cell::Null);
    assert_eq!(cell("id"), &Cell::Integer(7));
    assert_eq!(
        (cell("body"), cell("body_text")),
        (&text("<p>Oak &amp; elm</p>"), &text("Oak & elm"))
    );
    assert_eq!(cell("at"), &Cell::Timestamp("2026-01-02T03:04:05.000006Z".parse().unwrap()));
    assert_eq!(cell("day"), &Cell::Date("2026-01-02".parse().unwrap()));
    assert_eq!((cell("share"), cell("open")), (&Cell::Number(0.5), &Cell::Boolean(true)));
    assert_eq!(cell("place_longitude"), &Cell::Number(3.7));
    assert_eq!(cell("point_latitude"), &Cell::Number(1.0));
    assert_eq!((cell("author_name"), cell("author_likes")), (&text("Ada"), &Cell::Integer(3)));
    assert_eq!(cell("tags"), &Cell::List(vec![text("a"), text("b")]));
    assert_eq!(cell("anything"), &text(r#"[1,{"x":2}]"#));
    let Cell::Texts(title) = cell("title") else { panic!() };
    assert_eq!(title.len(), 2);
    let Cell::List(files) = cell("files") else { panic!() };
    let Cell::Struct(file) = &files[0] else { panic!() };
    // Its fields in the order of their names: bytes, title, url.
    assert_eq!((&file[0], &file[2]), (&Cell::Null, &text("u")));
}

#[test]
fn a_reader_gets_one_text_and_its_language() {
    let reader = Preference::new(["fr"]);
    let table = Table::of::<Everything>("x/y", Languages::Best(reader));
    let cells = cells(&table, &row());
    let place = cells.iter().position(|(name, _)| name == "title").unwrap();
    assert_eq!(cells[place].1, text("Arbres"));
    assert_eq!(cells[place + 1], ("title_locale".to_owned(), text("fr")));
}

#[test]
fn each_language_that_is_asked_for_has_a_column() {
    let languages = Languages::each(&["nl-BE", "en", "nl_be"].map(str::to_owned));
    let table = Table::of::<Everything>("x/y", languages);
    let cells = cells(&table, &row());
    let cell = |name: &str| &cells.iter().find(|(known, _)| known == name).unwrap().1;
    // In another region, but in the language; and none in a language that nobody wrote.
    assert_eq!((cell("title_nl_BE"), cell("title_en")), (&text("Bomen"), &Cell::Null));
    assert!(cells.iter().all(|(name, _)| name != "title"));
    assert_eq!(cell("extra"), &Cell::Null);
}

#[test]
fn what_has_no_column_or_does_not_fit_is_in_extra() {
    let table = Table::of::<Everything>("x/y", Languages::All);
    for (path, value) in [
        ("/new", json!("field")),
        ("/author/new", json!({"of": "another version"})),
        ("/id", json!(u64::MAX)),
        ("/at", json!("2026-01-02T03:04:05.000000007Z")),
        ("/day", json!("soon")),
        ("/open", json!("yes")),
        ("/place", json!("POINT Z (3 51 7)")),
        ("/place", json!("POINT (999 51)")),
        ("/title", json!("no texts")),
        ("/title", json!({"nl": "Bomen", "machine_translations": {"fr": "Arbres"}})),
        ("/tags", json!("no list")),
        ("/files/0/new", json!(1)),
    ] {
        let mut row = row();
        let (parent, name) = path.rsplit_once('/').unwrap();
        row.pointer_mut(parent).unwrap()[name] = value.clone();
        let (_, extra) = cells(&table, &row).pop().unwrap();
        let Cell::Text(extra) = extra else { panic!("{path} is lost") };
        let extra: Value = serde_json::from_str(&extra).unwrap();
        let kept = extra.pointer(path).cloned().unwrap_or_default();
        let is_kept = kept == value
            // Of texts in many languages only what the map does not tell.
            || kept == json!({"machine_translations": {"fr": "Arbres"}});
        assert!(is_kept, "{path}: {extra}");
        assert_eq!(extra.as_object().unwrap().len(), 1, "{extra}");
    }
}

#[test]
fn columns_are_the_same_whatever_the_rows() {
    let one = Table::of::<Everything>("x/y", Languages::All).json().unwrap();
    let table = Table::of::<Everything>("x/y", Languages::All);
    table.cells(row().as_object().unwrap().clone());
    table.cells(serde_json::Map::new());
    assert_eq!(table.json().unwrap(), one);
}
