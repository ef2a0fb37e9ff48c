//! What a walk does when it is polled.

use std::task::{Context, Poll, ready};

use super::open_page::{Handed, OpenPage};
use super::{CIRCLES, Step, Walk};
use crate::Error;
use crate::paging::engine::Arrival;
use crate::paging::key::Key;
use crate::paging::rows::RowPolicy;
use crate::paging::source::Proof;
use crate::paging::verdict::{Condition, Gap, Verdict};

impl<T: Send + 'static> Walk<T> {
    /// The next item with its key.
    pub(in crate::paging) fn poll_keyed(
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

    pub(in crate::paging) fn poll_step(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Step<T>, Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        loop {
            if self.page.is_some() {
                if self.items_left == Some(0) && !self.is_at_the_end() {
                    self.end(Verdict::Limited);
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
                self.end(Verdict::Limited);
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

    /// Whether the open page is the last and has no row left.
    fn is_at_the_end(&self) -> bool {
        self.page.as_ref().is_some_and(|page| page.rows.is_empty() && page.end.is_some())
    }

    /// The next good row of the open page.
    fn next_row(&mut self) -> Option<Result<(Key, T), Error>> {
        let page = self.page.as_mut()?;
        loop {
            match page.hand_out(&*self.fetching, &self.progress, &mut self.malformed)? {
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
        if let Some(place) = arrival.resume_at {
            shared.checkpoint.counts = shared.report.counts();
            shared.checkpoint.place = Some(place);
        }
        let report = &mut shared.report;
        report.pages += u64::from(arrival.is_page);
        if let Some(count) = arrival.server_count {
            report.server_count_at_start.get_or_insert(count);
            report.server_count_at_end = Some(count);
        }
        let number = report.pages;
        drop(shared);
        self.page = Some(OpenPage {
            number,
            index: 0,
            rows: arrival.rows,
            is_page: arrival.is_page,
            resume_after: arrival.resume_after,
            brought_anything: false,
            end: arrival.end,
        });
    }

    /// Goes on behind a page whose rows are all read. Whether it was one that callers see.
    fn close(&mut self) -> bool {
        let Some(page) = self.page.take() else { return false };
        if let Some(place) = page.resume_after {
            let mut shared = self.progress.lock();
            shared.checkpoint.counts = shared.report.counts();
            shared.checkpoint.place = Some(place);
        }
        if let Some(proof) = page.end {
            let verdict = self.verdict(proof);
            self.end(verdict);
        }
        if !page.is_page {
            return false;
        }
        if let Some(left) = &mut self.pages_left {
            *left = left.saturating_sub(1);
        }
        self.circles = if page.brought_anything { 0 } else { self.circles + 1 };
        if self.circles >= CIRCLES && !self.ended {
            let circles = format!("{CIRCLES} pages in a row brought no new row");
            self.refused = Some(Error::protocol(circles));
        }
        true
    }

    fn verdict(&self, proof: Proof) -> Verdict {
        let report = self.progress.report();
        let mut gaps = Vec::new();
        if report.malformed > 0 {
            gaps.push(Gap::Malformed { rows: report.malformed });
        }
        let verdict = match proof {
            Proof::Sound => Verdict::Complete { provided: None },
            Proof::Provided(condition) => Verdict::Complete { provided: Some(condition) },
            Proof::Agreed(passes) => Verdict::Agreed { passes },
            Proof::IfUnchanged => {
                if report.duplicates > 0 {
                    gaps.push(Gap::Shifted { duplicates: report.duplicates });
                }
                let counts = (report.server_count_at_start, report.server_count_at_end);
                if let (Some(from), Some(to)) = counts
                    && from != to
                {
                    gaps.push(Gap::CountMoved { from, to });
                }
                Verdict::Complete { provided: Some(Condition::ListUnchanged) }
            }
            Proof::Gaps(found) => {
                gaps.extend(found);
                Verdict::InProgress
            }
        };
        if gaps.is_empty() { verdict } else { Verdict::PossibleGap { gaps } }
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
        self.end(Verdict::Interrupted { because: error.to_string() });
        error
    }

    fn end(&mut self, verdict: Verdict) {
        self.ended = true;
        self.page = None;
        self.progress.lock().report.verdict = verdict;
    }
}
