//! The request pipeline, the one way by which every request goes.
//!
//! client method → [`Request`] → middleware → token → rate-limit permit → [`Transport`] → classify →
//! (retry, or refresh the token and send once more, or done) → [`Response`].

mod address;
mod call_options;
mod client;
mod config;
mod content_coding;
mod download;
mod echo;
mod framing;
mod header;
mod middleware;
mod path;
mod platform;
mod rate_limit;
mod redact;
mod request;
mod request_stats;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod response;
mod retry;
mod retry_after;
mod retry_loop;
mod secrets;
mod sending;
mod settings;
mod timeouts;
mod transport;
mod unread_body;

pub use crate::clock::Clock;
#[cfg(feature = "reqwest")]
pub use crate::clock::SystemClock;
pub use address::Address;
pub use call_options::CallOptions;
pub use client::HttpClient;
pub use config::HttpConfig;
pub use download::Download;
pub use middleware::Next;
pub use platform::Platform;
pub use rate_limit::{RateLimit, RateRule};
pub use request::Request;
pub use request_stats::RequestStats;
#[cfg(feature = "reqwest")]
pub use reqwest_transport::ReqwestTransport;
pub use response::Response;
pub use retry::{Backoff, ExponentialBackoff, RetryPolicy};
pub use sending::Sending;
pub use timeouts::Timeouts;
pub use transport::{BodyStream, Transport, TransportError, TransportFuture};

/// The types of requests and answers that this module's methods take and give.
pub use ::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

pub(crate) use secrets::Secrets;
