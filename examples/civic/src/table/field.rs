//! A field of a record, and the columns that it becomes.

use civic_core::Html;
use civic_core::geo::{GeoJson, GeoPoint, WktPoint};
use petitions_client::Moment;
use serde_json::{Map, Value};

use super::cell::{self, Cell};
use super::column::{Column, ColumnType};
use super::languages::{Languages, column_of};

/// A field of a record: where it is, what it is, and its first column.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) path: Vec<String>,
    pub(super) kind: FieldKind,
    pub(super) column: usize,
    /// How many columns it has.
    pub(super) width: usize,
}

/// What a field is, where that decides how many columns it becomes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum FieldKind {
    /// One column.
    Plain(ColumnType),
    /// HTML, and its words.
    Html,
    /// A text in many languages, which may be HTML.
    Texts { html: bool },
    /// A latitude and a longitude.
    Place,
    /// A day or a moment as the server wrote it.
    DateOrTime,
}

impl FieldKind {
    /// The columns of a field, of which the first has the field's own name, type and description.
    pub(super) fn columns(&self, field: &Column, languages: &Languages) -> Vec<Column> {
        let name = &field.name;
        let another = |suffix: &str, kind, description: String| Column {
            name: format!("{name}_{suffix}"),
            kind,
            description,
            nullable: true,
            multilingual: false,
            ..field.clone()
        };
        let words =
            |kind| another("text", kind, format!("The words of `{name}`, without its HTML."));
        match self {
            Self::Plain(kind) => vec![Column { kind: kind.clone(), ..field.clone() }],
            Self::Html => vec![field.clone(), words(ColumnType::Text)],
            Self::Texts { html } => match languages {
                Languages::All => {
                    let kind = ColumnType::Texts;
                    let texts = Column { kind, multilingual: true, ..field.clone() };
                    let words =
                        html.then(|| Column { multilingual: true, ..words(ColumnType::Texts) });
                    [texts].into_iter().chain(words).collect()
                }
                Languages::Each(each) => {
                    let column = |tag: &String| {
                        let ending = column_of(tag);
                        let description = format!("{} (in `{tag}`)", field.description);
                        let text = another(&ending, ColumnType::Text, description);
                        let of = format!("The words of `{name}_{ending}`, without its HTML.");
                        let words = another(&format!("{ending}_text"), ColumnType::Text, of);
                        [text].into_iter().chain(html.then_some(words))
                    };
                    each.tags.iter().flat_map(column).collect()
                }
                Languages::Best(_) => {
                    let of = format!("The language of `{name}`.");
                    let chosen = Column { nullable: true, ..field.clone() };
                    let words = html.then(|| words(ColumnType::Text));
                    let locale = another("locale", ColumnType::Text, of);
                    [chosen, locale].into_iter().chain(words).collect()
                }
            },
            Self::Place => {
                let degrees = |what: &str| {
                    let description = format!("{} ({what}, in degrees.)", field.description);
                    another(what, ColumnType::Number, description.trim_start().to_owned())
                };
                vec![degrees("latitude"), degrees("longitude")]
            }
            Self::DateOrTime => {
                let utc = format!("`{name}` as a moment; empty if it names only a day.");
                let day = format!("The day of `{name}`, as the server writes it.");
                vec![
                    field.clone(),
                    another("utc", ColumnType::Timestamp, utc),
                    another("date", ColumnType::Date, day),
                ]
            }
        }
    }

    /// The cells of a value, and what of it they do not hold.
    fn cells(&self, value: Value, languages: &Languages, cells: &mut Vec<Cell>) -> Option<Value> {
        match self {
            Self::Plain(kind) => {
                let (cell, rest) = Cell::take(kind, value);
                cells.push(cell);
                rest
            }
            Self::Html => {
                let (cell, rest) = Cell::take(&ColumnType::Text, value);
                let words = words(&cell);
                cells.extend([cell, words]);
                rest
            }
            Self::Texts { html } => texts(value, *html, languages, cells),
            Self::Place => match place(&value) {
                Some([latitude, longitude]) => {
                    cells.extend([Cell::Number(latitude), Cell::Number(longitude)]);
                    None
                }
                None => Some(value).filter(|value| !value.is_null()),
            },
            Self::DateOrTime => match serde_json::from_value::<Moment>(value.clone()) {
                Ok(moment) if !value.is_null() => {
                    let at = moment.timestamp().filter(|at| at.subsec_nanosecond() % 1000 == 0);
                    cells.extend([
                        Cell::Text(moment.raw().into_owned()),
                        at.map_or(Cell::Null, Cell::Timestamp),
                        moment.date().map_or(Cell::Null, Cell::Date),
                    ]);
                    None
                }
                _ => Some(value).filter(|value| !value.is_null()),
            },
        }
    }
}

