//! Reads all comments through a proxy, with an HTTP client, a retry policy and a log of its own.
//!
//! `PROXY_URL=http://proxy:3128 RUST_LOG=civic_core=debug cargo run -p govocal-client --example behind-a-proxy`
#![allow(clippy::print_stdout, reason = "a program")]

use std::env;
use std::error::Error;
use std::time::Duration;

use govocal_client::Client;
use govocal_client::http::transport::ReqwestTransport;
use govocal_client::http::{ExponentialBackoff, HttpConfig, RetryPolicy, Timeouts};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Each attempt, each wait and each token request, without a secret, to standard error.
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();

    let mut own = reqwest::Client::builder()
        // The client follows no redirects, since a token never goes to another host.
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_gzip();
    if let Ok(proxy) = env::var("PROXY_URL") {
        own = own.proxy(reqwest::Proxy::all(proxy)?);
    }
    let backoff = ExponentialBackoff::new(Duration::from_secs(1), Duration::from_secs(60));
    let http = HttpConfig::new()
        .transport(ReqwestTransport::from(own.build()?))
        .retry(RetryPolicy::default().attempts(8).backoff(backoff))
        .timeouts(Timeouts::default().attempt(Duration::from_secs(60)))
        .user_agent("comments/1.0");

    let city = Client::builder(env::var("GOVOCAL_URL")?)
        .credentials(env::var("GOVOCAL_CLIENT_ID")?, env::var("GOVOCAL_CLIENT_SECRET")?)
        .http(http)
        .build()?;
    let mut comments = city.comments().list().stream().concurrency(2);
    while let Some(comment) = comments.try_next().await? {
        println!("{}", govocal_client::serde_json::to_string(&comment)?);
    }
    // Standard output has the rows, the log has the rest.
    tracing::info!("{}", comments.report());
    Ok(())
}
