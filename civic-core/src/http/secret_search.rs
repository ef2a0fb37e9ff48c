//! Finds a secret in what a server sent back, as it is or as some format writes it.
//!
//! What is found is struck out in `redact.rs`.

use std::iter;

/// JSON within JSON within JSON: a text of nothing but backslashes is read through in time.
const MOST_SLASHES: usize = 8;

/// HTML within HTML within HTML.
const MOST_AMPS: usize = 3;

/// An escape that was cut has fewer bytes.
const LONGEST_CUT: usize = 12;

/// How many bytes at the start of `text` say `secret`: plainly, in capital or small letters, or with
/// any of its characters escaped as URLs, forms, JSON or HTML do. None where something else stands
/// there.
///
/// A text that ends within the secret, after `enough` bytes of it or more, was cut there and
/// counts too; so does one with the mark of an excerpt there.
pub(super) fn secret_at_start(secret: &str, text: &[u8], enough: usize) -> Option<usize> {
    if text.starts_with(secret.as_bytes()) {
        return Some(secret.len());
    }
    // Nearly everywhere the first letter says that it is not there.
    if let (Some(first), Some(wanted)) = (text.first(), secret.as_bytes().first())
        && first.is_ascii()
        && wanted.is_ascii()
        && !matches!(first, b'%' | b'+' | b'\\' | b'&')
        && !first.eq_ignore_ascii_case(wanted)
    {
        return None;
    }
    let (mut rest, mut said) = (text, 0);
    for wanted in secret.chars() {
        let Some(length) = character(wanted, rest) else {
            if said < enough {
                return None;
            }
            let left = before_mark(rest);
            return is_cut(wanted, left).then_some(text.len() - rest.len() + left.len());
        };
        rest = rest.get(length..)?;
        said += wanted.len_utf8();
    }
    Some(text.len() - rest.len())
}

