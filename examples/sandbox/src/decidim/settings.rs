//! What a Decidim site is set up with.

use std::collections::BTreeMap;
use std::time::Duration;

use super::engine::Engine;
use super::open_data::OpenDataSettings;
use super::rest::RestSettings;
use super::version::Version;
use crate::site::SiteSettings;

pub(super) const API_KEY: &str = "sandbox-api-user";
pub(super) const API_SECRET: &str = "sandbox-secret-mJ8qT2vXc5LrWb7NzKe4HdYs";

/// Who is turned away at the door.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Door {
    /// Everybody may read.
    #[default]
    Open,
    /// The API wants a sign-in (0.31 on): 401 to who accepts JSON, a redirect to others.
    SignedInApi,
    /// The whole site wants a sign-in: visitors are redirected to `/users/sign_in`.
    PrivateOrganization,
}

/// What only Decidim has; the method of the builder that sets a field says what it means.
#[derive(Clone, Debug)]
pub struct Settings {
    pub(super) proposals: usize,
    pub(super) rows: BTreeMap<String, usize>,
    pub(super) hidden: f64,
    pub(super) deleted: f64,
    pub(super) version: Version,
    /// None: the one that belongs to the version.
    pub(super) engine: Option<Engine>,
    pub(super) host: String,
    /// The number of the first record of each kind. Organizations of one server share its tables.
    pub(super) first_id: u64,
    pub(super) without: Vec<String>,
    pub(super) plugin_components: bool,
    pub(super) introspection: bool,
    pub(super) door: Door,
    pub(super) max_complexity: Option<u64>,
    pub(super) max_depth: usize,
    pub(super) max_page_size: usize,
    pub(super) max_file_size: usize,
    pub(super) codes_alias_limit: bool,
    pub(super) expiring_addresses: bool,
    pub(super) disclose_version: Option<bool>,
    pub(super) rest: RestSettings,
    pub(super) open_data: OpenDataSettings,
}

/// The settings that the generated data are made from.
#[derive(Debug, PartialEq)]
pub(super) struct DataSettings {
    proposals: usize,
    rows: BTreeMap<String, usize>,
    shares: [f64; 2],
    plugin_components: bool,
    host: String,
    first_id: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            proposals: 120,
            rows: BTreeMap::new(),
            hidden: 0.0,
            deleted: 0.0,
            version: Version::default(),
            engine: None,
            host: "decidim.example.org".to_owned(),
            first_id: 1,
            without: Vec::new(),
            plugin_components: false,
            introspection: false,
            door: Door::default(),
            max_complexity: None,
            max_depth: 15,
            max_page_size: 50,
            max_file_size: 10 * 1024 * 1024,
            codes_alias_limit: true,
            expiring_addresses: false,
            disclose_version: None,
            rest: RestSettings::default(),
            open_data: OpenDataSettings::default(),
        }
    }
}

impl Settings {
    pub(super) fn engine(&self) -> Engine {
        self.engine.unwrap_or_else(|| Engine::of(self.version))
    }

    /// All that the generated data are made from, besides seed and languages: no other setting is
    /// read by what makes them.
    pub(super) fn of_data(&self) -> DataSettings {
        DataSettings {
            proposals: self.proposals,
            rows: self.rows.clone(),
            shares: [self.hidden, self.deleted],
            plugin_components: self.plugin_components,
            host: self.host.clone(),
            first_id: self.first_id,
        }
    }

    /// Whether this caller may read the schema.
    pub(super) fn lets_introspect(&self, is_admin: bool) -> bool {
        self.version < Version::V0_30_5 || self.introspection || is_admin
    }
}

/// What all sites have, as Decidim has it by default.
pub(super) fn of_site() -> SiteSettings {
    SiteSettings::new(100, Duration::from_secs(60)).locales(&["en", "ca", "es"]).credentials(
        API_KEY,
        API_SECRET,
        Duration::from_secs(120 * 60),
    )
}
