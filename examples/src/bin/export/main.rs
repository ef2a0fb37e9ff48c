//! Any list of any of the platforms, to JSON Lines or CSV, with an account of its completeness.
//!
//! `cargo run -p civic-examples --bin export -- govocal/ideas --format csv --locale nl`

mod atomic;
mod flat;
mod lists;
mod resume;
mod rows;
mod spool;
mod table;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use civic_core::Error;
use civic_core::list::{Completeness, Report};
use civic_core::multiloc::Preference;
use civic_examples::program::{self, Ending, Failure, say};
use civic_examples::progress::Progress;
use clap::Parser;
use clap::builder::NonEmptyStringValueParser;
use futures::StreamExt;
use tokio::signal::ctrl_c;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};

use crate::resume::Resume;
use crate::rows::Reading;
use crate::spool::{Format, Spool};

/// Exports a list of a civic platform, and says whether it is complete.
///
/// Reads the platform that the environment names, or the embedded sandbox:
///   Go Vocal        GOVOCAL_URL, GOVOCAL_CLIENT_ID, GOVOCAL_CLIENT_SECRET
///   Decidim         DECIDIM_URL, and if needed DECIDIM_API_KEY, DECIDIM_API_SECRET
///   Decidim, REST   DECIDIM_URL, DECIDIM_CLIENT_ID, DECIDIM_CLIENT_SECRET
///   petitions.eu    PETITIONS_URL, PETITIONS_API_KEY
///
/// Exit codes: 0 proven complete or consistent, 3 incomplete, 1 failed, 2 wrong arguments.
#[derive(Parser)]
#[command(name = "export", verbatim_doc_comment)]
#[allow(clippy::doc_markdown, reason = "a terminal shows it as it stands")]
struct Arguments {
    /// Which list, such as `govocal/ideas`.
    #[arg(required_unless_present = "lists")]
    list: Option<String>,
    /// Names all lists, and ends.
    #[arg(long)]
    lists: bool,
    /// Only what belongs to the component, petition or organisation with this id.
    #[arg(long, value_name = "ID")]
    of: Option<u64>,
    /// The platform's address, instead of the environment's.
    #[arg(long)]
    url: Option<String>,
    /// The reader's languages, the best first. A CSV then has one column for a text, not one for
    /// each language.
    #[arg(
        long,
        value_name = "LOCALES",
        value_delimiter = ',',
        value_parser = NonEmptyStringValueParser::new()
    )]
    locale: Vec<String>,
    /// Default: by the output's ending, else JSON Lines.
    #[arg(long)]
    format: Option<Format>,
    /// The file to write, instead of stdout. It appears when the list has been read to its end.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Goes on where an earlier run broke off, which left its place in this file.
    #[arg(long, value_name = "CHECKPOINT_FILE", requires = "output")]
    resume: Option<PathBuf>,
    /// Writes the account of completeness into this file too, as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Exit code 0 only where completeness is proven: not under a condition, not by passes that
    /// agree.
    #[arg(long)]
    strict: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    program::exit("export", run(Arguments::parse()).await)
}

async fn run(arguments: Arguments) -> Result<Ending, Failure> {
    let Some(list) = arguments.list.as_deref().filter(|_| !arguments.lists) else {
        for name in lists::names() {
            writeln!(io::stdout(), "{name}")?;
        }
        return Ok(Ending::Complete);
    };
    arguments.check_files()?;
    let asked = lists::Asked {
        url: arguments.url.clone(),
        locales: arguments.locale.clone(),
        of: arguments.of,
    };
    let opened = lists::open(list, &asked).await?;
    let (format, output) = (arguments.format(), arguments.output.as_deref());
    let mut resume = match (&arguments.resume, output) {
        (Some(path), Some(output)) => {
            let of = arguments.told(list, &atomic::place(output)?);
            Some(Resume::new(path.clone(), of))
        }
        _ => None,
    };
    let (mut spool, from) = match (&mut resume, output) {
        (Some(resume), Some(output)) => resume.begin(output)?,
        _ => (Spool::temporary(format, output)?, None),
    };

    let reading = opened.rows.read(from)?;
    let monitor = reading.monitor.clone();
    let ended = read(reading, &mut spool, resume.as_mut()).await;
    let report = monitor.report();
    // Yesterday's account must not stand for what broke off today.
    let accounted = arguments.report.as_deref().map_or(Ok(()), |path| account(&report, path));
    let last_error = ended?;

    // Half a list must not take the place of yesterday's whole one.
    let broke_off =
        matches!(report.completeness, Completeness::Interrupted { .. } | Completeness::InProgress);
    if let Some(error) = last_error.filter(|_| broke_off && report.items == 0) {
        return Err(error.into());
    }
    tell(&report);
    match (output, &resume) {
        (Some(output), Some(_)) if broke_off => {
            let output = output.display();
            say(&format!("{output} is not written yet: the same command again goes on"));
        }
        (Some(output), None) if broke_off => {
            let output = output.display();
            say(&format!("{output} is not written: --resume would have kept what was read"));
        }
        _ => {
            let locales = Some(&arguments.locale).filter(|locales| !locales.is_empty());
            spool.finish(format, output, locales.map(Preference::new).as_ref())?;
            if let Some(resume) = &resume {
                resume.done()?;
            }
        }
    }
    accounted?;
    let is_enough = !arguments.strict || report.completeness.is_proven();
    Ok(if is_enough { Ending::of(&report) } else { Ending::Incomplete })
}

