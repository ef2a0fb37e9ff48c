//! Where the rows of an export lie that can be resumed: JSON Lines in a file that outlives a crash.
//!
//! At the end they become what they are to be, whatever the format: Parquet too. A row group of Parquet is whole
//! only after some ten thousand rows, so parts of whole row groups would lose all pages since the last one to a
//! crash, or need this file beside them for these. Here a crash loses a page, and one way serves every format.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use civic_examples::program::Failure;
use civic_examples::progress::Progress;

use super::Form;
use super::atomic::{at, resolved};
use crate::sinks::Format;
use crate::stopped::Stop;

/// Rows that are written between two looks at whether somebody stops it.
const AT_ONCE: u64 = 1000;

/// The rows so far, in the file `OUTPUT.part`.
pub(crate) struct Part {
    file: BufWriter<File>,
    path: PathBuf,
}

impl Part {
    /// The file beside the output in which the rows of an unfinished run lie.
    pub(crate) fn of(output: &Path) -> PathBuf {
        let mut name = resolved(output).into_os_string();
        name.push(".part");
        name.into()
    }

    /// Goes on with the first bytes of that file, and cuts off the rest: what was written after the last
    /// checkpoint comes again. `None` where it has not so many.
    pub(crate) fn open(output: &Path, bytes: u64) -> Result<Option<Self>, Failure> {
        let path = Self::of(output);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(|error| at(&path, &error))?;
        if file.try_lock().is_err() {
            let why = format!("another export is writing {}", path.display());
            return Err(Failure::because(why));
        }
        let within = |error: std::io::Error| at(&path, &error);
        if file.metadata().map_err(within)?.len() < bytes {
            return Ok(None);
        }
        file.set_len(bytes).map_err(within)?;
        file.seek(SeekFrom::End(0)).map_err(within)?;
        Ok(Some(Self { file: BufWriter::new(file), path }))
    }

    /// Adds a row.
    pub(crate) fn write(&mut self, row: &str) -> Result<(), Failure> {
        let written = self.file.write_all(row.as_bytes()).and_then(|()| self.file.write_all(b"\n"));
        written.map_err(|error| at(&self.path, &error))
    }

    /// Sees to it that all rows so far outlive a crash. How many bytes they are.
    pub(crate) fn settle(&mut self) -> Result<u64, Failure> {
        let settled = self.file.flush().and_then(|()| self.file.get_ref().sync_data());
        settled.map_err(|error| at(&self.path, &error))?;
        self.file.stream_position().map_err(|error| at(&self.path, &error))
    }

    /// Makes the rows what they are to become, and deletes the file. Whether it came to that: where somebody
    /// stops it, all is left as it was.
    pub(crate) async fn finish(
        mut self,
        form: &Form,
        output: &Path,
        stop: &mut Stop,
    ) -> Result<bool, Failure> {
        self.settle()?;
        if form.format == Format::Jsonl {
            let renamed = std::fs::rename(&self.path, resolved(output));
            return renamed.map(|()| true).map_err(|error| at(output, &error));
        }
        let (name, rows) = (output.display().to_string(), Arc::new(AtomicU64::new(0)));
        let progress = Progress::saying(&format!("writing {name}"), {
            let rows = Arc::clone(&rows);
            move || format!("writing {name}: {} rows", rows.load(Ordering::Relaxed))
        });
        let mut becoming = form.to_file(output)?;
        let file = File::open(&self.path).map_err(|error| at(&self.path, &error))?;
        for row in BufReader::new(file).lines() {
            becoming.write(&row.map_err(|error| at(&self.path, &error))?)?;
            if rows.fetch_add(1, Ordering::Relaxed) % AT_ONCE == 0 {
                progress.tick();
                if stop.has_come().await {
                    return Ok(false);
                }
            }
        }
        becoming.finish()?;
        std::fs::remove_file(&self.path).map_err(|error| at(&self.path, &error))?;
        Ok(true)
    }
}
