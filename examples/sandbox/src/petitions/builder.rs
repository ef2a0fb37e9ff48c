//! How a server is set up.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::StatusCode;

use super::Petitions;
use super::key::ApiKey;
use super::shape::Shape;
use crate::moment::Clock;
use crate::rate::Limit;

/// What a server is set up with.
pub(super) struct Settings {
    pub(super) seed: u64,
    pub(super) petitions: usize,
    pub(super) organisations: usize,
    pub(super) signatures: usize,
    pub(super) crowded_day: usize,
    pub(super) crowded_second: usize,
    pub(super) shape: Shape,
    pub(super) keys: Vec<ApiKey>,
    pub(super) refused_key: StatusCode,
    pub(super) rate_limit: Option<Limit>,
    pub(super) most_petitions: Option<usize>,
    pub(super) fields_replace: bool,
    pub(super) optional_city: bool,
    pub(super) drifting_counts: bool,
    pub(super) unknown_keys: bool,
    pub(super) to_ends_at_midnight: bool,
    pub(super) utc_days: bool,
    pub(super) clock: Clock,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("seed", &self.seed)
            .field("petitions", &self.petitions)
            .field("signatures", &self.signatures)
            .field("shape", &self.shape)
            .finish_non_exhaustive()
    }
}

/// Sets up a [`Petitions`] server.
#[must_use = "a builder does nothing until it is built"]
#[derive(Debug)]
pub struct PetitionsBuilder {
    settings: Settings,
}

impl PetitionsBuilder {
    pub(super) fn new() -> Self {
        Self {
            settings: Settings {
                seed: 1,
                petitions: 33,
                organisations: 8,
                signatures: 60,
                crowded_day: 0,
                crowded_second: 0,
                shape: Shape::default(),
                keys: vec![
                    ApiKey::test(Petitions::TEST_KEY),
                    ApiKey::plain(Petitions::PLAIN_KEY),
                    ApiKey::full(Petitions::FULL_KEY),
                ],
                refused_key: StatusCode::UNAUTHORIZED,
                rate_limit: Some(Limit { requests: 300, window: Duration::from_secs(300) }),
                most_petitions: None,
                fields_replace: false,
                optional_city: false,
                drifting_counts: false,
                unknown_keys: true,
                to_ends_at_midnight: false,
                utc_days: false,
                clock: Arc::new(SystemTime::now),
            },
        }
    }

    /// The seed of the data and of what comes and goes. Default 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// The number of petitions; they take every status in turn. Default 33.
    pub fn petitions(mut self, count: usize) -> Self {
        self.settings.petitions = count;
        self
    }

    /// The number of organisations. Default 8.
    pub fn organisations(mut self, count: usize) -> Self {
        self.settings.organisations = count;
        self
    }

    /// The number of signatures of each petition, spread over the days since it began, some of them
    /// in the same second. Default 60.
    pub fn signatures(mut self, per_petition: usize) -> Self {
        self.settings.signatures = per_petition;
        self
    }

    /// Puts this many further signatures of the oldest petition on one day. Default 0.
    pub fn crowded_day(mut self, signatures: usize) -> Self {
        self.settings.crowded_day = signatures;
        self
    }

    /// Puts this many further signatures of the oldest petition into one second. Default 0.
    pub fn crowded_second(mut self, signatures: usize) -> Self {
        self.settings.crowded_second = signatures;
        self
    }

    /// The shape of the answers. Default [`Shape::default`].
    pub fn shape(mut self, shape: Shape) -> Self {
        self.settings.shape = shape;
        self
    }

    /// Knows one more API key, besides [`Petitions::TEST_KEY`], [`Petitions::PLAIN_KEY`] and
    /// [`Petitions::FULL_KEY`]. A key of the same text is replaced.
    pub fn key(mut self, key: ApiKey) -> Self {
        self.settings.keys.retain(|known| known.text != key.text);
        self.settings.keys.push(key);
        self
    }

    /// The status of the answer to a missing or wrong key. Default 401.
    pub fn refused_key(mut self, status: StatusCode) -> Self {
        self.settings.refused_key = status;
        self
    }

    /// The request limit in each window, aligned to the epoch. Default 300 in five minutes.
    pub fn rate_limit(mut self, requests: u64, window: Duration) -> Self {
        self.settings.rate_limit = Some(Limit { requests, window });
        self
    }

    /// No request limit.
    pub fn no_rate_limit(mut self) -> Self {
        self.settings.rate_limit = None;
        self
    }

    /// At most this many petitions in one answer. Default: no limit is known.
    pub fn most_petitions(mut self, most: usize) -> Self {
        self.settings.most_petitions = Some(most);
        self
    }

    /// Named `fields` come instead of the default ones (the id stays). Default: besides them.
    pub fn fields_replace(mut self, replace: bool) -> Self {
        self.settings.fields_replace = replace;
        self
    }

    /// A signature needs name and e-mail only. Default: city and `visible` as well.
    pub fn optional_city(mut self, optional: bool) -> Self {
        self.settings.optional_city = optional;
        self
    }

    /// `signatures_count` of some petitions is off, as the site's cached counters are. Default off.
    pub fn drifting_counts(mut self, drift: bool) -> Self {
        self.settings.drifting_counts = drift;
        self
    }

    /// Records carry keys that no description names. Default on.
    pub fn unknown_keys(mut self, unknown: bool) -> Self {
        self.settings.unknown_keys = unknown;
        self
    }

    /// `to` covers only the first moment of its day. Default: the whole day.
    pub fn to_ends_at_midnight(mut self, midnight: bool) -> Self {
        self.settings.to_ends_at_midnight = midnight;
        self
    }

    /// The days of `from` and `to` are days of UTC. Default: of Dutch time.
    pub fn utc_days(mut self, utc: bool) -> Self {
        self.settings.utc_days = utc;
        self
    }

    /// The server's clock. Default [`SystemTime::now`].
    pub fn clock(mut self, clock: Arc<dyn Fn() -> SystemTime + Send + Sync>) -> Self {
        self.settings.clock = clock;
        self
    }

    /// Generates the data.
    pub fn build(self) -> Petitions {
        Petitions::new(self.settings)
    }
}