impl Field {
    /// Takes the field out of a row, for its cells. What they do not hold stays in the row.
    pub(super) fn take(
        &self,
        row: &mut Map<String, Value>,
        languages: &Languages,
        cells: &mut Vec<Cell>,
    ) {
        let end = cells.len() + self.width;
        let taken = within(row, &self.path).and_then(|(record, name)| record.remove(name));
        let rest = self.kind.cells(taken.unwrap_or_default(), languages, cells);
        cells.resize(end, Cell::Null);
        if let Some(((record, name), rest)) = within(row, &self.path).zip(rest) {
            record.insert(name.to_owned(), rest);
        }
    }

    /// Fills a cell that may not be empty, where the row's value did not fit and is left in the row.
    pub(super) fn fill(&self, row: &Map<String, Value>, columns: &[Column], cells: &mut [Cell]) {
        let column = columns.get(self.column).filter(|column| !column.nullable);
        let cell = cells.get_mut(self.column).filter(|cell| **cell == Cell::Null);
        let Some(((column, cell), (first, others))) = column.zip(cell).zip(self.path.split_first())
        else {
            return;
        };
        let value = others.iter().try_fold(row.get(first), |value, name| Some(value?.get(name)));
        if let Some(nearest) = value.flatten().and_then(|value| Cell::nearest(&column.kind, value))
        {
            *cell = nearest;
        }
    }

    /// The column of the latitude, where it is a place.
    pub(super) fn latitude(&self) -> Option<usize> {
        (self.kind == FieldKind::Place).then_some(self.column)
    }
}

/// The record in which a path ends, and the last name of the path.
fn within<'r, 'p>(
    row: &'r mut Map<String, Value>,
    path: &'p [String],
) -> Option<(&'r mut Map<String, Value>, &'p str)> {
    let (name, records) = path.split_last()?;
    let record = records
        .iter()
        .try_fold(row, |record, name| record.get_mut(name).and_then(Value::as_object_mut))?;
    Some((record, name))
}

/// Drops a nested record of which all fields were taken, or that was null.
pub(super) fn drop_if_empty(row: &mut Map<String, Value>, path: &[String]) {
    let Some((record, name)) = within(row, path) else { return };
    let is_empty = |value: &Value| value.is_null() || value.as_object().is_some_and(Map::is_empty);
    if record.get(name).is_some_and(is_empty) {
        record.remove(name);
    }
}

fn words(html: &Cell) -> Cell {
    match html {
        Cell::Text(html) => Cell::Text(Html::new(html.as_str()).to_text()),
        Cell::Texts(texts) => {
            let words =
                |(tag, html): &(String, String)| (tag.clone(), Html::new(html.as_str()).to_text());
            Cell::Texts(texts.iter().map(words).collect())
        }
        _ => Cell::Null,
    }
}

fn texts(value: Value, html: bool, languages: &Languages, cells: &mut Vec<Cell>) -> Option<Value> {
    if matches!(languages, Languages::All) {
        let (cell, rest) = Cell::take(&ColumnType::Texts, value);
        let words = html.then(|| words(&cell));
        cells.extend([cell].into_iter().chain(words));
        return rest;
    }
    if value.is_null() {
        return None;
    }
    let Some(texts) = cell::texts(&value) else { return Some(value) };
    let text = |text: &str| Cell::Text(text.to_owned());
    match languages {
        Languages::All => {}
        Languages::Each(each) => {
            for found in each.texts(&texts) {
                let cell = found.map_or(Cell::Null, text);
                let words = html.then(|| words(&cell));
                cells.extend([cell].into_iter().chain(words));
            }
        }
        Languages::Best(reader) => {
            let choice = texts.choose(reader);
            let [cell, tag] = choice
                .map_or([Cell::Null, Cell::Null], |choice| [choice.text, choice.tag].map(text));
            let words = html.then(|| words(&cell));
            cells.extend([cell, tag].into_iter().chain(words));
        }
    }
    // The other languages were not asked for.
    None
}

/// A place, as `{"latitude": …, "longitude": …}`, as `POINT (longitude latitude)` or as a point of GeoJSON, and
/// nothing more: what has a height or a reference system besides stays as it came.
fn place(value: &Value) -> Option<[f64; 2]> {
    let point: GeoPoint = match value {
        Value::Object(members) if members.len() == 2 => match members.get("coordinates") {
            Some(numbers) if numbers.as_array().is_some_and(|it| it.len() == 2) => {
                GeoJson::new(value.clone()).point()?
            }
            Some(_) => return None,
            None => serde_json::from_value(value.clone()).ok()?,
        },
        Value::String(text) if text.split_whitespace().count() == 3 && !text.contains(';') => {
            WktPoint::new(text.as_str()).position()?
        }
        _ => return None,
    };
    Some([point.latitude, point.longitude])
}
