//! Faults that only make sense inside a table.

use std::iter;
use std::ops::Range;

use crate::fault::{Fault, Malformation};
use crate::reply::Reply;

/// The reply after the fault, whose columns stand between these separators if it is a table.
pub(in crate::decidim) fn spoil(fault: &Fault, reply: Reply, separator: u8) -> Reply {
    let Fault::MalformedRow { index, how } = fault else { return fault.spoil(reply, None) };
    let table = reply.body_bytes();
    // The first line is the header.
    let Some(line) = lines(&table).nth(index + 1) else { return reply };
    let Some((until, after)) = table.split_at_checked(line.end) else { return reply };
    let Some((before, row)) = until.split_at_checked(line.start) else { return reply };
    let broken = malformed(row, *how, separator);
    reply.with_body([before, &broken, after].concat())
}

/// Where each line lies, without its end. A line break within quotes ends no line.
fn lines(table: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    iter::from_fn(move || {
        let rest = table.get(start..).filter(|rest| !rest.is_empty())?;
        let line = start..start + unquoted(rest, b'\n').unwrap_or(rest.len());
        start = line.end + 1;
        Some(line)
    })
}

/// Where this byte first stands outside quotes.
fn unquoted(text: &[u8], wanted: u8) -> Option<usize> {
    let mut is_quoted = false;
    text.iter().position(|byte| {
        is_quoted ^= *byte == b'"';
        *byte == wanted && !is_quoted
    })
}

fn malformed(row: &[u8], how: Malformation, separator: u8) -> Vec<u8> {
    match how {
        Malformation::MissingId => {
            let second = unquoted(row, separator).and_then(|end| row.get(end + 1..));
            second.unwrap_or_default().to_vec()
        }
        Malformation::WrongType => [b"\xff", row].concat(),
        Malformation::Null => b"\"\"".to_vec(),
    }
}
