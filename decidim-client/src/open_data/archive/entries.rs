//! The files of an archive, also those that share a name.

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom};

use civic_core::Error;
use zip::ZipArchive;
use zip::read::OwnedZipFileEntry;
use zip::result::ZipError;

/// The first bytes of an entry in the list of an archive's files (APPNOTE.TXT, 4.3.12).
const SIGNATURE: [u8; 4] = *b"PK\x01\x02";

/// How long an entry is without its name, and where in it the lengths of the parts behind stand:
/// of the name, of what is added, of the comment.
const FIXED: usize = 46;
const LENGTHS: [usize; 3] = [28, 30, 32];

/// A file of an archive.
pub(super) struct Entry {
    /// Its name, with `(n)` behind it where several files have it.
    pub(super) label: String,
    /// Its name as it stands in the archive.
    pub(super) name: String,
    pub(super) data: OwnedZipFileEntry,
}

/// All files, in the archive's order, and the reader of their bytes.
pub(super) fn read<R: Read + Seek>(reader: R) -> Result<(R, Vec<Entry>), Error> {
    let zip = ZipArchive::new(reader).map_err(no_archive)?;
    if !zip.has_duplicate_names() {
        let entries = entries(&zip)?;
        let entry = |(name, data): (String, _)| Entry { label: name.clone(), name, data };
        return Ok((zip.into_inner(), entries.into_iter().map(entry).collect()));
    }
    // The crate knows files by their names, and of several of one name only the last: it is shown a
    // list in which the later ones are called otherwise.
    let start = zip.central_directory_start();
    let mut reader = zip.into_inner();
    let list = list(&mut reader, start).map_err(no_archive)?;
    let mut seen: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (place, (_, name)) in list.iter().enumerate() {
        seen.entry(name).or_default().push(place);
    }
    let (mut patches, mut original) = (Vec::new(), HashMap::new());
    for places in seen.values().filter(|places| places.len() > 1) {
        let first = places.first().copied().unwrap_or_default();
        for (number, place) in places.iter().enumerate() {
            original.insert(*place, (first, number + 1));
            let Some((at, name)) = list.get(*place).filter(|_| number > 0) else { continue };
            patches.push((*at, other_name(name, number).ok_or_else(|| twice(name))?));
        }
    }
    patches.sort_unstable();
    let entries = {
        let shown = Patched { reader: &mut reader, patches };
        entries(&ZipArchive::new(shown).map_err(no_archive)?)?
    };
    if entries.len() != list.len() {
        return Err(no_archive("its list of files cannot be followed"));
    }
    let names: Vec<_> = entries.iter().map(|(name, _)| name.clone()).collect();
    let entry = |(place, (name, data)): (usize, (String, _))| match original.get(&place) {
        Some((first, number)) => {
            let name = names.get(*first).cloned().unwrap_or(name);
            Entry { label: format!("{name} ({number})"), name, data }
        }
        None => Entry { label: name.clone(), name, data },
    };
    Ok((reader, entries.into_iter().enumerate().map(entry).collect()))
}

pub(super) fn no_archive(why: impl std::fmt::Display) -> Error {
    Error::decode(format!("no whole ZIP archive: {why}"), "")
}

fn twice(name: &[u8]) -> Error {
    no_archive(format!("it has several files named {:?}", String::from_utf8_lossy(name)))
}

fn entries<R: Read + Seek>(zip: &ZipArchive<R>) -> Result<Vec<(String, OwnedZipFileEntry)>, Error> {
    let entry = |place| -> Result<_, ZipError> {
        let data = zip.by_index_data(place)?;
        Ok((data.name()?.into_owned(), data.into()))
    };
    (0..zip.len()).map(|place| entry(place).map_err(no_archive)).collect()
}

/// Where the name of each file begins in the list, and the name.
fn list<R: Read + Seek>(reader: &mut R, start: u64) -> io::Result<Vec<(u64, Vec<u8>)>> {
    let mut reader = io::BufReader::new(reader);
    reader.seek(SeekFrom::Start(start))?;
    let (mut at, mut names) = (start, Vec::new());
    loop {
        let mut fixed = [0; FIXED];
        let read = fill(&mut reader, &mut fixed)?;
        if read < FIXED || !fixed.starts_with(&SIGNATURE) {
            return Ok(names);
        }
        let length = |at: usize| match fixed.get(at..at + 2) {
            Some([low, high]) => u64::from(u16::from_le_bytes([*low, *high])),
            _ => 0,
        };
        let [name, added, comment] = LENGTHS.map(length);
        let mut text = Vec::new();
        reader.by_ref().take(name).read_to_end(&mut text)?;
        names.push((at + FIXED as u64, text));
        at += FIXED as u64 + name + added + comment;
        reader.seek(SeekFrom::Start(at))?;
    }
}

/// Reads as much as there is.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while let Some(rest) = buffer.get_mut(read..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest)? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}

/// A name of the same length that no exporter gives. `None` where there is no room for it.
fn other_name(name: &[u8], number: usize) -> Option<Vec<u8>> {
    let number = u8::try_from(number).ok()?.checked_add(b' ').filter(u8::is_ascii_graphic)?;
    let mut other = name.to_vec();
    *other.first_mut()? = 1;
    *other.get_mut(1)? = number;
    Some(other)
}

/// A reader with other bytes at some places.
struct Patched<R> {
    reader: R,
    /// In order.
    patches: Vec<(u64, Vec<u8>)>,
}

impl<R: Read + Seek> Read for Patched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let start = self.reader.stream_position()?;
        let read = self.reader.read(buffer)?;
        let end = start.saturating_add(read as u64);
        let first = self.patches.partition_point(|(at, bytes)| at + bytes.len() as u64 <= start);
        let patches = self.patches.iter().skip(first).take_while(|(at, _)| *at < end);
        for (at, bytes) in patches {
            for (place, byte) in (*at..).zip(bytes) {
                let within = place.checked_sub(start).and_then(|at| usize::try_from(at).ok());
                if let Some(old) = within.filter(|at| *at < read).and_then(|at| buffer.get_mut(at))
                {
                    *old = *byte;
                }
            }
        }
        Ok(read)
    }
}

impl<R: Seek> Seek for Patched<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.reader.seek(to)
    }
}
