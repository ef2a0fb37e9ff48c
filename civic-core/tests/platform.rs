//! A platform without rate rules, for tests of what all platforms share.

use civic_core::http::platform::{Platform, RateRule};

#[derive(Debug)]
pub(crate) struct Civic;

impl Platform for Civic {
    fn user_agent(&self) -> &'static str {
        "civic-test/1.0"
    }

    fn rate_rules(&self) -> &[RateRule] {
        &[]
    }
}
