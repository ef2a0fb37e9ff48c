//! A list that was not read as completely as the caller wanted.

use std::fmt;

use crate::Error;
use crate::list::report::Report;

/// A list that was not read as completely as the caller wanted: the items that were read, the report,
/// and the last error, if there was one.
#[derive(Debug)]
#[non_exhaustive]
pub struct Incomplete<T> {
    /// What was read.
    pub items: Vec<T>,
    /// What is missing, and why.
    pub report: Report,
    /// The last error that reading the list met. `None` where there was none.
    pub error: Option<Error>,
}

impl<T> fmt::Display for Incomplete<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.report)
    }
}

impl<T: fmt::Debug> std::error::Error for Incomplete<T> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.as_ref().map(|error| error as &(dyn std::error::Error + 'static))
    }
}
