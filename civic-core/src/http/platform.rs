//! What only implementors of a platform need: the [`HttpClient`] that a client crate holds, and what
//! the pipeline must know of the platform.

use std::fmt;

use http::StatusCode;

use super::response::Response;
use crate::auth::Token;

pub use super::address::Address;
pub use super::client::HttpClient;
pub use super::multipart::Multipart;
pub use super::rate_limit::RateRule;
pub use super::request_stats::RequestStats;
pub use super::sending::Sending;
#[doc(inline)]
pub use crate::{call_options, sent_when_polled};

/// What the request pipeline must know of a platform. A client crate implements it and gives it to
/// [`HttpConfig::build`](super::HttpConfig::build).
pub trait Platform: fmt::Debug + Send + Sync + 'static {
    /// The client crate's name and version, sent as user agent: `govocal-client/0.1.0`.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::platform::{Platform, RateRule};
    ///
    /// #[derive(Debug)]
    /// struct Town;
    ///
    /// impl Platform for Town {
    ///     fn user_agent(&self) -> &'static str {
    ///         concat!("town-client/", env!("CARGO_PKG_VERSION"))
    ///     }
    ///
    ///     fn rate_rules(&self) -> &[RateRule] {
    ///         const RULES: [RateRule; 1] = [RateRule::new(100, Duration::from_secs(60))];
    ///         &RULES
    ///     }
    /// }
    /// ```
    fn user_agent(&self) -> &'static str;

    /// The limits that the platform's servers enforce, counted in windows aligned to the epoch.
    fn rate_rules(&self) -> &[RateRule] {
        &[]
    }

    /// Whether this answer says that the token of the request is no longer valid. Default: where the
    /// status is 401.
    fn rejects_token(&self, response: &Response, _token: &Token) -> bool {
        response.status() == StatusCode::UNAUTHORIZED
    }

    /// What the body of an error answer says, in a few words, where it has the platform's own form. Of a
    /// long body only the beginning is there: at least [`KEPT_BODY`](crate::error::KEPT_BODY) bytes, or fewer
    /// where it broke off. Default: `None`.
    fn explain(&self, _response: &Response) -> Option<String> {
        None
    }
}
