//! How a list behaves while it is read.

use std::time::Duration;

use fastrand::Rng;

/// An hour, in microseconds.
const HOUR: i64 = 3_600_000_000;

/// How a list behaves while it is read.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a kind of weather")]
pub(super) struct Weather {
    pub(super) rows: u64,
    pub(super) rows_a_day: u64,
    /// Chance of one change between any two looks of the server at its table.
    pub(super) churn: f64,
    pub(super) bursts: bool,
    /// New rows with every request.
    pub(super) inserts: u64,
    /// Rows that share one moment, in groups of up to so many.
    pub(super) ties: u64,
    pub(super) shuffled_ties: bool,
    /// New rows are stamped by clocks that are behind by up to so many microseconds.
    pub(super) skew: i64,
    /// Some rows stand where their moment does not belong.
    pub(super) misplaced: bool,
    /// Larger pages are cut to this, at times to less.
    pub(super) largest_page: u64,
    pub(super) cut_varies: bool,
    /// Whether the last page comes where one beyond it is asked for.
    pub(super) last_page_for_all_beyond: bool,
    /// Whether the server counts rows, and not only pages.
    pub(super) counts_rows: bool,
    /// Chance that a request fails.
    pub(super) faults: f64,
    pub(super) concurrency: usize,
    pub(super) page_size: u64,
    /// Time of a request; by chance if it is not set.
    pub(super) latency: Option<Duration>,
    /// Time that the reader takes for a row.
    pub(super) reading: Duration,
}

impl Weather {
    pub(super) fn quiet(rows: u64) -> Self {
        Self {
            rows,
            rows_a_day: 20,
            churn: 0.0,
            bursts: false,
            inserts: 0,
            ties: 1,
            shuffled_ties: false,
            skew: 0,
            misplaced: false,
            largest_page: 100,
            cut_varies: false,
            last_page_for_all_beyond: false,
            counts_rows: false,
            faults: 0.0,
            concurrency: 1,
            page_size: 100,
            latency: None,
            reading: Duration::ZERO,
        }
    }

    /// The most rows that a paginator may hold: the pages allowed, the one being read and the row
    /// at hand.
    pub(super) fn rows_allowed(&self) -> usize {
        // Reading without gaps asks for at least 25.
        let pages = self.concurrency + usize::from(self.concurrency > 1);
        pages * usize::try_from(self.page_size.max(25)).unwrap() + 1
    }

    /// Anything that may happen, by chance.
    pub(super) fn any(rng: &mut Rng) -> Self {
        let pick = |rng: &mut Rng, choices: &[u64]| choices[rng.usize(..choices.len())];
        Self {
            rows: pick(rng, &[0, 1, 5, 11, 12, 13, 24, 25, 60, 100, 101, 240, 600]),
            rows_a_day: pick(rng, &[1, 5, 20, 80, 300]),
            churn: [0.05, 0.2, 0.4, 0.9][rng.usize(..4)],
            bursts: rng.bool(),
            inserts: 0,
            ties: pick(rng, &[1, 1, 1, 3, 8, 40, 1, 150]),
            shuffled_ties: rng.bool(),
            skew: [0, 0, HOUR, 50 * HOUR][rng.usize(..4)],
            misplaced: false,
            largest_page: pick(rng, &[12, 24, 25, 100, 100]),
            cut_varies: rng.u8(..4) == 0,
            last_page_for_all_beyond: rng.u8(..8) == 0,
            counts_rows: false,
            faults: [0.0, 0.0, 0.1][rng.usize(..3)],
            concurrency: usize::try_from(pick(rng, &[1, 1, 2, 4, 8])).unwrap(),
            page_size: pick(rng, &[12, 20, 25, 100, 100]),
            latency: None,
            reading: Duration::from_millis(pick(rng, &[0, 5])),
        }
    }
}

/// What happened while a list was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    Inserted,
    /// A new row older than one that was there.
    InsertedBehind,
    Imported,
    ImportedManyAtOnce,
    Deleted,
    DeletedManyAtOnce,
    MovedOutOfTheFilter,
    MovedIntoTheFilter,
    /// Rows of one moment on a page, in an order of this answer alone.
    ShuffledTies,
    /// The page was smaller than asked for.
    CutPage,
    /// The page was cut otherwise than the one before.
    CutOtherwise,
    LastPageForOneBeyond,
    Failed,
    /// More rows of one day than a page holds.
    DayAboveAPage,
    /// More rows of one moment than a page holds.
    MomentAboveAPage,
    /// The strategy went back for rows.
    WentBack,
    FetchedAhead,
}

impl Event {
    pub(super) const ALL: [Self; 17] = [
        Self::Inserted,
        Self::InsertedBehind,
        Self::Imported,
        Self::ImportedManyAtOnce,
        Self::Deleted,
        Self::DeletedManyAtOnce,
        Self::MovedOutOfTheFilter,
        Self::MovedIntoTheFilter,
        Self::ShuffledTies,
        Self::CutPage,
        Self::CutOtherwise,
        Self::LastPageForOneBeyond,
        Self::Failed,
        Self::DayAboveAPage,
        Self::MomentAboveAPage,
        Self::WentBack,
        Self::FetchedAhead,
    ];
}
