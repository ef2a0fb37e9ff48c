//! How a platform is set up.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::Decidim;
use super::engine::Engine;
use super::open_data::OpenDataSettings;
use super::rest::RestSettings;
use super::version::Version;
use crate::moment::Clock;
use crate::rate::Limit;

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

/// What a platform is set up with.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) seed: u64,
    pub(super) proposals: usize,
    pub(super) rows: BTreeMap<String, usize>,
    pub(super) hidden: f64,
    pub(super) deleted: f64,
    pub(super) version: Version,
    /// None: the one that belongs to the version.
    pub(super) engine: Option<Engine>,
    pub(super) locales: Vec<String>,
    pub(super) host: String,
    pub(super) without: Vec<String>,
    pub(super) plugin_components: bool,
    pub(super) introspection: bool,
    pub(super) door: Door,
    pub(super) api_key: String,
    pub(super) api_secret: String,
    pub(super) token_lifetime: Duration,
    pub(super) rate_limit: Option<Limit>,
    pub(super) retry_after: bool,
    pub(super) max_complexity: Option<u64>,
    pub(super) max_depth: usize,
    pub(super) max_page_size: usize,
    pub(super) codes_alias_limit: bool,
    pub(super) disclose_version: Option<bool>,
    pub(super) rest: RestSettings,
    pub(super) open_data: OpenDataSettings,
    pub(super) clock: Clock,
}

impl Settings {
    pub(super) fn engine(&self) -> Engine {
        self.engine.unwrap_or_else(|| Engine::of(self.version))
    }

    /// Whether this caller may read the schema.
    pub(super) fn lets_introspect(&self, is_admin: bool) -> bool {
        self.version < Version::V0_30_5 || self.introspection || is_admin
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("seed", &self.seed)
            .field("proposals", &self.proposals)
            .field("version", &self.version)
            .field("locales", &self.locales)
            .finish_non_exhaustive()
    }
}

/// Sets up a [`Decidim`] platform.
#[must_use = "a builder does nothing until it is built"]
#[derive(Debug)]
pub struct DecidimBuilder {
    pub(super) settings: Settings,
}

impl DecidimBuilder {
    pub(super) fn new() -> Self {
        Self {
            settings: Settings {
                seed: 1,
                proposals: 120,
                rows: BTreeMap::new(),
                hidden: 0.0,
                deleted: 0.0,
                version: Version::default(),
                engine: None,
                locales: ["en", "ca", "es"].map(str::to_owned).to_vec(),
                host: "decidim.example.org".to_owned(),
                without: Vec::new(),
                plugin_components: false,
                introspection: false,
                door: Door::default(),
                api_key: Decidim::API_KEY.to_owned(),
                api_secret: Decidim::API_SECRET.to_owned(),
                token_lifetime: Duration::from_secs(120 * 60),
                rate_limit: Some(Limit { requests: 100, window: Duration::from_secs(60) }),
                retry_after: false,
                max_complexity: None,
                max_depth: 15,
                max_page_size: 50,
                codes_alias_limit: true,
                disclose_version: None,
                rest: RestSettings::default(),
                open_data: OpenDataSettings::default(),
                clock: Arc::new(SystemTime::now),
            },
        }
    }

    /// The seed of the data and of the churn. Default 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// The number of proposals in all components; everything else scales from it. Default 120.
    pub fn proposals(mut self, count: usize) -> Self {
        self.settings.proposals = count;
        self
    }

    /// The number of records of one list, by the names of [`Decidim::lists`]: `meetings`,
    /// `comments`, `participatory_processes`, …
    pub fn rows(mut self, list: impl Into<String>, count: usize) -> Self {
        self.settings.rows.insert(list.into(), count);
        self
    }

    /// The share, from 0 to 1, of content that a moderator has hidden. Default 0. Lists of comments
    /// leave the hidden ones out; of other content hidden rows are holes from 0.28 on, and shown
    /// before.
    pub fn hidden(mut self, share: f64) -> Self {
        self.settings.hidden = share;
        self
    }

    /// The share, from 0 to 1, of comments that their authors have deleted. Default 0. Up to 0.27
    /// GraphQL shows them like any other; since then one makes the list that it is in null.
    pub fn deleted_comments(mut self, share: f64) -> Self {
        self.settings.deleted = share;
        self
    }

