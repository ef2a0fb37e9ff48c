//! The columns of a site's own open-data tables: beside the typed ones, in every format.

use std::fs;

use civic_sandbox::{Decidim, Server};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::tool::{civic, ran};

/// A site whose tables are these texts.
struct Site {
    server: Server,
    folder: TempDir,
}

impl Site {
    async fn of(tables: &[(&str, &str)]) -> Self {
        let site = Decidim::builder().seed(3).no_rate_limit().build();
        for (table, text) in tables {
            assert!(site.replace_open_data(table, (*text).to_owned()));
        }
        let server = Server::start(site).await.unwrap();
        Self { server, folder: TempDir::new().unwrap() }
    }

    fn run(&self, words: &[&str]) -> (i32, String, String) {
        let url = self.server.url();
        ran(civic(self.folder.path(), &[("DECIDIM_URL", &url)], words).output().unwrap())
    }

    /// Exports a table into a file.
    fn export(&self, table: &str, file: &str, flags: &[&str]) {
        let list = format!("decidim-open-data/{table}");
        let (code, _, err) = self.run(&[&["export", &list, "-o", file], flags].concat());
        assert_eq!(code, 0, "{err}");
    }

    /// The names of the columns in a file of each format, and those that `datapackage.json` tells, each time all
    /// the same.
    fn columns(&self, table: &str) -> Vec<String> {
        let at = |ending: &str| self.folder.path().join(format!("{table}.{ending}"));
        for ending in ["csv", "parquet", "sqlite", "jsonl"] {
            self.export(table, &format!("{table}.{ending}"), &[]);
        }
        let csv = header(&fs::read_to_string(at("csv")).unwrap());
        let parquet = SerializedFileReader::new(fs::File::open(at("parquet")).unwrap()).unwrap();
        let schema = parquet.metadata().file_metadata().schema().get_fields().to_vec();
        assert_eq!(schema.iter().map(|field| field.name().to_owned()).collect::<Vec<_>>(), csv);
        let package = fs::read_to_string(self.folder.path().join("datapackage.json")).unwrap();
        let package: Value = serde_json::from_str(&package).unwrap();
        let described = |ending: &str| {
            let resources = package["resources"].as_array().unwrap().iter();
            let path = format!("{table}.{ending}");
            resources.clone().find(|it| it["path"] == *path).unwrap().clone()
        };
        for ending in ["csv", "parquet", "sqlite"] {
            let fields = described(ending)["schema"]["fields"].as_array().unwrap().clone();
            let names = fields.iter().map(|it| it["name"].as_str().unwrap());
            assert_eq!(names.collect::<Vec<_>>(), csv, "{ending}");
        }
        let members = described("jsonl")["jsonSchema"]["properties"].as_object().unwrap().clone();
        let database = Connection::open(at("sqlite")).unwrap();
        let sql = format!("SELECT * FROM decidim_open_data_{table}");
        let sqlite = database.prepare(&sql).unwrap();
        let sqlite: Vec<&str> = sqlite.column_names().collect();
        // Lists are tables of their own there.
        for name in &sqlite[1..] {
            assert!(csv.iter().any(|it| it == name), "{name}");
        }
        let typed = &typed(table);
        for name in csv.iter().filter(|name| !typed.contains(name)) {
            assert!(members.contains_key(name), "{name} in JSON Lines");
            assert!(sqlite.contains(&name.as_str()), "{name} in SQLite");
        }
        csv
    }

