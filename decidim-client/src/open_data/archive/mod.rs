//! All tables in one ZIP file.

mod entries;

use std::fmt;
use std::io::{Read, Seek, SeekFrom};
use std::marker::PhantomData;

use bytes::Bytes;
use civic_core::{Error, ErrorKind};
use zip::read::ZipFile;
use zip::{DateTime, ZipReadOptions};

use self::entries::Entry;
use super::cells::Cells;
use super::fields::{Fields, Row};
use super::reader::{Reader, Step, begins_with};
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
    reader: R,
    /// The tables with their files.
    files: Vec<(String, Entry)>,
    others: Vec<String>,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive, such as a file that was kept.
    ///
    /// ```no_run
    /// # use decidim_client::open_data::archive::Archive;
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// // Keeps the archive on disk instead of in memory.
    /// let mut download = site.archive_download().await?;
    /// let mut file = std::fs::File::create_new("open-data.zip")?;
    /// while let Some(piece) = download.piece().await? {
    ///     std::io::Write::write_all(&mut file, &piece)?;
    /// }
    /// let archive = Archive::open(std::fs::File::open("open-data.zip")?)?;
    /// println!("{:?}", archive.tables());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Decode`](ErrorKind::Decode) for a file that is not an archive, or only part of one: the list of its files
    /// is at its end, so one that was cut off does not open. The error shows how it begins.
    pub fn open(mut reader: R) -> Result<Self, Error> {
        let start = begins_with(&mut reader).map_err(entries::no_archive)?;
        reader.seek(SeekFrom::Start(0)).map_err(entries::no_archive)?;
        let (reader, entries) = entries::read(reader).map_err(|error| match start {
            Some(start) => error.with_hint(start),
            None => error,
        })?;
        let (mut files, mut others) = (Vec::new(), Vec::new());
        for entry in entries {
            match table_of(&entry.name).map(str::to_owned) {
                Some(table) => files.push((table, entry)),
                None if entry.name.ends_with('/') => {}
                None => others.push(entry.label),
            }
        }
        Ok(Self { reader, files, others })
    }

    /// The tables that are in it, each by the name that [`table`](Self::table) takes for it: where
    /// files share a table's name, the whole names of the files; where they share that, too, with
    /// their number behind it, from 1: `decidim.example.org-open-data-proposals.csv (2)`. Plugins
    /// write a second file of a name at times.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let archive = site.archive().await?;
    /// for table in archive.tables() {
    ///     println!("{table}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn tables(&self) -> Vec<&str> {
        let files = self.files.iter().enumerate();
        let is_enough = |place, table| self.files_of(table).map(|(at, _)| at).eq([place]);
        files
            .map(
                |(place, (table, entry))| {
                    if is_enough(place, table) { table.as_str() } else { entry.label.as_str() }
                },
            )
            .collect()
    }

    /// The files that are not tables, by their whole names: what is not called `.csv`, has no
    /// table's name, or is of a Mac's own (`__MACOSX/`).
    pub fn other_files(&self) -> Vec<&str> {
        self.others.iter().map(String::as_str).collect()
    }

    /// Reads a table, by its name or by the whole name of its file.
    ///
    /// ```no_run
    /// # use decidim_client::open_data::rows::ResultRow;
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut archive = site.archive().await?;
    /// let mut results = archive.table::<ResultRow>("results")?;
    /// for result in results.by_ref() {
    ///     println!("{:?}", result?.title.text("ca"));
    /// }
    /// println!("{}", results.report());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) where it is not in the archive;
    /// [`InvalidInput`](ErrorKind::InvalidInput) where several files have this name; the error names them.
    pub fn table<T: Row>(&mut self, name: &str) -> Result<ArchiveRows<'_, T, R>, Error> {
        let place = self.place_of(name)?;
        let Some((_, entry)) = self.files.get(place) else { return Err(not_there(name)) };
        let options = ZipReadOptions::new();
        let file = entry.data.as_ref().with_reader(&mut self.reader, options).map_err(|error| {
            Error::decode(format!("table {name:?} cannot be unpacked: {error}"), "")
        })?;
        let progress = Progress::of(name);
        {
            let mut report = progress.lock();
            report.announced = Some(file.size());
            report.last_modified = file.last_modified().and_then(shown);
        }
        let reader = Reader::new(progress.clone());
        Ok(ArchiveRows { file, reader, progress, ended: false, row: PhantomData })
    }

    fn place_of(&self, name: &str) -> Result<usize, Error> {
        let mut files = self.files_of(name);
        match (files.next(), files.next()) {
            (Some((place, _)), None) => Ok(place),
            (None, _) => Err(not_there(name)),
            (Some(_), Some(_)) => {
                let files = self.files_of(name).map(|(_, entry)| format!("{:?}", entry.label));
                let files = files.collect::<Vec<_>>().join(", ");
                Err(Error::invalid_input(format!("several files are of table {name:?}: {files}"))
                    .with_hint("ask for one by its whole name"))
            }
        }
    }

    /// The files that this name may mean: that of this very label, or all of this whole name, or
    /// all of this table.
    fn files_of<'a>(&'a self, name: &str) -> impl Iterator<Item = (usize, &'a Entry)> {
        let is = |meant: &dyn Fn(&(String, Entry)) -> bool| self.files.iter().any(meant);
        let by_label = is(&|(_, entry)| entry.label == name);
        let by_name = !by_label && is(&|(_, entry)| entry.name == name);
        let files = self.files.iter().enumerate();
        let files = files.filter(move |(_, (table, entry))| match (by_label, by_name) {
            (true, _) => entry.label == name,
            (_, true) => entry.name == name,
            _ => table == name,
        });
        files.map(|(place, (_, entry))| (place, entry))
    }

    /// Reads a table as cells.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut archive = site.archive().await?;
    /// for cells in archive.cells("surveys")? {
    ///     println!("{:?}", cells?.get("id")?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As of [`table`](Self::table).
    pub fn cells(&mut self, name: &str) -> Result<ArchiveRows<'_, Cells, R>, Error> {
        self.table(name)
    }
}

/// When an entry was written. `None` for the first moment that an archive can tell, which means that nobody
/// set it.
fn shown(time: DateTime) -> Option<String> {
    (time != DateTime::default()).then(|| time.to_string())
}

fn not_there(name: &str) -> Error {
    Error::new(ErrorKind::NotFound, format!("there is no table {name:?} in the archive"))
}

/// The name of the table in a file of the archive. `None` where the file is not a table.
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
    /// What was read so far.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut archive = site.archive().await?;
    /// let mut rows = archive.cells("proposals")?;
    /// println!("{} rows, complete: {}", rows.by_ref().count(), rows.report().is_complete());
    /// # Ok(())
    /// # }
    /// ```
    pub fn report(&self) -> TableReport {
        self.progress.report()
    }

    fn advance(&mut self) -> Result<Option<Cells>, Error> {
        loop {
            match self.reader.step()? {
                Step::Header(_) => {}
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
        let row = |cells| T::from_fields(Fields::of(cells, &self.progress));
        next.map(|cells| cells.map(row)).transpose()
    }
}

impl<R> fmt::Debug for Archive<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<_> = self.files.iter().map(|(_, entry)| &entry.label).collect();
        f.debug_struct("Archive").field("files", &files).finish_non_exhaustive()
    }
}

impl<T, R: Read> fmt::Debug for ArchiveRows<'_, T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArchiveRows")
            .field("report", &self.progress.report())
            .finish_non_exhaustive()
    }
}
