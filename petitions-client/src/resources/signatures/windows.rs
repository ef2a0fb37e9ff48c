//! All signatures of a list without pages: from the newest to the oldest, by moving the bound `to`.
//!
//! The oldest row read is the frontier. The next answer is bounded a day or two after the frontier and
//! must contain it again: then no row lies between the two answers. Rows that come again are recognised
//! by their moment and their number among equals. An answer that ends with the frontier and is shorter
//! than another one is the last, unless bounded answers have a maximum of their own. So one more thing
//! must be true: another bounded answer was longer, or the petition's count is reached, or lower bounds
//! show nothing. This is a proof only where the maximum is known to be the number that was asked for;
//! otherwise it holds under the condition that there is one maximum. Where the server ignores the bound,
//! one answer is all there is.
//!
//! A signature without a moment is in no bounded answer. The first answer, which has no bound, may hold
//! some; then the list has them all only if that answer was not cut.

use civic_core::Error;
use civic_core::http::platform::RequestStats;
use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use civic_core::list::source::{Fetch, ListSpec, Next, Page, PageRow, PageSource, RowFilter};
use civic_core::list::{Gap, Paginator};

use super::Signature;
use super::cursor::{Frontier, HIGHEST, Step, WindowCursor};
use super::list::{SignatureList, is_refusal, stats_of};
use super::mark::{Marked, Tally};
use super::range::{self, limit_of};

impl SignatureList {
    /// Reads all signatures, newest first.
    ///
    /// The API has no pages. Where the key may bound its answers by days, all signatures are read, one
    /// answer after the other. The list is then proven where the server gave as many rows as
    /// [`page_size`](Self::page_size) asks for and later fewer. Otherwise it is consistent, under the
    /// condition [`OneMaximum`](civic_core::list::Condition::OneMaximum): that all answers are cut at the
    /// same number of rows.
    ///
    /// Where the key may not, there is one answer. It is consistent if it was not cut, which may rest on
    /// the petition's `signatures_count` ([`CountRight`](civic_core::list::Condition::CountRight)). The site
    /// counts once a day, so that this is only believed where no signature is of the last 26 hours.
    ///
    /// Otherwise the list is incomplete, and the report says why: one day has more signatures than one
    /// answer holds ([`DayTooLarge`](Gap::DayTooLarge)), the answer has fewer rows than the count
    /// ([`Short`](Gap::Short)), or it may have been cut ([`Unpaged`](Gap::Unpaged)).
    ///
    /// The signatures of a single petition are compared with its `signatures_count`, which the report
    /// shows as the server's count. That counter is a day old and known to drift. Where it differs from the number of
    /// signatures read, also when it is read again at the end, the list is at best consistent under the
    /// condition [`CountOff`](civic_core::list::Condition::CountOff).
    ///
    /// **Signatures without a moment** are in no range of days. They come in the first answer, as far as it
    /// has room. If it has some, the list is complete only where that answer was not cut. If it has none
    /// and further answers were needed, only the count can show that there are any: of several petitions,
    /// what the report says is about signatures that have a moment.
    ///
    /// **Checkpoint.** It grows with one day: it holds the moment and the petition of every signature that
    /// was read on the day that it stands in. That is at most 50 bytes for each, and less than 1 KiB
    /// besides.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let mut signatures = site.signatures().list().petitions([101]).stream();
    /// while let Some(signature) = signatures.try_next().await? {
    ///     println!("{}", signature.timestamp);
    /// }
    /// println!("{}", signatures.report());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("pagination", "all"))]
    pub fn stream(self) -> Paginator<Signature> {
        let invalid = self.invalid();
        Paginator::by_cursor(Windows::new(self)).refused(invalid)
    }
}

struct Windows {
    list: SignatureList,
}

/// An answer, newest first.
struct Answer {
    rows: Vec<Marked>,
    stats: RequestStats,
}

impl Answer {
    fn len(&self) -> u64 {
        self.rows.len() as u64
    }

    fn moments(&self) -> impl Iterator<Item = Timestamp> {
        self.rows.iter().filter_map(|row| row.mark.at())
    }

    fn oldest(&self) -> Option<Timestamp> {
        self.moments().min()
    }

    fn newest(&self) -> Option<Timestamp> {
        self.moments().max()
    }

    /// Whether it has rows that a server which applies the bound would not send: later ones, and those
    /// of no moment, which are in no range.
    fn ignores(&self, bound: Option<Date>) -> bool {
        let is_above = |bound| self.newest().is_some_and(|newest| newest > limit_of(bound));
        bound.is_some_and(|bound| is_above(bound) || self.rows.iter().any(Marked::is_null))
    }

    fn is_in_order(&self) -> bool {
        self.moments().zip(self.moments().skip(1)).all(|(newer, older)| newer >= older)
    }

    /// Whether rows have no readable moment: in another answer they cannot be told from others.
    fn has_undated(&self) -> bool {
        self.rows.iter().any(Marked::is_undated)
    }
}

impl Windows {
    fn new(list: SignatureList) -> Self {
        Self { list }
    }

