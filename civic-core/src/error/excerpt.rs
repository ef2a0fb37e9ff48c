//! Foreign texts, cut to what a message can hold.

use std::borrow::Cow;
use std::fmt::{self, Write};

use super::one_line::steers;

/// Longest foreign text in a message, in characters.
const LONGEST: usize = 300;

/// Longest value that a message quotes, in characters.
const QUOTED: usize = 40;

/// A foreign text on one line, cut to what a message can hold.
pub(crate) fn excerpt(text: &str) -> String {
    Excerpt(text, LONGEST).to_string()
}

/// A decoder's message, which quotes the value that it could not read: a long one, which may be
/// what somebody wrote, is shown only by its length.
pub(crate) fn shorten(message: &str) -> Cow<'_, str> {
    // Nothing in so short a message is too long, and all but a few are.
    if message.len() <= QUOTED {
        return Cow::Borrowed(message);
    }
    let mut short = String::new();
    let mut rest = message.chars();
    while let Some(mark) = rest.next() {
        short.push(mark);
        if mark != '"' && mark != '`' {
            continue;
        }
        let (quoted, is_closed) = up_to(&mut rest, mark);
        match quoted.chars().count() {
            length if length > QUOTED => {
                // Writing to a string does not fail.
                let _ = write!(short, "({length} characters)");
            }
            _ => short.push_str(&quoted),
        }
        if is_closed {
            short.push(mark);
        }
    }
    Cow::Owned(excerpt(&short))
}

/// What stands before the closing mark, and whether there is one.
fn up_to(rest: &mut impl Iterator<Item = char>, mark: char) -> (String, bool) {
    let mut quoted = String::new();
    while let Some(character) = rest.next() {
        if character == mark {
            return (quoted, true);
        }
        quoted.push(character);
        if character == '\\' && mark == '"' {
            quoted.extend(rest.next());
        }
    }
    (quoted, false)
}

/// The beginning of a foreign text, up to so many characters, on one line.
pub(crate) struct Excerpt<'a>(pub(crate) &'a str, pub(crate) usize);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.0.chars();
        for character in characters.by_ref().take(self.1) {
            f.write_char(if steers(character) { ' ' } else { character })?;
        }
        if characters.next().is_some() { f.write_str("…") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_told_by_its_length() {
        let letter = "Dear sir, \\\"my\\\" name is ".repeat(9);
        assert_eq!(
            shorten(&format!("invalid type: string \"{letter}\", expected u64 at line 1")),
            format!(
                "invalid type: string \"({} characters)\", expected u64 at line 1",
                letter.chars().count()
            )
        );
        let text = format!("unknown variant `{}`, expected `a` or `b`", "x".repeat(41));
        assert_eq!(shorten(&text), "unknown variant `(41 characters)`, expected `a` or `b`");
        assert_eq!(shorten(&format!("cut \"{}", "x".repeat(900))), "cut \"(900 characters)");
    }

    #[test]
    fn a_short_value_stays() {
        let text = "invalid type: string \"seven\", expected a number of likes at line 1";
        assert_eq!(shorten(text), text);
    }

    #[test]
    fn any_message_has_an_end() {
        assert_eq!(shorten(&"long ".repeat(900)).chars().count(), LONGEST + 1);
        assert_eq!(excerpt("two\r\nlines"), "two  lines");
    }
}
