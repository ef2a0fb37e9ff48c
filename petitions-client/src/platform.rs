//! What the request pipeline must know of petitions servers.

use std::time::Duration;

use civic_core::http::Response;
use civic_core::http::platform::{Platform, RateRule};

use crate::server_error::ServerError;

/// Per address. It is the web site's limit; the API names none of its own.
const RULES: [RateRule; 1] = [RateRule::new(300, Duration::from_secs(300))];

#[derive(Debug)]
pub(crate) struct PetitionsEu;

impl Platform for PetitionsEu {
    fn user_agent(&self) -> &'static str {
        concat!("petitions-client/", env!("CARGO_PKG_VERSION"))
    }

    fn rate_rules(&self) -> &[RateRule] {
        &RULES
    }

    fn explain(&self, response: &Response) -> Option<String> {
        ServerError::from_body(response.status(), response.body()).map(|error| error.to_string())
    }
}
