//! What the open-data pages of a Decidim site may hold: the list of tables, tables, archives.

use civic_core::testing::VirtualClock;
use decidim_client::http::HttpConfig;
use decidim_client::open_data::rows::ProposalRow;
use decidim_client::open_data::{Client, Row, Table};

use futures_util::StreamExt;

use super::script::{drain, looked_at};

/// Rows that are read of a table: a server may go on for ever, and then it is the reader who stops.
const ROWS: usize = 2000;

/// How much an archive may hold.
const ARCHIVE: u64 = 100_000;

/// One operation on a client.
pub type Operation = fn(&Client, &VirtualClock);

/// Every table with rows of its own, tables of any columns, the list of tables, the archive.
pub const OPERATIONS: &[Operation] = &[
    |site, clock| read(clock, site.proposals()),
    |site, clock| read(clock, site.comments("proposal_comments")),
    |site, clock| read(clock, site.projects()),
    |site, clock| read(clock, site.results()),
    |site, clock| read(clock, site.meetings()),
    |site, clock| read(clock, site.debates()),
    |site, clock| read(clock, site.posts()),
    |site, clock| read(clock, site.users()),
    |site, clock| read(clock, site.assemblies()),
    |site, clock| read(clock, site.initiatives()),
    |site, clock| read(clock, site.table("any")),
    |site, clock| looked_at(run(clock, site.tables())),
    |site, clock| match run(clock, site.archive()) {
        Ok(mut archive) => {
            let names: Vec<_> = archive.tables().iter().map(ToString::to_string).collect();
            for name in names {
                match archive.table::<ProposalRow>(&name) {
                    Ok(rows) => rows.for_each(looked_at),
                    Err(error) => super::script::check_message(&error),
                }
            }
        }
        Err(error) => super::script::check_message(&error),
    },
];

/// Runs one of the operations.
pub fn attack(which: usize, http: HttpConfig, clock: &VirtualClock) {
    let Some(operation) = OPERATIONS.get(which % OPERATIONS.len()) else { return };
    let client = Client::builder("https://decidim.example.org").archive_limit(ARCHIVE).http(http);
    operation(&client.build().unwrap_or_else(|error| panic!("{error}")), clock);
}

fn run<F: Future>(clock: &VirtualClock, future: F) -> F::Output {
    clock.run(future).unwrap_or_else(|stuck| panic!("the client waits for nothing: {stuck}"))
}

fn read<T: Row + std::fmt::Debug>(clock: &VirtualClock, table: Table<T>) {
    let mut rows = table.stream();
    let tally = run(clock, drain(rows.by_ref().take(ROWS)));
    let report = rows.report();
    assert_eq!(report.rows, tally.items as u64, "{report}");
    assert!(tally.errors == 0 || !report.is_complete(), "{report}");
}
