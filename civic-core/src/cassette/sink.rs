//! The file that a recording is written to.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::line::Line;

/// Writes whole lines, each of which is in the file before the next begins.
#[derive(Debug)]
pub(super) struct Sink {
    file: File,
    path: PathBuf,
    is_packed: bool,
}

impl Sink {
    /// A new file. What is there is not written over.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        // It holds what the caller may see, and others perhaps may not.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        let is_packed = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
        Ok(Self { file, path: path.to_owned(), is_packed })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A line. Where the file is packed, a gzip member of its own: so all whole lines of a file that broke
    /// off can be read, and each by itself.
    pub(super) fn write(&mut self, line: &Line<'_>) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(line).map_err(io::Error::other)?;
        bytes.push(b'\n');
        if self.is_packed {
            let mut packed = GzEncoder::new(Vec::new(), Compression::default());
            packed.write_all(&bytes)?;
            bytes = packed.finish()?;
        }
        self.file.write_all(&bytes)
    }
}

#[cfg(test)]
impl Sink {
    pub(super) fn write_to(&mut self, file: File) {
        self.file = file;
    }
}
