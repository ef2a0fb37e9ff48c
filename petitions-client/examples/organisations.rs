//! Lists the organisations through a proxy, with an HTTP client, a retry policy and a log of its own.
//!
//! `PROXY_URL=http://proxy:3128 RUST_LOG=civic_core=debug cargo run -p petitions-client --example organisations`
#![allow(clippy::print_stdout, reason = "a program")]

use std::env;
use std::error::Error;
use std::time::Duration;

use petitions_client::Client;
use petitions_client::http::transport::ReqwestTransport;
use petitions_client::http::{ExponentialBackoff, HttpConfig, RetryPolicy};
use petitions_client::resources::organisations::OrganisationKind;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // The API wants the key in the query, where a proxy may log it. This log never has it.
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();

    let mut own = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_gzip();
    if let Ok(proxy) = env::var("PROXY_URL") {
        own = own.proxy(reqwest::Proxy::all(proxy)?);
    }
    let backoff = ExponentialBackoff::new(Duration::from_secs(1), Duration::from_secs(60));
    let http = HttpConfig::new()
        .transport(ReqwestTransport::from(own.build()?))
        .retry(RetryPolicy::default().attempts(8).backoff(backoff));

    let site = Client::builder(env::var("PETITIONS_URL")?)
        .api_key(env::var("PETITIONS_API_KEY")?)
        .http(http)
        .build()?;
    for organisation in site.organisations().list().stream().collect_consistent().await? {
        let kind = organisation.kind.as_ref().map_or("", OrganisationKind::as_str);
        println!("{}\t{kind}\t{}", organisation.id, organisation.name.unwrap_or_default());
    }
    Ok(())
}