    /// The server version. Default 0.30.
    pub fn version(mut self, version: Version) -> Self {
        self.settings.version = version;
        self
    }

    /// The release of graphql-ruby that the site runs on. Default: the one that belongs to the version,
    /// which is 2.4 for 0.30.5 (released with 2.2, and open to newer ones).
    pub fn engine(mut self, engine: Engine) -> Self {
        self.settings.engine = Some(engine);
        self
    }

    /// The platform's languages, the main one first. Default `en`, `ca`, `es`.
    pub fn locales<L: Into<String>>(mut self, locales: impl IntoIterator<Item = L>) -> Self {
        self.settings.locales = locales.into_iter().map(Into::into).collect();
        self
    }

    /// The host name in the addresses that the platform prints. Default `decidim.example.org`.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.settings.host = host.into();
        self
    }

    /// Takes items out of this instance's GraphQL schema, with what cannot be without them: a type
    /// (`Meeting`), a field (`Proposal.likes`), an argument (`Proposals.proposals(order:)`), a
    /// member of an input (`ProposalFilter.publishedSince`). What is not there is passed over.
    pub fn without<I: Into<String>>(mut self, items: impl IntoIterator<Item = I>) -> Self {
        self.settings.without.extend(items.into_iter().map(Into::into));
        self
    }

    /// Adds what plugins add: components of the type `Plans` and of the bare type `Component`,
    /// and a few fields that no plain server has.
    pub fn plugin_components(mut self) -> Self {
        self.settings.plugin_components = true;
        self
    }

    /// Whether visitors may read the schema where the version forbids it by default. Default false.
    pub fn introspection(mut self, open: bool) -> Self {
        self.settings.introspection = open;
        self
    }

    /// Who is turned away. Default nobody.
    pub fn force_authentication(mut self, door: Door) -> Self {
        self.settings.door = door;
        self
    }

    /// The one pair of API credentials that the platform knows.
    pub fn credentials(mut self, key: impl Into<String>, secret: impl Into<String>) -> Self {
        self.settings.api_key = key.into();
        self.settings.api_secret = secret.into();
        self
    }

    /// How long a token is good. Default 120 minutes. Zero issues tokens that are already expired.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.token_lifetime = lifetime;
        self
    }

    /// The request limit in each window, aligned to the epoch. Default 100 in 60 seconds.
    pub fn rate_limit(mut self, requests: u64, window: Duration) -> Self {
        self.settings.rate_limit = Some(Limit { requests, window });
        self
    }

    /// No request limit.
    pub fn no_rate_limit(mut self) -> Self {
        self.settings.rate_limit = None;
        self
    }

    /// Whether a 429 says with `Retry-After` when the window ends. Default false, as servers since
    /// 0.21 do.
    pub fn retry_after(mut self, tells: bool) -> Self {
        self.settings.retry_after = tells;
        self
    }

    /// The largest complexity of a query. Default 300 in 0.24, then 5000.
    pub fn max_complexity(mut self, most: u64) -> Self {
        self.settings.max_complexity = Some(most);
        self
    }

    /// The largest depth of a query. Default 15.
    pub fn max_depth(mut self, most: usize) -> Self {
        self.settings.max_depth = most;
        self
    }

    /// The size to which larger pages are cut in silence. Default 50.
    pub fn max_page_size(mut self, rows: usize) -> Self {
        self.settings.max_page_size = rows.max(1);
        self
    }

    /// Whether a query with too many aliases is refused with a code (0.30.5 on). Default true, as every
    /// release does; builds of the development branch listed the aliases for a while instead.
    pub fn codes_alias_limit(mut self, coded: bool) -> Self {
        self.settings.codes_alias_limit = coded;
        self
    }

    /// Whether `decidim { version }` tells the version. Default: yes before 0.30, then no.
    pub fn disclose_version(mut self, told: bool) -> Self {
        self.settings.disclose_version = Some(told);
        self
    }

    /// The platform's clock. Default [`SystemTime::now`].
    pub fn clock(mut self, clock: Arc<dyn Fn() -> SystemTime + Send + Sync>) -> Self {
        self.settings.clock = clock;
        self
    }

    /// Builds the platform with its data.
    pub fn build(self) -> Decidim {
        Decidim::new(self.settings)
    }
}
