//! Reads the lines of a cassette, packed or not, and each again by its place.

use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind as IoKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::bufread::GzDecoder;
use serde_json::Value;

use super::line::{Line, VERSION};
use crate::{Error, ErrorKind};

/// No line that a recording writes is nearly as long, in bytes.
const LONGEST: u64 = 64 * 1024 * 1024;

/// What a gzip file begins with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Where a line stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineStart {
    /// Counted from 1.
    pub(super) line: u64,
    /// Of the line, or of the gzip member that it is in.
    at: u64,
    /// How much of the member stands before it.
    skip: u64,
}

/// How reading all lines ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Whole,
    /// Within a line: whoever wrote it was stopped there.
    Torn,
}

/// An open cassette.
#[derive(Debug)]
pub(super) struct Reader {
    path: PathBuf,
    file: BufReader<File>,
    is_packed: bool,
}

/// Takes a line, and says why it cannot.
type Each<'a> = dyn FnMut(LineStart, Line<'static>) -> Result<(), String> + 'a;

impl Reader {
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let opened = File::open(path).and_then(|file| {
            let mut file = BufReader::new(file);
            let is_packed = file.fill_buf()?.starts_with(&GZIP);
            Ok((file, is_packed))
        });
        let (file, is_packed) = opened.map_err(|error| {
            let message = format!("{} cannot be read: {error}", path.display());
            Error::new(ErrorKind::Cassette, message).with_source(error)
        })?;
        Ok(Self { path: path.to_owned(), file, is_packed })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Passes on each line but the first, in order.
    pub(super) fn read_all(&mut self, each: &mut Each<'_>) -> Result<Ending, Error> {
        let mut next = LineStart { line: 1, at: 0, skip: 0 };
        let ending = if self.is_packed {
            members(&mut self.file, &mut next, each)
        } else {
            lines(&mut self.file, &mut next, false, each)
        };
        match ending {
            Ok(_) if next.line == 1 => Err(self.bad(1, "this is not a cassette")),
            Ok(ending) => Ok(ending),
            Err(why) => Err(self.bad(next.line, &why)),
        }
    }

    /// A line again.
    pub(super) fn read(&mut self, place: LineStart) -> Result<Line<'static>, Error> {
        let line = self.text(place).map_err(|error| error.to_string());
        let line = line.and_then(|text| parse(&text));
        line.map_err(|why| self.bad(place.line, &why))
    }

    fn text(&mut self, place: LineStart) -> io::Result<Vec<u8>> {
        let (file, mut text) = (&mut self.file, Vec::new());
        file.seek(SeekFrom::Start(place.at))?;
        if self.is_packed {
            let mut member = BufReader::new(GzDecoder::new(file));
            io::copy(&mut member.by_ref().take(place.skip), &mut io::sink())?;
            member.take(LONGEST).read_until(b'\n', &mut text)?;
        } else {
            file.take(LONGEST).read_until(b'\n', &mut text)?;
        }
        Ok(text)
    }

    fn bad(&self, line: u64, why: &str) -> Error {
        let message = format!("{}, line {line}: {why}", self.path.display());
        Error::new(ErrorKind::Cassette, message)
    }
}

/// The lines of one gzip member after the other.
fn members(
    file: &mut BufReader<File>,
    next: &mut LineStart,
    each: &mut Each<'_>,
) -> Result<Ending, String> {
    loop {
        next.at = file.stream_position().map_err(|error| error.to_string())?;
        next.skip = 0;
        if is_at_end(file)? {
            return Ok(Ending::Whole);
        }
        let mut member = BufReader::new(GzDecoder::new(&mut *file));
        let ending = lines(&mut member, next, true, each)?;
        if ending == Ending::Torn {
            return if is_at_end(file)? { Ok(ending) } else { Err("it is cut off".to_owned()) };
        }
    }
}

fn is_at_end(file: &mut BufReader<File>) -> Result<bool, String> {
    file.fill_buf().map(<[u8]>::is_empty).map_err(|error| error.to_string())
}

/// The lines up to the end of a file or member.
fn lines(
    file: &mut impl BufRead,
    next: &mut LineStart,
    is_packed: bool,
    each: &mut Each<'_>,
) -> Result<Ending, String> {
    loop {
        let mut text = Vec::new();
        let length = match file.by_ref().take(LONGEST).read_until(b'\n', &mut text) {
            Ok(0) => return Ok(Ending::Whole),
            Ok(length) => length as u64,
            Err(error) if error.kind() == IoKind::UnexpectedEof => return Ok(Ending::Torn),
            Err(error) => return Err(error.to_string()),
        };
        let is_cut = !text.ends_with(b"\n");
        if next.line == 1 {
            head(&text)?;
        } else {
            match parse(&text) {
                Ok(line) => each(*next, line)?,
                Err(_) if is_cut && length < LONGEST => return Ok(Ending::Torn),
                Err(why) => return Err(why),
            }
        }
        next.line += 1;
        if is_packed { next.skip += length } else { next.at += length }
    }
}

/// Whether the first line is that of a cassette which this version can read.
fn head(text: &[u8]) -> Result<(), String> {
    let head: Option<Value> = serde_json::from_slice(text).ok();
    let head = head.filter(|head| head.get("line").is_some_and(|line| line == "cassette"));
    let version = head.as_ref().and_then(|head| head.get("version")?.as_u64());
    match version {
        Some(1..=VERSION) => Ok(()),
        Some(newer) => Err(format!(
            "this cassette has form {newer}, and this version of civic-core reads form {VERSION}"
        )),
        None => Err("this is not a cassette".to_owned()),
    }
}

fn parse(text: &[u8]) -> Result<Line<'static>, String> {
    match serde_json::from_slice(text) {
        Ok(Line::Cassette { .. }) => Err("a second cassette begins here".to_owned()),
        Ok(line) => Ok(line),
        Err(error) => Err(format!("this is not a line of a cassette: {error}")),
    }
}
