//! What all requests of a client share.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, header};
use url::Url;

use super::call_options::CallOptions;
use super::content_coding;
use super::deadline::Deadline;
use super::platform::Platform;
use super::rate_limit::RateLimit;
use super::retry_policy::RetryPolicy;
use super::timeouts::Timeouts;
use super::transport::Transport;
use crate::auth::TokenCache;
use crate::clock::Clock;

#[derive(Clone)]
pub(super) struct Settings {
    pub(super) base: Url,
    pub(super) platform: Arc<dyn Platform>,
    pub(super) transport: Arc<dyn Transport>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) timeouts: Timeouts,
    pub(super) retry: RetryPolicy,
    pub(super) rate_limit: RateLimit,
    /// Those of every request.
    pub(super) headers: HeaderMap,
    pub(super) tokens: Option<TokenCache>,
}

impl Settings {
    /// The headers that every client sends.
    pub(super) fn headers_of(user_agent: HeaderValue) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, user_agent);
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let packed = HeaderValue::from_static(content_coding::ACCEPTED);
        headers.insert(header::ACCEPT_ENCODING, packed);
        headers
    }

    /// The deadline of a call: the one that runs already, or else the call's own or the client's, from
    /// now on.
    pub(super) fn deadline(&self, options: &CallOptions) -> Deadline {
        options.running().unwrap_or_else(|| {
            let policy = options.policy().unwrap_or(&self.retry);
            let limit = options.limit().unwrap_or_else(|| self.timeouts.deadline_with(policy));
            Deadline::after(limit, self.clock.elapsed())
        })
    }
}
