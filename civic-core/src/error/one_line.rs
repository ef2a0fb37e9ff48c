//! Foreign texts that cannot steer what they are printed on.

use std::fmt::{self, Write};

/// Passes texts on to a formatter with a space for each character that steers a terminal, ends a
/// line or turns the direction of reading.
///
/// A server's text can hold such characters. Every `Display` of this family that quotes a server writes
/// through this.
///
/// ```
/// use std::fmt::{self, Write};
/// use civic_core::error::OneLine;
///
/// struct Said(String);
///
/// impl fmt::Display for Said {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         write!(OneLine::new(f), "the server said {}", self.0)
///     }
/// }
///
/// let said = Said("no\u{1b}[2Jsuch\nidea".to_owned());
/// assert_eq!(said.to_string(), "the server said no [2Jsuch idea");
/// ```
#[allow(missing_debug_implementations, reason = "a formatter has none")]
pub struct OneLine<'a, 'f>(&'a mut fmt::Formatter<'f>);

impl<'a, 'f> OneLine<'a, 'f> {
    /// Before this formatter.
    pub fn new(f: &'a mut fmt::Formatter<'f>) -> Self {
        Self(f)
    }
}

impl Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut pieces = text.split(steers);
        self.0.write_str(pieces.next().unwrap_or_default())?;
        pieces.try_for_each(|piece| {
            self.0.write_char(' ')?;
            self.0.write_str(piece)
        })
    }
}

/// Whether a character does something instead of being seen.
pub(super) fn steers(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            // Marks, embeddings, overrides and isolates of direction; ends of line and paragraph.
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Said(&'static str);

    impl fmt::Display for Said {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            OneLine::new(f).write_str(self.0)
        }
    }

    #[test]
    fn nothing_that_steers_passes() {
        let text = "\u{1b}]0;title\u{7}a\r\nb\u{9b}31mc\u{202e}d\u{2028}e\u{2067}f";
        assert_eq!(Said(text).to_string(), " ]0;title a  b 31mc d e f");
    }

    #[test]
    fn letters_of_every_script_pass() {
        for text in ["", "plain", "énorme 🌳", "नमस्ते", "مرحبا", "a\u{200d}b"]
        {
            assert_eq!(Said(text).to_string(), text);
        }
    }
}
