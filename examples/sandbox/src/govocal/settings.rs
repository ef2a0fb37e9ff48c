//! What a Go Vocal site is set up with.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use uuid::Uuid;

use super::era::Era;
use crate::site::SiteSettings;

pub(super) const CLIENT_ID: &str = "7d3f2c1a-5b64-4c8e-9f10-2a6b8c4d0e13";
pub(super) const CLIENT_SECRET: &str =
    "sandbox-secret-bVq3ZtYc0RkPw7Hs2LxN9aFd5MjUe8GiTo4KyBr6CnWvXlQz1A";

/// What only Go Vocal has; each field is told at the method of the builder that sets it.
#[derive(Debug)]
pub struct Settings {
    pub(super) ideas: usize,
    pub(super) rows: BTreeMap<String, usize>,
    pub(super) only: Option<BTreeSet<String>>,
    pub(super) era: Era,
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

impl Default for Settings {
    fn default() -> Self {
        Self {
            ideas: 240,
            rows: BTreeMap::new(),
            only: None,
            era: Era::default(),
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
        }
    }
}

impl Settings {
    /// How many milliseconds the deletion of a row takes to enter its feed.
    pub(super) fn deletion_lag(&self, id: Uuid) -> i64 {
        let most = self.deletion_jitter.as_millis();
        let jitter = if most == 0 { 0 } else { (id.as_u128() >> 64) % (most + 1) };
        i64::try_from(self.deletion_lag.as_millis().saturating_add(jitter)).unwrap_or(i64::MAX)
    }
}

/// What all sites have, as Go Vocal has it by default.
pub(super) fn of_site() -> SiteSettings {
    SiteSettings::new(1000, Duration::from_secs(180))
        .locales(&["en", "nl-BE", "fr-BE"])
        .credentials(CLIENT_ID, CLIENT_SECRET, Duration::from_secs(24 * 60 * 60))
}
