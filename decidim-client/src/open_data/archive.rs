//! All tables in one ZIP file.

use std::fmt;
use std::io::{Read, Seek};
use std::marker::PhantomData;

use bytes::Bytes;
use civic_core::{Error, ErrorKind};
use zip::ZipArchive;
use zip::read::ZipFile;

use super::cells::Cells;
use super::fields::{Fields, Row};
use super::reader::{Reader, Step};
use super::report::{Progress, TableReport};

/// What stands before a table's name in the archive: `HOST-open-data-TABLE.csv`.
const BEFORE_NAME: &str = "-open-data-";

/// How much is unpacked at a time, in bytes.
const PIECE: usize = 64 * 1024;

/// All tables of a site in one file, read from memory or from disk, row by row.
///
/// ```no_run
/// use decidim_client::open_data::rows::ProposalRow;
///
/// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
/// let mut archive = site.archive().await?;
/// println!("{:?}", archive.tables());
/// let mut rows = archive.table::<ProposalRow>("proposals")?;
/// while let Some(proposal) = rows.next() {
///     println!("{:?}", proposal?.id);
/// }
/// println!("{}", rows.report());
/// # Ok(())
/// # }
/// ```
pub struct Archive<R> {
    zip: ZipArchive<R>,
    /// The tables with the names of their files.
    files: Vec<(String, String)>,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive, such as a file that was kept.
    ///
    /// # Errors
    /// [`Decode`](ErrorKind::Decode) for what is no whole archive: the list of its files stands at
    /// its end, so one that was cut off does not open.
    pub fn open(reader: R) -> Result<Self, Error> {
        let zip = ZipArchive::new(reader)
            .map_err(|error| Error::decode(format!("no whole ZIP archive: {error}"), ""))?;
        let names = zip.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned);
        let files = names.filter_map(|file| Some((table_of(&file)?.to_owned(), file))).collect();
        Ok(Self { zip, files })
    }

    /// The tables that are in it.
    pub fn tables(&self) -> Vec<&str> {
        self.files.iter().map(|(table, _)| table.as_str()).collect()
    }

    /// Reads a table.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) where it is not in the archive.
    pub fn table<T: Row>(&mut self, name: &str) -> Result<ArchiveRows<'_, T, R>, Error> {
        let file = self.files.iter().find(|(table, _)| table == name).map(|(_, file)| file);
        let file = file.ok_or_else(|| {
            Error::new(ErrorKind::NotFound, format!("there is no table {name:?} in the archive"))
        })?;
        let file = self.zip.by_name(file).map_err(|error| {
            Error::decode(format!("table {name:?} cannot be unpacked: {error}"), "")
        })?;
        let progress = Progress::of(name);
        progress.lock().announced = Some(file.size());
        let reader = Reader::new(progress.clone());
        Ok(ArchiveRows { file, reader, progress, ended: false, row: PhantomData })
    }

    /// Reads a table as cells.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) where it is not in the archive.
    pub fn cells(&mut self, name: &str) -> Result<ArchiveRows<'_, Cells, R>, Error> {
        self.table(name)
    }
}

/// The table in a file of the archive.
fn table_of(file: &str) -> Option<&str> {
    let stem = file.rsplit('/').next()?.strip_suffix(".csv")?;
    Some(stem.rsplit_once(BEFORE_NAME).map_or(stem, |(_, table)| table))
}

/// The rows of a table in an archive. After an error it ends.
pub struct ArchiveRows<'a, T, R: Read> {
    file: ZipFile<'a, R>,
    reader: Reader,
    progress: Progress,
    ended: bool,
    row: PhantomData<fn() -> T>,
}

impl<T, R: Read> ArchiveRows<'_, T, R> {
    /// The account so far.
    pub fn report(&self) -> TableReport {
        self.progress.report()
    }

    fn advance(&mut self) -> Result<Option<Cells>, Error> {
        loop {
            match self.reader.step()? {
                Step::Row(cells) => return Ok(Some(cells)),
                Step::End => return Ok(None),
                Step::More => {
                    let mut piece = vec![0; PIECE];
                    // The archive checks a file's sum at its end, so that what does not fail
                    // here is whole.
                    let read = self.file.read(&mut piece).map_err(|error| {
                        Error::decode(format!("the archive is damaged: {error}"), "")
                    })?;
                    piece.truncate(read);
                    if piece.is_empty() {
                        self.reader.finish(true);
                    } else {
                        self.reader.feed(Bytes::from(piece));
                    }
                }
            }
        }
    }
}

impl<T: Row, R: Read> Iterator for ArchiveRows<'_, T, R> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.advance();
        self.ended = !matches!(next, Ok(Some(_)));
        if let Err(error) = &next {
            self.progress.interrupted(error);
        }
        next.map(|cells| cells.map(|cells| T::from_fields(Fields::of(cells)))).transpose()
    }
}

impl<R> fmt::Debug for Archive<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive").field("files", &self.files).finish_non_exhaustive()
    }
}

impl<T, R: Read> fmt::Debug for ArchiveRows<'_, T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArchiveRows")
            .field("report", &self.progress.report())
            .finish_non_exhaustive()
    }
}
