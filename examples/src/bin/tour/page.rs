//! How the tour looks in a terminal.

use std::io::{self, Write};

/// Opens a chapter.
pub(crate) fn chapter(out: &mut dyn Write, title: &str) -> io::Result<()> {
    writeln!(out, "\n{title}\n{}", "─".repeat(title.chars().count()))
}
