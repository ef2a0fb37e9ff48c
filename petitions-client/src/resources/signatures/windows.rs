//! All signatures of a list without pages: from the newest back, by moving the bound `to`.
//!
//! Each window ends a day, or two, behind the oldest row read, the frontier, and must show it
//! again: then nothing lies between. Rows that come again are told by moment and number. An answer
//! that ends with the frontier and is shorter than another is the last, unless answers under a bound
//! have a maximum of their own: so either another of these was longer, or the petition's count is
//! reached, or nothing shows under lower bounds. That is a proof only where the maximum is known, as
//! the number that was asked for; else it holds on condition that there is one maximum. Where the
//! server does not heed the bound, one answer is all there is.

use civic_core::Error;
use civic_core::http::platform::RequestStats;
use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use civic_core::list::source::{Fetch, ListSpec, Next, Page, PageRow, PageSource, RowFilter};
use civic_core::list::{Gap, Paginator};

use super::Signature;
use super::list::{SignatureList, is_refusal, stats_of};
use super::mark::{Marked, Tally};
use super::place::{Frontier, HIGHEST, Place, Step};
use super::range::{self, limit_of};

impl SignatureList {
    /// Reads all signatures, newest first.
    ///
    /// The API has no pages. A key that may bound its answers by days gets all of them, window by
    /// window, and the verdict is complete: without a condition where the server gave as many rows
    /// as [`count`](Self::count) asks for and then fewer, else on condition that all its answers
    /// [have one maximum](civic_core::list::Condition::OneMaximum). Any other gets one answer; the verdict is
    /// then complete if that answer was not cut, on condition of the petition's `signatures_count`
    /// where that is all there is to go by. Otherwise the report names the gap: a
    /// [day](Gap::Crowded) with more signatures than one answer holds, an answer that
    /// [fell short](Gap::Short) of the count, or one that
    /// [may have been cut](Gap::Unpaged).
    ///
    /// The signatures of a single petition are compared with its `signatures_count`, which the
    /// report shows as the server's count. That counter is known to drift: where it is not the number
    /// of signatures read, also when it is asked for once more at the end, the verdict is complete at
    /// best on condition [that it is off](civic_core::list::Condition::CountOff).
    ///
    /// A [checkpoint](Paginator::checkpoint) holds the moments of the day that it is in: some 40 bytes
    /// each, so that a very busy day makes a large one.
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

    /// Whether it shows rows that a server which heeds the bound would not.
    fn ignores(&self, bound: Option<Date>) -> bool {
        bound.zip(self.newest()).is_some_and(|(bound, newest)| newest > limit_of(bound))
    }

    fn is_in_order(&self) -> bool {
        self.moments().zip(self.moments().skip(1)).all(|(newer, older)| newer >= older)
    }

    /// Whether rows have no place in the order: in another answer they cannot be told from others.
    fn has_undated(&self) -> bool {
        self.rows.iter().any(|row| row.is_read() && row.mark.at().is_none())
    }
}

impl Windows {
    fn new(list: SignatureList) -> Self {
        Self { list }
    }

    async fn ask(&self, to: Option<Date>) -> Result<Answer, Error> {
        let (rows, stats) = self.list.ask(to).await?;
        Ok(Answer { rows: rows.into_iter().map(Marked::new).collect(), stats })
    }

    /// Takes in an answer: the rows that are new, and the tally of all.
    fn take(&self, place: &mut Place, answer: Answer) -> (Vec<PageRow<Signature>>, Tally) {
        if !answer.is_in_order() || (place.frontier.is_some() && answer.has_undated()) {
            place.note(Gap::Unordered);
        }
        let frontier = place.frontier.as_ref();
        let known = frontier.map(|frontier| frontier.known.clone()).unwrap_or_default();
        let (new, tally) = known.add(answer.rows, frontier.map(Frontier::horizon));
        let belongs = |row: &&PageRow<Signature>| match row {
            PageRow::Decoded(signature) => self.list.row_filter(signature) == RowFilter::Keep,
            PageRow::Raw(_) => true,
        };
        place.read += new.iter().filter(belongs).count() as u64;
        (new, tally)
    }

    async fn count(&self, mut place: Place) -> Result<Page<Signature, Place>, Error> {
        let (count, stats) = self.list.signatures_count().await?;
        place.count = count;
        Ok(Self::page(Vec::new(), place.at(Step::First), count, stats))
    }

    async fn first(&self, mut place: Place) -> Result<Page<Signature, Place>, Error> {
        let bound = range::to(self.list.range);
        let answer = self.ask(bound).await?;
        let length = answer.len();
        place.measure(length, bound, self.list.count);
        let (stats, count) = (answer.stats, place.count);
        let (ignored, oldest) = (answer.ignores(bound), answer.oldest());
        let (rows, tally) = self.take(&mut place, answer);
        let next = match oldest {
            Some(oldest) if range::begins_after(self.list.range, oldest) => place.passed_start(),
            Some(oldest) if !ignored => {
                place.frontier = Some(Frontier::new(oldest, tally, 0, bound, length));
                place.at(Step::Window { lift: 0 })
            }
            _ => place.undecided(false, self.list.is_filtered()),
        };
        Ok(Self::page(rows, next, count, stats))
    }

