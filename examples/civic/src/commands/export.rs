//! `civic export`: any list of any of the platforms as a file, with an account of its completeness.

mod rows;

use std::io::Write;
use std::path::{Path, PathBuf};

use civic_core::list::{Checkpoint, Completeness, Report};
use civic_core::{Error, ErrorKind};
use civic_examples::language;
use civic_examples::program::{Ending, Failure, say};
use civic_examples::progress::Progress;
use civic_examples::settings::Settings;
use futures::StreamExt;

use self::rows::{Kept, Rows};
use crate::lists::{self, Asked, Named, Reading};
use crate::log;
use crate::output::datapackage::{About, DataPackage};
use crate::output::part::Part;
use crate::output::resume::Resume;
use crate::output::{Form, atomic};
use crate::profiles::Profile;
use crate::sensemaking::{self, Statements, Target};
use crate::sinks::Format;
use crate::stopped::Stop;

/// Exports a list, and says whether it is complete.
///
/// The columns of a table are declared: they are the same whatever the server holds. `civic schema LIST` shows
/// them. Beside the output, `datapackage.json` says what the columns mean.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Which list, such as `govocal/ideas`.
    list: String,
    /// Only what belongs to the component, petition or organisation with this id.
    #[arg(long, value_name = "ID")]
    of: Option<u64>,
    /// The platform's address, instead of the environment's.
    #[arg(long)]
    url: Option<String>,
    /// The languages that are wanted. A text in many languages then has a column for each of them, not one
    /// with a map. Platforms that give one language at a time are read in the first.
    #[arg(
        long,
        value_name = "LOCALES",
        value_delimiter = ',',
        value_parser = language::tag
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
    /// How many pages are asked for at the same time; default 1. More is faster, and asks more of the server.
    #[arg(long, value_name = "PAGES", value_parser = clap::value_parser!(u16).range(1..))]
    concurrency: Option<u16>,
    /// Writes the account of completeness into this file too, as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Exit code 0 only where completeness is proven: not under a condition, not by passes that
    /// agree.
    #[arg(long)]
    strict: bool,
    /// Puts an apostrophe before texts of a CSV that a spreadsheet would run as formulas.
    #[arg(long)]
    spreadsheet: bool,
    /// The licence of the data, such as `ODbL-1.0`, for `datapackage.json`.
    #[arg(long, value_name = "NAME")]
    licence: Option<String>,
    #[command(flatten)]
    statements: sensemaking::Flags,
}

