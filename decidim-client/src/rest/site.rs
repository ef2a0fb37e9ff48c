//! One host: what all its clients share.

use std::sync::Arc;

use civic_core::Error;
use civic_core::http::platform::HttpClient;

use super::server_error::ServerError;
use super::version::{ApiVersion, Release};
use super::version_detection::VersionDetection;

/// What all clients of one host share.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) http: HttpClient,
    pub(crate) version: VersionDetection,
}

impl Site {
    pub(crate) fn new(
        http: HttpClient,
        version: Option<ApiVersion>,
        release: Option<Release>,
    ) -> Self {
        let version = VersionDetection::new(version, release, Arc::clone(http.clock()));
        Self { http, version }
    }
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
