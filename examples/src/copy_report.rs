//! What a run that brings a copy up to date has done, for people.

use std::io::Write;

use civic_core::Error;
use civic_core::sync::Report;

use crate::program::{Failure, say};
use crate::screen::screen;

/// Tells what has changed, what was kept nevertheless, and why the list was read in the way it was.
///
/// # Errors
/// What stdout refuses.
pub fn tell(list: &str, report: &Report, error: Option<&Error>) -> Result<(), Failure> {
    writeln!(screen(), "{list}: {report}")?;
    if let Some(error) = error {
        say(&format!("  {error}"));
    }
    let lists = std::iter::once(&report.list).chain(&report.feed);
    for row in lists.flat_map(|list| &list.malformed_rows) {
        say(&format!("  not readable: {row}"));
    }
    if let Some(error) = &report.unanswered_because {
        say(&format!("  rows that may be gone could not be asked for: {error}"));
    }
    if report.withheld > 0 {
        let rows = report.withheld;
        say(&format!(
            "  {rows} rows seem to be gone and were kept; if they are, --accept-gone {rows}"
        ));
    }
    Ok(())
}
