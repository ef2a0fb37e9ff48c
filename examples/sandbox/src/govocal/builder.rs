//! How a Go Vocal site is set up: what other platforms do not have.

use std::time::Duration;

use super::era::Era;
use super::state::GoVocalState;
use crate::site::Builder;

/// Sets up a Go Vocal site.
pub type GoVocalBuilder = Builder<GoVocalState>;

impl Builder<GoVocalState> {
    /// The number of ideas; every other resource scales from it. Default 240.
    pub fn ideas(self, count: usize) -> Self {
        self.with(|it| it.ideas = count)
    }

    /// The number of rows of one resource. Pairs (idea and topic) end where no new pair is left.
    pub fn rows(self, resource: impl Into<String>, count: usize) -> Self {
        self.with(|it| {
            it.rows.insert(resource.into(), count);
        })
    }

    /// Generates these resources in full, what they refer to in a handful of rows, and nothing else:
    /// quick to build for a test that needs thousands of platforms.
    pub fn only<R: Into<String>>(self, resources: impl IntoIterator<Item = R>) -> Self {
        self.with(|it| it.only = Some(resources.into_iter().map(Into::into).collect()))
    }

    /// The server version. Default [`Era::Y2026`].
    pub fn era(self, era: Era) -> Self {
        self.with(|it| it.era = era)
    }

    /// Rows per page when a request names no size. Default 25, in 2023 12.
    pub fn default_page_size(self, rows: usize) -> Self {
        self.with(|it| it.default_page_size = Some(rows.max(1)))
    }

    /// The size to which larger pages are cut in silence. Default 100, in 2023 24.
    pub fn max_page_size(self, rows: usize) -> Self {
        self.with(|it| it.max_page_size = Some(rows.max(1)))
    }

    /// Puts this many of the ideas on one and the same day in the middle of the data.
    pub fn crowded_day(self, ideas: usize) -> Self {
        self.with(|it| it.crowded_day = ideas)
    }

    /// Rows of the same instant change places from request to request. Default: an arbitrary order
    /// that stays.
    pub fn shuffled_ties(self, shuffled: bool) -> Self {
        self.with(|it| it.shuffled_ties = shuffled)
    }

    /// An end date covers its whole day. Default: its midnight only, as on the known servers.
    pub fn whole_day_ends(self, whole: bool) -> Self {
        self.with(|it| it.whole_day_ends = whole)
    }

    /// Every date filter is ignored.
    pub fn ignore_dates(self, ignored: bool) -> Self {
        self.with(|it| it.ignore_dates = ignored)
    }

    /// A filter parameter is ignored in silence, by its name without brackets.
    pub fn ignore_parameter(self, name: impl Into<String>) -> Self {
        self.with(|it| {
            it.ignored_parameters.insert(name.into());
        })
    }

    /// Whether `/projects/{id}/phases` answers the phases of all projects. Default: before 2026.
    pub fn nested_phases_ignore_project(self, ignored: bool) -> Self {
        self.with(|it| it.nested_phases_ignore_project = Some(ignored))
    }

    /// Phases show a moment for their begin and their end, the end excluded, instead of a date.
    /// Default off.
    pub fn phase_datetimes(self, datetimes: bool) -> Self {
        self.with(|it| it.phase_datetimes = datetimes)
    }

    /// Phases are stored as midnights of a zone this many hours ahead of UTC, the end excluded, and
    /// their date filters compare those. Default: dates.
    pub fn phase_zone(self, hours_ahead: i8) -> Self {
        self.with(|it| it.phase_zone = Some(hours_ahead))
    }

    /// The deleted feeds that are always empty on the known servers work. Default off.
    pub fn deleted_feeds_work(self, work: bool) -> Self {
        self.with(|it| it.deleted_feeds_work = work)
    }

    /// How long a deletion takes at least to enter its feed, which a background job writes.
    /// Default zero.
    pub fn deletion_lag(self, lag: Duration) -> Self {
        self.with(|it| it.deletion_lag = lag)
    }

    /// How much longer it may take, so that jobs overtake each other and neighbours in the feed are
    /// not in the order of their deletion. Default 3 seconds.
    pub fn deletion_jitter(self, most: Duration) -> Self {
        self.with(|it| it.deletion_jitter = most)
    }

    /// Leaves a field out of every row of a resource, as some versions do.
    pub fn leave_out(self, resource: impl Into<String>, field: impl Into<String>) -> Self {
        self.with(|it| it.left_out.push((resource.into(), field.into())))
    }
}