    async fn ask(&self, to: Option<Date>) -> Result<Answer, Error> {
        let (rows, stats) = self.list.ask(to).await?;
        Ok(Answer { rows: Marked::all(rows), stats })
    }

    /// Takes in an answer: the rows that are new, and the tally of all.
    fn take(&self, cursor: &mut WindowCursor, answer: Answer) -> (Vec<PageRow<Signature>>, Tally) {
        if !answer.is_in_order() || (cursor.frontier.is_some() && answer.has_undated()) {
            cursor.note(Gap::Unordered);
        }
        let frontier = cursor.frontier.as_ref();
        let known = frontier.map(|frontier| frontier.known.clone()).unwrap_or_default();
        let (new, tally) = known.add(answer.rows, frontier.map(Frontier::horizon));
        let belongs = |row: &&PageRow<Signature>| match row {
            PageRow::Decoded(signature) => self.list.row_filter(signature) == RowFilter::Keep,
            PageRow::Raw(_) => true,
        };
        let belonging = || new.iter().filter(belongs);
        cursor.read += belonging().count() as u64;
        let moment = |row: &PageRow<Signature>| match row {
            PageRow::Decoded(signature) => signature.timestamp.timestamp(),
            PageRow::Raw(_) => None,
        };
        cursor.newest = belonging().filter_map(moment).max().max(cursor.newest);
        (new, tally)
    }

    async fn count(
        &self,
        mut cursor: WindowCursor,
    ) -> Result<Page<Signature, WindowCursor>, Error> {
        cursor.counted_at = Some(self.list.call.clock().now());
        let (count, stats) = self.list.signatures_count().await?;
        cursor.count = count;
        Ok(Self::page(Vec::new(), cursor.at(Step::First), count, stats))
    }

    async fn first(
        &self,
        mut cursor: WindowCursor,
    ) -> Result<Page<Signature, WindowCursor>, Error> {
        let bound = range::to(self.list.range);
        let answer = self.ask(bound).await?;
        let length = answer.len();
        cursor.measure(length, bound, self.list.page_size);
        let (stats, count) = (answer.stats, cursor.count);
        let (ignored, oldest) = (answer.ignores(bound), answer.oldest());
        cursor.undated = answer.has_undated().then_some(length);
        let (rows, tally) = self.take(&mut cursor, answer);
        let next = match oldest {
            Some(oldest) if range::begins_after(self.list.range, oldest) => cursor.passed_start(),
            Some(oldest) if !ignored => {
                cursor.frontier = Some(Frontier::new(oldest, tally, 0, bound, length));
                cursor.at(Step::Window { lift: 0 })
            }
            _ => cursor.undecided(false, self.list.is_filtered()),
        };
        Ok(Self::page(rows, next, count, stats))
    }

    async fn bounded(
        &self,
        cursor: WindowCursor,
        frontier: Frontier,
    ) -> Result<Page<Signature, WindowCursor>, Error> {
        let bound = frontier.bound(cursor.step.days_above());
        let answer = match self.ask(Some(bound)).await {
            Err(error) if cursor.windows == 0 && is_refusal(&error) => {
                // A key without the right to bounds may be told so. What was read stands.
                let stats = stats_of(&error);
                let count = cursor.count;
                return Ok(Self::page(
                    Vec::new(),
                    cursor.undecided(false, self.list.is_filtered()),
                    count,
                    stats,
                ));
            }
            answer => answer?,
        };
        let (stats, count) = (answer.stats, cursor.count);
        let (rows, next) = self.judge(cursor, &frontier, answer, bound);
        Ok(Self::page(rows, next, count, stats))
    }

