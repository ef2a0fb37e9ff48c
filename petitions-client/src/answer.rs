//! Answers, bare or wrapped.

use std::collections::BTreeMap;

use civic_core::http::Response;
use civic_core::list::source::PageRow;
use civic_core::{Error, Extra, json};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

use crate::call::API;
use crate::wrong_host::or_wrong_host;

/// Under which names an answer may come, besides its table's.
const WRAPPINGS: [&str; 3] = ["data", "results", "items"];

/// How many wrappings may be around it.
const DEPTH: u8 = 3;

/// A row of one of the server's tables.
pub(crate) trait Row: DeserializeOwned {
    /// The table, and what lists of it are wrapped in.
    const TABLE: &'static str;
    /// What a single one is wrapped in.
    const NAME: &'static str;
}

/// The rows of a list: an array, bare or wrapped, each row bare or under its own name.
///
/// # Errors
/// [`Decode`](civic_core::ErrorKind::Decode) where there is no list.
pub(crate) fn rows<T: Row>(response: &Response) -> Result<Vec<PageRow<T>>, Error> {
    let names: Vec<_> = [T::TABLE].into_iter().chain(WRAPPINGS).collect();
    let Some(list) = unwrapped(value(response)?, &names, is_list, DEPTH) else {
        return Err(missing::<Vec<IgnoredAny>>(response, T::TABLE));
    };
    let rows: Vec<&RawValue> = json::read(list.get().as_bytes())
        .map_err(|misfit| response.blame(misfit.under(T::TABLE).into()))?;
    let read = |row: &RawValue| serde_json::from_str::<T>(row.get()).ok();
    let row = |row: &RawValue| {
        let inner = || unwrapped(row, &[T::NAME], is_record, 1);
        match read(row).or_else(|| inner().and_then(read)) {
            Some(row) => PageRow::Decoded(row),
            // What does not decode is quoted in reports and logs, and may echo the key.
            None => PageRow::json(response.scrub(row.get())),
        }
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The rows of a list, all of them or an error.
pub(crate) fn records<T: Row>(response: &Response) -> Result<Vec<T>, Error> {
    let record = |(index, row)| match row {
        PageRow::Decoded(record) => Ok(record),
        PageRow::Raw(row) => row.decode().map_err(|misfit| {
            response.blame(misfit.under(&format!("{}[{index}]", T::TABLE)).into())
        }),
    };
    rows::<T>(response)?.into_iter().enumerate().map(record).collect()
}

/// A single record: the object with an id, bare or wrapped, or the only one of a list.
pub(crate) fn record<T: Row>(response: &Response) -> Result<T, Error> {
    let names: Vec<_> = [T::NAME, T::TABLE].into_iter().chain(WRAPPINGS).collect();
    match unwrapped(value(response)?, &names, is_record, DEPTH) {
        Some(record) => json::read(record.get().as_bytes())
            .map_err(|misfit| response.blame(misfit.under(T::NAME).into())),
        None => Err(missing::<Extra>(response, T::NAME)),
    }
}

fn value(response: &Response) -> Result<&RawValue, Error> {
    let body = response.body();
    let text = body.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(body);
    serde_json::from_slice(text).map_err(|error| {
        let told = response.json::<IgnoredAny>().err();
        let told = told.unwrap_or_else(|| response.blame(Error::decode(error.to_string(), "")));
        let is_cut_off = matches!(text.trim_ascii_start().first(), Some(b'{' | b'['));
        if is_cut_off { told } else { foreign(response, told) }
    })
}

/// What was asked for, out of the wrappings of these names and of a list of one.
fn unwrapped<'v>(
    value: &'v RawValue,
    names: &[&str],
    fits: fn(&RawValue) -> bool,
    depth: u8,
) -> Option<&'v RawValue> {
    if fits(value) {
        return Some(value);
    }
    let deeper = depth.checked_sub(1)?;
    let within = |inner| unwrapped(inner, names, fits, deeper);
    if let Some([only]) = list(value).as_deref() {
        return within(only);
    }
    let members = members(value)?;
    names.iter().filter_map(|name| members.get(*name).copied()).find_map(within)
}

fn members(value: &RawValue) -> Option<BTreeMap<String, &RawValue>> {
    serde_json::from_str(value.get()).ok()
}

fn list(value: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(value.get()).ok()
}

fn is_list(value: &RawValue) -> bool {
    value.get().starts_with('[')
}

fn is_record(value: &RawValue) -> bool {
    members(value).is_some_and(|members| members.contains_key("id"))
}

/// The error of an answer that is in no form of the API's.
fn foreign(response: &Response, error: Error) -> Error {
    let base = response.url().split(API).next().unwrap_or_default();
    or_wrong_host(error, "this server's answers have a form that is not known", base)
}

/// Says what stands there instead.
fn missing<T: DeserializeOwned>(response: &Response, name: &str) -> Error {
    let is_object = value(response).is_ok_and(|value| value.get().starts_with('{'));
    let told =
        if is_object { response.json_under::<T>(name).err() } else { response.json::<T>().err() };
    let told = told
        .unwrap_or_else(|| response.blame(Error::decode(format!("no {name} in the answer"), name)));
    foreign(response, told)
}
