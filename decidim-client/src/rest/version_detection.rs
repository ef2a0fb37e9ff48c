//! Finds out which version of the REST API a host has, by trying them.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use civic_core::clock::Clock;
use civic_core::http::Response;
use civic_core::{Error, ErrorKind};

use super::required_release::KnownRelease;
use super::server_error::ServerError;
use super::version::{ApiVersion, Release};
use crate::wrong_host::{is_from_no_api, or_wrong_host};

/// The order in which versions are tried.
const TRIED: [ApiVersion; 2] = [ApiVersion::V0_3, ApiVersion::V0_2];

/// How long a site is believed to lack what it lacked. A call that would be refused after that looks
/// first whether the site was upgraded.
const BELIEVED_FOR: Duration = Duration::from_secs(300);

/// Which version of the API a host has: unknown until the first request shows it, or until the
/// builder says it.
#[derive(Debug)]
pub(crate) struct VersionDetection {
    /// The version, and when an answer showed it last.
    known: Mutex<Option<(ApiVersion, Duration)>>,
    told: Option<Release>,
    clock: Arc<dyn Clock>,
}

impl VersionDetection {
    pub(crate) fn new(
        known: Option<ApiVersion>,
        told: Option<Release>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let known = known.map(|version| (version, clock.elapsed()));
        Self { known: Mutex::new(known), told, clock }
    }

    /// The version, where it is known.
    pub(crate) fn known(&self) -> Option<ApiVersion> {
        self.shown().map(|(version, _)| version)
    }

    /// What is known of its release.
    pub(crate) fn release(&self) -> Option<KnownRelease> {
        self.known().map(|api_version| KnownRelease { api_version, told: self.told })
    }

    /// Whether no answer has shown the version for a while.
    pub(crate) fn is_old(&self) -> bool {
        let now = self.clock.elapsed();
        self.shown().is_none_or(|(_, at)| now.saturating_sub(at) >= BELIEVED_FOR)
    }

    fn shown(&self) -> Option<(ApiVersion, Duration)> {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, version: ApiVersion) {
        let shown = (version, self.clock.elapsed());
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown);
    }

    /// Sends a request to the known version first. Where none is known, or the host no longer has it,
    /// sends it to each version until one has the path, and remembers that one.
    ///
    /// A site may be upgraded while a client lives. A server serves one version, so a request to a
    /// path that it does not have did nothing, whatever the method: it can be sent to the other
    /// version. Where no version has the path, nothing is remembered.
    pub(crate) async fn try_versions<F>(
        &self,
        send: impl Fn(ApiVersion) -> F,
    ) -> Result<Response, Error>
    where
        F: Future<Output = Result<Response, Error>>,
    {
        let known = self.known();
        let others = TRIED.into_iter().filter(|version| Some(*version) != known);
        let mut missed = None;
        for version in known.into_iter().chain(others) {
            match send(version).await {
                // What the known version said counts more.
                Err(error) if ServerError::is_of_no_route(&error) => {
                    missed = missed.or(Some(error));
                }
                result => {
                    if result.as_ref().map_or_else(comes_from_the_api, |_| true) {
                        self.remember(version);
                    }
                    return result;
                }
            }
        }
        Err(missed.unwrap_or_else(|| Error::protocol("no version was tried")))
    }
}

/// Says in the error of a token request what it means that no version has its path, or that no API
/// answered.
pub(crate) fn without_module(error: Error, base: impl fmt::Display) -> Error {
    let is_of_no_route = ServerError::is_of_no_route(&error);
    if !is_of_no_route && !is_from_no_api(&error) {
        return error;
    }
    let error = if is_of_no_route { error.with_kind(ErrorKind::Unsupported) } else { error };
    or_without_module(error, base)
}

/// Says what it means that there is no API at its paths.
pub(crate) fn or_without_module(error: Error, base: impl fmt::Display) -> Error {
    let likely = format!(
        "there is no RESTfull API at {} or {}: the site lacks the module decidim-rest-full, or has \
         another version of it",
        ApiVersion::V0_3.path_prefix(),
        ApiVersion::V0_2.path_prefix(),
    );
    or_wrong_host(error, &likely, base)
}

/// Whether it was the API that refused, and not something on the way to it.
fn comes_from_the_api(error: &Error) -> bool {
    matches!(ServerError::of(error), Some(ServerError::Api(_) | ServerError::OAuth(_)))
}
