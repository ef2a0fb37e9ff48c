//! How a site is set up: what all platforms have in common.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::Site;
use super::settings::SiteSettings;
use super::software::{Multilingual, SignsIn, Software};
use crate::rate::Limit;

/// Sets up a [`Site`]. What only one platform has, stands at its own builder:
/// [`GoVocalBuilder`](crate::GoVocalBuilder), [`DecidimBuilder`](crate::DecidimBuilder),
/// [`PetitionsBuilder`](crate::PetitionsBuilder).
#[must_use = "a builder does nothing until it is built"]
#[derive(Debug)]
pub struct Builder<S: Software> {
    site: SiteSettings,
    settings: S::Settings,
}

impl<S: Software> Site<S> {
    /// Starts to set up a site.
    pub fn builder() -> Builder<S> {
        Builder { site: S::site_settings(), settings: S::Settings::default() }
    }
}

impl<S: Software> Builder<S> {
    /// Changes what only this platform has.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut S::Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    fn site(mut self, change: impl FnOnce(&mut SiteSettings)) -> Self {
        change(&mut self.site);
        self
    }

    /// The seed of the data and of the churn. Default 1.
    pub fn seed(self, seed: u64) -> Self {
        self.site(|site| site.seed = seed)
    }

    /// The request limit in each window, aligned to the epoch. Default: Go Vocal 1000 in 180 seconds,
    /// Decidim 100 in 60, petitions.eu 300 in 300.
    pub fn rate_limit(self, requests: u64, window: Duration) -> Self {
        self.site(|site| site.rate_limit = Some(Limit { requests, window }))
    }

    /// No request limit of any kind.
    pub fn no_rate_limit(self) -> Self {
        self.site(|site| site.rate_limit = None)
    }

    /// Whether a 429 of the request limit names its window in `Retry-After`. Default false, as Decidim
    /// does since 0.21.
    pub fn retry_after(self, tells: bool) -> Self {
        self.site(|site| site.retry_after = tells)
    }

    /// The site's clock. Default [`SystemTime::now`].
    pub fn clock(self, clock: Arc<dyn Fn() -> SystemTime + Send + Sync>) -> Self {
        self.site(|site| site.clock = clock)
    }

    #[cfg(test)]
    pub(crate) fn into_settings(self) -> (SiteSettings, S::Settings) {
        (self.site, self.settings)
    }

    /// Makes the data, and the site with it.
    pub fn build(self) -> Site<S> {
        Site::new(self.site, self.settings)
    }
}

impl<S: SignsIn> Builder<S> {
    /// The one pair of API credentials that the site knows: client id and secret of Go Vocal, where an
    /// id that is no UUID is never accepted; key and secret of Decidim's GraphQL API.
    pub fn credentials(self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.site(|site| {
            site.client_id = id.into();
            site.client_secret = secret.into();
        })
    }

    /// How long a token is good. Default: Go Vocal 24 hours, Decidim 120 minutes. Zero issues tokens
    /// that are already expired.
    pub fn token_lifetime(self, lifetime: Duration) -> Self {
        self.site(|site| site.token_lifetime = lifetime)
    }
}

impl<S: Multilingual> Builder<S> {
    /// The site's languages, the main one first. Default: Go Vocal `en`, `nl-BE`, `fr-BE`; Decidim
    /// `en`, `ca`, `es`.
    pub fn locales<L: Into<String>>(self, locales: impl IntoIterator<Item = L>) -> Self {
        self.site(|site| site.locales = locales.into_iter().map(Into::into).collect())
    }
}
