//! One host: where its API is, found out once.

use std::future::Future;
use std::sync::{Mutex, PoisonError};

use civic_core::http::Response;
use civic_core::http::platform::HttpClient;
use civic_core::{Error, ErrorKind};

use super::server_error::ServerError;
use super::version::ApiVersion;

/// The order in which versions are tried.
const TRIED: [ApiVersion; 2] = [ApiVersion::V0_3, ApiVersion::V0_2];

/// What all clients of one host share.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) http: HttpClient,
    version: Mutex<Option<ApiVersion>>,
}

impl Site {
    pub(crate) fn new(http: HttpClient, version: Option<ApiVersion>) -> Self {
        Self { http, version: Mutex::new(version) }
    }

    /// The version of its API, where that is known.
    pub(crate) fn version(&self) -> Option<ApiVersion> {
        *self.version.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, version: ApiVersion) {
        *self.version.lock().unwrap_or_else(PoisonError::into_inner) = Some(version);
    }

    /// Sends a request to the version that the host has: to the one that is known first, and where
    /// none is, or the host no longer has it, to each until one has the path.
    ///
    /// A site may be upgraded while a client lives. A server serves one version, so what is no path
    /// there did nothing, whatever the method: it can be sent to the other version. Where no
    /// version has the path, nothing is learned.
    pub(crate) async fn settle<F>(&self, send: impl Fn(ApiVersion) -> F) -> Result<Response, Error>
    where
        F: Future<Output = Result<Response, Error>>,
    {
        let known = self.version();
        let others = TRIED.into_iter().filter(|version| Some(*version) != known);
        let mut missed = None;
        for version in known.into_iter().chain(others) {
            match send(version).await {
                // What the version that was known said counts more.
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

    /// What it means that no version has the path of a token request.
    pub(crate) fn without_module(&self, error: Error) -> Error {
        if !ServerError::is_of_no_route(&error) {
            return error;
        }
        error.with_kind(ErrorKind::Unsupported).with_hint(format!(
            "{} has no RESTfull API at {} or {}: the module decidim-rest-full is missing, or it is \
             of another version",
            self.http.base(),
            ApiVersion::V0_3.path_prefix(),
            ApiVersion::V0_2.path_prefix(),
        ))
    }
}

/// Whether it was the API that refused, and not something on the way to it.
fn comes_from_the_api(error: &Error) -> bool {
    matches!(ServerError::of(error), Some(ServerError::Api(_) | ServerError::OAuth(_)))
}

/// Says in the error what a redirect to another host means.
pub(crate) fn name_primary_host(error: Error) -> Error {
    match ServerError::of(&error) {
        Some(ServerError::PrimaryHost { host }) => error.with_hint(format!(
            "this is a secondary host, or not the site's address: build the client for {host}"
        )),
        _ => error,
    }
}
