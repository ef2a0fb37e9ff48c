//! What the request pipeline must know of these servers.

use std::time::Duration;

use civic_core::auth::Token;
use civic_core::http::Response;
use civic_core::http::platform::{Platform, RateRule};
use civic_core::http::types::Method;

use super::server_error::ServerError;

/// Decidim's default for each address; sites set their own, rarely a lower one.
const RULES: [RateRule; 1] = [RateRule::new(100, Duration::from_secs(60))];

#[derive(Debug)]
pub(crate) struct RestFull;

impl Platform for RestFull {
    fn user_agent(&self) -> &'static str {
        concat!("decidim-client/", env!("CARGO_PKG_VERSION"))
    }

    fn rate_rules(&self) -> &[RateRule] {
        &RULES
    }

    /// Since 0.2.10 a bad token is a 401. Before, an expired one was a 403 like any missing scope,
    /// and one that the server had forgotten a 500 like any failure: both are about the token only
    /// where it is past its end, and a write that failed is better not done again.
    fn rejects_token(&self, response: &Response, token: &Token) -> bool {
        let past_its_end = || response.date().is_some_and(|now| token.had_ended_at(now));
        match response.status().as_u16() {
            401 => true,
            403 => past_its_end(),
            500 => response.method() == Method::GET && past_its_end(),
            _ => false,
        }
    }

    fn explain(&self, response: &Response) -> Option<String> {
        match ServerError::from_body(response.status(), response.body())? {
            ServerError::Page => None,
            said => Some(said.to_string()),
        }
    }
}
