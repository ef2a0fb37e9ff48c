//! Answers, bare or wrapped.

use std::collections::BTreeMap;

use civic_core::Error;
use civic_core::http::Response;
use civic_core::paging::{RawRow, raw_rows};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// Under which names a list may come, besides its table's.
const WRAPPINGS: [&str; 3] = ["data", "results", "items"];

/// The rows of a list: a bare array, or one under the table's name or a usual one.
///
/// # Errors
/// [`Decode`](civic_core::ErrorKind::Decode) where there is no list.
pub(crate) fn rows<T: DeserializeOwned>(
    response: &Response,
    table: &str,
) -> Result<Vec<RawRow>, Error> {
    let rows = if is_object(response) {
        let object: BTreeMap<String, Box<RawValue>> = response.json()?;
        let holds_list =
            |name: &&str| object.get(*name).is_some_and(|value| value.get().starts_with('['));
        let name = [table].into_iter().chain(WRAPPINGS).find(holds_list);
        raw_rows(response, name.unwrap_or(table))?
    } else {
        let rows: Vec<Box<RawValue>> = response.json()?;
        rows.into_iter().map(|row| RawRow::new(row.get().to_owned())).collect()
    };
    // What does not decode is quoted in reports and logs, and may echo the key.
    let shown = |row: RawRow| match serde_json::from_slice::<T>(row.json()) {
        Ok(_) => row,
        Err(_) => RawRow::new(response.scrub(&String::from_utf8_lossy(row.json()))),
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// The rows of a list, all of them or an error.
pub(crate) fn records<T: DeserializeOwned>(
    response: &Response,
    table: &str,
) -> Result<Vec<T>, Error> {
    let decoded = rows::<T>(response, table)?.into_iter().enumerate().map(|(index, row)| {
        serde_json::from_slice(row.json()).map_err(|error| {
            response.blame(Error::decode(error.to_string(), format!("{table}[{index}]")))
        })
    });
    decoded.collect()
}

/// A single record: the object with an id itself, or one under its name or `data`.
pub(crate) fn record<T: DeserializeOwned>(response: &Response, name: &str) -> Result<T, Error> {
    let object: BTreeMap<String, Box<RawValue>> = response.json()?;
    if object.contains_key("id") {
        return response.json();
    }
    let wrapping = ["data"].into_iter().find(|wrapping| object.contains_key(*wrapping));
    let wrapping = wrapping.filter(|_| !object.contains_key(name));
    response.json_under(wrapping.unwrap_or(name))
}

fn is_object(response: &Response) -> bool {
    let is_space = |byte: &u8| byte.is_ascii_whitespace() || b"\xef\xbb\xbf".contains(byte);
    response.body().iter().find(|byte| !is_space(byte)) == Some(&b'{')
}
