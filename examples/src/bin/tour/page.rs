//! How the tour looks in a terminal.

use std::io::{self, Stdout, Write};

use civic_core::list::Report;
use civic_examples::program::Ending;
use civic_examples::screen::{Screen, screen};

/// Where the tour is told, and whether all that it read was complete.
pub(crate) struct Page {
    screen: Screen<Stdout>,
    pub(crate) ending: Ending,
}

impl Page {
    pub(crate) fn new() -> Self {
        Self { screen: screen(), ending: Ending::Complete }
    }

    /// Opens a chapter.
    pub(crate) fn chapter(&mut self, title: &str) -> io::Result<()> {
        writeln!(self, "\n{title}\n{}", "─".repeat(title.chars().count()))
    }

    /// Tells the report of a list that should be complete, behind these words.
    pub(crate) fn account(&mut self, lead: &str, report: &Report) -> io::Result<()> {
        self.ending = self.ending.and(Ending::of(report));
        writeln!(self, "  {lead}{report}")
    }
}

impl Write for Page {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.screen.write(text)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.screen.flush()
    }
}
