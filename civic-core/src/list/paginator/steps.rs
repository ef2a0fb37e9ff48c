//! What a paginator does when it is polled, and how complete the reading was in the end.

use std::task::{Context, Poll, ready};

use tracing::warn;

use super::{OpenPage, PATIENCE, Paginator, Step};
use crate::Error;
use crate::list::checkpoint::Counts;
use crate::list::completeness::Completeness;
use crate::list::gap::Gap;
use crate::list::key::Key;
use crate::list::prefetch::Arrival;
use crate::list::progress::Shared;
use crate::list::proof_condition::Condition;
use crate::list::report::{KEPT_TEXTS, Report};
use crate::list::source::{Omitted, Proof};

impl<T: Send + 'static> Paginator<T> {
    /// The next item with its key.
    pub(in crate::list) fn poll_keyed(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<(Key, T), Error>>> {
        while let Some(step) = ready!(self.poll_step(cx)?) {
            if let Step::Item(key, item) = step {
                return Poll::Ready(Some(Ok((key, item))));
            }
        }
        Poll::Ready(None)
    }

    pub(in crate::list) fn poll_step(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Step<T>, Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        if self.page.is_none()
            && let Some(error) = self.refused.take()
        {
            return Poll::Ready(Some(Err(self.interrupt(error))));
        }
        let is_over = match &self.page {
            // Not if nothing more would be yielded.
            Some(page) => self.items_left == 0 && !page.is_at_the_end(&*self.fetching),
            None => self.items_left == 0 || self.pages_left == 0,
        };
        if is_over {
            self.end(self.up_to_limit());
            return Poll::Ready(None);
        }
        if self.page.is_none() {
            let arrival = ready!(self.fetching.poll_arrival(cx));
            self.count_requests();
            match arrival {
                Ok(arrival) => self.open(arrival),
                Err(error) => return Poll::Ready(Some(Err(self.failed(error)))),
            }
        }
        // However slowly rows are taken, the pages ahead are not kept waiting.
        self.fetching.drive(cx);
        let page = self.page.as_mut();
        let item = page.and_then(|page| page.next_item(&*self.fetching, &mut self.progress.lock()));
        let Some((key, item)) = item else {
            self.close();
            return Poll::Ready(Some(Ok(Step::PageEnd)));
        };
        self.items_left = self.items_left.saturating_sub(1);
        Poll::Ready(Some(Ok(Step::Item(key, item))))
    }

    /// Takes in what arrived.
    fn open(&mut self, mut arrival: Arrival<T>) {
        self.failures = 0;
        let mut shared = self.progress.lock();
        let Shared { report, row_counts, .. } = &mut *shared;
        report.last_error = None;
        let counts = &mut row_counts.counts;
        counts.pages += 1;
        if let Some(pages) = arrival.server_pages {
            let first = *counts.server_pages_at_start.get_or_insert(pages);
            counts.server_pages_since =
                counts.server_pages_since.or((pages != first).then_some(pages));
            report.server_pages_at_end = Some(pages);
        }
        if let Some(rows) = arrival.server_rows {
            let first = *counts.server_rows_at_start.get_or_insert(rows);
            counts.server_rows_since = counts.server_rows_since.or((rows != first).then_some(rows));
            report.server_rows_at_end = Some(rows);
        }
        let Omitted { hidden, errors } = std::mem::take(&mut arrival.omitted);
        counts.hidden += hidden;
        counts.server_errors += errors.len() as u64;
        for error in errors {
            warn!(
                resource_name = report.resource_name,
                error, "the server gave a page with errors"
            );
            let is_new = !report.server_error_texts.contains(&error);
            if is_new && report.server_error_texts.len() < KEPT_TEXTS {
                report.server_error_texts.push(error);
            }
        }
        drop(shared);
        self.page = Some(OpenPage { index: 0, brought_anything: false, arrival });
    }

    /// Goes on behind a page whose rows are all read.
    fn close(&mut self) {
        let Some(page) = self.page.take() else { return };
        if let Some(place) = page.arrival.place_behind {
            let mut shared = self.progress.lock();
            shared.checkpoint.counts = shared.row_counts.counts.clone();
            shared.checkpoint.place = Some(place);
        }
        if let Some(proof) = page.arrival.end {
            let completeness = self.completeness(proof);
            self.end(completeness);
        }
        self.pages_left = self.pages_left.saturating_sub(page.brought_anything.into());
    }

    /// How completely the list was read, by what its end proves.
    fn completeness(&self, proof: Proof) -> Completeness {
        let shared = self.progress.lock();
        let counts = &shared.row_counts.counts;
        let report = shared.report();
        // What makes the list incomplete in any case.
        let mut gaps = unread(&report);
        // What shows that the list changed, where its end proves something only if it did not.
        let mut changed = match proof {
            Proof::IfUnchanged | Proof::Gaps(_) => {
                [came_twice(counts.shifted + counts.twice), moved(&report, counts)].concat()
            }
            Proof::Sound | Proof::Provided(_) | Proof::Agreed(_) => came_twice(counts.twice),
        };
        let completeness = match proof {
            Proof::Sound => Completeness::Proven,
            Proof::Provided(provided) => Completeness::Consistent { provided },
            Proof::Agreed(passes) => Completeness::Agreed { passes },
            Proof::IfUnchanged => Completeness::Consistent { provided: Condition::ListUnchanged },
            Proof::Gaps(found) => {
                gaps.extend(found);
                Completeness::InProgress
            }
        };
        changed.retain(|sign| !gaps.contains(sign));
        if gaps.is_empty() && changed.is_empty() {
            return completeness;
        }
        if let (Completeness::Consistent { provided }, true) = (completeness, changed.is_empty()) {
            gaps.push(Gap::Unproven { provided });
        }
        gaps.extend(changed);
        Completeness::Incomplete { gaps }
    }

    /// How completely the list was read up to a limit that the caller set.
    fn up_to_limit(&self) -> Completeness {
        let is_first = {
            let shared = self.progress.lock();
            shared.row_counts.counts.pages <= 1 && !shared.report.resumed
        };
        match self.completeness(self.fetching.proof_so_far(is_first)) {
            incomplete @ Completeness::Incomplete { .. } => incomplete,
            other => Completeness::Limited { proven: other.is_proven() },
        }
    }

    fn count_requests(&mut self) {
        let report = &mut self.progress.lock().report;
        for took in self.fetching.take_stats() {
            report.requests += u64::from(took.attempts);
            report.retries += u64::from(took.attempts.saturating_sub(took.answers.max(1)));
            report.waited_for_rate_limit =
                report.waited_for_rate_limit.saturating_add(took.waited_for_rate_limit);
            report.server_time_at_start = report.server_time_at_start.or(took.server_time);
        }
    }

    /// Counts a failure on the current page, and ends the stream where trying again is no use.
    fn failed(&mut self, error: Error) -> Error {
        self.failures += 1;
        self.progress.lock().report.last_error = Some(error.to_string());
        let goes_on = error.is_temporary() && self.failures < PATIENCE;
        if goes_on { error } else { self.interrupt(error) }
    }

    fn interrupt(&mut self, error: Error) -> Error {
        self.end(Completeness::Interrupted { because: error.to_string() });
        error
    }

    fn end(&mut self, completeness: Completeness) {
        self.ended = true;
        self.page = None;
        self.progress.lock().report.completeness = completeness;
    }
}

