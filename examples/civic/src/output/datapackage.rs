//! `datapackage.json` beside the outputs of a folder: what each file holds, column by column, where it came
//! from and whether it is complete. A Data Package, version 2.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use civic_core::list::Report;
use civic_examples::program::Failure;
use serde_json::{Map, Value, json};

use super::{Form, atomic};
use crate::sinks::Format;
use crate::table::{ColumnType, Table};

const NAME: &str = "datapackage.json";

/// The profile that the file follows.
const PROFILE: &str = "https://datapackage.org/profiles/2.0/datapackage.json";

/// The file of a folder, in which its outputs are described.
pub(crate) struct DataPackage {
    path: PathBuf,
}

/// What is said of an output besides its columns.
pub(crate) struct About<'a> {
    /// The platform's address.
    pub(crate) source: &'a str,
    /// The licence of the data, where somebody has named it.
    pub(crate) licence: Option<&'a str>,
    /// What was read, and what is missing.
    pub(crate) report: &'a Report,
}

impl DataPackage {
    /// The file's place.
    pub(crate) fn path_beside(output: &Path) -> PathBuf {
        output.with_file_name(NAME)
    }

    /// The one beside an output; a new one where there is none. A file of this name that is no data package
    /// is not touched.
    pub(crate) fn beside(output: &Path) -> Result<Self, Failure> {
        let package = Self { path: Self::path_beside(output) };
        package.content()?;
        Ok(package)
    }

    /// What it says now.
    fn content(&self) -> Result<Map<String, Value>, Failure> {
        let path = &self.path;
        let refused = |why: &str| Failure::Usage(format!("cannot write {}: {why}", path.display()));
        Ok(match fs::read(path) {
            Ok(bytes) => match serde_json::from_slice(&bytes) {
                Ok(Value::Object(content))
                    if content.get("resources").is_some_and(Value::is_array) =>
                {
                    content
                }
                _ => return Err(refused("it is not a data package")),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => Map::new(),
            Err(error) => return Err(refused(&error.to_string())),
        })
    }

    /// Describes an output, in place of what was said of it before.
    pub(crate) fn describe(
        self,
        output: &Path,
        form: &Form,
        about: &About<'_>,
    ) -> Result<(), Failure> {
        let file = output.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let resource = resource(&file, form, about, fs::metadata(output).map(|it| it.len()).ok());
        // Read now: others may have described theirs meanwhile.
        let _lock = self.lock();
        let mut content = self.content()?;
        content.insert("$schema".to_owned(), PROFILE.into());
        let resources = content.entry("resources").or_insert_with(|| json!([]));
        if let Some(resources) = resources.as_array_mut() {
            let same = |known: &Value| known.get("name") == resource.get("name");
            resources.retain(|known| !same(known));
            resources.push(resource);
        }
        atomic::write(&self.path, |out| {
            serde_json::to_writer_pretty(&mut *out, &content)?;
            Ok(writeln!(out)?)
        })
    }

    /// Waits until nobody else changes the file, and keeps it so until this is dropped. The folder is locked,
    /// since the file itself is replaced. Where a folder cannot be locked, nothing is.
    fn lock(&self) -> Option<File> {
        let folder = File::open(atomic::folder(&atomic::resolved(&self.path))).ok()?;
        folder.lock().ok()?;
        Some(folder)
    }
}

fn resource(file: &str, form: &Form, about: &About<'_>, bytes: Option<u64>) -> Value {
    let Form { format, table, .. } = form;
    let mut resource = json!({
        // A database holds several lists.
        "name": name(&if *format == Format::Sqlite { format!("{file}/{}", table.name) } else { file.to_owned() }),
        "path": file,
        "title": table.name,
        "description": table.description,
        "format": format.endings().first(),
        "mediatype": format.media_type(),
        "encoding": "utf-8",
        "sources": [{"title": table.name, "path": about.source}],
        "completeness": about.report,
    });
    if let Some(members) = resource.as_object_mut() {
        // The rows of JSON Lines are the records themselves.
        let (key, described) = match format {
            Format::Jsonl => ("jsonSchema", table.record_schema().clone()),
            _ => ("schema", schema(table)),
        };
        members.insert(key.to_owned(), described);
        if *format == Format::Csv {
            members.insert("type".to_owned(), "table".into());
        }
        if let Some(bytes) = bytes {
            members.insert("bytes".to_owned(), bytes.into());
        }
        if let Some(licence) = about.licence {
            members.insert("licenses".to_owned(), json!([{"name": licence}]));
        }
    }
    resource
}

/// A name as the profile wants it: small letters, digits, `.`, `_` and `-`.
fn name(text: &str) -> String {
    let allowed =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    text.to_lowercase().chars().map(|letter| if allowed(letter) { letter } else { '-' }).collect()
}

/// The table as a Table Schema.
fn schema(table: &Table) -> Value {
    let field = |column: &crate::table::Column| {
        let mut field = json!({
            "name": column.name,
            "type": field_type(&column.kind),
            "description": column.description,
            "constraints": {"required": !column.nullable},
        });
        if let Some(members) = field.as_object_mut() {
            if column.multilingual {
                members.insert("multilingual".to_owned(), true.into());
            }
            for (key, version) in [("since", &column.since), ("until", &column.until)] {
                if let Some(version) = version {
                    members.insert(key.to_owned(), version.as_str().into());
                }
            }
        }
        field
    };
    json!({"fields": table.columns.iter().map(field).collect::<Vec<_>>()})
}

fn field_type(kind: &ColumnType) -> &'static str {
    match kind {
        ColumnType::Text => "string",
        ColumnType::Boolean => "boolean",
        ColumnType::Integer => "integer",
        ColumnType::Number => "number",
        ColumnType::Timestamp => "datetime",
        ColumnType::Date => "date",
        ColumnType::Json => "any",
        ColumnType::Texts | ColumnType::Struct(_) => "object",
        ColumnType::List(_) => "array",
    }
}
