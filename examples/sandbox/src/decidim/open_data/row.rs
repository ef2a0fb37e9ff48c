//! One row of a table, as its columns are found.

use std::fmt::Display;

use serde_json::Value;

use crate::decidim::world::World;
use crate::moment::format;

/// Under this name stand the texts that a machine translated, in the database as in the columns.
const MACHINE: &str = "machine_translations";

/// The cells of a row with their columns, in order.
#[derive(Debug)]
pub(super) struct Row<'w> {
    world: &'w World,
    pub(super) cells: Vec<(String, String)>,
}

impl<'w> Row<'w> {
    pub(super) fn new(world: &'w World) -> Self {
        Self { world, cells: Vec::new() }
    }

    /// A number, a flag or anything else that is not text.
    pub(super) fn put(&mut self, column: impl Into<String>, value: impl Display) {
        self.cells.push((column.into(), value.to_string()));
    }

    /// A text, with an apostrophe before what a spreadsheet would take for a formula.
    pub(super) fn text(&mut self, column: impl Into<String>, text: &str) {
        let escape = if text.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
        self.cells.push((column.into(), format!("{escape}{text}")));
    }

    /// A stored value; empty for null.
    pub(super) fn value(&mut self, column: impl Into<String>, value: &Value) {
        match value {
            Value::Null => self.put(column, ""),
            Value::String(text) => self.text(column, text),
            other => self.put(column, other),
        }
    }

    /// A moment; empty for none.
    pub(super) fn moment(&mut self, column: impl Into<String>, moment: Option<i64>) {
        let text = moment.map(|moment| format(moment, "%Y-%m-%d %H:%M:%S UTC"));
        self.put(column, text.unwrap_or_default());
    }

    /// A day; empty for none.
    pub(super) fn day(&mut self, column: impl Into<String>, day: Option<i64>) {
        self.put(column, day.map(|day| format(day, "%Y-%m-%d")).unwrap_or_default());
    }

    /// A list in one cell.
    pub(super) fn list<T: Display>(
        &mut self,
        column: impl Into<String>,
        items: impl IntoIterator<Item = T>,
    ) {
        let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
        self.text(column, &items.join(", "));
    }

    /// A text in several languages: one column for each that it has, and one for each that a
    /// machine translated it to. Nothing at all is one bare column.
    pub(super) fn texts(&mut self, column: &str, texts: &Value) {
        let Some(texts) = texts.as_object() else { return self.value(column, texts) };
        for (locale, text) in texts.iter().filter(|(locale, _)| *locale != MACHINE) {
            self.value(format!("{column}/{locale}"), text);
        }
        for (locale, text) in texts.get(MACHINE).and_then(Value::as_object).into_iter().flatten() {
            self.value(format!("{column}/{MACHINE}/{locale}"), text);
        }
    }

    /// The same, with a column for each language of the site where there is no text.
    pub(super) fn translatable(&mut self, column: &str, texts: &Value) {
        if texts.as_object().is_some_and(|texts| !texts.is_empty()) {
            return self.texts(column, texts);
        }
        for locale in &self.world.site.locales {
            self.put(format!("{column}/{locale}"), "");
        }
    }
}
