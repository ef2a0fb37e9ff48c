//! What was read of a list, and whether anything is missing.

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::completeness::Completeness;
use super::gap::one_or_many;
use crate::error::OneLine;

/// How many malformed rows a report keeps; the others are only counted.
pub(crate) const KEPT_ROWS: usize = 100;

/// How many different texts of server errors a report keeps.
pub(crate) const KEPT_TEXTS: usize = 20;

/// What was read of a list, what was dropped and why, and its [`Completeness`].
///
/// `Display` writes it in one line, `Serialize` for programs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Report {
    /// What the rows are called, such as `ideas`.
    pub resource_name: String,
    /// How completely the list was read.
    #[serde(flatten)]
    pub completeness: Completeness,
    /// Items that were yielded. After a resume, rows that came a second time are not counted again.
    pub items: u64,
    /// Pages read.
    pub pages: u64,
    /// Rows that came more than once. They were dropped.
    pub duplicates: u64,
    /// Rows that were read twice on purpose, to prove that no row was missed between two pages.
    pub overlap: u64,
    /// Rows that were dropped because they do not match a filter that the server can only apply more
    /// widely, such as a range of dates.
    pub narrowed: u64,
    /// Filters that the server ignored, with the number of rows that were dropped for it.
    pub ignored_filters: BTreeMap<String, u64>,
    /// Rows that did not decode.
    pub malformed: u64,
    /// The first 100 of them.
    pub malformed_rows: Vec<MalformedRow>,
    /// How many rows the server did not show to this caller. They do not count as missing.
    pub hidden: u64,
    /// Errors that the server gave beside the rows.
    pub server_errors: u64,
    /// The first 20 different ones, in the server's words.
    pub server_error_texts: Vec<String>,
    /// The server's own count of pages at the start, where it counts them.
    pub server_pages_at_start: Option<u64>,
    /// The same at the end.
    pub server_pages_at_end: Option<u64>,
    /// The server's own count of rows at the start, where it counts them.
    pub server_rows_at_start: Option<u64>,
    /// The same at the end.
    pub server_rows_at_end: Option<u64>,
    /// The server's time at the first answer, by its `Date` header. `None` where answers have none. After
    /// a resume, that of the first answer since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_time_at_start: Option<Timestamp>,
    /// The error that reading met last, if no page was read since then. `None` otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// Requests sent, repeated ones included.
    pub requests: u64,
    /// Requests that were sent again after a failure.
    pub retries: u64,
    /// Time spent waiting for rate limits.
    pub waited_for_rate_limit: Duration,
    /// Whether reading went on from a place in a checkpoint. Items, pages and dropped rows then include
    /// those from before the checkpoint, each row once; requests, retries, time and the malformed rows
    /// that are kept do not. `false` also where the list was read from its beginning again: with a
    /// checkpoint from within the first page, and for a list that is read in passes.
    pub resumed: bool,
}

/// A row that did not decode.
///
/// `Debug` and `Display` leave out its JSON, which may hold personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MalformedRow {
    /// Its page, counted from 1 in the order of reading.
    pub page: u64,
    /// Its place on the page, from 0.
    pub index: usize,
    /// Its id, where it has one.
    pub id: Option<String>,
    /// The JSON path within the row of the value that does not fit, where there is one.
    pub path: Option<String>,
    /// What does not fit.
    pub problem: String,
    /// The row as the server sent it, up to its first 64 KiB.
    pub raw: String,
}

impl Report {
    /// Whether nothing is missing, whatever changed while the list was read. Also true where it is proven
    /// up to a [limit](Completeness::Limited) of the caller's.
    ///
    /// ```no_run
    /// # fn example(report: civic_core::list::Report) {
    /// if !report.is_proven() {
    ///     eprintln!("rows may be missing: {report}");
    /// }
    /// # }
    /// ```
    pub fn is_proven(&self) -> bool {
        self.completeness.is_proven()
    }

    /// Whether nothing is missing, at least under a named condition or by passes that agree. Also
    /// true where reading ended at a [limit](Completeness::Limited) of the caller's.
    ///
    /// ```no_run
    /// # fn example(report: civic_core::list::Report) {
    /// std::process::exit(if report.is_consistent() { 0 } else { 1 });
    /// # }
    /// ```
    pub fn is_consistent(&self) -> bool {
        self.completeness.is_consistent()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = of_one(&self.resource_name);
        match &self.last_error {
            Some(error) if self.completeness == Completeness::InProgress => {
                write!(OneLine::new(f), "stopped at an error ({error})")?;
            }
            _ => write!(f, "{}", self.completeness)?,
        }
        write!(f, ": {}", counted(self.items, &one, &self.resource_name))?;
        write!(f, ", {}", counted(self.pages, "page", "pages"))?;
        let is_limited = matches!(self.completeness, Completeness::Limited { .. });
        if self.is_consistent() && !is_limited {
            f.write_str(", 0 gaps")?;
        }
        let mut part = |count: u64, one: &str, many: &str| {
            if count == 0 { Ok(()) } else { write!(f, ", {}", counted(count, one, many)) }
        };
        part(self.duplicates, "duplicate dropped", "duplicates dropped")?;
        part(self.malformed, "malformed row", "malformed rows")?;
        part(self.hidden, "row hidden by the server", "rows hidden by the server")?;
        part(self.server_errors, "error of the server", "errors of the server")?;
        part(self.narrowed, "row outside the range dropped", "rows outside the range dropped")?;
        part(self.retries, "retry", "retries")?;
        for (filter, rows) in &self.ignored_filters {
            write!(f, ", server ignored {filter} ({} dropped)", counted(*rows, "row", "rows"))?;
        }
        if self.waited_for_rate_limit >= Duration::from_secs(1) {
            write!(f, ", {} s waiting for the rate limit", self.waited_for_rate_limit.as_secs())?;
        }
        if self.resumed { f.write_str(", resumed") } else { Ok(()) }
    }
}

