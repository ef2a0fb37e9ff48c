//! What a petitions.eu server is set up with.

use std::time::Duration;

use http::StatusCode;

use super::key::ApiKey;
use super::shape::Shape;
use crate::site::SiteSettings;

pub(super) const TEST_KEY: &str = "1234";
pub(super) const PLAIN_KEY: &str = "sandbox-plain-key";
pub(super) const FULL_KEY: &str = "sandbox-full-key";

/// What only petitions.eu has; the method of the builder that sets a field says what it means.
#[derive(Debug)]
pub struct Settings {
    pub(super) petitions: usize,
    pub(super) organisations: usize,
    pub(super) signatures: usize,
    pub(super) crowded_day: usize,
    pub(super) crowded_second: usize,
    pub(super) shape: Shape,
    pub(super) keys: Vec<ApiKey>,
    pub(super) refused_key: StatusCode,
    pub(super) most_petitions: Option<usize>,
    pub(super) fields_replace: bool,
    pub(super) optional_city: bool,
    pub(super) undated: usize,
    pub(super) drifting_counts: bool,
    pub(super) hides_unpublished: bool,
    pub(super) site_languages: bool,
    pub(super) signs_any_status: bool,
    pub(super) unknown_keys: bool,
    pub(super) to_ends_at_midnight: bool,
    pub(super) utc_days: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            petitions: 33,
            organisations: 8,
            signatures: 60,
            crowded_day: 0,
            crowded_second: 0,
            shape: Shape::default(),
            keys: vec![ApiKey::test(TEST_KEY), ApiKey::plain(PLAIN_KEY), ApiKey::full(FULL_KEY)],
            refused_key: StatusCode::UNAUTHORIZED,
            most_petitions: None,
            fields_replace: false,
            optional_city: false,
            undated: 0,
            drifting_counts: false,
            hides_unpublished: false,
            site_languages: false,
            signs_any_status: false,
            unknown_keys: true,
            to_ends_at_midnight: false,
            utc_days: false,
        }
    }
}

/// What all sites have, as petitions.eu has it by default.
pub(super) fn of_site() -> SiteSettings {
    SiteSettings::new(300, Duration::from_secs(300))
}
