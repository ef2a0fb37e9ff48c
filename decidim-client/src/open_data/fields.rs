//! From cells to typed fields, one by one, with nothing left behind.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use civic_core::date_or_datetime::parse_timestamp;
use civic_core::jiff::Timestamp;
use civic_core::{Html, Multiloc};

use super::cells::{Cells, Header};
use super::report::Progress;
use super::time::TableTime;

/// How the exporter joins what has several values.
const JOINED: &str = ", ";

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

/// The columns of a table that a row type does not ask for, by the names that they have in
/// [`rest`](Fields::rest).
pub(super) fn unasked<T: Row>(header: &Arc<Header>) -> Vec<String> {
    let asked = Arc::<Mutex<BTreeSet<usize>>>::default();
    let row = Cells::new(Arc::clone(header), String::new(), vec![0; header.len()]);
    let fields = Fields::of(row, &Progress::of(""));
    drop(T::from_fields(Fields { asked: Some(Arc::clone(&asked)), ..fields }));
    let asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
    let keys = header.keys().iter().enumerate();
    keys.filter(|(place, _)| !asked.contains(place)).map(|(_, key)| key.clone()).collect()
}

impl Row for Cells {
    fn from_fields(fields: Fields) -> Self {
        fields.cells
    }
}

/// A row's cells while they are taken, each by its type. One that does not parse is not taken:
/// it stays for [`rest`](Self::rest), and the report counts it among the
/// [`malformed_cells`](super::TableReport::malformed_cells). Of the columns that a row asks for, those that the table
/// does not have stand in the report as [`absent_columns`](super::TableReport::absent_columns).
#[derive(Debug)]
pub struct Fields {
    cells: Cells,
    taken: Vec<bool>,
    /// The places that were asked for, where somebody wants to know.
    asked: Option<Arc<Mutex<BTreeSet<usize>>>>,
    progress: Progress,
    /// Whether it is the table's first row, whose columns are those of all.
    is_first: bool,
}

impl Fields {
    pub(crate) fn of(cells: Cells, progress: &Progress) -> Self {
        let taken = vec![false; cells.columns()];
        let is_first = progress.lock().rows == 1;
        Self { cells, taken, asked: None, progress: progress.clone(), is_first }
    }

    fn note_asked(&self, place: Option<usize>) {
        if let (Some(asked), Some(place)) = (&self.asked, place) {
            asked.lock().unwrap_or_else(PoisonError::into_inner).insert(place);
        }
    }

    /// Takes a cell if it reads as something.
    fn take<T>(&mut self, column: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let place = self.cells.header().place(column);
        self.note_asked(place);
        let Some(place) = place else {
            self.note_absent(column);
            return None;
        };
        let text = self.cells.at(place)?;
        let value = read(text);
        if value.is_some() {
            self.mark(place);
        } else {
            self.progress.malformed_cell(column);
        }
        value
    }

    fn note_absent(&self, column: &str) {
        if self.is_first {
            self.progress.lock().absent_columns.insert(column.to_owned());
        }
    }

