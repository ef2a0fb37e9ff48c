//! What the request pipeline must know of Go Vocal's servers.

use std::time::Duration;

use civic_core::http::Response;
use civic_core::http::platform::{Platform, RateRule};

use crate::server_error::ServerError;

/// Requests with a `search` parameter are counted on their own as well.
pub(crate) const SEARCH: &str = "search";

/// Per address, in windows aligned to the epoch; a refusal carries no `Retry-After`.
const RULES: [RateRule; 2] = [
    RateRule::new(1000, Duration::from_secs(180)),
    RateRule::for_class(SEARCH, 15, Duration::from_secs(20)),
];

#[derive(Debug)]
pub(crate) struct GoVocal;

impl Platform for GoVocal {
    fn user_agent(&self) -> &'static str {
        concat!("govocal-client/", env!("CARGO_PKG_VERSION"))
    }

    fn rate_rules(&self) -> &[RateRule] {
        &RULES
    }

    fn explain(&self, response: &Response) -> Option<String> {
        ServerError::from_body(response.status(), response.body()).map(|error| error.to_string())
    }
}
