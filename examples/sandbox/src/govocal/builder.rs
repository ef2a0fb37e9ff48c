//! How a platform is set up.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::GoVocal;
use super::era::Era;
use crate::moment::Clock;
use crate::rate::Limit;

/// What a platform is set up with.
pub(super) struct Settings {
    pub(super) seed: u64,
    pub(super) ideas: usize,
    pub(super) rows: BTreeMap<String, usize>,
    pub(super) only: Option<BTreeSet<String>>,
    pub(super) era: Era,
    pub(super) locales: Vec<String>,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) token_lifetime: Duration,
    pub(super) rate_limit: Option<Limit>,
    pub(super) search_limit: Option<Limit>,
    pub(super) clock: Clock,
    pub(super) default_page_size: Option<usize>,
    pub(super) max_page_size: Option<usize>,
    pub(super) crowded_day: usize,
    pub(super) shuffled_ties: bool,
    pub(super) whole_day_ends: bool,
    pub(super) ignore_dates: bool,
    pub(super) ignored_parameters: BTreeSet<String>,
    pub(super) nested_phases_ignore_project: Option<bool>,
    pub(super) phase_datetimes: bool,
    pub(super) phase_zone: Option<i8>,
    pub(super) deleted_feeds_work: bool,
    pub(super) deletion_lag: Duration,
    pub(super) deletion_jitter: Duration,
    pub(super) left_out: Vec<(String, String)>,
}

impl Settings {
    /// How many milliseconds the deletion of a row takes to enter its feed.
    pub(super) fn deletion_lag(&self, id: Uuid) -> i64 {
        let most = self.deletion_jitter.as_millis();
        let jitter = if most == 0 { 0 } else { (id.as_u128() >> 64) % (most + 1) };
        i64::try_from(self.deletion_lag.as_millis().saturating_add(jitter)).unwrap_or(i64::MAX)
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("seed", &self.seed)
            .field("ideas", &self.ideas)
            .field("era", &self.era)
            .field("locales", &self.locales)
            .finish_non_exhaustive()
    }
}

/// Sets up a [`GoVocal`] platform.
#[must_use = "a builder does nothing until it is built"]
#[derive(Debug)]
pub struct GoVocalBuilder {
    settings: Settings,
}

impl GoVocalBuilder {
    pub(super) fn new() -> Self {
        Self {
            settings: Settings {
                seed: 1,
                ideas: 240,
                rows: BTreeMap::new(),
                only: None,
                era: Era::default(),
                locales: ["en", "nl-BE", "fr-BE"].map(str::to_owned).to_vec(),
                client_id: GoVocal::CLIENT_ID.to_owned(),
                client_secret: GoVocal::CLIENT_SECRET.to_owned(),
                token_lifetime: Duration::from_secs(24 * 60 * 60),
                rate_limit: Some(Limit { requests: 1000, window: Duration::from_secs(180) }),
                search_limit: Some(Limit { requests: 15, window: Duration::from_secs(20) }),
                clock: Arc::new(SystemTime::now),
                default_page_size: None,
                max_page_size: None,
                crowded_day: 0,
                shuffled_ties: false,
                whole_day_ends: false,
                ignore_dates: false,
                ignored_parameters: BTreeSet::new(),
                nested_phases_ignore_project: None,
                phase_datetimes: false,
                phase_zone: None,
                deleted_feeds_work: false,
                deletion_lag: Duration::ZERO,
                deletion_jitter: Duration::from_secs(3),
                left_out: Vec::new(),
            },
        }
    }

    /// The seed of the data and of the churn. Default 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// The number of ideas; every other resource scales from it. Default 240.
    pub fn ideas(mut self, count: usize) -> Self {
        self.settings.ideas = count;
        self
    }

    /// The number of rows of one resource. Pairs (idea and topic) end where no new pair is left.
    pub fn rows(mut self, resource: impl Into<String>, count: usize) -> Self {
        self.settings.rows.insert(resource.into(), count);
        self
    }

    /// Generates these resources in full, what they refer to in a handful of rows, and nothing else:
    /// quick to build for a test that needs thousands of platforms.
    pub fn only<R: Into<String>>(mut self, resources: impl IntoIterator<Item = R>) -> Self {
        self.settings.only = Some(resources.into_iter().map(Into::into).collect());
        self
    }

    /// The server version. Default [`Era::Y2026`].
    pub fn era(mut self, era: Era) -> Self {
        self.settings.era = era;
        self
    }

    /// The platform's languages, the main one first. Default `en`, `nl-BE`, `fr-BE`.
    pub fn locales<L: Into<String>>(mut self, locales: impl IntoIterator<Item = L>) -> Self {
        self.settings.locales = locales.into_iter().map(Into::into).collect();
        self
    }

