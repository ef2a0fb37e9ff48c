//! A line on the terminal that shows how much of a long list has been read.

use std::fmt;
use std::time::Duration;

use civic_core::list::Report;
use indicatif::{ProgressBar, ProgressStyle};

use crate::program::is_quiet;

/// Shows on stderr how far something is, such as how much of a list has been read, and clears the line when it is dropped. Where stderr
/// is not a terminal, nothing is shown.
pub struct Progress {
    bar: ProgressBar,
    told: Box<dyn Fn() -> String + Send>,
}

impl Progress {
    /// Follows a reading by its report, which a paginator's
    /// [`monitor`](civic_core::list::Paginator::monitor) gives at any time.
    pub fn of(report: impl Fn() -> Report + Send + 'static) -> Self {
        Self::saying("asking for the first page", move || {
            let report = report();
            format!(
                "{} {}, {} pages, {} requests",
                report.items, report.resource_name, report.pages, report.requests
            )
        })
    }

    /// Says this first, and at each [`tick`](Self::tick) how far it is by then.
    pub fn saying(first: &str, told: impl Fn() -> String + Send + 'static) -> Self {
        let bar = if is_quiet() { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}, {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(first.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar, told: Box::new(told) }
    }

    /// Shows how much has been read by now.
    pub fn tick(&self) {
        // A hidden bar does not look at its message, so the account need not be made.
        if !self.bar.is_hidden() {
            self.bar.set_message((self.told)());
        }
    }

    /// A part of it for others, who tell what the program waits for.
    pub fn waits(&self) -> Waits {
        Waits(self.bar.clone())
    }

    /// Writes a line above it.
    pub fn say(&self, line: impl AsRef<str>) {
        self.aside(|| crate::program::say(line.as_ref()));
    }

    /// Takes the line away for work that may write to the same terminal.
    pub fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        self.bar.suspend(work)
    }
}

/// Tells on the line of a [`Progress`] what the program waits for, until the next page comes.
#[derive(Clone, Debug)]
pub struct Waits(ProgressBar);

impl Waits {
    /// Tells it.
    pub fn tell(&self, what: impl Into<String>) {
        self.0.set_message(what.into());
    }

    /// What the line says now.
    pub fn message(&self) -> String {
        self.0.message()
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").field("bar", &self.bar).finish_non_exhaustive()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