/// Rows that could not be read, and errors of the server.
fn unread(report: &Report) -> Vec<Gap> {
    let (rows, errors) = (report.malformed, report.server_errors);
    let malformed = (rows > 0).then_some(Gap::Malformed { rows });
    let errors = (errors > 0).then_some(Gap::ServerErrors { errors });
    malformed.into_iter().chain(errors).collect()
}

fn came_twice(duplicates: u64) -> Vec<Gap> {
    (duplicates > 0).then_some(Gap::Shifted { duplicates }).into_iter().collect()
}

/// The server's counts that were not the same all the time. One that came back to what it was at first has
/// moved too.
fn moved(report: &Report, counts: &Counts) -> Vec<Gap> {
    let other = |start: Option<u64>, end: Option<u64>, since: Option<u64>| {
        Some((start?, if end == start { since? } else { end.or(since)? }))
    };
    let (pages, rows) = (counts.server_pages_since, counts.server_rows_since);
    let pages = other(report.server_pages_at_start, report.server_pages_at_end, pages)
        .map(|(from, to)| Gap::PageCountMoved { from, to });
    let rows = other(report.server_rows_at_start, report.server_rows_at_end, rows)
        .map(|(from, to)| Gap::RowCountMoved { from, to });
    pages.into_iter().chain(rows).collect()
}