    /// The one of these names that the table has, for columns that versions name differently: the
    /// first that holds a text in this row, else the first that is there, else the first.
    ///
    /// ```
    /// # use decidim_client::open_data::Fields;
    /// # fn example(mut fields: Fields) {
    /// let likes: Option<u64> = fields.number(fields.one_of(["likes_count", "endorsements_count"]));
    /// # }
    /// ```
    pub fn one_of<'a, const N: usize>(&self, columns: [&'a str; N]) -> &'a str {
        let place = |column: &str| self.cells.header().place(column);
        for column in columns {
            self.note_asked(place(column));
        }
        let has_text = |column: &&&str| place(column).and_then(|at| self.cells.at(at)).is_some();
        let found = columns.iter().find(has_text);
        let found = found.or_else(|| columns.iter().find(|column| place(column).is_some()));
        found.or(columns.first()).copied().unwrap_or_default()
    }

    fn mark(&mut self, place: usize) {
        if let Some(taken) = self.taken.get_mut(place) {
            *taken = true;
        }
    }

    /// A text.
    ///
    /// ```
    /// use decidim_client::jiff::Timestamp;
    /// use decidim_client::open_data::{Fields, Row};
    ///
    /// struct Survey {
    ///     id: Option<u64>,
    ///     url: Option<String>,
    ///     closed: Option<bool>,
    ///     created_at: Option<Timestamp>,
    /// }
    ///
    /// impl Row for Survey {
    ///     fn from_fields(mut fields: Fields) -> Self {
    ///         Self {
    ///             id: fields.number("id"),
    ///             url: fields.text("url"),
    ///             closed: fields.flag("closed"),
    ///             created_at: fields.time("created_at"),
    ///         }
    ///     }
    /// }
    /// ```
    pub fn text(&mut self, column: &str) -> Option<String> {
        self.take(column, |text| Some(text.to_owned()))
    }

    /// A text with markup, that a stranger wrote.
    pub fn html(&mut self, column: &str) -> Option<Html> {
        self.take(column, |text| Some(Html::new(text)))
    }

    /// A number, or anything else that reads itself from a text. `NaN`, `Infinity` and what is too
    /// large to be finite (`1e400`) are not numbers.
    pub fn number<T: FromStr>(&mut self, column: &str) -> Option<T> {
        self.take(column, |text| {
            let text = text.trim();
            let is_endless = text.parse::<f64>().is_ok_and(|number| !number.is_finite());
            text.parse().ok().filter(|_| !is_endless)
        })
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

    /// A moment, or a time without a zone: see [`TableTime`].
    pub fn table_time(&mut self, column: &str) -> Option<TableTime> {
        self.take(column, TableTime::read)
    }

    /// A moment, such as `2016-07-02 17:40:43 UTC`. A time without a zone is not read.
    pub fn time(&mut self, column: &str) -> Option<Timestamp> {
        self.take(column, |text| parse_timestamp(text).ok())
    }

    /// Several numbers, one in each cell of these columns, that belong together: the authors of a
    /// proposal stand in `author/id`, `author/name` and `author/url`, each with `", "` between.
    /// A column whose cell has another number of parts than there are ids (names may hold commas)
    /// is left to [`rest`](Self::rest) and counted as malformed.
    pub(super) fn parallel<const N: usize>(
        &mut self,
        ids: &str,
        others: [&str; N],
    ) -> Vec<(u64, [Option<String>; N])> {
        for column in others {
            self.note_asked(self.cells.header().place(column));
        }
        let numbers = self.take(ids, |text| {
            text.split(JOINED).map(|id| id.trim().parse().ok()).collect::<Option<Vec<u64>>>()
        });
        let Some(numbers) = numbers else { return Vec::new() };
        let mut columns = others.map(|column| {
            let parts = self.take(column, |text| {
                let parts: Vec<_> = match numbers.len() {
                    1 => vec![text.to_owned()],
                    _ => text.split(JOINED).map(str::to_owned).collect(),
                };
                Some(parts).filter(|parts| parts.len() == numbers.len())
            });
            parts.unwrap_or_default().into_iter()
        });
        let row = |id| (id, std::array::from_fn(|at| columns.get_mut(at).and_then(Iterator::next)));
        numbers.clone().into_iter().map(row).collect()
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
        let header = Arc::clone(self.cells.header());
        let mut is_there = false;
        for (place, _, _) in header.localised(name) {
            self.mark(place);
            self.note_asked(Some(place));
            is_there = true;
        }
        if !is_there {
            self.note_absent(name);
        }
        self.cells.texts(name)
    }

    /// All cells that were not taken and are not empty, by their column. Of a second column of the
    /// same name the place is added, from 1: `title (7)`.
    pub fn rest(self) -> BTreeMap<String, String> {
        let cells = self.cells.header().keys().iter().zip(self.taken).enumerate();
        let left = cells.filter(|(_, (_, is_taken))| !is_taken);
        left.filter_map(|(place, (key, _))| Some((key.clone(), self.cells.at(place)?.to_owned())))
            .collect()
    }
}
