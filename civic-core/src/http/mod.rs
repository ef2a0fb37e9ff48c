//! The one road that every request takes.
//!
//! client method → [`Request`] → rate-limit permit → authorization → [`Transport`] → classify →
//! (retry, or refresh the token and replay once, or done) → [`Response`].

mod address;
mod client;
mod clock;
mod config;
mod content_coding;
mod download;
mod echo;
mod exchange;
mod framing;
mod platform;
mod rate_limit;
mod redact;
mod request;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod response;
mod retry;
mod retry_after;
mod retry_budget;
mod secrets;
mod timeouts;
mod transport;

pub use address::Address;
pub use client::HttpClient;
pub use clock::Clock;
#[cfg(feature = "reqwest")]
pub use clock::SystemClock;
pub use config::HttpConfig;
pub use download::Download;
pub use platform::Platform;
pub use rate_limit::{RateLimit, RateRule};
pub use request::Request;
#[cfg(feature = "reqwest")]
pub use reqwest_transport::ReqwestTransport;
pub use response::{Receipt, Response};
pub use retry::{Backoff, ExponentialBackoff, RetryPolicy};
pub use retry_budget::RetryBudget;
pub use timeouts::Timeouts;
pub use transport::{BodyStream, Transport, TransportError, TransportFuture};

/// The types of requests and answers that this road's methods take and give.
pub use ::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

pub(crate) use retry::is_retryable_status;
pub(crate) use secrets::Secrets;
