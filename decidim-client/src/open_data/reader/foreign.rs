//! Bytes that are not a table, and the error for them.

use civic_core::{Error, ErrorKind};

use super::super::refusal::PAGE;

/// How many of the first bytes an error shows.
const SHOWN: usize = 40;

/// How many bytes are kept to judge by.
pub(super) const KEPT: usize = 512;

/// What the first bytes of a file are, where they are certainly no table: no column's name begins
/// like that. Nothing is known of a text in general.
pub(super) fn kind(start: &[u8]) -> Option<&'static str> {
    let text = start.trim_ascii_start();
    let begins = |with: &[u8]| text.get(..with.len()).is_some_and(|s| s.eq_ignore_ascii_case(with));
    if begins(b"<?xml") {
        return Some("XML where a table was expected");
    }
    if begins(b"<") {
        return Some(PAGE);
    }
    if begins(b"{") || begins(b"[") {
        return Some("JSON where a table was expected");
    }
    if start.starts_with(b"\x1f\x8b") {
        return Some("a gzip file where a table was expected, not said to be one");
    }
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        return Some("a ZIP archive where a table was expected");
    }
    let is_utf_16 = start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff");
    if is_utf_16 || start.get(..start.len().min(KEPT)).is_some_and(|start| start.contains(&0)) {
        return Some("no text in UTF-8 where a table was expected");
    }
    None
}

/// Whether the header of a table may be this one name: a table of one column looks like any text.
pub(super) fn may_be_a_column(name: &str) -> bool {
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '/' | '-' | '.');
    !name.is_empty() && name.chars().all(fits)
}

pub(super) fn error(what: &str, start: &[u8]) -> Error {
    if start.is_empty() {
        return Error::new(ErrorKind::Decode, what.to_owned());
    }
    Error::new(ErrorKind::Decode, format!("{what}; {}", beginning(start)))
}

/// How a file begins.
pub(super) fn beginning(start: &[u8]) -> String {
    let shown = start.get(..start.len().min(SHOWN)).unwrap_or_default();
    let more = if shown.len() < start.len() { "…" } else { "" };
    format!("it begins with \"{}{more}\"", shown.escape_ascii())
}
