//! What the request pipeline must know of a Decidim site's GraphQL API.

use std::time::Duration;

use civic_core::http::Response;
use civic_core::http::platform::{Platform, RateRule};

use super::server_error::ServerError;

/// Per address over the whole site, in windows aligned to the minute. A refusal carries no
/// `Retry-After`. A site may set another limit.
const RULES: [RateRule; 1] = [RateRule::new(100, Duration::from_secs(60))];

#[derive(Debug)]
pub(super) struct DecidimSite;

impl Platform for DecidimSite {
    fn user_agent(&self) -> &'static str {
        concat!("decidim-client/", env!("CARGO_PKG_VERSION"))
    }

    fn rate_rules(&self) -> &[RateRule] {
        &RULES
    }

    fn explain(&self, response: &Response) -> Option<String> {
        Some(in_words(&ServerError::all_in(response.body()))).filter(|said| !said.is_empty())
    }
}

/// At most three of the errors, in one line.
pub(super) fn in_words(said: &[ServerError]) -> String {
    let shown: Vec<_> = said.iter().take(3).map(ToString::to_string).collect();
    let more = said.len().saturating_sub(3);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    shown.join("; ") + &more
}
