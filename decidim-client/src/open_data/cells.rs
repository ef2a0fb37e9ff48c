//! A row as it stands in the file.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use civic_core::{Multiloc, Text};

/// Under this part of a column's name stands what a machine translated.
const BY_MACHINE: &str = "machine_translations";

/// The columns of a table.
#[derive(Debug)]
pub(crate) struct Header {
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Header {
    pub(crate) fn new(names: impl IntoIterator<Item = String>) -> Self {
        let names: Vec<String> = names.into_iter().map(|name| name.trim().to_owned()).collect();
        let mut places = HashMap::with_capacity(names.len());
        for (place, name) in names.iter().enumerate() {
            // Of two columns of one name the first is found by it.
            places.entry(name.clone()).or_insert(place);
        }
        Self { names, places }
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// The columns that have this text in several locales: their places, locales and whether a
    /// machine wrote them.
    pub(crate) fn localised<'a>(
        &'a self,
        name: &'a str,
    ) -> impl Iterator<Item = (usize, &'a str, bool)> {
        self.names.iter().enumerate().filter_map(move |(place, column)| {
            let rest = column.strip_prefix(name)?.strip_prefix('/')?;
            let machines = rest.strip_prefix(BY_MACHINE).and_then(|rest| rest.strip_prefix('/'));
            let locale = machines.unwrap_or(rest);
            is_locale(locale).then_some((place, locale, machines.is_some()))
        })
    }
}

/// Whether a part of a name may be a locale. `id` may (it is Indonesian), so only columns that
/// are known to be texts are asked.
fn is_locale(text: &str) -> bool {
    let mut parts = text.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    matches!(language.len(), 2 | 3)
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

/// A row of a table, by the names of its columns, such as `title/ca` or `author/id`.
///
/// An empty cell and an absent column are one: a table has the columns of all components, and a
/// row has what its own has.
#[derive(Clone)]
pub struct Cells {
    header: Arc<Header>,
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    pub(crate) fn new(header: Arc<Header>, text: String, ends: Vec<usize>) -> Self {
        Self { header, text, ends }
    }

    pub(crate) fn header(&self) -> &Arc<Header> {
        &self.header
    }

    /// The text in a column. `None` where it is empty or there is no such column.
    pub fn get(&self, column: &str) -> Option<&str> {
        self.at(self.header.place(column)?)
    }

    /// The text at a place, from 0.
    pub(crate) fn at(&self, place: usize) -> Option<&str> {
        let end = *self.ends.get(place)?;
        let start = match place.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..end).filter(|text| !text.is_empty())
    }

    /// A text in all its locales: `title` for the columns `title/ca`, `title/es`.
    pub fn multiloc(&self, name: &str) -> Multiloc {
        let texts = self.header.localised(name).filter_map(|(place, locale, by_machine)| {
            let text = self.at(place)?;
            let of = if by_machine { Text::by_machine } else { Text::new };
            Some(of(locale, text))
        });
        texts.collect()
    }

    /// All columns with their texts, in the file's order; empty ones too.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self.header.names.iter().enumerate();
        names.map(|(place, name)| (name.as_str(), self.at(place).unwrap_or_default()))
    }

    /// How many columns the table has.
    pub fn columns(&self) -> usize {
        self.header.len()
    }
}

/// The cells that are not empty. They may hold personal data.
impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().filter(|(_, text)| !text.is_empty())).finish()
    }
}

impl PartialEq for Cells {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(columns: &[(&str, &str)]) -> Cells {
        let header = Header::new(columns.iter().map(|(name, _)| (*name).to_owned()));
        let (mut text, mut ends) = (String::new(), Vec::new());
        for (_, cell) in columns {
            text.push_str(cell);
            ends.push(text.len());
        }
        Cells::new(Arc::new(header), text, ends)
    }

    #[test]
    fn cells_are_found_by_name_and_empty_ones_are_none() {
        let row = cells(&[("id", "7"), ("a", ""), ("author/id", "9"), ("id", "8")]);
        assert_eq!((row.get("id"), row.get("a"), row.get("b")), (Some("7"), None, None));
        assert_eq!(row.get("author/id"), Some("9"));
        assert_eq!(row.iter().last(), Some(("id", "8")));
    }

    #[test]
    fn locales_gather_and_nothing_else_does() {
        let row = cells(&[
            ("title", "bare"),
            ("title/ca", "Bancs"),
            ("title/pt-BR", "Bancos"),
            ("title/es", ""),
            ("title/machine_translations/fr", "Des bancs"),
            ("title/source", "x"),
            ("titles/de", "y"),
        ]);
        let title = row.multiloc("title");
        assert_eq!(title.tags().collect::<Vec<_>>(), ["ca", "pt-BR", "fr"]);
        assert!(title.entry("fr").unwrap().machine_translated);
    }
}
