//! What stands between two cells: each site decides.

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
    /// The separator, and where the text begins.
    Separator { separator: u8, start: usize },
}

/// Looks at the header: the separator is what stands in it most often, outside of quotes.
pub(super) fn sniff(bytes: &[u8], finished: bool) -> Sniffed {
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let start = bytes.len() - text.len();
    let mut counts = [0_usize; KNOWN.len()];
    let (mut quoted, mut header_ends) = (false, false);
    for &byte in text {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                header_ends = true;
                break;
            }
            _ if !quoted => {
                let known = KNOWN.iter().zip(&mut counts);
                known.filter(|(known, _)| **known == byte).for_each(|(_, count)| *count += 1);
            }
            _ => {}
        }
    }
    if !header_ends && !finished && text.len() < ENOUGH {
        return Sniffed::More;
    }
    // No column's name begins like this.
    if text.trim_ascii_start().starts_with(b"<") {
        return Sniffed::Page;
    }
    if text.trim_ascii().is_empty() {
        return Sniffed::Nothing;
    }
    let most = counts.iter().max().copied().unwrap_or_default();
    let found = KNOWN.iter().zip(counts).find(|(_, count)| *count == most);
    Sniffed::Separator { separator: found.map_or(b';', |(known, _)| *known), start }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn separator(header: &str) -> Option<char> {
        match sniff(header.as_bytes(), true) {
            Sniffed::Separator { separator, .. } => Some(char::from(separator)),
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
        assert!(matches!(sniff(b"id;ti", true), Sniffed::Separator { .. }));
    }

    #[test]
    fn marks_pages_and_nothing_are_told_apart() {
        let marked = sniff("\u{feff}id;a\n".as_bytes(), false);
        assert_eq!(marked, Sniffed::Separator { separator: b';', start: 3 });
        assert_eq!(sniff(b"\n  <!DOCTYPE html>\n", false), Sniffed::Page);
        assert_eq!(sniff(b" \n", true), Sniffed::Nothing);
        assert_eq!(sniff(b"", true), Sniffed::Nothing);
    }
}
