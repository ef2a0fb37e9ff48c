//! From cells to typed fields, one by one, with nothing left behind.

use std::collections::BTreeMap;
use std::str::FromStr;

use civic_core::date_or_datetime::parse_timestamp;
use civic_core::jiff::Timestamp;
use civic_core::{Html, Multiloc};

use super::cells::Cells;

/// A typed row of a table.
///
/// ```
/// use decidim_client::open_data::{Fields, Row};
///
/// struct Survey {
///     id: Option<u64>,
///     title: decidim_client::Multiloc,
///     rest: std::collections::BTreeMap<String, String>,
/// }
///
/// impl Row for Survey {
///     fn from_fields(mut fields: Fields) -> Self {
///         Self { id: fields.number("id"), title: fields.multiloc("title"), rest: fields.rest() }
///     }
/// }
/// ```
pub trait Row: Sized + Send + 'static {
    /// The row made of these fields. It cannot fail: what is not taken is left to
    /// [`Fields::rest`].
    fn from_fields(fields: Fields) -> Self;
}

impl Row for Cells {
    fn from_fields(fields: Fields) -> Self {
        fields.cells
    }
}

/// A row's cells while they are taken, each by its type. One that does not parse is not taken, and
/// stays for [`rest`](Self::rest).
#[derive(Debug)]
pub struct Fields {
    cells: Cells,
    taken: Vec<bool>,
}

impl Fields {
    pub(crate) fn of(cells: Cells) -> Self {
        let taken = vec![false; cells.columns()];
        Self { cells, taken }
    }

    /// Takes a cell if it reads as something.
    fn take<T>(&mut self, column: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let place = self.cells.header().place(column)?;
        let value = read(self.cells.at(place)?)?;
        self.mark(place);
        Some(value)
    }

    fn mark(&mut self, place: usize) {
        if let Some(taken) = self.taken.get_mut(place) {
            *taken = true;
        }
    }

    /// A text.
    pub fn text(&mut self, column: &str) -> Option<String> {
        self.take(column, |text| Some(text.to_owned()))
    }

    /// A text with markup, that a stranger wrote.
    pub fn html(&mut self, column: &str) -> Option<Html> {
        self.take(column, |text| Some(Html::new(text)))
    }

    /// A number, or anything else that reads itself from a text.
    pub fn number<T: FromStr>(&mut self, column: &str) -> Option<T> {
        self.take(column, |text| text.trim().parse().ok())
    }

    /// A whole amount, which may be written with a decimal part of nothing: `1000.0`.
    pub fn amount(&mut self, column: &str) -> Option<i64> {
        self.take(column, |text| {
            let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
            whole.parse().ok().filter(|_| part.bytes().all(|digit| digit == b'0'))
        })
    }

    /// Yes or no.
    pub fn flag(&mut self, column: &str) -> Option<bool> {
        self.take(column, |text| match text.trim() {
            "true" | "t" => Some(true),
            "false" | "f" => Some(false),
            _ => None,
        })
    }

    /// A moment, as `2016-07-02 17:40:43 UTC`.
    pub fn time(&mut self, column: &str) -> Option<Timestamp> {
        self.take(column, |text| parse_timestamp(text).ok())
    }

    /// Several values in one cell, with commas between.
    pub fn list(&mut self, column: &str) -> Vec<String> {
        let values = self.take(column, |text| {
            let values = text.split(',').map(str::trim).filter(|value| !value.is_empty());
            Some(values.map(str::to_owned).collect())
        });
        values.unwrap_or_default()
    }

    /// A text in all its locales, of the columns `name/LOCALE`.
    pub fn multiloc(&mut self, name: &str) -> Multiloc {
        let header = std::sync::Arc::clone(self.cells.header());
        for (place, _, _) in header.localised(name) {
            self.mark(place);
        }
        self.cells.multiloc(name)
    }

    /// All cells that were not taken and are not empty, by their column. Of a second column of the
    /// same name the place is added, from 1: `title (7)`.
    pub fn rest(self) -> BTreeMap<String, String> {
        let mut rest = BTreeMap::new();
        let cells = self.cells.iter().zip(self.taken).enumerate();
        for (place, ((name, text), taken)) in cells {
            if taken || text.is_empty() {
                continue;
            }
            let is_second = self.cells.header().place(name) != Some(place);
            let name = if is_second { format!("{name} ({})", place + 1) } else { name.to_owned() };
            rest.insert(name, text.to_owned());
        }
        rest
    }
}