    fn judge(
        &self,
        mut cursor: WindowCursor,
        frontier: &Frontier,
        answer: Answer,
        bound: Date,
    ) -> (Vec<PageRow<Signature>>, Next<WindowCursor>) {
        let nothing = Vec::new();
        let lift = cursor.step.days_above();
        let (below, was_short) = match cursor.step {
            Step::Below { short, .. } => (true, short),
            _ => (false, false),
        };
        if answer.ignores(Some(bound)) {
            let rows = cursor.longest;
            let next = match cursor.windows {
                0 => cursor.undecided(false, self.list.is_filtered()),
                _ => cursor.gap(Gap::Unpaged { rows }),
            };
            return (nothing, next);
        }
        let joins = answer.newest().is_some_and(|newest| newest >= frontier.at);
        let older = answer.oldest().filter(|oldest| *oldest < frontier.at);
        // One that breaks off above the frontier was cut, however long others were.
        let ends_there = joins && answer.oldest() <= Some(frontier.at);
        let length = answer.len();
        if !joins && !below && lift < HIGHEST {
            return (nothing, cursor.at(Step::Window { lift: lift + 1 }));
        }
        // The question that led to the frontier has the same answer again: that proves nothing.
        let is_news = frontier.found_by != Some(bound);
        let is_short = ends_there && is_news && length < cursor.longest;
        let is_shorter_than_its_like = ends_there && length < cursor.longest_bounded;
        cursor.measure(length, Some(bound), self.list.page_size);
        if let Some(oldest) = older {
            cursor.was_cut(frontier, self.list.page_size);
            if !joins {
                let newest_older = answer.newest();
                cursor.note(if below {
                    frontier.crowded()
                } else {
                    Gap::Seam { newest: Some(frontier.at), oldest: newest_older }
                });
            }
            let (rows, tally) = self.take(&mut cursor, answer);
            cursor.windows += 1;
            if range::begins_after(self.list.range, oldest) {
                return (rows, cursor.passed_start());
            }
            let lift = if joins { lift.max(0) } else { frontier.lift };
            cursor.frontier = Some(Frontier::new(oldest, tally, lift, Some(bound), length));
            return (rows, cursor.at(Step::Window { lift }));
        }
        if !joins && !below {
            // What was there a moment ago is not there under any bound.
            let next = match cursor.windows {
                0 => cursor.undecided(false, self.list.is_filtered()),
                _ => cursor.gap(Gap::Seam { newest: Some(frontier.at), oldest: None }),
            };
            return (nothing, next);
        }
        let (rows, tally) = self.take(&mut cursor, answer);
        let ends_elsewhere = ends_there && length != self.list.page_size;
        cursor.frontier = Some(Frontier {
            known: tally.between(frontier.at, frontier.horizon()),
            rows: if ends_elsewhere { length } else { frontier.rows },
            ..frontier.clone()
        });
        // More rows of the frontier's own moment: the answer may break off among them.
        let is_short = was_short || (is_short && rows.is_empty());
        let is_lowest = frontier.is_above(bound) || frontier.bound(lift - 1) >= bound;
        let next = if is_shorter_than_its_like || (is_short && (cursor.tallies() || is_lowest)) {
            cursor.all_read()
        } else if is_lowest {
            cursor.undecided(true, self.list.is_filtered())
        } else {
            cursor.at(Step::Below { lift: lift - 1, short: is_short })
        };
        (rows, next)
    }

    async fn probe(
        &self,
        cursor: WindowCursor,
        dated: bool,
    ) -> Result<Page<Signature, WindowCursor>, Error> {
        let bound = cursor.frontier.as_ref().filter(|_| dated).map(|it| it.bound(HIGHEST));
        let (rows, stats) = self.list.unfiltered().ask(bound).await?;
        let count = cursor.count;
        Ok(Self::page(Vec::new(), cursor.probed(dated, rows.len() as u64), count, stats))
    }

    async fn recount(&self, cursor: WindowCursor) -> Result<Page<Signature, WindowCursor>, Error> {
        let (count, stats) = self.list.signatures_count().await?;
        let shown = count.or(cursor.count);
        Ok(Self::page(Vec::new(), cursor.recounted(count), shown, stats))
    }

    fn page(
        rows: Vec<PageRow<Signature>>,
        next: Next<WindowCursor>,
        server_rows: Option<u64>,
        stats: RequestStats,
    ) -> Page<Signature, WindowCursor> {
        Page { server_rows, ..Page::new(rows, next, stats) }
    }
}

impl PageSource for Windows {
    type List = SignatureList;
    type Cursor = WindowCursor;

    fn list(&self) -> &SignatureList {
        &self.list
    }

    fn strategy_name(&self) -> &'static str {
        "days"
    }

    fn first(&self) -> WindowCursor {
        WindowCursor::start(if self.list.counts() { Step::Count } else { Step::First })
    }

    fn fetch(&self, cursor: WindowCursor) -> Fetch<'_, Self> {
        Box::pin(async move {
            match (&cursor.step, cursor.frontier.clone()) {
                (Step::Probe { dated }, _) => {
                    let dated = *dated;
                    self.probe(cursor, dated).await
                }
                (Step::Count, _) => self.count(cursor).await,
                (Step::Recount, _) => self.recount(cursor).await,
                (Step::Window { .. } | Step::Below { .. }, Some(frontier)) => {
                    self.bounded(cursor, frontier).await
                }
                _ => self.first(cursor).await,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fake_site::{client, pages_asked_twice};

    /// 40 signatures, one a day; at most 12 in one answer, up to the day that is asked for.
    #[test]
    fn a_page_is_the_same_whenever_it_is_asked_for() {
        let (clock, site) = client(|path, query| {
            let to = query.split('&').find_map(|it| it.strip_prefix("to=")).unwrap_or("2030-01-01");
            let day = |number: i64| {
                let at = Timestamp::from_second(1_700_000_000 - number * 86_400).unwrap();
                at.to_string()
            };
            match path {
                "signatures" => {
                    let days = (0..40).map(day).filter(|day| day.get(..10) <= Some(to));
                    days.take(12)
                        .map(|at| json!({"timestamp": at, "petition": {"id": 7}}))
                        .collect()
                }
                _ => json!({"id": 7, "signatures_count": 40}),
            }
        });
        let list = site.signatures().list().petitions([7]);
        assert!(pages_asked_twice(&clock, &Windows::new(list)) >= 5);
        assert!(pages_asked_twice(&clock, &Windows::new(site.signatures().list())) >= 4);
    }
}
