//! The request pipeline, the one way by which every request goes.
//!
//! client method → [`Request`] → middleware → token → rate-limit permit →
//! [`Transport`](transport::Transport) → classify → (retry, or refresh the token and send once more, or
//! done) → [`Response`].
//!
//! # Logs
//!
//! Requests are logged by [`tracing`](https://docs.rs/tracing), with the field names of [OpenTelemetry's
//! conventions for HTTP clients](https://opentelemetry.io/docs/specs/semconv/http/http-spans/):
//!
//! | what | level | fields |
//! |---|---|---|
//! | the span `civic.request`: a request with all its attempts and waits | debug | `http.request.method`, `url.full`, `server.address`, `server.port`; at its end `http.response.status_code`, `http.request.resend_count`, `error.type` |
//! | `waiting for the rate limit`, `waiting before another attempt`, `waiting for another token` | info | `seconds`, `reason`, `http.request.method`, `url.full`, `http.response.status_code` |
//! | `attempt answered` | debug | `http.response.status_code`, `http.request.resend_count` |
//! | `attempt failed` | debug | `error`, `error.type`, `http.request.resend_count` |
//!
//! A field without a value is not there. In `url.full`, and in every other text, secrets are replaced by
//! `***`. `http.request.resend_count` counts attempts after the first. `error.type` is the status, such as
//! `503`, or the name of the [`ErrorKind`](crate::ErrorKind), such as `Timeout`.
//!
//! At `info` a program says why it waits, and nothing else:
//!
//! ```
//! tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).init();
//! // INFO civic_core::http: waiting for the rate limit seconds=50.0
//! //   reason="answered 429 Too Many Requests" http.request.method="GET" url.full="https://.."
//! ```
//!
//! # Where things are
//!
//! What a user of a client sets stands here. How requests are carried is in [`transport`], the types of
//! HTTP itself are in [`types`], and what only implementors of a platform need is in [`platform`].

mod address;
#[cfg(test)]
mod any_order;
mod call;
mod call_options;
mod client;
mod config;
mod content_coding;
mod deadline;
mod download;
mod framing;
mod header;
mod list_page;
mod middleware;
mod multipart;
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
mod secret_search;
mod sending;
mod settings;
mod shown_url;
mod task_local;
mod timeouts;
pub mod transport;
pub mod types;
mod unread_body;
mod waits;

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

pub(crate) use list_page::{ListPage, PagesAtATime};
#[cfg(feature = "cassette")]
pub(crate) use outgoing::Outgoing;
pub(crate) use redact::Secrets;
#[cfg(feature = "cassette")]
pub(crate) use shown_url::{STRUCK_OUT, redirect_target};
pub(crate) use waits::Waits;
