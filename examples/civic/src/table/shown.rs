//! A table as people and programs read it: JSON, Markdown.

use std::fmt::Write as _;

use super::{ColumnType, Table};

impl Table {
    /// The columns as JSON.
    ///
    /// # Errors
    /// None in practice: a table has nothing that JSON cannot express.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    /// The columns as a table in Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!("# {}\n\n{}\n\n", self.name, self.description);
        text.push_str("| column | type | may be empty | meaning |\n|---|---|---|---|\n");
        for column in &self.columns {
            let versions = [("since", &column.since), ("until", &column.until)];
            let versions: String = versions
                .into_iter()
                .filter_map(|(word, version)| Some(format!(" ({word} {})", version.as_ref()?)))
                .collect();
            let nullable = if column.nullable { "yes" } else { "no" };
            let description = column.description.replace('|', "\\|");
            // Writing to a text cannot fail.
            let _ = writeln!(
                text,
                "| `{}` | {} | {nullable} | {description}{versions} |",
                column.name,
                described(&column.kind),
            );
        }
        text
    }
}

fn described(kind: &ColumnType) -> String {
    match kind {
        ColumnType::List(item) => format!("list of {}", described(item)),
        ColumnType::Struct(fields) => {
            let fields: Vec<_> = fields
                .iter()
                .map(|field| format!("{} {}", field.name, described(&field.kind)))
                .collect();
            format!("struct ({})", fields.join(", "))
        }
        kind => kind.name().to_owned(),
    }
}
