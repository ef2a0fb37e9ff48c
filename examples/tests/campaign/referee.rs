//! Whether a reading, or a write, kept the promise: every row arrives or is reported.

use std::collections::BTreeSet;
use std::fmt::Display;

use civic_core::list::{Completeness, Condition, Gap, Paginator, Report};
use civic_core::{Error, Sent};
use futures::{Stream, StreamExt};

use super::tally::Tally;
use super::watch::Watch;

/// What a caller has in hand after reading a list.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) came: BTreeSet<String>,
    pub(crate) errors: Vec<Error>,
    pub(crate) report: Report,
    pub(crate) resumes: u64,
}

/// Reads a list to its end; an interrupted reading is resumed up to so many times.
pub(crate) async fn read<T: Send + 'static>(
    list: impl Fn() -> Paginator<T>,
    key: impl Fn(&T) -> String,
    mut resumes_left: u64,
    watch: &Watch,
) -> Result<Reading, String> {
    let mut reading = Reading {
        came: BTreeSet::new(),
        errors: Vec::new(),
        report: Report::default(),
        resumes: 0,
    };
    let mut open = list();
    loop {
        let (rows, errors) = drain(&mut open, &key, watch).await?;
        reading.came.extend(rows);
        reading.errors.extend(errors);
        reading.report = open.report();
        let is_cut = matches!(reading.report.completeness, Completeness::Interrupted { .. });
        if !is_cut || resumes_left == 0 {
            return Ok(reading);
        }
        resumes_left -= 1;
        reading.resumes += 1;
        // As another process would: from text.
        let checkpoint = serde_json::to_string(&open.checkpoint()).map_err(to_text)?;
        let checkpoint = serde_json::from_str(&checkpoint).map_err(to_text)?;
        open = list().resume(checkpoint).map_err(to_text)?;
    }
}

/// All rows of one reading, none of which may come twice or late, and the errors between them.
pub(crate) async fn drain<T>(
    rows: &mut (impl Stream<Item = Result<T, Error>> + Unpin),
    key: impl Fn(&T) -> String,
    watch: &Watch,
) -> Result<(BTreeSet<String>, Vec<Error>), String> {
    let (mut came, mut errors) = (BTreeSet::new(), Vec::new());
    while let Some(row) = watch.item(rows.next()).await? {
        match row {
            Ok(row) => {
                let key = key(&row);
                if came.contains(&key) {
                    return Err(format!("row {key} came twice"));
                }
                came.insert(key);
            }
            Err(error) => errors.push(error),
        }
    }
    Ok((came, errors))
}

/// What a reading is judged by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    /// Whether nothing was set to change the list.
    pub(crate) is_quiet: bool,
    /// Whether nothing did change it, by the platform's own books.
    pub(crate) is_unchanged: bool,
    /// Rows that the server gave as nothing.
    pub(crate) nulls: u64,
    /// Whether the platform's own ways explain this gap in a list that stayed as it was.
    pub(crate) explains: fn(&Gap, &Report) -> bool,
}

impl Terms {
    /// Whether this was so.
    fn held(&self, condition: Condition) -> bool {
        match condition {
            Condition::ListUnchanged | Condition::MomentUnchanged => self.is_unchanged,
            // Counts are right and answers whole wherever nothing is set to make them otherwise.
            Condition::ShortAnswerWhole => true,
            _ => self.is_quiet,
        }
    }

    /// Whether a report promises that no row is missing.
    fn is_promise(&self, completeness: &Completeness) -> bool {
        match completeness {
            Completeness::Proven => true,
            Completeness::Consistent { provided } => self.held(*provided),
            // Passes over a list that did not change agree only if they read it.
            Completeness::Agreed { .. } => self.is_unchanged,
            _ => false,
        }
    }
}