impl fmt::Display for MalformedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine::new(f);
        write!(f, "page {}, row {}", self.page, self.index + 1)?;
        if let Some(id) = &self.id {
            write!(f, ", id {id}")?;
        }
        if let Some(path) = &self.path {
            write!(f, ", {path}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl fmt::Debug for MalformedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MalformedRow({self})")
    }
}

/// The singular of a resource name: `idea`, `type of initiatives`.
fn of_one(resource_name: &str) -> String {
    let (several, rest) =
        resource_name.find(" of ").map_or((resource_name, ""), |at| resource_name.split_at(at));
    let endings = [("ies", "y"), ("sses", "ss"), ("s", "")];
    let found = endings.iter().find_map(|(many, one)| Some((several.strip_suffix(many)?, one)));
    let (stem, ending) = found.unwrap_or((several, &""));
    format!("{stem}{ending}{rest}")
}

/// So many of them, with the thousands set apart: `10 412 ideas`.
fn counted(count: u64, one: &str, many: &str) -> String {
    let digits = count.to_string();
    let mut told = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            told.push(' ');
        }
        told.push(digit);
    }
    format!("{told} {}", one_or_many(count, one, many))
}

#[cfg(test)]
mod tests {
    use super::super::gap::Gap;
    use super::super::proof_condition::Condition;
    use super::*;

    #[test]
    fn the_line_says_it_all() {
        let report = Report {
            resource_name: "ideas".to_owned(),
            completeness: Completeness::Proven,
            items: 10_412,
            pages: 105,
            duplicates: 3,
            ..Report::default()
        };
        assert_eq!(
            report.to_string(),
            "proven complete: 10 412 ideas, 105 pages, 0 gaps, 3 duplicates dropped"
        );
    }

    #[test]
    fn nothing_is_said_of_gaps_behind_a_limit() {
        let report = Report {
            resource_name: "ideas".to_owned(),
            completeness: Completeness::Limited { proven: true },
            items: 10,
            pages: 1,
            ..Report::default()
        };
        assert_eq!(report.to_string(), "proven, up to the limit that was set: 10 ideas, 1 page");
    }

    #[test]
    fn a_gap_is_named() {
        let report = Report {
            resource_name: "ideas".to_owned(),
            completeness: Completeness::Incomplete { gaps: vec![Gap::Malformed { rows: 1 }] },
            items: 9,
            pages: 1,
            malformed: 1,
            ignored_filters: [("type".to_owned(), 4)].into(),
            waited_for_rate_limit: Duration::from_secs(42),
            ..Report::default()
        };
        assert_eq!(
            report.to_string(),
            "incomplete (1 row could not be read): 9 ideas, 1 page, 1 malformed row, server \
             ignored type (4 rows dropped), 42 s waiting for the rate limit"
        );
    }

    #[test]
    fn a_list_that_was_left_at_an_error_says_so() {
        let report = Report {
            resource_name: "ideas".to_owned(),
            last_error: Some("GET https://demo.example.org/a could not connect".to_owned()),
            retries: 3,
            ..Report::default()
        };
        assert_eq!(
            report.to_string(),
            "stopped at an error (GET https://demo.example.org/a could not connect): 0 ideas, 0 pages, 3 retries"
        );
        let ended = Report { completeness: Completeness::Proven, ..report };
        assert!(ended.to_string().starts_with("proven complete: 0 ideas"), "{ended}");
    }

    #[test]
    fn one_is_told_in_the_singular() {
        let line = |resource_name: &str, items| {
            let completeness = Completeness::Proven;
            let resource_name = resource_name.to_owned();
            Report { resource_name, completeness, items, pages: 1, ..Report::default() }.to_string()
        };
        for (resource_name, one) in [
            ("ideas", "1 idea"),
            ("assemblies", "1 assembly"),
            ("participatory processes", "1 participatory process"),
            ("email_campaign_deliveries", "1 email_campaign_delivery"),
            ("volunteering_causes", "1 volunteering_cause"),
            ("project_phases", "1 project_phase"),
            ("types of assemblies", "1 type of assemblies"),
            ("topics of static pages", "1 topic of static pages"),
            ("deleted", "1 deleted"),
        ] {
            assert_eq!(line(resource_name, 1), format!("proven complete: {one}, 1 page, 0 gaps"));
            assert_eq!(
                line(resource_name, 0),
                format!("proven complete: 0 {resource_name}, 1 page, 0 gaps")
            );
        }
    }

    #[test]
    fn machines_get_the_same() {
        let report = Report {
            resource_name: "ideas".to_owned(),
            completeness: Completeness::Consistent { provided: Condition::ListUnchanged },
            ..Report::default()
        };
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["completeness"], "consistent");
        assert_eq!(json["provided"], "list_unchanged");
        assert_eq!(serde_json::from_value::<Report>(json).unwrap(), report);
    }

    #[test]
    fn a_malformed_row_keeps_its_json_out_of_debug() {
        let row = MalformedRow {
            page: 1,
            index: 4,
            id: Some("7".to_owned()),
            path: Some("likes_count".to_owned()),
            problem: "invalid type: null".to_owned(),
            raw: "{\"email\":\"someone@example.org\"}".to_owned(),
        };
        assert_eq!(
            format!("{row:?}"),
            "MalformedRow(page 1, row 5, id 7, likes_count: invalid type: null)"
        );
    }
}
