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

/// The folder in which Macs keep notes on each file of an archive, under the file's own name.
const OF_MACS: &str = "__MACOSX";

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
    others: Vec<String>,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive, such as a file that was kept.
    ///
    /// # Errors
    /// [`Decode`](ErrorKind::Decode) for what is no whole archive: the list of its files stands at
    /// its end, so one that was cut off does not open.
    pub fn open(reader: R) -> Result<Self, Error> {
        let no_archive = |error| Error::decode(format!("no whole ZIP archive: {error}"), "");
        let zip = ZipArchive::new(reader).map_err(no_archive)?;
        let (mut files, mut others) = (Vec::new(), Vec::new());
        for file in zip.file_names() {
            let file = file.map_err(no_archive)?.into_owned();
            match table_of(&file).map(str::to_owned) {
                Some(table) => files.push((table, file)),
                None if file.ends_with('/') => {}
                None => others.push(file),
            }
        }
        Ok(Self { zip, files, others })
    }

    /// The tables that are in it, each by the name that [`table`](Self::table) takes for it: where
    /// files share a table's name, the whole names of the files.
    pub fn tables(&self) -> Vec<&str> {
        let name = |(table, file): &'_ (String, String)| self.files_of(table).eq([file.as_str()]);
        self.files.iter().map(|entry| if name(entry) { &*entry.0 } else { &*entry.1 }).collect()
    }

    /// The files that are no tables, by their whole names: what is not called `.csv`, has no
    /// table's name, or is of a Mac's own (`__MACOSX/`).
    pub fn other_files(&self) -> Vec<&str> {
        self.others.iter().map(String::as_str).collect()
    }

    /// Reads a table, by its name or by the whole name of its file.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) where it is not in the archive;
    /// [`InvalidInput`](ErrorKind::InvalidInput) where several files have this table's name, which
    /// the error tells.
    pub fn table<T: Row>(&mut self, name: &str) -> Result<ArchiveRows<'_, T, R>, Error> {
        let file = self.file_of(name)?.to_owned();
        let file = self.zip.by_name(&file).map_err(|error| {
            Error::decode(format!("table {name:?} cannot be unpacked: {error}"), "")
        })?;
        let progress = Progress::of(name);
        progress.lock().announced = Some(file.size());
        let reader = Reader::new(progress.clone());
        Ok(ArchiveRows { file, reader, progress, ended: false, row: PhantomData })
    }

    fn file_of(&self, name: &str) -> Result<&str, Error> {
        let mut files = self.files_of(name);
        match (files.next(), files.next()) {
            (Some(file), None) => Ok(file),
            (None, _) => {
                let message = format!("there is no table {name:?} in the archive");
                Err(Error::new(ErrorKind::NotFound, message))
            }
            (Some(_), Some(_)) => {
                let files: Vec<_> = self.files_of(name).map(|file| format!("{file:?}")).collect();
                let files = files.join(", ");
                Err(Error::invalid_input(format!("several files are of table {name:?}: {files}"))
                    .with_hint("ask for one by its whole name"))
            }
        }
    }

    /// The files that this name may mean: that of this whole name alone, or all of this table.
    fn files_of<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let is_file = self.files.iter().any(|(_, file)| file == name);
        let files = self.files.iter();
        let files = files.filter(move |(table, file)| name == if is_file { file } else { table });
        files.map(|(_, file)| file.as_str())
    }

    /// Reads a table as cells.
    ///
    /// # Errors
    /// As of [`table`](Self::table).
    pub fn cells(&mut self, name: &str) -> Result<ArchiveRows<'_, Cells, R>, Error> {
        self.table(name)
    }
}

/// The table in a file of the archive. `None` where it is none.
fn table_of(file: &str) -> Option<&str> {
    if file.split('/').any(|folder| folder == OF_MACS) {
        return None;
    }
    let (stem, ending) = file.rsplit('/').next()?.rsplit_once('.')?;
    let table = stem.rsplit_once(BEFORE_NAME).map_or(stem, |(_, table)| table);
    (ending.eq_ignore_ascii_case("csv") && !table.is_empty()).then_some(table)
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
