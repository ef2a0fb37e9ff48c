//! A petition at a glance: what it is about, and its signatures per day and in total, as a chart in
//! the terminal and as SVG.
//!
//! `cargo run -p civic-examples --bin petition-chart -- --svg chart.svg`

mod days;
mod number;
mod svg;
mod terminal;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use civic_examples::platforms;
use civic_examples::program::{self, Ending, Failure, short};
use civic_examples::progress::Progress;
use civic_examples::screen::screen;
use civic_examples::settings::{self, Settings};
use clap::Parser;
use petitions_client::Client;
use petitions_client::jiff::{Timestamp, tz::TimeZone};
use petitions_client::resources::petitions::{
    Petition, PetitionField, PetitionListField, PetitionStatus,
};

use crate::days::Days;
use crate::svg::Caption;

/// Shows what a petition is about, and its signatures per day and in total.
///
/// Reads the server that `PETITIONS_URL` and `PETITIONS_API_KEY` name, or the embedded sandbox.
/// Exit codes: 0 all signatures read, 3 some may be missing, 1 failed, 2 wrong arguments.
#[derive(Parser)]
#[command(name = "petition-chart", verbatim_doc_comment)]
struct Arguments {
    /// The petition's id; without, the newest that is open for signing.
    petition: Option<u64>,
    /// Draws the chart into this file too.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// The language to read texts in.
    #[arg(long, env = "PETITIONS_LANGUAGE")]
    language: Option<String>,
    /// The server's address.
    #[arg(long, env = "PETITIONS_URL")]
    url: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    program::exit("petition-chart", run(settings::arguments::<Arguments>()).await)
}

async fn run(arguments: Arguments) -> Result<Ending, Failure> {
    if let Some(path) = &arguments.svg {
        must_be_writable(path)?;
    }
    let platform = platforms::petitions(
        &Settings::environment(),
        arguments.url.as_deref(),
        arguments.language.as_deref(),
    )
    .await?;
    let site = &platform.client;
    let id = match arguments.petition {
        Some(id) => id.into(),
        None => newest_open(site).await?.id,
    };
    // Some keys may not see some fields: those come as `None`.
    let fields = [
        PetitionField::Description,
        PetitionField::Initiators,
        PetitionField::Request,
        PetitionField::Status,
    ];
    let petition = site.petitions().get(id).fields(fields).await?;
    let mut out = screen();
    let width = terminal::width();
    describe(&mut out, &petition, width)?;

    // There are no pages, so the report says how it was read, and whether that was everything.
    let mut signatures = site.signatures().list().petitions([id]).stream();
    let progress = Progress::of({
        let monitor = signatures.monitor();
        move || monitor.report()
    });
    let mut days = Days::default();
    while let Some(signature) = signatures.try_next().await? {
        days.count(signature.timestamp.date());
        progress.tick();
    }
    drop(progress);
    let report = signatures.report();

    terminal::draw(&mut out, &days, width)?;
    writeln!(out, "{report}")?;
    if days.undated() > 0 {
        writeln!(out, "not in the chart, since their day cannot be read: {}", days.undated())?;
    }
    let ending = Ending::of(&report);
    if let Some(path) = &arguments.svg {
        let day = report.server_time_at_start.unwrap_or_else(Timestamp::now);
        let day = day.to_zoned(TimeZone::UTC).date();
        let caption = Caption {
            title: petition.name.unwrap_or_else(|| "(without a name)".to_owned()),
            source: format!("Source: {}, petition {id}, read on {day}", platform.address),
        };
        std::fs::write(path, svg::draw(&caption, &days, ending)?)
            .map_err(|error| cannot_write(path, &error))?;
        writeln!(out, "drawn into {}", path.display())?;
    }
    Ok(ending)
}

/// The newest petition that can be signed; if there is none, the newest of all.
async fn newest_open(site: &Client) -> Result<Petition, Failure> {
    let newest = site.petitions().list().fields([PetitionListField::Status]).newest().await?;
    let open = newest.iter().find(|petition| petition.status == Some(PetitionStatus::Live));
    let petition = open.or(newest.first()).cloned();
    petition.ok_or_else(|| Failure::because("the server has no petition"))
}

/// Finds out before anything is read whether the picture can be written.
fn must_be_writable(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return Err(Failure::Usage(format!("{} is a folder, not a file", path.display())));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let probe = tempfile::tempfile_in(folder.unwrap_or(Path::new(".")));
    probe.map(drop).map_err(|error| cannot_write(path, &error))
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::because(format!("cannot write {}: {error}", path.display()))
}

fn describe(out: &mut impl Write, petition: &Petition, width: usize) -> io::Result<()> {
    let name = short(petition.name.as_deref().unwrap_or("(without a name)"), 255);
    writeln!(out, "{name}\n{}", "─".repeat(name.chars().count().min(width)))?;
    // A stranger wrote these, in Markdown, which reads as text. The screen is steered by none of it.
    let mut paragraph = |label: &str, text: &Option<String>| match text.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => writeln!(out, "{label}{text}\n"),
        _ => Ok(()),
    };
    paragraph("", &petition.description)?;
    paragraph("They ask: ", &petition.request)?;
    paragraph("By: ", &petition.initiators)?;
    if let Some(status) = &petition.status {
        writeln!(out, "Status: {}\n", short(status.as_str(), 40))?;
    }
    Ok(())
}