/// Whether what stands in `text` from `at` on, `length` bytes long, is a word of its own: no letter
/// or digit before it or behind it but those of an escape.
pub(super) fn is_word(text: &[u8], at: usize, length: usize) -> bool {
    let (before, behind) = (text.get(..at).unwrap_or_default(), text.get(at + length..));
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let ends_in_escape = |mark: &[u8], digits: usize| {
        let escape = before.len().checked_sub(mark.len() + digits).and_then(|at| before.get(at..));
        let digits = escape.and_then(|escape| escape.strip_prefix(mark));
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let begins = !before.last().is_some_and(is_letter)
        || ends_in_escape(b"%", 2)
        || ends_in_escape(b"\\u", 4)
        || [b'n', b'r', b't'].iter().any(|letter| before.ends_with(&[b'\\', *letter]));
    begins && !behind.and_then(<[u8]>::first).is_some_and(is_letter)
}

/// What stands before the mark that the end of an excerpt has, if that is near.
fn before_mark(rest: &[u8]) -> &[u8] {
    let mark = "\u{2026}".as_bytes();
    let near = rest.windows(mark.len()).take(LONGEST_CUT).position(|it| it == mark);
    near.and_then(|at| rest.get(..at)).unwrap_or(rest)
}

/// Whether the text ends before or within this character.
fn is_cut(wanted: char, rest: &[u8]) -> bool {
    let within_escape =
        rest.len() < LONGEST_CUT && matches!(rest.first(), Some(b'%' | b'\\' | b'&'));
    let is_start = |wanted: char| {
        let mut buffer = [0; 4];
        wanted.encode_utf8(&mut buffer).as_bytes().starts_with(rest)
    };
    within_escape || in_both_cases(wanted).any(is_start)
}

/// A character, and the same as a capital and as a small letter, where those are one character.
fn in_both_cases(wanted: char) -> impl Iterator<Item = char> {
    fn single(mut cased: impl Iterator<Item = char>) -> Option<char> {
        cased.next().filter(|_| cased.next().is_none())
    }
    let other = [single(wanted.to_lowercase()), single(wanted.to_uppercase())];
    iter::once(wanted).chain(other.into_iter().flatten().filter(move |other| *other != wanted))
}

/// How many bytes say this character, escaped or plain, as a capital or a small letter.
fn character(wanted: char, text: &[u8]) -> Option<usize> {
    in_both_cases(wanted).find_map(|wanted| exactly(wanted, text))
}

fn exactly(wanted: char, text: &[u8]) -> Option<usize> {
    let mut buffer = [0; 4];
    let plain = wanted.encode_utf8(&mut buffer).as_bytes();
    let escaped = match text.first()? {
        b'%' => percent(plain, text),
        b'+' if wanted == ' ' => Some(1),
        b'\\' if wanted != '\\' => nested_json(wanted, text),
        b'\\' => json(wanted, text),
        b'&' => html(wanted, text),
        _ => None,
    };
    escaped.or_else(|| text.starts_with(plain).then_some(plain.len()))
}

/// `%C3%A9`.
fn percent(plain: &[u8], text: &[u8]) -> Option<usize> {
    for (index, byte) in plain.iter().enumerate() {
        let escape = text.get(3 * index..3 * index + 3)?.strip_prefix(b"%")?;
        if hex(escape)? != u32::from(*byte) {
            return None;
        }
    }
    Some(3 * plain.len())
}

/// As [`json`], also where JSON quotes JSON: then the backslashes are more, and the last escapes.
fn nested_json(wanted: char, text: &[u8]) -> Option<usize> {
    let slashes = text.iter().take(MOST_SLASHES).take_while(|byte| **byte == b'\\').count();
    let more = slashes.saturating_sub(1);
    Some(more + json(wanted, text.get(more..)?)?)
}

/// `\"`, `\/`, `\u0026`.
fn json(wanted: char, text: &[u8]) -> Option<usize> {
    if !matches!(text.get(1), Some(b'u' | b'U')) {
        let meant = match text.get(1)? {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            other => *other,
        };
        return (u32::from(meant) == u32::from(wanted)).then_some(2);
    }
    let mut units = [0; 2];
    let units = wanted.encode_utf16(&mut units);
    for (index, unit) in units.iter().enumerate() {
        let escape = text.get(6 * index + 2..6 * index + 6)?;
        let is_escape = text.get(6 * index..6 * index + 2)?.eq_ignore_ascii_case(b"\\u");
        if !is_escape || hex(escape)? != u32::from(*unit) {
            return None;
        }
    }
    Some(6 * units.len())
}

/// `&amp;`, `&#39;`, `&#x27;`, and the same escaped again: `&amp;amp;`, `&amp;#39;`.
fn html(wanted: char, text: &[u8]) -> Option<usize> {
    let escaped = text.get(1..)?;
    (0..=MOST_AMPS).rev().find_map(|amps| {
        let (again, entity) = escaped.split_at_checked(4 * amps)?;
        let is_again = again.chunks(4).all(|amp| amp.eq_ignore_ascii_case(b"amp;"));
        Some(1 + 4 * amps + html_entity(wanted, entity).filter(|_| is_again)?)
    })
}

/// `amp;`, `#39;`, `#x27;`.
fn html_entity(wanted: char, text: &[u8]) -> Option<usize> {
    let end = text.iter().take(10).position(|byte| *byte == b';')?;
    let name = str::from_utf8(text.get(..end)?).ok()?.to_ascii_lowercase();
    let meant = match name.as_str() {
        "amp" => u32::from('&'),
        "lt" => u32::from('<'),
        "gt" => u32::from('>'),
        "quot" => u32::from('"'),
        "apos" => u32::from('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            }
        }
    };
    (meant == u32::from(wanted)).then_some(end + 1)
}

fn hex(digits: &[u8]) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok()?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "p&ss w\"rd/é+'<%41🌳";

    fn said(text: &str) -> Option<usize> {
        secret_at_start(SECRET, text.as_bytes(), 6)
    }

    #[test]
    fn a_secret_is_found_however_it_is_written() {
        for written in [
            SECRET.to_owned(),
            "p%26ss%20w%22rd%2F%C3%A9%2B%27%3C%2541%F0%9F%8C%B3".to_owned(),
            "%70%26ss%20w%22rd%2F%C3%A9%2B%27%3C%2541%F0%9F%8C%B3".to_owned(),
            "\\u0070&ss w\"rd/é+'<%41🌳".to_owned(),
            "&#112;&ss w\"rd/é+'<%41🌳".to_owned(),
            "p%26ss+w%22rd%2f%c3%a9%2b%27%3c%2541%f0%9f%8c%b3".to_owned(),
            r#"p&ss w\"rd\/é+'<%41🌳"#.to_owned(),
            r#"p&ss w\\\"rd\\/é+'\\u003c%41🌳"#.to_owned(),
            r#"p\u0026ss w\"rd/\u00e9+'\u003c%41\ud83c\udf33"#.to_owned(),
            "p&amp;ss w&quot;rd/é+&#39;&lt;%41🌳".to_owned(),
            "p&#38;ss w&#x22;rd/&#233;+&#x27;&lt;%41&#127795;".to_owned(),
            SECRET.to_uppercase(),
            "P&AMP;SS W&QUOT;RD/\u{c9}+&#X27;&LT;%41🌳".to_owned(),
            "p%26SS%20w%22rd%2f%C3%89%2B%27%3C%2541%F0%9F%8C%B3".to_owned(),
            "p&amp;amp;ss w&amp;quot;rd/é+&amp;#39;&amp;lt;%41🌳".to_owned(),
        ] {
            assert_eq!(said(&format!("{written}, and on")), Some(written.len()), "{written}");
        }
    }

    #[test]
    fn something_else_is_not_a_secret() {
        for text in [
            "",
            "p",
            "p&sz w",
            "p%26sz w",
            "q&ss w\"rd",
            "p%",
            "p%2",
            "p\\u00",
            "p&am",
            "+&ss w\"rd",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn a_secret_that_the_end_of_the_text_cuts_is_found() {
        for text in ["p%26ss%20w", "p%26ss%20w%2", "p&amp;ss w&quo"] {
            assert_eq!(said(text), Some(text.len()), "{text}");
        }
        assert_eq!(secret_at_start(SECRET, &"p&ss w\"rd/é".as_bytes()[..11], 6), Some(11));
        for text in ["p%26ss%20w", "p%26ss%20w%2", "p&amp;ss w&quo", "p&ss w\"r"] {
            assert_eq!(said(&format!("{text}…\" and on")), Some(text.len()), "{text}");
        }
        assert_eq!(said("p&ss wx…"), None);
        assert_eq!(said("p&ss "), None, "too little to tell");
    }

    #[test]
    fn another_character_at_the_end_of_the_text_is_no_cut_one_however_long_its_escape_is() {
        let start = "p&ss w\"rd/é+'<%41";
        for other_tree in ["%F0%9F%8C%B4", r"\ud83c\udf34"] {
            let mut text = format!("{start}{other_tree}");
            assert_eq!(said(&text), None, "{text}");
            text.pop();
            assert_eq!(said(&text), Some(text.len()), "{text}");
        }
    }

    #[test]
    fn each_sign_that_a_format_escapes_is_known() {
        let secret = r"a\b>c'd";
        for written in [
            r"a\b>c'd",
            r"a\\b>c'd",
            r"a\b&gt;c&apos;d",
            r"a\b&GT;c&APOS;d",
            r"a%5Cb%3Ec%27d",
            r"a\u005cb\u003ec\u0027d",
        ] {
            assert_eq!(
                secret_at_start(secret, written.as_bytes(), 6),
                Some(written.len()),
                "{written}"
            );
        }
        for other in [r"a\\b+c'd", r"a\ub>c'd", r"axu005cb>c'd", r"a\u005db>c'd"] {
            assert_eq!(secret_at_start(secret, other.as_bytes(), 6), None, "{other}");
        }
        // Behind a backslash of the secret's own, a letter that JSON escapes means itself.
        for secret in [r"a\new", r"a\raw", r"a\top", r"a\\b"] {
            let written = secret.replace('\\', r"\\");
            assert_eq!(
                secret_at_start(secret, written.as_bytes(), 6),
                Some(written.len()),
                "{written}"
            );
        }
    }
}
