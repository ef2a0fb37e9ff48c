//! How a program ends: its exit code, and an error that a person can read.

use std::error::Error;
use std::fmt::{self, Write as _};
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use civic_core::error::OneLine;
#[cfg(doc)]
use civic_core::list::Level;
use civic_core::list::Report;
use civic_core::sync;

use crate::cassette;
use crate::screen::{Screen, plain};

/// How a program that did not fail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Everything was read: exit code 0.
    Complete,
    /// Something may be missing, and the report said what: exit code 3.
    Incomplete,
}

impl Ending {
    /// The ending that goes with a report: complete from [`Level::Consistent`] up, since a list in
    /// no order cannot be proven any better.
    pub fn of(report: &Report) -> Self {
        if report.is_consistent() { Self::Complete } else { Self::Incomplete }
    }

    /// The ending that goes with a run that keeps a copy: complete if the run is, and if all that it should
    /// have copied could be read. A run is complete without rows that did not decode, and the copy then lacks
    /// them.
    pub fn of_copy(report: &sync::Report) -> Self {
        let is_read = report.list.is_consistent() && report.feed.iter().all(Report::is_consistent);
        let is_copied = is_read && report.unread == 0 && report.without_key == 0;
        if report.complete && is_copied { Self::Complete } else { Self::Incomplete }
    }

    /// Complete if both are.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if self == Self::Complete { other } else { self }
    }
}

/// Why a program failed.
#[derive(Debug)]
pub enum Failure {
    /// Its arguments were wrong: exit code 2.
    Usage(String),
    /// What it was given is wrong, as a file of settings, and not how it was called: exit code 2.
    Input(String),
    /// Anything else: exit code 1.
    Error(Box<dyn Error + Send + Sync>),
}

impl Failure {
    /// A failure in words of one's own.
    pub fn because(why: impl Into<String>) -> Self {
        Self::Error(why.into().into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) | Self::Input(text) => OneLine::new(f).write_str(text),
            Self::Error(error) => write!(OneLine::new(f), "{error}"),
        }
    }
}

/// Whatever a library's error is, `?` takes it. The text is the library's own: what, where, how
/// often and how long.
impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let invalid = (&error as &dyn Error)
            .downcast_ref::<civic_core::Error>()
            .is_some_and(|error| error.kind() == civic_core::ErrorKind::InvalidInput);
        if invalid { Self::Usage(error.to_string()) } else { Self::Error(Box::new(error)) }
    }
}

/// Says what went wrong, if anything, and turns it into the exit code.
///
/// A reader that goes away, as `head` does when it has enough, ends a program quietly; the code is
/// that of an incomplete run.
pub fn exit(program: &str, result: Result<Ending, Failure>) -> ExitCode {
    let result = result.and_then(|ending| Ok(cassette::finish().map(|()| ending)?));
    let (code, told) = match &result {
        Ok(Ending::Complete) => return ExitCode::SUCCESS,
        Ok(Ending::Incomplete) => return ExitCode::from(3),
        Err(Failure::Error(error)) if is_broken_pipe(&**error) => return ExitCode::from(3),
        Err(Failure::Usage(_)) => (2, format!("; `{program} --help` tells how to call it")),
        Err(Failure::Input(_)) => (2, String::new()),
        Err(Failure::Error(_)) => (1, String::new()),
    };
    if let Err(failure) = result {
        cassette::discard_if_empty();
        // If this cannot be told either, the exit code still does.
        let _ = writeln!(io::stderr(), "{program}: {failure}{told}");
    }
    ExitCode::from(code)
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let broken = error.downcast_ref::<io::Error>();
        if broken.is_some_and(|error| error.kind() == ErrorKind::BrokenPipe) {
            return true;
        }
        next = error.source();
    }
    false
}

/// A stranger's text on one line and no longer than fits.
pub fn short(text: &str, width: usize) -> String {
    let line = plain(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= width {
        return line;
    }
    line.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

static IS_QUIET: AtomicBool = AtomicBool::new(false);

/// From now on [`say`] says nothing. The error that a program ends with, and what [`warn`] says, is told all the
/// same.
pub fn be_quiet() {
    IS_QUIET.store(true, Ordering::Relaxed);
}

/// Whether nothing is said.
pub fn is_quiet() -> bool {
    IS_QUIET.load(Ordering::Relaxed)
}

/// Writes a line to stderr, where people read; data goes to stdout or a file.
pub fn say(line: &str) {
    if !is_quiet() {
        warn(line);
    }
}

/// Writes a line to stderr, also after [`be_quiet`]: what nobody may miss.
pub fn warn(line: &str) {
    // Nobody is there to be told that nobody reads this.
    let _ = writeln!(Screen::before(io::stderr()), "{line}");
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn list(completeness: &str) -> Value {
        let mut list = serde_json::to_value(Report::default()).unwrap();
        list["completeness"] = completeness.into();
        list["provided"] = "list_unchanged".into();
        list["gaps"] = json!([{"gap": "malformed", "rows": 1}]);
        list
    }

    /// How a run ends that read its list, and is complete, but for this member of its report.
    fn ending(member: &str, value: Value) -> Ending {
        let mut report = json!({
            "mode": "full", "why": "due", "complete": true, "resumed": false, "list": list("proven"),
            "passes": 1, "feed": null, "upserts": 1, "unchanged": 1, "gone": 1, "withheld": 1, "unlisted": 1,
            "unanswered": 1, "unanswered_because": null, "left_out": 1, "unread": 0, "without_key": 0,
            "single_reads": 1, "requests": 1,
        });
        report[member] = value;
        Ending::of_copy(&serde_json::from_value(report).unwrap())
    }

    #[test]
    fn a_copy_ends_well_if_the_run_is_complete_and_all_rows_could_be_read() {
        assert_eq!(ending("gone", json!(0)), Ending::Complete);
        assert_eq!(ending("list", list("consistent")), Ending::Complete);
        assert_eq!(ending("feed", list("consistent")), Ending::Complete);
        for (member, value) in [
            ("complete", json!(false)),
            ("list", list("incomplete")),
            ("feed", list("incomplete")),
            ("unread", json!(1)),
            ("without_key", json!(1)),
        ] {
            assert_eq!(ending(member, value), Ending::Incomplete, "{member}");
        }
    }
}
