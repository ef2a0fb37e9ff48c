//! A row as it stands in the file.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use civic_core::multiloc::Text;
use civic_core::{Error, Multiloc};

use serde::{Serialize, Serializer};

use super::locale::is_locale;

/// Under this part of a column's name stands what a machine translated.
const BY_MACHINE: &str = "machine_translations";

/// How many first letters of a name a column shares that may have been meant.
const ALIKE: usize = 3;

/// The most columns that an error suggests.
const SUGGESTED: usize = 8;

/// The columns of a table.
#[derive(Debug)]
pub(crate) struct Header {
    names: Vec<String>,
    /// A name of each column that no other has.
    keys: Vec<String>,
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
        Self { keys: keys(&names), names, places }
    }

    /// Names that tell the columns apart. A name that a column before it has gets its place, from 1: `title (7)`.
    /// So does one that is empty: `(7)`.
    pub(crate) fn keys(&self) -> &[String] {
        &self.keys
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// The error for a name that no column has, with what it may have meant.
    fn unknown(&self, asked: &str) -> Error {
        let beginning = asked.chars().take(ALIKE).collect::<String>();
        let alike = self.names.iter().filter(|name| name.starts_with(&beginning));
        let alike: Vec<_> = alike.take(SUGGESTED).map(|name| format!("{name:?}")).collect();
        let count = self.names.len();
        let error =
            Error::invalid_input(format!("none of the table's {count} columns is {asked:?}"));
        if alike.is_empty() {
            return error;
        }
        error.with_hint(format!("there are: {}", alike.join(", ")))
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

fn keys(names: &[String]) -> Vec<String> {
    let mut taken = HashSet::with_capacity(names.len());
    let mut key = |(place, name): (usize, &String)| {
        let mut key = name.clone();
        while key.is_empty() || !taken.insert(key.clone()) {
            let place = format!("({place})");
            key = if key.is_empty() { place } else { format!("{key} {place}") };
        }
        key
    };
    (1..).zip(names).map(&mut key).collect()
}

/// What the exporter writes an apostrophe before (`invalid_first_chars` in decidim-core's
/// lib/decidim/exporters/csv.rb, since 0.23), so that spreadsheets take it for no formula.
const ESCAPED: [char; 4] = ['=', '+', '-', '@'];

/// A cell's text without the exporter's apostrophe.
fn unescaped(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(ESCAPED)).unwrap_or(text)
}

/// A row of a table, by the names of its columns, such as `title/ca` or `author/id`.
///
/// A table has the columns of all components, and a row has what its own has: most cells are empty.
/// Which columns there are differs by version and site ([`rows`](super::rows) says which, by
/// version); a name that the table does not have is an error, so that a slip of the pen does not
/// read as emptiness.
///
/// The apostrophe that Decidim writes before a text that begins with `=`, `+`, `-` or `@` is taken
/// off. A text that begins with an apostrophe and one of these by itself looks the same.
#[derive(Clone)]
pub struct Cells {
    header: Arc<Header>,
    text: String,
    ends: Vec<usize>,
}

/// Its texts by their columns, without those that are empty. Of a second column of the same name the place is
/// added, from 1: `title (7)`.
impl Serialize for Cells {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cells = self.header.keys().iter().enumerate();
        serializer.collect_map(cells.filter_map(|(place, key)| Some((key, self.at(place)?))))
    }
}

impl Cells {
    pub(crate) fn new(header: Arc<Header>, text: String, ends: Vec<usize>) -> Self {
        Self { header, text, ends }
    }

    pub(crate) fn header(&self) -> &Arc<Header> {
        &self.header
    }

    /// The text in a column. `None` where it is empty.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut meetings = site.table("meetings").stream();
    /// while let Some(cells) = meetings.try_next().await? {
    ///     println!("{:?} {:?}", cells.get("id")?, cells.get("component/id")?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) where the table has no such column;
    /// [`has`](Self::has) says so beforehand.
    pub fn get(&self, column: &str) -> Result<Option<&str>, Error> {
        let place = self.header.place(column).ok_or_else(|| self.header.unknown(column))?;
        Ok(self.at(place))
    }