    async fn bounded(
        &self,
        place: Place,
        frontier: Frontier,
    ) -> Result<Page<Signature, Place>, Error> {
        let bound = frontier.bound(place.step.lift());
        let answer = match self.ask(Some(bound)).await {
            Err(error) if place.windows == 0 && is_refusal(&error) => {
                // A key without the right to bounds may be told so. What was read stands.
                let stats = stats_of(&error);
                let count = place.count;
                return Ok(Self::page(
                    Vec::new(),
                    place.undecided(false, self.list.is_filtered()),
                    count,
                    stats,
                ));
            }
            answer => answer?,
        };
        let (stats, count) = (answer.stats, place.count);
        let (rows, next) = self.judge(place, &frontier, answer, bound);
        Ok(Self::page(rows, next, count, stats))
    }

    fn judge(
        &self,
        mut place: Place,
        frontier: &Frontier,
        answer: Answer,
        bound: Date,
    ) -> (Vec<PageRow<Signature>>, Next<Place>) {
        let nothing = Vec::new();
        let lift = place.step.lift();
        let (below, was_short) = match place.step {
            Step::Below { short, .. } => (true, short),
            _ => (false, false),
        };
        if answer.ignores(Some(bound)) {
            let rows = place.longest;
            let next = match place.windows {
                0 => place.undecided(false, self.list.is_filtered()),
                _ => place.gap(Gap::Unpaged { rows }),
            };
            return (nothing, next);
        }
        let joins = answer.newest().is_some_and(|newest| newest >= frontier.at);
        let older = answer.oldest().filter(|oldest| *oldest < frontier.at);
        // One that breaks off above the frontier was cut, however long others were.
        let ends_there = joins && answer.oldest() <= Some(frontier.at);
        let length = answer.len();
        if !joins && !below && lift < HIGHEST {
            return (nothing, place.at(Step::Window { lift: lift + 1 }));
        }
        // The question that led to the frontier has the same answer again: that is no evidence.
        let is_news = frontier.found_by != Some(bound);
        let is_short = ends_there && is_news && length < place.longest;
        let is_shorter_than_its_like = ends_there && length < place.longest_bounded;
        place.measure(length, Some(bound), self.list.count);
        if let Some(oldest) = older {
            place.was_cut(frontier, self.list.count);
            if !joins {
                let newest_older = answer.newest();
                place.note(if below {
                    frontier.crowded()
                } else {
                    Gap::Seam { newest: Some(frontier.at), oldest: newest_older }
                });
            }
            let (rows, tally) = self.take(&mut place, answer);
            place.windows += 1;
            if range::begins_after(self.list.range, oldest) {
                return (rows, place.passed_start());
            }
            let lift = if joins { lift.max(0) } else { frontier.lift };
            place.frontier = Some(Frontier::new(oldest, tally, lift, Some(bound), length));
            return (rows, place.at(Step::Window { lift }));
        }
        if !joins && !below {
            // What was there a moment ago is not there under any bound.
            let next = match place.windows {
                0 => place.undecided(false, self.list.is_filtered()),
                _ => place.gap(Gap::Seam { newest: Some(frontier.at), oldest: None }),
            };
            return (nothing, next);
        }
        let (rows, tally) = self.take(&mut place, answer);
        let ends_elsewhere = ends_there && length != self.list.count;
        place.frontier = Some(Frontier {
            known: tally.between(frontier.at, frontier.horizon()),
            rows: if ends_elsewhere { length } else { frontier.rows },
            ..frontier.clone()
        });
        // More rows of the frontier's own moment: the answer may break off among them.
        let is_short = was_short || (is_short && rows.is_empty());
        let is_lowest = frontier.is_above(bound) || frontier.bound(lift - 1) >= bound;
        let next = if is_shorter_than_its_like || (is_short && (place.tallies() || is_lowest)) {
            place.all_read()
        } else if is_lowest {
            place.undecided(true, self.list.is_filtered())
        } else {
            place.at(Step::Below { lift: lift - 1, short: is_short })
        };
        (rows, next)
    }

    async fn probe(&self, place: Place, dated: bool) -> Result<Page<Signature, Place>, Error> {
        let bound = place.frontier.as_ref().filter(|_| dated).map(|it| it.bound(HIGHEST));
        let (rows, stats) = self.list.unfiltered().ask(bound).await?;
        let count = place.count;
        Ok(Self::page(Vec::new(), place.probed(dated, rows.len() as u64), count, stats))
    }

    async fn recount(&self, place: Place) -> Result<Page<Signature, Place>, Error> {
        let (count, stats) = self.list.signatures_count().await?;
        let shown = count.or(place.count);
        Ok(Self::page(Vec::new(), place.recounted(count), shown, stats))
    }

    fn page(
        rows: Vec<PageRow<Signature>>,
        next: Next<Place>,
        server_rows: Option<u64>,
        stats: RequestStats,
    ) -> Page<Signature, Place> {
        Page { server_rows, ..Page::new(rows, next, stats) }
    }
}

impl PageSource for Windows {
    type List = SignatureList;
    type Cursor = Place;

    fn list(&self) -> &SignatureList {
        &self.list
    }

    fn strategy_name(&self) -> &'static str {
        "days"
    }

    fn first(&self) -> Place {
        Place::start(if self.list.counts() { Step::Count } else { Step::First })
    }

    fn fetch(&self, place: Place) -> Fetch<'_, Self> {
        Box::pin(async move {
            match (&place.step, place.frontier.clone()) {
                (Step::Probe { dated }, _) => {
                    let dated = *dated;
                    self.probe(place, dated).await
                }
                (Step::Count, _) => self.count(place).await,
                (Step::Recount, _) => self.recount(place).await,
                (Step::Window { .. } | Step::Below { .. }, Some(frontier)) => {
                    self.bounded(place, frontier).await
                }
                _ => self.first(place).await,
            }
        })
    }
}