    /// The one row of each format, as far as it is in these columns.
    fn rows(&self, table: &str, columns: &[&str]) -> Vec<Vec<Option<String>>> {
        let at = |ending: &str| self.folder.path().join(format!("{table}.{ending}"));
        let mut csv = csv::Reader::from_path(at("csv")).unwrap();
        let names = csv.headers().unwrap().clone();
        let row = csv.records().next().unwrap().unwrap();
        let cell = |name: &&str| {
            let place = names.iter().position(|it| it == *name).unwrap();
            Some(row[place].to_owned()).filter(|text| !text.is_empty())
        };
        let of_csv = columns.iter().map(cell).collect();

        let file = fs::File::open(at("parquet")).unwrap();
        let row = SerializedFileReader::new(file).unwrap().into_iter().next().unwrap().unwrap();
        let cell = |name: &&str| {
            let (_, field) = row.get_column_iter().find(|(it, _)| it == name).unwrap();
            match field {
                Field::Str(text) => Some(text.clone()),
                Field::Null => None,
                other => panic!("{name}: {other:?}"),
            }
        };
        let of_parquet = columns.iter().map(cell).collect();

        let database = Connection::open(at("sqlite")).unwrap();
        let quoted: Vec<_> = columns.iter().map(|name| format!("\"{name}\"")).collect();
        let sql = format!("SELECT {} FROM decidim_open_data_{table}", quoted.join(", "));
        let read = |row: &rusqlite::Row<'_>| (0..columns.len()).map(|at| row.get(at)).collect();
        let of_sqlite = database.query_row(&sql, [], read).unwrap();

        let line = fs::read_to_string(at("jsonl")).unwrap();
        let record: Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
        let cell = |name: &&str| match &record.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Null) => None,
            // What no column holds is a record there, and may be empty.
            Some(Value::Object(rest)) => (!rest.is_empty()).then(|| json!(rest).to_string()),
            other => panic!("{name}: {other:?}"),
        };
        let of_jsonl = columns.iter().map(cell).collect();
        vec![of_csv, of_parquet, of_sqlite, of_jsonl]
    }
}

fn header(csv: &str) -> Vec<String> {
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    rows.headers().unwrap().iter().map(str::to_owned).collect()
}

/// The declared columns of a table.
fn typed(table: &str) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    let words = ["schema", &format!("decidim-open-data/{table}"), "--format", "json"];
    let (code, out, err) = ran(civic(folder.path(), &[], &words).output().unwrap());
    assert_eq!(code, 0, "{err}");
    let schema: Value = serde_json::from_str(&out).unwrap();
    let columns = schema["columns"].as_array().unwrap().iter();
    columns.map(|it| it["name"].as_str().unwrap().to_owned()).collect()
}

/// A cell with a text; nothing is an empty one.
fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

