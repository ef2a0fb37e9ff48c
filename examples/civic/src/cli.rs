//! The command line: what can be said, and which command it goes to.

use std::path::PathBuf;
use std::process::ExitCode;

use civic_examples::cassette;
use civic_examples::program::{self, Ending, Failure};
use clap::{CommandFactory, Parser, Subcommand};

use crate::commands::{completions, export, harvest, lists, schema, sync};
use crate::log;
use crate::profiles::Profile;

/// Reads civic-participation platforms: lists as tables that every engine reads, and copies kept true.
///
/// Reads the platform that --profile, --hosts or the environment names. If nothing names one, it
/// reads the embedded sandbox, and says on stderr that the rows are made up:
///   Go Vocal        GOVOCAL_URL, GOVOCAL_CLIENT_ID, GOVOCAL_CLIENT_SECRET
///   Decidim         DECIDIM_URL, and if needed DECIDIM_API_KEY, DECIDIM_API_SECRET
///   Decidim, REST   DECIDIM_URL, DECIDIM_CLIENT_ID, DECIDIM_CLIENT_SECRET
///   petitions.eu    PETITIONS_URL, PETITIONS_API_KEY
///
/// Exit codes: 0 proven complete or consistent, 3 incomplete, 1 failed, 2 wrong arguments.
/// With --strict, a list that is only consistent ends with 3 too.
#[derive(Debug, Parser)]
#[command(name = "civic", version, verbatim_doc_comment)]
#[allow(clippy::doc_markdown, reason = "a terminal shows it as it stands")]
pub(crate) struct Civic {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    profile: Profile,
    /// Records all requests and answers into a new file, without secrets; compressed if its name ends in .gz.
    /// It holds personal data.
    #[arg(long, global = true, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Reads what was recorded into this file, offline and without credentials.
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "record")]
    replay: Option<PathBuf>,
    /// Says nothing on stderr but the error that a command ends with, and that rows of the sandbox are made up.
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Lists(lists::Arguments),
    Schema(schema::Arguments),
    Export(export::Arguments),
    Sync(sync::Arguments),
    Harvest(harvest::Arguments),
    Completions(completions::Arguments),
    #[command(hide = true)]
    Man,
}

/// Runs the tool with the arguments of the process.
pub async fn main() -> ExitCode {
    log::begin();
    program::exit("civic", run(Civic::parse()).await)
}

async fn run(civic: Civic) -> Result<Ending, Failure> {
    if civic.quiet {
        program::be_quiet();
    }
    let files = cassette::file(civic.record.as_deref(), civic.replay.as_deref());
    match &civic.command {
        Command::Export(arguments) => arguments.check_files(files.as_ref())?,
        Command::Sync(arguments) => arguments.check_files(files.as_ref())?,
        _ => {}
    }
    cassette::begin(civic.record.as_deref(), civic.replay.as_deref())?;
    if let Some(warning) = cassette::warning()? {
        program::say(&warning);
    }
    match civic.command {
        Command::Lists(arguments) => lists::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Export(arguments) => export::run(arguments, &civic.profile).await,
        Command::Sync(arguments) => sync::run(arguments, &civic.profile).await,
        Command::Harvest(arguments) => harvest::run(arguments, &civic.profile).await,
        Command::Completions(arguments) => completions::run(&arguments, Civic::command()),
        Command::Man => completions::man(Civic::command()),
    }
}
