//! One row of a table, as its columns are found.

use std::fmt::Display;

use serde_json::Value;

use crate::decidim::world::World;
use crate::moment::format;

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

    pub(super) fn put(&mut self, column: impl Into<String>, value: impl Display) {
        self.cells.push((column.into(), value.to_string()));
    }

    /// A stored value; empty for null.
    pub(super) fn value(&mut self, column: impl Into<String>, value: &Value) {
        match value {
            Value::Null => self.put(column, ""),
            Value::String(text) => self.put(column, text),
            other => self.put(column, other),
        }
    }

    /// A moment; empty for none.
    pub(super) fn moment(&mut self, column: impl Into<String>, moment: Option<i64>) {
        let text = moment.map(|moment| format(moment, "%Y-%m-%d %H:%M:%S UTC"));
        self.put(column, text.unwrap_or_default());
    }

    /// A list in one cell.
    pub(super) fn list<T: Display>(
        &mut self,
        column: impl Into<String>,
        items: impl IntoIterator<Item = T>,
    ) {
        let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
        self.put(column, items.join(", "));
    }

    /// A text in several languages: one column for each that it has. What machines translated
    /// stands in for what nobody wrote.
    pub(super) fn texts(&mut self, column: &str, texts: &Value) {
        const MACHINE: &str = "machine_translations";
        let Some(written) = texts.as_object() else {
            return;
        };
        let odd = self.world.settings.open_data.odd_columns;
        let machine = texts.get(MACHINE).and_then(Value::as_object);
        let own = self.world.settings.locales.iter();
        let more = written
            .keys()
            .filter(|locale| *locale != MACHINE && !self.world.settings.locales.contains(locale));
        let locales: Vec<String> = own.chain(more).cloned().collect();
        for locale in locales {
            let translated = machine.and_then(|machine| machine.get(&locale));
            if let Some(text) = written.get(&locale) {
                self.value(format!("{column}/{locale}"), text);
            } else if let Some(text) = translated {
                let column = if odd { format!("{column}/{MACHINE}") } else { column.to_owned() };
                self.value(format!("{column}/{locale}"), text);
            }
        }
    }
}
