//! `civic sync`: copies of lists in an SQLite file, kept true.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use civic_core::sync::Report;
use civic_core::sync::store::SyncError;
use civic_core::{Error, ErrorKind};
use civic_examples::cassette;
use civic_examples::copy_report;
use civic_examples::program::{Ending, Failure, say};
use civic_examples::progress::Progress;
use civic_examples::screen::screen;
use serde_json::json;

use crate::copy::{CopyError, Database, Wishes};
use crate::lists::{self, Asked, Named};
use crate::log;
use crate::output::atomic;
use crate::profiles::{self, Profile};
use crate::stopped::Stop;

/// Keeps copies of lists in an SQLite file.
///
/// The first run reads everything, later ones what has changed; run it every night. Each list has the tables
/// that `civic schema LIST --format sql` shows.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Which lists, such as `govocal/ideas`.
    #[arg(required = true)]
    lists: Vec<String>,
    /// The SQLite file. It is created if there is none.
    #[arg(long, value_name = "FILE")]
    into: PathBuf,
    /// The platform's address, instead of the environment's.
    #[arg(long)]
    url: Option<String>,
    /// Reads all rows, also where the platform can tell which have changed.
    #[arg(long)]
    full: bool,
    /// Deletes rows that were kept because too many seemed to be gone, if they are at most so many in
    /// each list.
    #[arg(long, value_name = "ROWS", default_value_t = 0)]
    accept_gone: usize,
    /// Tells what has changed in JSON, a line for each list.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments, profile: &Profile) -> Result<Ending, Failure> {
    let lists: Vec<Named> = lists::find_all(&arguments.lists)?;
    if let Some(list) = lists.iter().find(|list| !list.is_copied) {
        let why = format!("{} is a list of deletions, which cannot be copied", list.name());
        return Err(Failure::Usage(why));
    }
    let platforms: Vec<&str> = lists.iter().map(Named::platform).collect();
    let settings = profile.settings(&platforms)?;
    if !cassette::is_replayed()? {
        // Before there is a file of the copy.
        for platform in platforms {
            profiles::address(platform, &settings, arguments.url.as_deref())?;
        }
    }
    let mut database = Database::open(&arguments.into).map_err(|error| {
        let path = arguments.into.display();
        Failure::because(format!("cannot keep a copy in {path}: {error}"))
    })?;
    let asked = Asked { settings, url: arguments.url.clone(), ..Asked::default() };
    let wishes = Wishes { full: arguments.full, accept_gone: arguments.accept_gone };
    let mut ending = Ending::Complete;
    let mut failed: Option<(String, Failure)> = None;
    let mut stop = Stop::new();
    for list in &lists {
        let kept = tokio::select! {
            kept = keep(&mut database, list, &asked, wishes, &arguments.into) => kept,
            () = stop.come() => {
                say("stopped: the same command again goes on");
                return Ok(Ending::Incomplete);
            }
        };
        let failure = match kept {
            Ok((report, error)) => {
                ending = ending.and(Ending::of_copy(&report));
                // Not even the first page of it came.
                let is_failure = report.list.pages == 0 && report.upserts + report.unchanged == 0;
                let (error, failure) = if is_failure { (None, error) } else { (error, None) };
                if arguments.json {
                    let error = error.as_ref().or(failure.as_ref()).map(Error::to_string);
                    let line = json!({"list": list.name(), "report": report, "error": error});
                    writeln!(screen(), "{line}")?;
                } else {
                    copy_report::tell(&list.name(), &report, error.as_ref())?;
                }
                failure.map(Failure::from)
            }
            Err(wrong @ (Failure::Usage(_) | Failure::Input(_))) => return Err(wrong),
            Err(failure) => Some(failure),
        };
        // The other lists may be there for all that.
        let failure = failure.map(|failure| (list.name(), failure));
        if failure.is_some()
            && let Some((list, failure)) = std::mem::replace(&mut failed, failure)
        {
            say(&format!("civic: {list}: {failure}"));
        }
    }
    match failed {
        None => Ok(ending),
        Some((list, failure)) => Err(Failure::because(format!("{list}: {failure}"))),
    }
}

/// Brings the copy of one list up to date. What has changed, and the error that the run met.
async fn keep(
    database: &mut Database,
    list: &Named,
    asked: &Asked,
    wishes: Wishes,
    into: &Path,
) -> Result<(Report, Option<Error>), Failure> {
    let cannot = |error: CopyError| {
        Failure::because(format!("cannot keep a copy in {}: {error}", into.display()))
    };
    let changes = Arc::new(AtomicU64::new(0));
    let progress = Progress::saying(&format!("reading {}", list.name()), {
        let (changes, name) = (Arc::clone(&changes), list.name());
        move || format!("{name}: {} rows new, changed or gone", changes.load(Ordering::Relaxed))
    });
    log::show_waits_on(progress.waits());
    let copy = database.copy_of(list.table(asked)).map_err(cannot)?;
    if let Some(why) = copy.begins_anew() {
        progress.say(format!("{}: the copy begins anew: {why}", list.name()));
    }
    let mut copy = copy.on_change(move || {
        changes.fetch_add(1, Ordering::Relaxed);
        progress.tick();
    });
    let state = copy.begins_at().map_err(cannot)?;
    let opened = lists::copy(list, asked, state).await?;
    match opened.copying.store_in(wishes, &mut copy).await {
        Ok(report) => Ok((report, None)),
        Err(SyncError::Incomplete { report, error }) => Ok((*report, error)),
        Err(SyncError::Store(error)) => Err(cannot(error)),
        Err(SyncError::Read(error)) if error.kind() == ErrorKind::SyncState => {
            let file = into.display();
            let why = format!(
                "{file} keeps another copy of {}: {error}; name another file with --into, or delete this one",
                list.name()
            );
            Err(Failure::because(why))
        }
        Err(SyncError::Read(error)) => Err(error.into()),
        Err(other) => Err(other.into()),
    }
}

impl Arguments {
    /// The copy needs a place where it can be written, and a cassette another one.
    pub(crate) fn check_files(&self, cassette: Option<&PathBuf>) -> Result<(), Failure> {
        atomic::check_all(&[&self.into], cassette.map(PathBuf::as_path))
    }
}
