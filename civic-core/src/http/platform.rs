//! What only implementors of a platform need: the [`HttpClient`] that a client crate holds, and what
//! the pipeline must know of the platform.

use std::fmt;

use http::StatusCode;

use super::rate_limit::RateRule;
use super::response::Response;
use crate::auth::Token;

pub use super::address::Address;
pub use super::client::HttpClient;
pub use super::request_stats::RequestStats;
pub use super::sending::Sending;
#[doc(inline)]
pub use crate::{call_options, sent_when_polled};

/// A platform's habits on the wire, given to [`HttpClient`] by its client
/// crate.
pub trait Platform: fmt::Debug + Send + Sync + 'static {
    /// The client crate's name and version, sent as user agent: `govocal-client/0.1.0`.
    fn user_agent(&self) -> &'static str;

    /// The limits that the platform's servers enforce, counted in windows aligned to the epoch.
    fn rate_rules(&self) -> &[RateRule] {
        &[]
    }

    /// Whether this answer says that the token it was asked with is no longer good. By default:
    /// 401.
    fn rejects_token(&self, response: &Response, _token: &Token) -> bool {
        response.status() == StatusCode::UNAUTHORIZED
    }

    /// An error answer in a few words, where its body has a form of the platform's own. Such a
    /// body is read up to [`KEPT_BODY`](crate::error::KEPT_BODY), and as far as it comes.
    fn explain(&self, _response: &Response) -> Option<String> {
        None
    }
}
