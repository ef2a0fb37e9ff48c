//! A sandbox platform on a local port, until Ctrl-C.

mod ground_truth;
mod introduction;

use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use civic_sandbox::site::{Builder, Site, Software};
use civic_sandbox::{Churn, Decidim, Era, Fault, FaultRule, GoVocal, Petitions, Server, Version};
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
    /// A petitions.eu server.
    Petitions(PetitionsOptions),
}

/// What every platform has.
#[derive(Debug, Args)]
struct SiteOptions {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Seed of the data.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Requests allowed in 180 seconds (Go Vocal), 60 (Decidim) or 300 (petitions.eu); 0 for no
    /// limit. Default: 1000, 100, 300.
    #[arg(long)]
    rate_limit: Option<u64>,
    /// Rows that come and go per list request.
    #[arg(long, default_value_t = 0.0)]
    churn: f64,
    /// Milliseconds by which each answer comes late, as from a server far away.
    #[arg(long, default_value_t = 0)]
    latency: u64,
}

#[derive(Debug, Args)]
struct GoVocalOptions {
    #[command(flatten)]
    site: SiteOptions,
    /// Number of ideas; the other resources scale from it.
    #[arg(long, default_value_t = 240)]
    ideas: usize,
    /// Server version.
    #[arg(long, value_enum, default_value_t = EraName::V2026)]
    era: EraName,
    /// Languages, the main one first.
    #[arg(long, value_delimiter = ',', default_value = "en,nl-BE,fr-BE")]
    locales: Vec<String>,
    /// How long a token is good, in seconds.
    #[arg(long, default_value_t = 86_400)]
    token_lifetime: u64,
    /// When stopped, writes into this file as JSON how many `requests` came, and the ids of the ideas
    /// that were there `throughout`.
    #[arg(long, value_name = "FILE")]
    account: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct DecidimOptions {
    #[command(flatten)]
    site: SiteOptions,
    /// Number of proposals; everything else scales from it.
    #[arg(long, default_value_t = 120)]
    proposals: usize,
    /// Server version.
    #[arg(long, default_value_t)]
    version: Version,
    /// Languages, the main one first.
    #[arg(long, value_delimiter = ',', default_value = "en,ca,es")]
    locales: Vec<String>,
    /// How long a token is good, in seconds.
    #[arg(long, default_value_t = 7200)]
    token_lifetime: u64,
}

#[derive(Debug, Args)]
struct PetitionsOptions {
    #[command(flatten)]
    site: SiteOptions,
    /// Number of petitions.
    #[arg(long, default_value_t = 33)]
    petitions: usize,
    /// Number of signatures of each petition.
    #[arg(long, default_value_t = 60)]
    signatures: usize,
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
            let builder = GoVocal::builder()
                .ideas(options.ideas)
                .era(options.era.into())
                .locales(options.locales)
                .token_lifetime(Duration::from_secs(options.token_lifetime));
            let site = build(builder, &options.site, 180);
            let before = site.ids("ideas");
            run(&site, &options.site, introduction::govocal).await?;
            options.account.map_or(Ok(()), |path| ground_truth::write(&path, &site, &before))
        }
        Kind::Decidim(options) => {
            let builder = Decidim::builder()
                .proposals(options.proposals)
                .version(options.version)
                .locales(options.locales)
                .token_lifetime(Duration::from_secs(options.token_lifetime));
            let site = build(builder, &options.site, 60);
            run(&site, &options.site, introduction::decidim).await
        }
        Kind::Petitions(options) => {
            let builder =
                Petitions::builder().petitions(options.petitions).signatures(options.signatures);
            let site = build(builder, &options.site, 300);
            run(&site, &options.site, introduction::petitions).await
        }
    }
}

/// A site with what every platform has. Its request limit counts in windows of so many seconds.
fn build<S: Software>(builder: Builder<S>, options: &SiteOptions, window: u64) -> Site<S> {
    let builder = builder.seed(options.seed);
    let builder = match options.rate_limit {
        None => builder,
        Some(0) => builder.no_rate_limit(),
        Some(requests) => builder.rate_limit(requests, Duration::from_secs(window)),
    };
    let site = builder.build();
    let (inserts_per_request, deletes_per_request) = (options.churn, options.churn);
    site.churn(Churn { inserts_per_request, deletes_per_request, ..Churn::default() });
    if options.latency > 0 {
        let latency = Duration::from_millis(options.latency);
        site.inject(FaultRule::new(Fault::Latency(latency)));
    }
    site
}

/// Serves a site until Ctrl-C, after saying where.
async fn run<S: Software>(
    site: &Site<S>,
    options: &SiteOptions,
    introduce: impl FnOnce(&mut dyn Write, &Site<S>, &str) -> io::Result<()>,
) -> Result<(), String> {
    let address = SocketAddr::from(([127, 0, 0, 1], options.port));
    let server = Server::bind(site.clone(), address).await.map_err(|error| {
        let advice = match error.kind() {
            ErrorKind::AddrInUse => "; --port chooses another port, --port 0 a free one",
            _ => "",
        };
        format!("The sandbox cannot listen at {address}: {error}{advice}")
    })?;
    match introduce(&mut io::stdout(), site, &server.url()) {
        // Nobody reads on, as after `head`; the platform is there all the same.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        written => written.map_err(|error| format!("The sandbox cannot write: {error}"))?,
    }
    let ended = tokio::signal::ctrl_c().await;
    ended.map_err(|error| format!("The sandbox cannot wait for Ctrl-C: {error}"))
}
