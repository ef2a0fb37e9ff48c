//! What stands between two cells: each site decides.

use bytes::{Buf, Bytes, BytesMut};

/// The separators that are looked for, likeliest first.
const KNOWN: [u8; 4] = [b';', b',', b'\t', b'|'];

/// How much of a header is looked at, in bytes.
const ENOUGH: usize = 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sniffed {
    /// The header is not there yet.
    More,
    /// The file is empty.
    Nothing,
    /// It is a web page.
    Page,
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
            blank: true,
            untouched: true,
            line: 1,
        }
    }

    pub(super) fn feed(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
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
        if !self.header_ends() && !finished && self.bytes.len() < ENOUGH {
            return Sniffed::More;
        }
        // No column's name begins like this.
        if self.bytes.trim_ascii_start().starts_with(b"<") {
            return Sniffed::Page;
        }
        if finished && self.blank {
            return Sniffed::Nothing;
        }
        let most = self.counts.iter().max().copied().unwrap_or_default();
        let found = KNOWN.iter().zip(self.counts).find(|(_, count)| *count == most);
        Sniffed::Separator(found.map_or(b';', |(known, _)| *known))
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
        assert_eq!(sniff(b"\n  <!DOCTYPE html>\n", false), Sniffed::Page);
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
}
