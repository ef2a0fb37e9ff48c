//! Records out of pieces of a file, one at a time.

use bytes::{Buf, Bytes};
use civic_core::{Error, ErrorKind};
use csv_core::ReadRecordResult;

/// The largest row taken, in bytes: what memory must hold of a table.
const LARGEST_ROW: usize = 64 * 1024 * 1024;

/// The most cells of a row: empty ones take no bytes of it, but memory all the same.
const MOST_CELLS: usize = 64 * 1024;

/// What the buffers begin with.
const START: usize = 8 * 1024;

pub(super) struct Parser {
    csv: csv_core::Reader,
    input: Bytes,
    finished: bool,
    bytes: Vec<u8>,
    written: usize,
    ends: Vec<usize>,
    ended: usize,
    /// Whether the record is within quotes: each that opens is followed by one that closes.
    open_quote: bool,
}

/// A record as it stands in the file, unquoted.
pub(super) struct Record {
    /// All cells, one behind the other.
    pub(super) bytes: Vec<u8>,
    /// Where each ends.
    pub(super) ends: Vec<usize>,
    /// The line on which it ends, from 1.
    pub(super) line: u64,
    /// Whether a line's end, and not the file's, ends it.
    pub(super) terminated: bool,
    /// Whether it ends within quotes.
    pub(super) open_quote: bool,
}

pub(super) enum Parsed {
    Record(Record),
    More,
    End,
}

impl Parser {
    /// Reads what begins at this line.
    pub(super) fn new(separator: u8, line: u64) -> Self {
        let mut csv = csv_core::ReaderBuilder::new().delimiter(separator).build();
        csv.set_line(line);
        Self {
            csv,
            input: Bytes::new(),
            finished: false,
            bytes: vec![0; START],
            written: 0,
            ends: vec![0; START / 8],
            ended: 0,
            open_quote: false,
        }
    }

    /// Adds a piece. The one before is used up by then, since only that asks for more.
    pub(super) fn feed(&mut self, piece: Bytes) {
        if self.input.is_empty() {
            self.input = piece;
        } else {
            let whole = [self.input.as_ref(), piece.as_ref()].concat();
            self.input = whole.into();
        }
    }

    pub(super) fn finish(&mut self) {
        self.finished = true;
    }

    pub(super) fn next(&mut self) -> Result<Parsed, Error> {
        loop {
            if self.input.is_empty() && !self.finished {
                return Ok(Parsed::More);
            }
            // An empty input is how the file's end is said.
            let at_end = self.input.is_empty();
            let bytes = self.bytes.get_mut(self.written..).unwrap_or_default();
            let ends = self.ends.get_mut(self.ended..).unwrap_or_default();
            let (result, read, wrote, ended) = self.csv.read_record(&self.input, bytes, ends);
            let seen = self.input.get(..read).unwrap_or_default();
            self.open_quote ^= seen.iter().fold(false, |open, byte| open ^ (*byte == b'"'));
            self.input.advance(read);
            self.written += wrote;
            self.ended += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.bytes.len() >= LARGEST_ROW => {
                    return Err(too_large(&format!("{LARGEST_ROW} bytes")));
                }
                ReadRecordResult::OutputFull => self.bytes.resize(self.bytes.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if self.ends.len() >= MOST_CELLS => {
                    return Err(too_large(&format!("{MOST_CELLS} cells")));
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => return Ok(Parsed::Record(self.record(!at_end))),
                ReadRecordResult::End => return Ok(Parsed::End),
            }
        }
    }

    fn record(&mut self, terminated: bool) -> Record {
        let record = Record {
            bytes: self.bytes.get(..self.written).unwrap_or_default().to_vec(),
            ends: self.ends.get(..self.ended).unwrap_or_default().to_vec(),
            line: self.csv.line().saturating_sub(u64::from(terminated)),
            terminated,
            open_quote: self.open_quote,
        };
        self.written = 0;
        self.ended = 0;
        self.open_quote = false;
        record
    }
}

fn too_large(limit: &str) -> Error {
    Error::new(ErrorKind::BodyTooLarge, format!("a row of more than {limit}"))
}

impl Record {
    /// Whether the file ends within it: a last record without a line's end is sound only in a file
    /// that is known to be whole.
    pub(super) fn is_cut(&self, whole: bool) -> bool {
        !self.terminated && (self.open_quote || !whole)
    }

    /// All cells, one behind the other.
    ///
    /// # Errors
    /// The place, from 1, of the first cell that is not in UTF-8.
    pub(super) fn text(&self) -> Result<&str, usize> {
        let cell = |at: usize| self.ends.iter().position(|end| *end > at).unwrap_or_default() + 1;
        let text = std::str::from_utf8(&self.bytes).map_err(|error| cell(error.valid_up_to()))?;
        // Two cells share a boundary, which one character could straddle only in broken text.
        match self.ends.iter().find(|end| !text.is_char_boundary(**end)) {
            Some(end) => Err(cell(end.saturating_sub(1))),
            None => Ok(text),
        }
    }

    /// Whether nothing stands in a cell, or there is none at this place.
    pub(super) fn is_empty(&self, place: usize) -> bool {
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        self.ends.get(place).is_none_or(|end| *end == start.unwrap_or(0))
    }

    /// Each cell as a text.
    ///
    /// # Errors
    /// As of [`text`](Self::text).
    pub(super) fn texts(&self) -> Result<Vec<String>, usize> {
        let text = self.text()?;
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let cells = starts.zip(&self.ends);
        Ok(cells.map(|(start, end)| text.get(start..*end).unwrap_or_default().to_owned()).collect())
    }

    /// The cells as texts, as many as end within this many bytes; what is not in UTF-8 is replaced.
    pub(super) fn first_texts(&self, most: usize) -> impl Iterator<Item = String> + '_ {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let cells = starts.zip(self.ends.iter().copied()).take_while(move |(_, end)| *end <= most);
        cells.map(|(start, end)| {
            let cell = self.bytes.get(start..end).unwrap_or_default();
            String::from_utf8_lossy(cell).into_owned()
        })
    }
}