/// The judgement over a reading of rows that were there throughout. A report with a condition is a
/// promise where the condition held.
pub(crate) fn judge(
    reading: &Reading,
    throughout: &BTreeSet<String>,
    terms: Terms,
) -> Result<Tally, String> {
    let Terms { is_quiet, nulls, explains, .. } = terms;
    let report = &reading.report;
    let mut missing: Vec<_> = throughout.difference(&reading.came).collect();
    // A row that the server gives as nothing is told as hidden.
    missing.truncate(missing.len().saturating_sub(usize::try_from(report.hidden).unwrap_or(0)));
    let violation = |what: &str| {
        Err(format!(
            "{what}: {} missing {missing:?} of {}; {report}",
            missing.len(),
            throughout.len()
        ))
    };
    if report.hidden > nulls {
        return violation(&format!("more hidden than the {nulls} rows given as nothing"));
    }
    match &report.completeness {
        Completeness::Proven if !missing.is_empty() => {
            return violation("proven without the rows");
        }
        completeness if terms.is_promise(completeness) && !missing.is_empty() => {
            return violation("consistent under a condition that held, without the rows");
        }
        Completeness::Interrupted { .. } if reading.errors.is_empty() => {
            return violation("interrupted without an error");
        }
        Completeness::InProgress | Completeness::Limited { .. } => {
            return violation("ended without a level");
        }
        Completeness::Incomplete { gaps } if is_quiet => {
            // With a row that could not be read, the condition of all others is told, too.
            let is_malformed = |gap: &Gap| match gap {
                Gap::Malformed { .. } => true,
                Gap::Unproven { provided } => report.malformed > 0 && terms.held(*provided),
                _ => false,
            };
            let malformed = usize::try_from(report.malformed).unwrap_or(usize::MAX);
            if gaps.iter().all(is_malformed) && missing.len() > malformed {
                return violation("more rows missing than are reported as malformed");
            }
            if !gaps.iter().all(|gap| is_malformed(gap) || explains(gap, report)) {
                return violation("a gap that nothing explains in a quiet list");
            }
        }
        _ => {}
    }
    let told = usize::try_from(report.items).unwrap_or(usize::MAX);
    let is_whole = is_whole_or_conditional(report) && is_quiet;
    if is_whole && told != reading.came.len() {
        return violation(&format!("{told} items told, {} came", reading.came.len()));
    }
    if is_quiet && let Some(stranger) = reading.came.difference(throughout).next() {
        return Err(format!("row {stranger} was never there"));
    }
    Ok(Tally {
        rows: reading.came.len() as u64,
        complete: u64::from(is_whole_or_conditional(report)),
        conditional: u64::from(
            is_whole_or_conditional(report)
                && !report.completeness.is_proven()
                && terms.is_promise(&report.completeness),
        ),
        gaps: u64::from(matches!(report.completeness, Completeness::Incomplete { .. })),
        interrupted: u64::from(matches!(report.completeness, Completeness::Interrupted { .. })),
        resumed: reading.resumes,
        malformed: report.malformed,
        ..Tally::default()
    })
}

/// Proven, or under a condition: not merely by passes that agree.
fn is_whole_or_conditional(report: &Report) -> bool {
    matches!(report.completeness, Completeness::Proven | Completeness::Consistent { .. })
}

/// The judgement over one write: how often it arrived at the server, and how often it was carried
/// out, where that can be counted.
pub(crate) fn judge_write<T>(
    result: &Result<T, Error>,
    arrived: u64,
    done: Option<u64>,
) -> Result<Tally, String> {
    if arrived > 1 || done > Some(1) {
        return Err(format!("a write arrived {arrived} times and was done {done:?} times"));
    }
    match result {
        Ok(_) if arrived != 1 || done == Some(0) => {
            Err(format!("a write succeeded that arrived {arrived} times, done {done:?} times"))
        }
        Err(error) if error.was_sent() == Sent::No && arrived > 0 => {
            Err(format!("a write arrived that was not sent: {error}"))
        }
        Ok(_) => Ok(Tally { written: 1, ..Tally::default() }),
        Err(_) => Ok(Tally { write_errors: 1, ..Tally::default() }),
    }
}

/// The judgement over a single read: an answer is about what was asked for.
pub(crate) fn judge_read<K: PartialEq + std::fmt::Debug>(
    result: &Result<K, Error>,
    asked: &K,
) -> Result<Tally, String> {
    match result {
        Ok(came) if came != asked => Err(format!("asked for {asked:?}, got {came:?}")),
        Ok(_) => Ok(Tally { read: 1, ..Tally::default() }),
        Err(_) => Ok(Tally { read_errors: 1, ..Tally::default() }),
    }
}

fn to_text(error: impl Display) -> String {
    error.to_string()
}