// meeting_serializer.rb of decidim-meetings 0.30, and a column of a plugin.
const MEETINGS: &str = "id;author/id;author/name;taxonomies/id;taxonomies/name;component/id;title/en;\
    start_time;latitude;longitude;registration_form_enabled;comments/start_time;comments/enabled;\
    comments/count;plugin/quote;closed_at\n\
    5;2;Org;3;\"{\"\"en\"\"=>\"\"Mobility\"\"}\";13;Kick-off;2024-05-10 16:00:00 UTC;NaN;2.1;false;;true;\
    2;'@ann;\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_known_table_has_its_own_columns_behind_the_typed_ones_in_every_format() {
    let site = Site::of(&[("meetings", MEETINGS)]).await;
    let own = [
        "taxonomies/name",
        "registration_form_enabled",
        "comments/start_time",
        "comments/enabled",
        "plugin/quote",
    ];
    let mut expected = typed("meetings");
    let extra = expected.pop().unwrap();
    expected.extend(own.map(str::to_owned));
    expected.push(extra);
    assert_eq!(site.columns("meetings"), expected);
    let columns = [&own[..], &["extra"]].concat();
    for row in site.rows("meetings", &columns) {
        let quote = some("@ann");
        let taxonomy = some(r#"{"en"=>"Mobility"}"#);
        // A cell that its typed column cannot hold has no column of its own.
        let misfit = some(r#"{"latitude":"NaN"}"#);
        assert_eq!(row, [taxonomy, some("false"), None, some("true"), quote, misfit]);
    }
    // A record's fields keep their order, and its own columns that of the file.
    let line = fs::read_to_string(site.folder.path().join("meetings.jsonl")).unwrap();
    let places: Vec<_> =
        ["\"id\":5", "\"url\":"].iter().chain(&own).map(|it| line.find(it).unwrap()).collect();
    assert!(places.is_sorted(), "{line}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_that_are_empty_or_taken_are_told_apart_and_a_formula_is_none() {
    let table = "id;title;title/en;id;Title;;author;_row;extra;=1+1\n1;bare;T;2;3;4;5;6;7;8\n";
    let site = Site::of(&[("posts", table)]).await;
    let own = [
        "title (own)",
        "id (4)",
        "Title (own) (own)",
        "(6)",
        "author (own)",
        "_row (own)",
        "extra (own)",
        "=1+1",
    ];
    let columns = site.columns("posts");
    let first = columns.len() - own.len() - 1;
    assert_eq!(columns[first..columns.len() - 1], own);
    for row in site.rows("posts", &own) {
        assert_eq!(row, ["bare", "2", "3", "4", "5", "6", "7", "8"].map(some));
    }
    site.export("posts", "guarded.csv", &["--spreadsheet"]);
    let guarded = fs::read_to_string(site.folder.path().join("guarded.csv")).unwrap();
    assert_eq!(header(&guarded)[columns.len() - 2], "'=1+1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_without_rows_has_its_own_columns_and_one_without_a_header_the_typed_ones() {
    let site = Site::of(&[("debates", "id;plugin/x;title/en\n"), ("posts", "\n")]).await;
    let columns = site.columns("debates");
    assert_eq!(columns[columns.len() - 2..], ["plugin/x", "extra"]);
    assert_eq!(fs::read_to_string(site.folder.path().join("debates.jsonl")).unwrap(), "");
    assert_eq!(site.columns("posts"), typed("posts"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_nobody_knows_has_the_columns_of_its_file() {
    let site = Site::of(&[("pages", "id;title/en;title/ca;plugin\n1;'- more trees;;x\n")]).await;
    assert_eq!(site.columns("pages"), ["id", "title/en", "title/ca", "plugin", "extra"]);
    for row in site.rows("pages", &["id", "title/en", "title/ca", "plugin"]) {
        assert_eq!(row, [some("1"), some("- more trees"), None, some("x")]);
    }
    let line = fs::read_to_string(site.folder.path().join("pages.jsonl")).unwrap();
    assert_eq!(
        line,
        "{\"id\":\"1\",\"title/en\":\"- more trees\",\"title/ca\":null,\"plugin\":\"x\"}\n"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_and_datasets_have_the_same_columns_whatever_the_site() {
    let site = Site::of(&[("meetings", MEETINGS)]).await;
    let (code, _, err) = site.run(&["sync", "decidim-open-data/meetings", "--into", "copy.sqlite"]);
    assert_eq!(code, 0, "{err}");
    let database = Connection::open(site.folder.path().join("copy.sqlite")).unwrap();
    let sql = "SELECT extra ->> 'plugin/quote' FROM decidim_open_data_meetings";
    let kept = database.query_row(sql, [], |row| row.get::<_, String>(0));
    assert_eq!(kept.unwrap(), "@ann");
    fs::write(site.folder.path().join("hosts"), format!("decidim-open-data {}", site.server.url()))
        .unwrap();
    let (code, out, err) = site.run(&[
        "harvest",
        "--hosts",
        "hosts",
        "--lists",
        "decidim-open-data/meetings",
        "--into",
        "d",
    ]);
    assert_eq!(code, 0, "{out}{err}");
    let host = site.server.address().to_string().replace(':', "%3A");
    let path = format!("d/platform=decidim-open-data/list=meetings/host={host}/part-0.parquet");
    let file = fs::File::open(site.folder.path().join(path)).unwrap();
    let file = SerializedFileReader::new(file).unwrap();
    let schema = file.metadata().file_metadata().schema().get_fields().to_vec();
    let names = schema.iter().map(|field| field.name().to_owned());
    assert_eq!(names.collect::<Vec<_>>(), typed("meetings"));
}

#[test]
fn a_schema_says_that_a_tables_own_columns_follow() {
    let folder = TempDir::new().unwrap();
    for table in ["meetings", "pages"] {
        let words = ["schema", &format!("decidim-open-data/{table}")];
        let (code, out, err) = ran(civic(folder.path(), &[], &words).output().unwrap());
        assert_eq!(code, 0, "{err}");
        assert!(out.contains("the other columns of the site's own table"), "{out}");
    }
    let (_, out, _) =
        ran(civic(folder.path(), &[], &["schema", "govocal/ideas"]).output().unwrap());
    assert!(!out.contains("own table"), "{out}");
}
