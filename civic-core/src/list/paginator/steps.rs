//! What a walk does when it is polled.

use std::task::{Context, Poll, ready};

use tracing::warn;

use super::open_page::{Handed, OpenPage};
use super::{Paginator, Step};
use crate::Error;
use crate::list::completeness::Completeness;
use crate::list::condition::Condition;
use crate::list::gap::{CountUnit, Gap};
use crate::list::key::Key;
use crate::list::prefetch::{Arrival, Turn};
use crate::list::progress::Shared;
use crate::list::report::{KEPT_TEXTS, Report};
use crate::list::rows::RowPolicy;
use crate::list::source::{Omitted, Proof};

impl<T: Send + 'static> Paginator<T> {
    /// The next item with its key.
    pub(in crate::list) fn poll_keyed(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<(Key, T), Error>>> {
        loop {
            match ready!(self.poll_step(cx)) {
                Some(Ok(Step::Item(key, item))) => return Poll::Ready(Some(Ok((key, item)))),
                Some(Ok(Step::PageEnd)) => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    pub(in crate::list) fn poll_step(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Step<T>, Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        loop {
            if self.page.is_some() {
                // However slowly rows are taken, the pages ahead are not kept waiting.
                self.fetching.drive(cx);
                if self.items_left == Some(0) && !self.is_at_the_end() {
                    self.end(self.up_to_limit());
                    return Poll::Ready(None);
                }
                match self.next_row() {
                    Some(Ok((key, item))) => return Poll::Ready(Some(Ok(Step::Item(key, item)))),
                    Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                    None if self.close() => return Poll::Ready(Some(Ok(Step::PageEnd))),
                    None => {}
                }
            }
            if self.ended {
                return Poll::Ready(None);
            }
            if let Some(error) = self.refused.take() {
                return Poll::Ready(Some(Err(self.interrupt(error))));
            }
            if self.items_left == Some(0) || self.pages_left == Some(0) {
                self.end(self.up_to_limit());
                return Poll::Ready(None);
            }
            let arrival = ready!(self.fetching.poll_arrival(cx));
            self.count_requests();
            match arrival {
                Ok(arrival) => self.open(arrival),
                Err(error) => return Poll::Ready(Some(Err(self.failed(error)))),
            }
        }
    }

    /// Whether nothing would be handed out any more.
    fn is_at_the_end(&self) -> bool {
        self.page.as_ref().is_some_and(|page| page.is_at_the_end(&*self.fetching))
    }

    /// The next good row of the open page.
    fn next_row(&mut self) -> Option<Result<(Key, T), Error>> {
        let page = self.page.as_mut()?;
        let mut shared = self.progress.lock();
        loop {
            match page.hand_out(&*self.fetching, &mut shared)? {
                Handed::Item(key, item) => {
                    if let Some(left) = &mut self.items_left {
                        *left = left.saturating_sub(1);
                    }
                    return Some(Ok((key, item)));
                }
                Handed::Malformed(error) if self.policy == RowPolicy::Strict => {
                    return Some(Err(error));
                }
                Handed::Malformed(_) | Handed::Dropped => {}
            }
        }
    }

    /// Takes in what arrived.
    fn open(&mut self, arrival: Arrival<T>) {
        self.failures = 0;
        let mut shared = self.progress.lock();
        let Shared { report, as_it_came, in_order, .. } = &mut *shared;
        as_it_came.counts.pages += u64::from(arrival.turn != Turn::Late);
        in_order.counts.pages += u64::from(arrival.turn != Turn::Early);
        if let Some(pages) = arrival.server_pages {
            let start = *as_it_came.counts.server_pages_at_start.get_or_insert(pages);
            in_order.counts.server_pages_at_start = Some(start);
            report.server_pages_at_end = Some(pages);
        }
        if let Some(rows) = arrival.server_rows {
            let start = *as_it_came.counts.server_rows_at_start.get_or_insert(rows);
            in_order.counts.server_rows_at_start = Some(start);
            report.server_rows_at_end = Some(rows);
        }
        let Omitted { withheld, errors } = arrival.omitted;
        for account in [&mut *as_it_came, &mut *in_order] {
            account.counts.withheld += withheld;
            account.counts.server_errors += errors.len() as u64;
        }
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
        let number = as_it_came.counts.pages;
        drop(shared);
        self.page = Some(OpenPage {
            number,
            index: 0,
            turn: arrival.turn,
            rows: arrival.rows,
            place_behind: arrival.place_behind,
            brought_anything: false,
            end: arrival.end,
        });
    }

    /// Goes on behind a page whose rows are all read. Whether it was one that callers see.
    fn close(&mut self) -> bool {
        let Some(page) = self.page.take() else { return false };
        if let Some(place) = page.place_behind {
            let mut shared = self.progress.lock();
            shared.checkpoint.counts = shared.in_order.counts.clone();
            shared.checkpoint.place = Some(place);
        }
        if let Some(proof) = page.end {
            let completeness = self.completeness(proof);
            self.end(completeness);
        }
        if page.turn == Turn::Late {
            return false;
        }
        if let Some(left) = self.pages_left.as_mut().filter(|_| page.brought_anything) {
            *left = left.saturating_sub(1);
        }
        true
    }

    /// How complete the list was read, by what its end proves. All pages have had their turn, so
    /// what was dropped is told as the list's order has it.
    fn completeness(&self, proof: Proof) -> Completeness {
        let mut shared = self.progress.lock();
        let Shared { as_it_came, in_order, .. } = &mut *shared;
        as_it_came.counts.duplicates = in_order.counts.duplicates;
        as_it_came.counts.overlap = in_order.counts.overlap;
        let (shifted, twice) = (in_order.counts.shifted, in_order.counts.twice);
        let report = shared.report();
        drop(shared);
        // What no proof explains, whatever else was found.
        let mut gaps = unread(&report);
        // What shows that the list changed, where its end rests on that it did not.
        let all = || [came_twice(shifted + twice), moved(&report)].concat();
        let (completeness, changed) = match proof {
            Proof::Sound => (Completeness::Proven, came_twice(twice)),
            Proof::Provided(provided) => (Completeness::Consistent { provided }, came_twice(twice)),
            Proof::Agreed(passes) => (Completeness::Agreed { passes }, came_twice(twice)),
            Proof::IfUnchanged => {
                let provided = Condition::ListUnchanged;
                (Completeness::Consistent { provided }, all())
            }
            Proof::Gaps(found) => {
                gaps.extend(found);
                (Completeness::InProgress, all())
            }
        };
        let changed: Vec<Gap> = changed.into_iter().filter(|sign| !gaps.contains(sign)).collect();
        if gaps.is_empty() && changed.is_empty() {
            return completeness;
        }
        if let (Completeness::Consistent { provided }, true) = (completeness, changed.is_empty()) {
            gaps.push(Gap::Unproven { provided });
        }
        gaps.extend(changed);
        Completeness::Incomplete { gaps }
    }

    /// How complete the list was read up to a limit of the caller's.
    fn up_to_limit(&self) -> Completeness {
        let shared = self.progress.lock();
        let counts = &shared.as_it_came.counts;
        let twice = came_twice(counts.shifted + counts.twice);
        let gaps = [unread(&shared.report()), twice].concat();
        if gaps.is_empty() { Completeness::Limited } else { Completeness::Incomplete { gaps } }
    }

    fn count_requests(&mut self) {
        let tally = self.fetching.take_tally();
        let report = &mut self.progress.lock().report;
        report.requests += tally.requests;
        report.retries += tally.retries;
        report.throttled = report.throttled.saturating_add(tally.throttled);
    }

    /// Counts a failure on the current page, and ends the walk where trying again is no use.
    fn failed(&mut self, error: Error) -> Error {
        self.failures += 1;
        let goes_on = error.is_temporary() && self.failures < self.patience;
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

/// Rows that came, or should have, and could not be read.
fn unread(report: &Report) -> Vec<Gap> {
    let (rows, errors) = (report.malformed, report.server_errors);
    let malformed = (rows > 0).then_some(Gap::Malformed { rows });
    let errors = (errors > 0).then_some(Gap::ServerErrors { errors });
    malformed.into_iter().chain(errors).collect()
}

fn came_twice(duplicates: u64) -> Vec<Gap> {
    (duplicates > 0).then_some(Gap::Shifted { duplicates }).into_iter().collect()
}

fn moved(report: &Report) -> Vec<Gap> {
    let moved = |unit, from: Option<u64>, to: Option<u64>| match (from, to) {
        (Some(from), Some(to)) if from != to => Some(Gap::CountMoved { unit, from, to }),
        _ => None,
    };
    let pages = moved(CountUnit::Pages, report.server_pages_at_start, report.server_pages_at_end);
    let rows = moved(CountUnit::Rows, report.server_rows_at_start, report.server_rows_at_end);
    pages.into_iter().chain(rows).collect()
}
