//! A sandbox platform on a local port, until Ctrl-C.

use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use civic_sandbox::{Churn, Decidim, Era, GoVocal, Platform, Server, Version};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Serves a made-up platform for citizen participation.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    #[command(subcommand)]
    platform: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    /// A Go Vocal platform.
    Govocal(GoVocalOptions),
    /// A Decidim platform: GraphQL, the REST module and open data.
    Decidim(DecidimOptions),
}

#[derive(Debug, Args)]
struct GoVocalOptions {
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
    #[arg(long, value_enum, default_value_t = EraName::V2026)]
    era: EraName,
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

#[derive(Debug, Args)]
struct DecidimOptions {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Number of proposals; everything else scales from it.
    #[arg(long, default_value_t = 120)]
    proposals: usize,
    /// Seed of the data.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Server version.
    #[arg(long, default_value_t)]
    version: Version,
    /// Languages, the main one first.
    #[arg(long, value_delimiter = ',', default_value = "en,ca,es")]
    locales: Vec<String>,
    /// How long a token is good, in seconds.
    #[arg(long, default_value_t = 7200)]
    token_lifetime: u64,
    /// Requests allowed in a minute; 0 for no limit.
    #[arg(long, default_value_t = 100)]
    rate_limit: u64,
    /// Records that come and go per request for a component.
    #[arg(long, default_value_t = 0.0)]
    churn: f64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum EraName {
    #[value(name = "2023")]
    V2023,
    #[value(name = "2024")]
    V2024,
    #[value(name = "2026")]
    V2026,
}

impl From<EraName> for Era {
    fn from(version: EraName) -> Self {
        match version {
            EraName::V2023 => Self::Y2023,
            EraName::V2024 => Self::Y2024,
            EraName::V2026 => Self::Y2026,
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            // If this cannot be told either, the exit code still does.
            let _ = writeln!(io::stderr(), "{problem}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Options) -> Result<(), String> {
    match options.platform {
        Kind::Govocal(options) => {
            let port = options.port;
            let platform = govocal(options);
            run(port, platform.clone(), |out, url| introduce_govocal(out, &platform, url)).await
        }
        Kind::Decidim(options) => {
            let port = options.port;
            let platform = decidim(options);
            run(port, platform.clone(), |out, url| introduce_decidim(out, &platform, url)).await
        }
    }
}

/// Serves a platform until Ctrl-C, after saying where.
async fn run(
    port: u16,
    platform: impl Platform,
    introduce: impl FnOnce(&mut dyn Write, &str) -> io::Result<()>,
) -> Result<(), String> {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let server = Server::bind(platform, address).await.map_err(|error| {
        let advice = match error.kind() {
            ErrorKind::AddrInUse => "; --port chooses another port, --port 0 a free one",
            _ => "",
        };
        format!("The sandbox cannot listen at {address}: {error}{advice}")
    })?;
    match introduce(&mut io::stdout(), &server.url()) {
        // Nobody reads on, as after `head`; the platform is there all the same.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        written => written.map_err(|error| format!("The sandbox cannot write: {error}"))?,
    }
    let ended = tokio::signal::ctrl_c().await;
    ended.map_err(|error| format!("The sandbox cannot wait for Ctrl-C: {error}"))
}

fn govocal(options: GoVocalOptions) -> GoVocal {
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
    platform.churn(churn(options.churn));
    platform
}

fn decidim(options: DecidimOptions) -> Decidim {
    let builder = Decidim::builder()
        .seed(options.seed)
        .proposals(options.proposals)
        .version(options.version)
        .locales(options.locales)
        .token_lifetime(Duration::from_secs(options.token_lifetime));
    let platform = match options.rate_limit {
        0 => builder.no_rate_limit(),
        requests => builder.rate_limit(requests, Duration::from_secs(60)),
    }
    .build();
    platform.churn(churn(options.churn));
    platform
}

/// Rows that come and go at the same rate.
fn churn(rate: f64) -> Churn {
    Churn { inserts_per_request: rate, deletes_per_request: rate, ..Churn::default() }
}

/// Where it listens, and how to talk to it.
fn introduce_decidim(out: &mut dyn Write, platform: &Decidim, url: &str) -> io::Result<()> {
    let (key, secret) = (platform.api_key(), platform.api_secret());
    let (version, count) = (platform.version(), platform.count("proposals"));
    writeln!(out, "Decidim {version} sandbox: {count} proposals at {url}")?;
    writeln!(out, "API key           {key}")?;
    writeln!(out, "API secret        {secret}")?;
    writeln!(out)?;
    writeln!(out, "curl -s {url}/api -H 'Content-Type: application/json' \\")?;
    writeln!(
        out,
        "  -d '{{\"query\":\"{{ participatoryProcesses {{ id slug components {{ __typename id }} }} }}\"}}'"
    )
}

/// Where it listens, and how to talk to it.
fn introduce_govocal(out: &mut dyn Write, platform: &GoVocal, url: &str) -> io::Result<()> {
    let (id, secret) = (platform.client_id(), platform.client_secret());
    writeln!(out, "Go Vocal sandbox: {} ideas at {url}", platform.count("ideas"))?;
    writeln!(out, "client id         {id}")?;
    writeln!(out, "client secret     {secret}")?;
    writeln!(out)?;
    writeln!(
        out,
        "TOKEN=$(curl -s {url}/api/v2/authenticate -H 'Content-Type: application/json' \\"
    )?;
    writeln!(
        out,
        "  -d '{{\"auth\":{{\"client_id\":\"{id}\",\"client_secret\":\"{secret}\"}}}}' \\"
    )?;
    writeln!(out, "  | sed 's/.*\"jwt\":\"\\([^\"]*\\)\".*/\\1/')")?;
    writeln!(
        out,
        "curl -H \"Authorization: Bearer $TOKEN\" '{url}/api/v2/ideas?page_size=2&locale=nl'"
    )
}