    /// The one API client that the platform knows. The id is a UUID, or nothing is accepted.
    pub fn credentials(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.settings.client_id = id.into();
        self.settings.client_secret = secret.into();
        self
    }

    /// How long a token is good. Default 24 hours. Zero issues tokens that are already expired.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.token_lifetime = lifetime;
        self
    }

    /// The request limit in each window, aligned to the epoch. Default 1000 in 180 seconds.
    pub fn rate_limit(mut self, requests: u64, window: Duration) -> Self {
        self.settings.rate_limit = Some(Limit { requests, window });
        self
    }

    /// The limit on requests with a `search`. Default 15 in 20 seconds.
    pub fn search_limit(mut self, requests: u64, window: Duration) -> Self {
        self.settings.search_limit = Some(Limit { requests, window });
        self
    }

    /// No request limit of either kind.
    pub fn no_rate_limit(mut self) -> Self {
        self.settings.rate_limit = None;
        self.settings.search_limit = None;
        self
    }

    /// The platform's clock. Default [`SystemTime::now`].
    pub fn clock(mut self, clock: Arc<dyn Fn() -> SystemTime + Send + Sync>) -> Self {
        self.settings.clock = clock;
        self
    }

    /// Rows per page when a request names no size. Default 25, in 2023 12.
    pub fn default_page_size(mut self, rows: usize) -> Self {
        self.settings.default_page_size = Some(rows.max(1));
        self
    }

    /// The size to which larger pages are cut in silence. Default 100, in 2023 24.
    pub fn max_page_size(mut self, rows: usize) -> Self {
        self.settings.max_page_size = Some(rows.max(1));
        self
    }

    /// Puts this many of the ideas on one and the same day in the middle of the data.
    pub fn crowded_day(mut self, ideas: usize) -> Self {
        self.settings.crowded_day = ideas;
        self
    }

    /// Rows of the same instant change places from request to request. Default: an arbitrary order
    /// that stays.
    pub fn shuffled_ties(mut self, shuffled: bool) -> Self {
        self.settings.shuffled_ties = shuffled;
        self
    }

    /// An end date covers its whole day. Default: its midnight only, as on the known servers.
    pub fn whole_day_ends(mut self, whole: bool) -> Self {
        self.settings.whole_day_ends = whole;
        self
    }

    /// Every date filter is ignored.
    pub fn ignore_dates(mut self, ignored: bool) -> Self {
        self.settings.ignore_dates = ignored;
        self
    }

    /// A filter parameter is ignored in silence, by its name without brackets.
    pub fn ignore_parameter(mut self, name: impl Into<String>) -> Self {
        self.settings.ignored_parameters.insert(name.into());
        self
    }

    /// Whether `/projects/{id}/phases` answers the phases of all projects. Default: before 2026.
    pub fn nested_phases_ignore_project(mut self, ignored: bool) -> Self {
        self.settings.nested_phases_ignore_project = Some(ignored);
        self
    }

    /// Phases show a moment for their begin and their end, the end excluded, instead of a date.
    /// Default off.
    pub fn phase_datetimes(mut self, datetimes: bool) -> Self {
        self.settings.phase_datetimes = datetimes;
        self
    }

    /// Phases are stored as midnights of a zone this many hours ahead of UTC, the end excluded, and
    /// their date filters compare those. Default: dates.
    pub fn phase_zone(mut self, hours_ahead: i8) -> Self {
        self.settings.phase_zone = Some(hours_ahead);
        self
    }

    /// The deleted feeds that are always empty on the known servers work. Default off.
    pub fn deleted_feeds_work(mut self, work: bool) -> Self {
        self.settings.deleted_feeds_work = work;
        self
    }

    /// How long a deletion takes at least to enter its feed, which a background job writes.
    /// Default zero.
    pub fn deletion_lag(mut self, lag: Duration) -> Self {
        self.settings.deletion_lag = lag;
        self
    }

    /// How much longer it may take, so that jobs overtake each other and neighbours in the feed are
    /// not in the order of their deletion. Default 3 seconds.
    pub fn deletion_jitter(mut self, most: Duration) -> Self {
        self.settings.deletion_jitter = most;
        self
    }

    /// Leaves a field out of every row of a resource, as some versions do.
    pub fn leave_out(mut self, resource: impl Into<String>, field: impl Into<String>) -> Self {
        self.settings.left_out.push((resource.into(), field.into()));
        self
    }

    /// Generates the data.
    pub fn build(self) -> GoVocal {
        GoVocal::new(self.settings)
    }
}
