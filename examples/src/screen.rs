//! Where people read: the words of strangers, which steer no terminal.

use std::fmt::{self, Write as _};
use std::io::{self, Stdout, Write};

use civic_core::error::OneLine;

/// Writes a text on, with a space for each character that would move the cursor, rename the window
/// or turn the direction of reading. Lines stay lines.
///
/// Anybody may write a title, and a terminal does what such characters say.
#[derive(Debug)]
pub struct Screen<W>(W);

/// Stdout, for people.
pub fn screen() -> Screen<Stdout> {
    Screen::before(io::stdout())
}

impl<W: Write> Screen<W> {
    /// In front of this.
    pub fn before(out: W) -> Self {
        Self(out)
    }
}

/// The same for a text.
pub fn plain(text: &str) -> String {
    Lines(text).to_string()
}

impl<W: Write> Write for Screen<W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0.write_all(plain(&String::from_utf8_lossy(text)).as_bytes())?;
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

struct Lines<'t>(&'t str);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, line) in self.0.split('\n').enumerate() {
            if index > 0 {
                f.write_char('\n')?;
            }
            OneLine::new(f).write_str(line)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_lines_pass_and_nothing_that_steers() {
        let mut out = Vec::new();
        let title = "Bomen \u{1b}]0;owned\u{7} 🌳\u{9b}2J\u{202e}\r";
        writeln!(Screen::before(&mut out), "{title}\n█ {:>3}", 7).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "Bomen  ]0;owned  🌳 2J  \n█   7\n");
    }
}
