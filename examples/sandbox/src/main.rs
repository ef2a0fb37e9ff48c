//! A sandbox platform on a local port, until Ctrl-C.
#![allow(clippy::print_stdout, reason = "a program that tells where it listens")]

use std::net::SocketAddr;
use std::time::Duration;

use civic_sandbox::{Churn, Era, GoVocal, Server};
use clap::{Parser, ValueEnum};

/// Serves a made-up Go Vocal platform.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Number of ideas; the other resources scale from it.
    #[arg(long, default_value_t = 240)]
    ideas: usize,
    /// Seed of the data.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Server version.
    #[arg(long, value_enum, default_value_t = Version::V2026)]
    era: Version,
    /// Languages, the main one first.
    #[arg(long, value_delimiter = ',', default_value = "en,nl-BE,fr-BE")]
    locales: Vec<String>,
    /// How long a token is good, in seconds.
    #[arg(long, default_value_t = 86_400)]
    token_lifetime: u64,
    /// Requests allowed in 180 seconds; 0 for no limit.
    #[arg(long, default_value_t = 1000)]
    rate_limit: u64,
    /// Rows that come and go per list request.
    #[arg(long, default_value_t = 0.0)]
    churn: f64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Version {
    #[value(name = "2023")]
    V2023,
    #[value(name = "2024")]
    V2024,
    #[value(name = "2026")]
    V2026,
}

impl From<Version> for Era {
    fn from(version: Version) -> Self {
        match version {
            Version::V2023 => Self::Y2023,
            Version::V2024 => Self::Y2024,
            Version::V2026 => Self::Y2026,
        }
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let options = Options::parse();
    let builder = GoVocal::builder()
        .seed(options.seed)
        .ideas(options.ideas)
        .era(options.era.into())
        .locales(options.locales)
        .token_lifetime(Duration::from_secs(options.token_lifetime));
    let platform = match options.rate_limit {
        0 => builder.no_rate_limit(),
        requests => builder.rate_limit(requests, Duration::from_secs(180)),
    }
    .build();
    platform.churn(Churn {
        inserts_per_request: options.churn,
        deletes_per_request: options.churn,
        ..Churn::default()
    });
    let address = SocketAddr::from(([127, 0, 0, 1], options.port));
    let server = Server::bind(platform.clone(), address).await?;
    let (url, id, secret) = (server.url(), platform.client_id(), platform.client_secret());
    println!("Go Vocal sandbox: {} ideas at {url}", platform.count("ideas"));
    println!("client id         {id}");
    println!("client secret     {secret}");
    println!();
    println!("TOKEN=$(curl -s {url}/api/v2/authenticate -H 'Content-Type: application/json' \\");
    println!("  -d '{{\"auth\":{{\"client_id\":\"{id}\",\"client_secret\":\"{secret}\"}}}}' \\");
    println!("  | sed 's/.*\"jwt\":\"\\([^\"]*\\)\".*/\\1/')");
    println!("curl -H \"Authorization: Bearer $TOKEN\" '{url}/api/v2/ideas?page_size=2&locale=nl'");
    tokio::signal::ctrl_c().await
}
