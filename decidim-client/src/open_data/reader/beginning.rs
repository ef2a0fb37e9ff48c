//! The beginning of a file: whether it is a table, and what stands between two cells, which each
//! site decides.

use bytes::{Buf, Bytes, BytesMut};

use super::foreign;

/// The separators that are looked for, likeliest first.
const KNOWN: [u8; 4] = [b';', b',', b'\t', b'|'];

/// How much of a header is looked at, in bytes.
const ENOUGH: usize = 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sniffed {
    /// The header is not there yet.
    More,
    /// The file is blank: how the exporter writes a table without rows is one line's end.
    Nothing,
    /// It is something else than a table: what, in the words of an error.
    Foreign(&'static str),
    Separator(u8),
}

/// The beginning of a file, up to where the separator shows.
#[derive(Debug)]
pub(super) struct Beginning {
    bytes: BytesMut,
    /// How much of them was looked at: no byte is looked at twice, however small the pieces are.
    seen: usize,
    counts: [usize; KNOWN.len()],
    quoted: bool,
    /// What a first line `sep=;` says, which spreadsheets write and read. It is not a header.
    told: Option<u8>,
    /// Whether nothing but white space came so far.
    blank: bool,
    /// Whether nothing came so far but what may become a byte order mark.
    untouched: bool,
    /// The line at which the bytes begin, from 1.
    line: u64,
}

impl Beginning {
    pub(super) fn new() -> Self {
        Self {
            bytes: BytesMut::new(),
            seen: 0,
            counts: [0; KNOWN.len()],
            quoted: false,
            told: None,
            blank: true,
            untouched: true,
            line: 1,
        }
    }

    pub(super) fn feed(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
    }

    /// The first bytes, to judge by and to show.
    pub(super) fn start(&self) -> Bytes {
        Bytes::copy_from_slice(self.bytes.get(..foreign::KEPT).unwrap_or(&self.bytes))
    }

    /// The text from the header on, and the line at which it begins.
    pub(super) fn into_text(self) -> (Bytes, u64) {
        (self.bytes.freeze(), self.line)
    }

    /// Looks at the header: the separator is what stands in it most often, outside of quotes.
    pub(super) fn sniff(&mut self, finished: bool) -> Sniffed {
        if self.untouched {
            if !finished && BYTE_ORDER_MARK.starts_with(&self.bytes) {
                return Sniffed::More;
            }
            self.untouched = false;
            if self.bytes.starts_with(BYTE_ORDER_MARK) {
                self.bytes.advance(BYTE_ORDER_MARK.len());
            }
        }
        let mut ends = self.header_ends();
        if ends && self.told.is_none() && self.skips_what_is_told() {
            ends = self.header_ends();
        }
        if !ends && !finished && self.bytes.len() < ENOUGH {
            return Sniffed::More;
        }
        if let Some(kind) = foreign::kind(&self.bytes) {
            return Sniffed::Foreign(kind);
        }
        if finished && self.blank {
            return Sniffed::Nothing;
        }
        if let Some(told) = self.told {
            return Sniffed::Separator(told);
        }
        let most = self.counts.iter().max().copied().unwrap_or_default();
        let found = KNOWN.iter().zip(self.counts).find(|(_, count)| *count == most);
        Sniffed::Separator(found.map_or(b';', |(known, _)| *known))
    }

    /// Passes over a first line `sep=;`, and remembers what it says.
    fn skips_what_is_told(&mut self) -> bool {
        let line = self.bytes.get(..self.seen).unwrap_or_default().trim_ascii_end();
        // A tab is trimmed off.
        let told = match line.get(..4).filter(|sep| sep.eq_ignore_ascii_case(b"sep=")) {
            Some(_) => match line.get(4..) {
                Some([]) if self.bytes.get(4) == Some(&b'\t') => b'\t',
                Some([one]) => *one,
                _ => return false,
            },
            None => return false,
        };
        self.told = Some(told);
        // The line's end is behind it, or half of it: what is left of it is a blank line.
        self.line += u64::from(self.bytes.get(self.seen.wrapping_sub(1)) == Some(&b'\n'));
        self.bytes.advance(self.seen);
        self.seen = 0;
        self.counts = [0; KNOWN.len()];
        self.blank = true;
        true
    }

    /// Looks at what came since. Blank lines before the header go.
    fn header_ends(&mut self) -> bool {
        while let Some(&byte) = self.bytes.get(self.seen) {
            self.seen += 1;
            match byte {
                b'\n' | b'\r' if self.blank => {
                    self.line += u64::from(byte == b'\n');
                    self.bytes.advance(self.seen);
                    self.seen = 0;
                    self.counts = [0; KNOWN.len()];
                }
                b'\n' | b'\r' if !self.quoted => return true,
                b'"' => self.quoted = !self.quoted,
                _ if !self.quoted => {
                    let known = KNOWN.iter().zip(&mut self.counts);
                    known.filter(|(known, _)| **known == byte).for_each(|(_, count)| *count += 1);
                }
                _ => {}
            }
            self.blank &= byte.is_ascii_whitespace();
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::refusal::PAGE;
    use super::*;

    fn sniff(text: &[u8], finished: bool) -> Sniffed {
        let mut beginning = Beginning::new();
        beginning.feed(text);
        beginning.sniff(finished)
    }

    fn separator(header: &str) -> Option<char> {
        match sniff(header.as_bytes(), true) {
            Sniffed::Separator(separator) => Some(char::from(separator)),
            _ => None,
        }
    }

    #[test]
    fn the_most_frequent_outside_of_quotes_wins() {
        assert_eq!(separator("id;title/ca;\"a,b,c,d\"\n"), Some(';'));
        assert_eq!(separator("id,title/ca,body\r\n"), Some(','));
        assert_eq!(separator("id\ttitle\n"), Some('\t'));
        assert_eq!(separator("id\n1\n"), Some(';'));
    }

    #[test]
    fn it_waits_for_the_whole_header() {
        assert_eq!(sniff(b"id;ti", false), Sniffed::More);
        assert_eq!(sniff(b"\"a\nb", false), Sniffed::More);
        assert_eq!(sniff(b"id;ti", true), Sniffed::Separator(b';'));
    }

    #[test]
    fn marks_pages_and_nothing_are_told_apart() {
        let mut marked = Beginning::new();
        marked.feed("\u{feff}id;a\n".as_bytes());
        assert_eq!(marked.sniff(false), Sniffed::Separator(b';'));
        assert_eq!(marked.into_text(), (Bytes::from_static(b"id;a\n"), 1));
        assert_eq!(sniff(b"\n  <!DOCTYPE html>\n", false), Sniffed::Foreign(PAGE));
        assert_eq!(sniff(b" \n", true), Sniffed::Nothing);
        assert_eq!(sniff(b"", true), Sniffed::Nothing);
    }

    #[test]
    fn blank_lines_before_the_header_are_none() {
        let mut beginning = Beginning::new();
        beginning.feed(b"\r\n\t\t\n \nid,a\n1,2\n");
        assert_eq!(beginning.sniff(false), Sniffed::Separator(b','));
        assert_eq!(beginning.into_text(), (Bytes::from_static(b"id,a\n1,2\n"), 4));
    }

    // What spreadsheets write so that others of their kind know the separator.
    #[test]
    fn a_line_that_tells_the_separator_is_no_header() {
        for (file, separator, rest, line) in [
            ("sep=;\nid;a,b,c\n", b';', "id;a,b,c\n", 2),
            ("\u{feff}SEP=,\r\nid,a;b;c\r\n", b',', "id,a;b;c\r\n", 2),
            ("sep=\t\nid\ta;b;c\n", b'\t', "id\ta;b;c\n", 2),
            ("sep=|\r\n\r\nid|a\n", b'|', "id|a\n", 3),
        ] {
            for size in 1..=file.len() {
                let mut beginning = Beginning::new();
                let mut pieces = file.as_bytes().chunks(size);
                let sniffed = loop {
                    match beginning.sniff(false) {
                        Sniffed::More => beginning.feed(pieces.next().unwrap()),
                        sniffed => break sniffed,
                    }
                };
                pieces.for_each(|piece| beginning.feed(piece));
                assert_eq!(sniffed, Sniffed::Separator(separator), "{file:?} {size}");
                assert_eq!(beginning.into_text(), (Bytes::from(rest), line), "{file:?} {size}");
            }
        }
        assert_eq!(separator("sep=;;\nid,a,b,c\n"), Some(';'));
    }
}
