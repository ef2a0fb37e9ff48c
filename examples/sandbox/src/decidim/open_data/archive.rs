//! All tables in one file.

use std::io::{Cursor, Write};

use bytes::Bytes;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The name of a table as a file.
pub(super) fn entry_name(host: &str, table: &str) -> String {
    format!("{host}-open-data-{table}.csv")
}

/// A ZIP archive of the tables. `None` if they do not fit into one.
pub(super) fn of(host: &str, tables: &[(&'static str, Bytes)]) -> Option<Bytes> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in tables {
        archive.start_file(entry_name(host, name), options).ok()?;
        archive.write_all(text).ok()?;
    }
    archive.finish().ok().map(|file| Bytes::from(file.into_inner()))
}
