//! All tables in one file.

use std::io::{Cursor, Write};

use bytes::Bytes;
use jiff::Timestamp;
use jiff::tz::Offset;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The name of a table as a file.
pub(super) fn entry_name(host: &str, table: &str) -> String {
    format!("{host}-open-data-{table}.csv")
}

/// What is written over the first letter of a name, for there may be two of it: the crate that
/// writes archives allows none, unlike Ruby's.
const STAND_IN: u8 = b'?';

/// A ZIP archive of these files, written at this moment. `None` if they do not fit into one.
pub(super) fn of(files: &[(String, Bytes)], at: i64) -> Option<Bytes> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(on_the_clock(at).unwrap_or_default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut twins = Vec::new();
    for (place, (name, text)) in files.iter().enumerate() {
        if files.iter().take(place).any(|(other, _)| other == name) {
            let written: String =
                std::iter::once(char::from(STAND_IN)).chain(name.chars().skip(1)).collect();
            archive.start_file(&written, options).ok()?;
            twins.push((written, name));
        } else {
            archive.start_file(name, options).ok()?;
        }
        archive.write_all(text).ok()?;
    }
    let mut bytes = archive.finish().ok()?.into_inner();
    for (written, name) in twins {
        rename(&mut bytes, written.as_bytes(), name.as_bytes());
    }
    Some(Bytes::from(bytes))
}

/// Writes a name over one of the same length, at the file and in the list of files.
fn rename(archive: &mut [u8], from: &[u8], to: &[u8]) {
    let places: Vec<_> =
        archive.windows(from.len()).enumerate().filter(|(_, name)| *name == from).collect();
    let places: Vec<usize> = places.into_iter().map(|(at, _)| at).collect();
    for at in places {
        if let Some(name) = archive.get_mut(at..at + to.len()) {
            name.copy_from_slice(to);
        }
    }
}

/// What the server's clock shows at a moment: rubyzip writes that into each entry. This one shows UTC.
fn on_the_clock(at: i64) -> Option<DateTime> {
    let time = Offset::UTC.to_datetime(Timestamp::from_millisecond(at).ok()?);
    let [month, day, hour, minute, second] =
        [time.month(), time.day(), time.hour(), time.minute(), time.second()].map(i8::unsigned_abs);
    let year = u16::try_from(time.year()).ok()?;
    DateTime::from_date_and_time(year, month, day, hour, minute, second).ok()
}
