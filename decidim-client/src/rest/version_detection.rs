//! Finds out which version of the REST API a host has, by trying them.

use std::fmt;
use std::future::Future;
use std::sync::{Mutex, PoisonError};

use civic_core::http::Response;
use civic_core::{Error, ErrorKind};

use super::server_error::ServerError;
use super::version::ApiVersion;
use crate::wrong_host::{is_from_no_api, or_wrong_host};

/// The order in which versions are tried.
const TRIED: [ApiVersion; 2] = [ApiVersion::V0_3, ApiVersion::V0_2];

/// Which version of the API a host has: unknown until the first request shows it, or until the
/// builder says it.
#[derive(Debug)]
pub(crate) struct VersionDetection {
    known: Mutex<Option<ApiVersion>>,
}

impl VersionDetection {
    pub(crate) fn new(known: Option<ApiVersion>) -> Self {
        Self { known: Mutex::new(known) }
    }

    /// The version, where it is known.
    pub(crate) fn known(&self) -> Option<ApiVersion> {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, version: ApiVersion) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(version);
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
