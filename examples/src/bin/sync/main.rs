//! A copy of what people wrote on a city's platforms, kept true in an SQLite file: ideas and comments of
//! Go Vocal, proposals and comments of Decidim.
//!
//! `cargo run -p civic-examples --bin sync -- --into copy.db`

mod store;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use civic_core::sync::store::SyncError;
use civic_core::sync::{State, Store, SyncRun};
use civic_examples::program::{self, Ending, Failure};
use civic_examples::settings::{self, Settings};
use civic_examples::{copy_report, platforms};
use clap::Parser;
use serde::Serialize;

use crate::store::{Database, StoreError};

const GOVOCAL: [&str; 3] = ["GOVOCAL_URL", "GOVOCAL_CLIENT_ID", "GOVOCAL_CLIENT_SECRET"];
const DECIDIM: [&str; 3] = ["DECIDIM_URL", "DECIDIM_API_KEY", "DECIDIM_API_SECRET"];

/// A longer run is stored in parts, so that one that is killed goes on where the last part ended.
const PART: usize = 1000;

/// Keeps a copy of ideas, proposals and their comments in an SQLite file.
///
/// The first run reads everything, later ones what has changed; run it every night. Each list has a
/// table with the columns `key` and `row`, which is JSON:
///   sqlite3 copy.db "SELECT row ->> '$.title' FROM govocal_ideas"
///
/// Reads the platforms that the environment names, or the embedded sandboxes of both:
///   Go Vocal        GOVOCAL_URL, GOVOCAL_CLIENT_ID, GOVOCAL_CLIENT_SECRET
///   Decidim         DECIDIM_URL, and if needed DECIDIM_API_KEY, DECIDIM_API_SECRET
///
/// Exit codes: 0 all lists are complete, 3 one is incomplete, 1 failed, 2 wrong arguments.
#[derive(Parser)]
#[command(name = "sync", verbatim_doc_comment)]
#[allow(clippy::doc_markdown, reason = "a terminal shows it as it stands")]
struct Arguments {
    /// The SQLite file. It is created if there is none.
    #[arg(long, value_name = "FILE")]
    into: PathBuf,
    /// Reads all rows, also where the platform can tell which have changed.
    #[arg(long)]
    full: bool,
    /// Deletes rows that were kept because too many seemed to be gone, if they are at most so many in
    /// each list.
    #[arg(long, value_name = "ROWS", default_value_t = 0)]
    accept_gone: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    program::exit("sync", run(settings::arguments::<Arguments>()).await)
}

async fn run(arguments: Arguments) -> Result<Ending, Failure> {
    let mut copy = Copy::open(arguments)?;
    // The sandboxes stand for platforms that nobody named. A copy of a real one does not want them.
    let environment = Settings::environment();
    let is_sandbox = !environment.sets(&GOVOCAL) && !environment.sets(&DECIDIM);
    if is_sandbox || environment.sets(&GOVOCAL) {
        let city = platforms::govocal(&environment, None, None).await?;
        copy.keep("govocal_ideas", |state| city.client.ideas().list().sync(state)).await?;
        copy.keep("govocal_comments", |state| city.client.comments().list().sync(state)).await?;
    }
    if is_sandbox || environment.sets(&DECIDIM) {
        let site = platforms::decidim(&environment, None).await?;
        copy.keep("decidim_proposals", |state| site.client.all_proposals().list().sync(state))
            .await?;
        copy.keep("decidim_comments", |state| site.client.all_comments().list().sync(state))
            .await?;
    }
    Ok(copy.ending)
}

/// The file, and how its lists have ended so far.
struct Copy {
    arguments: Arguments,
    file: Database,
    ending: Ending,
}

impl Copy {
    fn open(arguments: Arguments) -> Result<Self, Failure> {
        let file = Database::open(&arguments.into).map_err(|error| {
            let path = arguments.into.display();
            Failure::Usage(format!("cannot keep a copy in {path}: {error}"))
        })?;
        Ok(Self { arguments, file, ending: Ending::Complete })
    }

    /// Brings the copy of one list up to date, in a table of this name, and says what has changed.
    async fn keep<T: Serialize + Send + 'static>(
        &mut self,
        table: &'static str,
        sync: impl FnOnce(State) -> SyncRun<T>,
    ) -> Result<(), Failure> {
        let Arguments { into, full, accept_gone } = &self.arguments;
        let cannot = |error: StoreError| cannot_store(into, &error);
        let mut copy = self.file.table(table).map_err(cannot)?;
        let state = Store::<T>::state(&mut copy).await.map_err(cannot)?;
        let run = sync(state).accept_gone(*accept_gone).in_parts_of(PART);
        let run = if *full { run.full() } else { run };
        let (report, error) = match run.store_in(&mut copy).await {
            Ok(report) => (report, None),
            Err(SyncError::Incomplete { report, error }) => (*report, error),
            Err(SyncError::Store(error)) => return Err(cannot(error)),
            Err(SyncError::Read(error)) => return Err(error.into()),
            Err(other) => return Err(other.into()),
        };
        self.ending = self.ending.and(Ending::of_copy(&report));
        copy_report::tell(table, &report, error.as_ref())
    }
}

fn cannot_store(into: &Path, error: &StoreError) -> Failure {
    Failure::because(format!("cannot keep a copy in {}: {error}", into.display()))
}
