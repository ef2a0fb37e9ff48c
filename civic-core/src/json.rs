//! Reading JSON with the path of the first value that does not fit. For implementors of a platform.

mod error_path;

use std::fmt;
use std::marker::PhantomData;
use std::str;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::Error;

/// Why JSON does not fit the type it was read as, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", at_path(.path))]
#[non_exhaustive]
pub struct Misfit {
    /// The path of the first value that does not fit, such as `ideas[3].title`; empty for the whole.
    pub path: String,
    /// What is wrong with it, with line and column.
    pub problem: String,
}

impl Misfit {
    /// The same with this path put before its own, for JSON that is a part of a larger answer.
    #[must_use]
    pub fn under(mut self, path: &str) -> Self {
        self.path = match (path, self.path.as_str()) {
            (path, "") => path.to_owned(),
            ("", inner) => inner.to_owned(),
            (path, inner) if inner.starts_with('[') => format!("{path}{inner}"),
            (path, inner) => format!("{path}.{inner}"),
        };
        self
    }

    /// The same path with another problem.
    pub(crate) fn of_problem(self, problem: String) -> Self {
        Self { problem, ..self }
    }

    fn of(text: &str, error: &serde_json::Error) -> Self {
        Self { path: error_path::of(text, error), problem: error.to_string() }
    }

    fn no_text(json: &[u8]) -> Self {
        let text = json.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        let problem = format!("it is not in UTF-8 after {} bytes", text.len());
        Self { path: error_path::at_end_of(text), problem }
    }
}

fn at_path(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("at {path}: ") }
}

impl From<Misfit> for Error {
    fn from(misfit: Misfit) -> Self {
        Self::decode(misfit.problem, misfit.path)
    }
}

/// Whether a text is JSON, as a whole.
///
/// # Errors
/// Why it is not, and where.
pub(crate) fn check(json: &[u8]) -> Result<(), serde_json::Error> {
    serde_json::from_slice(json).map(|IgnoredAny| ())
}

/// Reads a value.
///
/// ```
/// use civic_core::json;
///
/// assert_eq!(json::read::<Vec<u64>>(b"[1, 2]"), Ok(vec![1, 2]));
/// let misfit = json::read::<Vec<u64>>(br#"[1, "two"]"#).unwrap_err();
/// assert_eq!(misfit.path, "[1]");
/// ```
///
/// # Errors
/// [`Misfit`].
pub fn read<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, Misfit> {
    read_with(json, PhantomData)
}

/// Reads the value at a path of names; `None` where it, or an object above it, is null or absent.
/// Everything else is skipped.
///
/// ```
/// use civic_core::json;
///
/// let answer = br#"{"data": {"room": {"id": 7, "tags": null}}}"#;
/// assert_eq!(json::read_at(answer, &["data", "room", "id"]), Ok(Some(7)));
/// assert_eq!(json::read_at::<Vec<u64>>(answer, &["data", "room", "tags"]), Ok(None));
/// let misfit = json::read_at::<u64>(answer, &["data", "room"]).unwrap_err();
/// assert_eq!(misfit.path, "data.room");
/// ```
///
/// # Errors
/// [`Misfit`], also where a value on the path is not an object.
pub fn read_at<'a, T: Deserialize<'a>>(json: &'a [u8], path: &[&str]) -> Result<Option<T>, Misfit> {
    read_with(json, At { path, value: PhantomData })
}

/// The one function that reads JSON, so that each type is compiled for one reader only. To check the
/// whole for UTF-8 once is cheaper than to check each string.
pub(crate) fn read_with<'a, S: DeserializeSeed<'a>>(
    json: &'a [u8],
    seed: S,
) -> Result<S::Value, Misfit> {
    let text = str::from_utf8(json).map_err(|_| Misfit::no_text(json))?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = seed.deserialize(&mut reader);
    let value = value.and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| Misfit::of(text, &error))
}

/// The value at a path.
struct At<'p, T> {
    path: &'p [&'p str],
    value: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for At<'_, T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Option<T>, D::Error> {
        if self.path.is_empty() {
            return Option::deserialize(reader);
        }
        reader.deserialize_option(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for At<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, reader: D) -> Result<Option<T>, D::Error> {
        reader.deserialize_map(self)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Option<T>, M::Error> {
        let Some((name, path)) = self.path.split_first() else { return Ok(None) };
        let mut found = None;
        while let Some(is_it) = map.next_key_seed(IsNamed(name))? {
            if is_it {
                found = map.next_value_seed(At { path, value: self.value })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Whether a name is this one, without a copy of it.
pub(crate) struct IsNamed<'n>(pub(crate) &'n str);

impl<'de> DeserializeSeed<'de> for IsNamed<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<bool, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for IsNamed<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<bool, E> {
        Ok(name == self.0)
    }
}

/// Whether a count need not be written.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub(crate) fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misfit<'a, T: Deserialize<'a>>(json: &'a str, path: &[&str]) -> String {
        read_at::<T>(json.as_bytes(), path).err().unwrap().path
    }

    #[test]
    fn a_value_is_found_whatever_stands_beside_it() {
        let at = |json: &str| read_at::<u64>(json.as_bytes(), &["a", "b"]);
        for json in [
            r#"{"a":{"b":1}}"#,
            r#" {"x":[{"a":2}],"a":{"y":{"b":3},"b":1,"z":"\u00e9"},"w":null} "#,
            r#"{"a":{"b":2},"a":{"b":1}}"#,
            r#"{"\u0061":{"\u0062":1}}"#,
        ] {
            assert_eq!(at(json), Ok(Some(1)), "{json}");
        }
        for json in ["null", "{}", r#"{"a":null}"#, r#"{"a":{}}"#, r#"{"a":{"b":null}}"#] {
            assert_eq!(at(json), Ok(None), "{json}");
        }
        assert_eq!(read_at::<u64>(b"7", &[]), Ok(Some(7)));
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_place() {
        let path = ["a", "b"];
        assert_eq!(misfit::<u64>(r#"{"a":{"b":"x"}}"#, &path), "a.b");
        assert_eq!(misfit::<Vec<u64>>(r#"{"a":{"b":[1,"x"]}}"#, &path), "a.b[1]");
        assert_eq!(misfit::<u64>(r#"{"a":[1]}"#, &path), "a");
        assert_eq!(misfit::<u64>("[1]", &path), "");
        // What comes behind it is broken: the place is what both are in.
        assert_eq!(misfit::<u64>(r#"{"a":{"b":1}"#, &path), "");
        assert_eq!(read::<Vec<u64>>(b"[1,null]").unwrap_err().under("rows").path, "rows[1]");
        let whole = read::<u64>(b"{").unwrap_err();
        assert_eq!((whole.path.as_str(), &whole.to_string()), ("", &whole.problem));
        let part = read::<Vec<u64>>(b"[1,null]").unwrap_err();
        assert_eq!(part.to_string(), format!("at [1]: {}", part.problem));
    }

    #[test]
    fn bytes_that_are_no_text_are_an_error_with_their_place() {
        let json = b"{\"a\":{\"b\":1,\"c\":\"\xff\"}}";
        let misfit = read_at::<u64>(json, &["a", "b"]).unwrap_err();
        assert_eq!(misfit.path, "a.c");
        assert_eq!(misfit.problem, "it is not in UTF-8 after 17 bytes");
    }
}
