//! Where the rows lie while a list is being read: JSON Lines in a file.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, IntoInnerError, IsTerminal, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use civic_core::multiloc::Preference;
use civic_examples::program::Failure;
use civic_examples::screen::screen;
use tempfile::NamedTempFile;

use crate::atomic::{self, at};
use crate::table::Columns;

/// What the rows are to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// JSON Lines: each record as the server names its fields, nothing left out.
    Jsonl,
    /// CSV: a flat table.
    Csv,
}

/// The rows so far.
pub(crate) enum Spool {
    /// Nothing has to be kept: rows go out as they come.
    Stdout,
    /// A file without a name that anybody should use; deleted when it is dropped.
    Temporary(BufWriter<NamedTempFile>),
    /// A file that outlives a crash, so that the next run goes on with it.
    Part(BufWriter<File>, PathBuf),
}

impl Spool {
    /// For rows that need not outlive this run.
    pub(crate) fn temporary(format: Format, output: Option<&Path>) -> Result<Self, Failure> {
        Ok(match (output, format) {
            (None, Format::Jsonl) => Self::Stdout,
            (None, Format::Csv) => Self::Temporary(BufWriter::new(NamedTempFile::new()?)),
            (Some(path), _) => Self::Temporary(BufWriter::new(atomic::temporary(path)?)),
        })
    }

    /// The file beside the output in which the rows of an unfinished run lie.
    pub(crate) fn part_of(output: &Path) -> PathBuf {
        let mut name = output.as_os_str().to_owned();
        name.push(".part");
        name.into()
    }

    /// Goes on with the first bytes of that file, and cuts off the rest: what was written after
    /// the last checkpoint comes again. `None` where it has not so many.
    pub(crate) fn part(output: &Path, bytes: u64) -> Result<Option<Self>, Failure> {
        let path = Self::part_of(output);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(|error| at(&path, &error))?;
        if file.try_lock().is_err() {
            let why = format!("another export is writing {}", path.display());
            return Err(Failure::because(why));
        }
        if file.metadata()?.len() < bytes {
            return Ok(None);
        }
        file.set_len(bytes)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Some(Self::Part(BufWriter::new(file), path)))
    }

    /// Adds rows.
    pub(crate) fn push(&mut self, lines: &[String]) -> Result<(), Failure> {
        match self {
            Self::Stdout => push(&mut stdout(), lines)?,
            Self::Temporary(file) => push(file, lines)?,
            Self::Part(file, _) => push(file, lines)?,
        }
        Ok(())
    }

    /// Sees to it that all rows so far outlive a crash. How many bytes they are.
    pub(crate) fn settle(&mut self) -> Result<u64, Failure> {
        let Self::Part(file, _) = self else { return Ok(0) };
        file.flush()?;
        file.get_ref().sync_data()?;
        Ok(file.stream_position()?)
    }

    /// Makes the rows what they are to become. The output is there whole or not at all.
    pub(crate) fn finish(
        self,
        format: Format,
        output: Option<&Path>,
        reader: Option<&Preference>,
    ) -> Result<(), Failure> {
        let (lines, kept) = match self {
            Self::Stdout => return Ok(io::stdout().flush()?),
            Self::Temporary(file) => {
                let file = file.into_inner().map_err(IntoInnerError::into_error)?;
                (file.reopen()?, Kept::Temporary(file))
            }
            Self::Part(file, path) => {
                file.into_inner().map_err(IntoInnerError::into_error)?;
                (File::open(&path)?, Kept::Part(path))
            }
        };
        match (format, output) {
            (Format::Jsonl, Some(output)) => {
                lines.sync_all()?;
                kept.take_the_name(output)
            }
            (Format::Jsonl, None) => {
                io::copy(&mut BufReader::new(lines), &mut stdout())?;
                kept.delete()
            }
            (Format::Csv, output) => {
                let columns = Columns::of(BufReader::new(&lines), reader)?;
                (&lines).seek(SeekFrom::Start(0))?;
                let lines = BufReader::new(&lines);
                match output {
                    Some(output) => {
                        atomic::write(output, |file| columns.write(lines, reader, file))?;
                    }
                    // A writer of CSV may stop inside a character, a terminal takes whole ones.
                    None if io::stdout().is_terminal() => {
                        let mut table = Vec::new();
                        columns.write(lines, reader, &mut table)?;
                        screen().write_all(&table)?;
                    }
                    None => columns.write(lines, reader, io::stdout().lock())?,
                }
                kept.delete()
            }
        }
    }
}

/// A spool that is through.
enum Kept {
    Temporary(NamedTempFile),
    Part(PathBuf),
}

impl Kept {
    fn take_the_name(self, output: &Path) -> Result<(), Failure> {
        match self {
            Self::Temporary(file) => {
                file.persist(output).map_err(|error| at(output, &error.error))?;
            }
            Self::Part(path) => {
                std::fs::rename(path, output).map_err(|error| at(output, &error))?;
            }
        }
        Ok(())
    }

    fn delete(self) -> Result<(), Failure> {
        match self {
            Self::Temporary(file) => Ok(file.close()?),
            Self::Part(path) => Ok(std::fs::remove_file(path)?),
        }
    }
}

/// Data as it is; on a terminal without what would steer it.
fn stdout() -> Box<dyn Write> {
    let out = io::stdout();
    if out.is_terminal() { Box::new(screen()) } else { Box::new(out.lock()) }
}

fn push(out: &mut impl Write, lines: &[String]) -> io::Result<()> {
    for line in lines {
        out.write_all(line.as_bytes())?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
