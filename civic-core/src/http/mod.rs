//! The request pipeline, the one way by which every request goes.
//!
//! client method → [`Request`] → middleware → token → rate-limit permit →
//! [`Transport`](transport::Transport) → classify → (retry, or refresh the token and send once more, or
//! done) → [`Response`].
//!
//! What a user of a client sets stands here. How requests are carried is in [`transport`], the types of
//! HTTP itself are in [`types`], and what only implementors of a platform need is in [`platform`].

mod address;
mod call;
mod call_options;
mod client;
mod config;
mod content_coding;
mod download;
mod echo;
mod framing;
mod header;
mod middleware;
#[cfg(feature = "cassette")]
mod outgoing;
mod path;
pub mod platform;
mod rate_limit;
mod redact;
mod request;
mod request_stats;
mod response;
mod retry_after;
mod retry_loop;
mod retry_policy;
mod sending;
mod settings;
mod shown_url;
mod timeouts;
pub mod transport;
pub mod types;
mod unread_body;

pub use call::Call;
pub use call_options::CallOptions;
pub use config::HttpConfig;
pub use download::Download;
pub use middleware::Next;
pub use rate_limit::RateLimit;
pub use request::Request;
pub use response::Response;
pub use retry_policy::{Backoff, ExponentialBackoff, RetryPolicy};
pub use timeouts::Timeouts;

#[cfg(feature = "cassette")]
pub(crate) use outgoing::Outgoing;
pub(crate) use redact::Secrets;
#[cfg(feature = "cassette")]
pub(crate) use shown_url::{STRUCK_OUT, redirect_target};