pub(crate) async fn run(arguments: Arguments, profile: &Profile) -> Result<Ending, Failure> {
    let list = lists::find(&arguments.list)?;
    let asked = arguments.asked(profile.settings(&[list.platform()])?);
    let statements = arguments.statements.asked(&list)?;
    let table = statements.as_ref().map_or_else(|| list.table(&asked), Statements::table);
    let format = arguments.format()?;
    if statements.is_some() && format != Format::Csv {
        let why = "--for writes CSV: name the output .csv, and leave --format away";
        return Err(Failure::Usage(why.to_owned()));
    }
    if let Some(why) = format.refuses(&table) {
        return Err(Failure::Usage(why));
    }
    arguments.check_pages(&list)?;
    let output = arguments.output.as_deref();
    let package = output.map(DataPackage::beside).transpose()?;
    let for_spreadsheets = arguments.spreadsheet;
    let target = statements.as_ref().map(|it| it.target.clone());
    let mut form = Form { format, table, for_spreadsheets, statements: target };

    let opened = lists::open(&list, &asked).await?;
    if let Some(told) = list.unread_languages(&asked.locales) {
        say(&told);
    }
    let mut stop = Stop::new();
    let (kept, from) = arguments.kept(&form)?;
    let reading = tokio::select! {
        reading = opened.rows.read(from, arguments.concurrency()) => reading,
        () = stop.come() => {
            say("stopped");
            return Ok(Ending::Incomplete);
        }
    };
    let mut reading = reading.map_err(|error| arguments.not_begun(error))?;
    form.table = form.table.with_own_columns(&reading.own_columns);
    let mut rows = match kept {
        Some(kept) => Rows::Part(kept),
        None => Rows::Direct(output.map_or_else(|| form.to_stdout(), |path| form.to_file(path))?),
    };
    if let Some(statements) = statements {
        reading = statements.of(reading, &list, &asked, &opened.source);
    }
    let monitor = reading.monitor.clone();
    let ended = read(reading, &mut rows, &mut stop).await;
    let mut report = monitor.report();
    // Yesterday's account must not stand for what broke off today.
    let accounted = arguments.report.as_deref().map_or(Ok(()), |path| account(&report, None, path));
    let last_error = ended?;

    // Half a list must not take the place of yesterday's whole one.
    let broke_off =
        matches!(report.completeness, Completeness::Interrupted { .. } | Completeness::InProgress);
    if let Some(error) = last_error.filter(|_| broke_off && report.items == 0) {
        return Err(error.into());
    }
    tell(&report);
    let goes_on = matches!(rows, Rows::Part(_));
    let is_kept_back = broke_off && output.is_some();
    let is_written = !is_kept_back && rows.finish(&form, output, &mut stop).await?;
    if is_written {
        if let Some(told) = form.table.without_text() {
            say(&told);
        }
        if let Some(statements) = &form.statements {
            say(&statements.in_words());
            if let Some(path) = &arguments.report {
                account(&report, Some(statements), path)?;
            }
        }
        if let (Some(output), Some(package)) = (output, package) {
            let licence = arguments.licence.as_deref();
            let about = About { source: &opened.source, licence, report: &report };
            package.describe(output, &form, &about)?;
        }
    } else if let Some(output) = output {
        let output = output.display();
        say(&if goes_on {
            format!("{output} is not written yet: the same command again goes on")
        } else {
            format!("{output} is not written: --resume would have kept what was read")
        });
        if !broke_off {
            // The list was read, and somebody stopped the writing.
            report.completeness = Completeness::InProgress;
            arguments.report.as_deref().map_or(Ok(()), |path| account(&report, None, path))?;
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
    rows: &mut Rows,
    stop: &mut Stop,
) -> Result<Option<Error>, Failure> {
    let progress = Progress::of({
        let monitor = reading.monitor.clone();
        move || monitor.report()
    });
    log::show_waits_on(progress.waits());
    let mut last_error: Option<Error> = None;
    let tell = |error: &Error| progress.say(format!("civic: {error}"));
    loop {
        // No row is lost when reading stops in the middle of a page.
        let page = tokio::select! {
            page = reading.pages.next() => page,
            () = stop.come() => {
                last_error.iter().for_each(tell);
                progress.say("stopped");
                return Ok(None);
            }
        };
        match page {
            None => return Ok(last_error),
            Some(Ok(page)) => {
                last_error.take().iter().for_each(tell);
                progress.aside(|| rows.push(page))?;
                progress.tick();
            }
            // The paginator tries the page again, until it is clear that this is of no use. What is the same
            // each time is told once.
            Some(Err(error)) => {
                let about =
                    |error: &Error| (error.kind(), error.status(), error.url().map(str::to_owned));
                let is_same = |before: &Error| about(before) == about(&error);
                let before = last_error.take().filter(|before| !is_same(before));
                before.iter().for_each(tell);
                last_error = Some(error);
            }
        }
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

#[derive(serde::Serialize)]
struct Account<'a> {
    #[serde(flatten)]
    report: &'a Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    statements: Option<sensemaking::Account>,
}

/// The same for machines, and what became of the statements where the output holds such.
fn account(report: &Report, statements: Option<&Target>, path: &Path) -> Result<(), Failure> {
    let account = Account { report, statements: statements.map(Target::account) };
    atomic::write(path, |file| {
        serde_json::to_writer_pretty(&mut *file, &account)?;
        Ok(writeln!(file)?)
    })
}

impl Arguments {
    fn asked(&self, settings: Settings) -> Asked {
        let (url, locales) = (self.url.clone(), self.locale.clone());
        Asked { settings, url, locales, of: self.of }
    }

    /// The rows of an earlier run, where this one goes on with such, and where reading goes on.
    fn kept(&self, form: &Form) -> Result<(Option<Kept>, Option<Checkpoint>), Failure> {
        let (Some(output), Some(path)) = (&self.output, &self.resume) else {
            return Ok((None, None));
        };
        let mut resume = Resume::new(path.clone(), self.in_words(form, &atomic::place(output)?));
        let (part, from) = resume.begin(output)?;
        Ok((Some(Box::new((part, resume))), from))
    }

    /// Why the list cannot be read. Where that is the checkpoint, its file is what somebody looks for.
    fn not_begun(&self, error: Error) -> Failure {
        match &self.resume {
            Some(path) if error.kind() == ErrorKind::Checkpoint => {
                let path = path.display();
                Failure::Input(format!("{path}: {error}; delete it to begin anew"))
            }
            _ => error.into(),
        }
    }

    fn concurrency(&self) -> usize {
        self.concurrency.map_or(1, usize::from)
    }

    /// A list that comes in one piece has no pages to ask for.
    fn check_pages(&self, list: &Named) -> Result<(), Failure> {
        let told =
            [("--resume", self.resume.is_some()), ("--concurrency", self.concurrency.is_some())];
        match told.into_iter().find(|(_, is_told)| *is_told && !list.can_resume) {
            None => Ok(()),
            Some((flag, _)) => {
                let why = format!("{} comes in one piece: leave {flag} away", list.name());
                Err(Failure::Usage(why))
            }
        }
    }

    /// Each file needs a place where it can be written, and one of its own.
    pub(crate) fn check_files(&self, cassette: Option<&PathBuf>) -> Result<(), Failure> {
        let part = self.output.as_deref().filter(|_| self.resume.is_some()).map(Part::of);
        let package = self.output.as_deref().map(DataPackage::path_beside);
        let own = [&self.output, &part, &self.resume, &self.report, &package];
        let own: Vec<&Path> = own.into_iter().flatten().map(PathBuf::as_path).collect();
        atomic::check_all(&own, cassette.map(PathBuf::as_path))
    }

    /// What is exported and where to, in words.
    fn in_words(&self, form: &Form, output: &Path) -> String {
        let list = &self.list;
        let of = self.of.map(|id| format!(" --of {id}")).unwrap_or_default();
        let locale = match self.locale.join(",") {
            none if none.is_empty() => none,
            some => format!(" --locale {some}"),
        };
        let statements = form.statements.as_ref().map(Target::flags).unwrap_or_default();
        format!("{list}{of}{locale}{statements} --output {}", output.display())
    }

    fn format(&self) -> Result<Format, Failure> {
        let usual = if self.statements.is_set() { Format::Csv } else { Format::Jsonl };
        let Some(output) = &self.output else { return Ok(self.format.unwrap_or(usual)) };
        let by_ending = Format::of_file(output);
        match (self.format, by_ending) {
            (None, Ok(format)) => Ok(format),
            (Some(format), Ok(other)) if format.suits(output) || format == other => Ok(format),
            (Some(format), Ok(_)) => Err(Failure::Usage(format!(
                "{} would hold another format than its ending says: name it .{}",
                output.display(),
                format.endings().first().unwrap_or(&"")
            ))),
            (_, Err(ending)) => {
                let known: Vec<_> = Format::all_endings().map(|it| format!(".{it}")).collect();
                Err(Failure::Usage(format!(
                    "there is no format for .{ending}: name the output with {}",
                    known.join(", ")
                )))
            }
        }
    }
}