    /// Whether the table has a column of this name, or a text of this name in some locale.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut proposals = site.table("proposals").stream();
    /// if let Some(cells) = proposals.try_next().await? {
    ///     // Since 0.29 the votes are called so; before, they are supports.
    ///     let votes = if cells.has("votes") { "votes" } else { "supports" };
    ///     println!("{votes}: {:?}", cells.get(votes)?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn has(&self, column: &str) -> bool {
        self.header.place(column).is_some() || self.header.localised(column).next().is_some()
    }

    /// The text at a place, from 0.
    pub(crate) fn at(&self, place: usize) -> Option<&str> {
        let end = *self.ends.get(place)?;
        let start = match place.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..end).map(unescaped).filter(|text| !text.is_empty())
    }

    /// A text in all its locales: `title` for the columns `title/ca`, `title/es`.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut meetings = site.table("meetings").stream();
    /// while let Some(cells) = meetings.try_next().await? {
    ///     println!("{:?}", cells.multiloc("title")?.text(["ca", "es"]));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) where the table has no such columns.
    pub fn multiloc(&self, name: &str) -> Result<Multiloc, Error> {
        if self.header.localised(name).next().is_none() {
            return Err(self.header.unknown(name));
        }
        Ok(self.texts(name))
    }

    /// The same, empty where the table has no such columns.
    pub(crate) fn texts(&self, name: &str) -> Multiloc {
        let texts = self.header.localised(name).filter_map(|(place, locale, by_machine)| {
            let text = self.at(place)?;
            let of = if by_machine { Text::by_machine } else { Text::new };
            Some(of(locale, text))
        });
        texts.collect()
    }

    /// All columns with their texts, in the file's order; empty ones too.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// if let Some(cells) = site.table("surveys").stream().try_next().await? {
    ///     for (column, text) in cells.iter().filter(|(_, text)| !text.is_empty()) {
    ///         println!("{column} = {text}");
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
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
        assert_eq!((row.get("id").unwrap(), row.get("a").unwrap()), (Some("7"), None));
        assert_eq!(row.get("author/id").unwrap(), Some("9"));
        assert_eq!(row.iter().last(), Some(("id", "8")));
    }

    #[test]
    fn every_column_has_a_key_of_its_own() {
        let keys = |names: &[&str]| Header::new(names.iter().map(|&name| name.to_owned())).keys;
        assert_eq!(keys(&["id", "a", "id", "", ""]), ["id", "a", "id (3)", "(4)", "(5)"]);
        assert_eq!(keys(&["a (3)", "a", "a", "a (3)"]), ["a (3)", "a", "a (3) (3)", "a (3) (4)"]);
        let row = cells(&[("id", "7"), ("a", ""), ("id", "8"), ("", "9")]);
        let json = serde_json::to_string(&row).unwrap();
        assert_eq!(json, r#"{"id":"7","id (3)":"8","(4)":"9"}"#);
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
        let title = row.multiloc("title").unwrap();
        assert_eq!(title.tags().collect::<Vec<_>>(), ["ca", "pt-BR", "fr"]);
        assert!(title.entry("fr").unwrap().machine_translated);
    }

    #[test]
    fn a_name_that_the_table_does_not_have_is_an_error_and_not_emptiness() {
        let row = cells(&[("id", "7"), ("title/ca", ""), ("component/id", "")]);
        assert!(row.has("title") && row.has("title/ca") && !row.has("titel"));
        for error in [row.get("title").unwrap_err(), row.multiloc("titel").unwrap_err()] {
            assert_eq!(error.kind(), civic_core::ErrorKind::InvalidInput);
            assert!(error.hint().unwrap().contains("\"title/ca\""), "{error}");
        }
        assert!(row.multiloc("title").unwrap().is_empty());
        assert!(row.get("x").unwrap_err().to_string().contains("none of the table's 3 columns"));
    }

    #[test]
    fn the_exporters_apostrophe_is_taken_off_and_no_other() {
        let row = cells(&[
            ("a", "'@ann wants benches"),
            ("b/ca", "'- more trees"),
            ("c", "'=1+1"),
            ("d", "'+"),
            ("e", "''-"),
            ("f", "'tis"),
            ("g", "'"),
            ("h", "-1"),
            ("'-x", "1"),
        ]);
        let texts: Vec<_> = row.iter().map(|(_, text)| text).collect();
        assert_eq!(
            texts,
            ["@ann wants benches", "- more trees", "=1+1", "+", "''-", "'tis", "'", "-1", "1"]
        );
        assert_eq!(row.multiloc("b").unwrap().get("ca"), Some("- more trees"));
        // The exporter leaves headers alone.
        assert_eq!(row.get("'-x").unwrap(), Some("1"));
    }
}