/// Reads to the end of the list, or until it breaks off or somebody stops it. The error that it
/// broke off with, which the account tells; those before are told here.
async fn read(
    mut reading: Reading,
    spool: &mut Spool,
    mut resume: Option<&mut Resume>,
) -> Result<Option<Error>, Failure> {
    let progress = Progress::of(reading.monitor.clone());
    let mut last_error: Option<Error> = None;
    let tell = |error: &Error| progress.say(format!("export: {error}"));
    let stop = stopped();
    tokio::pin!(stop);
    loop {
        // No row is lost when reading stops in the middle of a page.
        let page = tokio::select! {
            page = reading.pages.next() => page,
            () = &mut stop => {
                last_error.iter().for_each(tell);
                progress.say("stopped");
                return Ok(None);
            }
        };
        match page {
            None => return Ok(last_error),
            Some(Ok(page)) => {
                last_error.take().iter().for_each(tell);
                progress.aside(|| spool.push(&page.lines))?;
                if let Some(resume) = &mut resume {
                    resume.save(spool, page.checkpoint)?;
                }
                progress.tick();
            }
            // The paginator tries the page again, until it is clear that this is of no use.
            Some(Err(error)) => {
                last_error.replace(error).iter().for_each(tell);
            }
        }
    }
}

/// Until somebody stops the program: by Ctrl-C, or as `timeout` and service managers do.
async fn stopped() {
    #[cfg(unix)]
    if let Ok(mut terminate) = signal(SignalKind::terminate()) {
        tokio::select! {
            _ = ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    // Where nobody can be listened to, nobody is.
    if ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// The account of completeness in words.
fn tell(report: &Report) {
    say(&report.to_string());
    for row in &report.malformed_rows {
        say(&format!("  not readable: {row}"));
    }
    for text in &report.server_error_texts {
        say(&format!("  the server said: {text}"));
    }
}

/// The same for machines.
fn account(report: &Report, path: &Path) -> Result<(), Failure> {
    atomic::write(path, |file| {
        serde_json::to_writer_pretty(&mut *file, report)?;
        Ok(writeln!(file)?)
    })
}

impl Arguments {
    /// Each file needs a place where it can be written, and one of its own.
    fn check_files(&self) -> Result<(), Failure> {
        let part = self.output.as_deref().filter(|_| self.resume.is_some()).map(Spool::part_of);
        let mut places = BTreeSet::new();
        for path in [&self.output, &part, &self.resume, &self.report].into_iter().flatten() {
            atomic::check(path)?;
            if !places.insert(atomic::place(path)?) {
                let why = "two files have this name: give each its own";
                return Err(Failure::Usage(format!("cannot write {}: {why}", path.display())));
            }
        }
        Ok(())
    }

    /// What is exported and where to, in words.
    fn told(&self, list: &str, output: &Path) -> String {
        let of = self.of.map(|id| format!(" --of {id}")).unwrap_or_default();
        let locale = match self.locale.join(",") {
            none if none.is_empty() => none,
            some => format!(" --locale {some}"),
        };
        format!("{list}{of}{locale} --output {}", output.display())
    }

    fn format(&self) -> Format {
        let ending = self.output.as_deref().and_then(Path::extension);
        let by_ending =
            if ending.is_some_and(|it| it == "csv") { Format::Csv } else { Format::Jsonl };
        self.format.unwrap_or(by_ending)
    }
}
