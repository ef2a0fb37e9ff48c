//! What every site is set up with, whatever platform it is of.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::moment::Clock;
use crate::rate::Limit;

/// The settings that all platforms share.
#[derive(Clone)]
pub struct SiteSettings {
    pub(crate) seed: u64,
    /// The languages, the main one first.
    pub(crate) locales: Vec<String>,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) token_lifetime: Duration,
    pub(crate) rate_limit: Option<Limit>,
    /// Whether a 429 says when to come back.
    pub(crate) retry_after: bool,
    pub(crate) clock: Clock,
}

impl SiteSettings {
    /// The settings of a platform that allows this many requests in a window of this length.
    pub(crate) fn new(requests: u64, window: Duration) -> Self {
        Self {
            seed: 1,
            locales: Vec::new(),
            client_id: String::new(),
            client_secret: String::new(),
            token_lifetime: Duration::ZERO,
            rate_limit: Some(Limit { requests, window }),
            retry_after: false,
            clock: Arc::new(SystemTime::now),
        }
    }

    pub(crate) fn locales(self, locales: &[&str]) -> Self {
        Self { locales: locales.iter().map(|locale| (*locale).to_owned()).collect(), ..self }
    }

    pub(crate) fn credentials(self, id: &str, secret: &str, token_lifetime: Duration) -> Self {
        let (client_id, client_secret) = (id.to_owned(), secret.to_owned());
        Self { client_id, client_secret, token_lifetime, ..self }
    }

    pub(crate) fn main_locale(&self) -> &str {
        self.locales.first().map_or("en", String::as_str)
    }
}

impl fmt::Debug for SiteSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SiteSettings")
            .field("seed", &self.seed)
            .field("locales", &self.locales)
            .finish_non_exhaustive()
    }
}
