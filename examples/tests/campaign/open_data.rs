//! Decidim's open data in bad weather: files, which cannot be taken up in their middle.

use std::collections::BTreeSet;
use std::time::Duration;

use civic_core::http::HttpConfig;
use civic_sandbox::Decidim;
use decidim_client::open_data::report::TableCompleteness;
use decidim_client::open_data::rows::ProposalRow;
use decidim_client::open_data::{Client, TableList};
use fastrand::Rng;

use super::referee::{drain, judge_read};
use super::run::{Journey, ServerClock};
use super::stage::{IN_MEMORY, Stage, calm};
use super::tally::Tally;
use super::trouble::Trouble;
use super::watch::Watch;

pub(crate) struct Tables;

impl Journey for Tables {
    type Platform = Decidim;

    const COMPLETE: u64 = 50;

    /// There is no JSON, and nobody signs in.
    const UNTOUCHED_BY: &[Trouble] =
        &[Trouble::BrokenJson, Trouble::WrongEnvelope, Trouble::TokensRevoked];

    fn platform(&self, rng: &mut Rng, _: Duration, clock: ServerClock) -> Decidim {
        Decidim::builder()
            .seed(rng.u64(..1_000))
            .proposals(rng.usize(10..120))
            .no_rate_limit()
            .clock(clock)
            .build()
    }

    async fn go(&self, stage: &mut Stage<Decidim>) -> Result<Tally, String> {
        let client = client(&stage.base, stage.http())?;
        match stage.rng.u8(..8) {
            0 => tables(stage, &client).await,
            1 => archive(stage, &client).await,
            _ => read_list(stage, &client).await,
        }
    }
}

async fn read_list(stage: &mut Stage<Decidim>, client: &Client) -> Result<Tally, String> {
    let there = written(&stage.storm.platform)?;
    let mut rows = client.proposals().stream();
    let key = |row: &ProposalRow| format!("{:?}", row.id);
    let (came, errors) = drain(&mut rows, key, &stage.watch()).await?;
    let report = rows.report();
    let missing = there.difference(&came).count() as u64;
    let is_told = match &report.completeness {
        TableCompleteness::Complete => missing == 0,
        TableCompleteness::Incomplete => missing <= report.malformed,
        TableCompleteness::CutOff => true,
        TableCompleteness::Interrupted { .. } => !errors.is_empty(),
        _ => false,
    };
    if !is_told || came.difference(&there).next().is_some() {
        return Err(format!("{missing} of {} missing: {report} {errors:?}", there.len()));
    }
    Ok(Tally {
        rows: came.len() as u64,
        complete: u64::from(report.is_complete()),
        interrupted: u64::from(!errors.is_empty()),
        malformed: report.malformed,
        ..Tally::default()
    })
}

/// The tables that the page lists.
async fn tables(stage: &mut Stage<Decidim>, client: &Client) -> Result<Tally, String> {
    let there = listed(&stage.storm.platform)?;
    let list = stage.call(client.tables()).await?;
    judge_read(&list, &there)
}

/// The rows of one table in the archive, which is whole or none.
async fn archive(stage: &mut Stage<Decidim>, client: &Client) -> Result<Tally, String> {
    let there = written(&stage.storm.platform)?;
    let archive = stage.call(client.archive()).await?;
    let rows = archive.and_then(|mut archive| {
        let rows = archive.table("proposals")?;
        rows.map(|row| row.map(|row: ProposalRow| format!("{:?}", row.id))).collect()
    });
    judge_read(&rows, &there)
}

fn client(base: &str, http: HttpConfig) -> Result<Client, String> {
    Client::builder(base).http(http).build().map_err(|error| error.to_string())
}

/// What the page lists, read in calm weather.
fn listed(platform: &Decidim) -> Result<TableList, String> {
    let (http, clock) = calm(platform);
    let list = clock.run(client(IN_MEMORY, http)?.tables()).map_err(|stuck| stuck.to_string())?;
    list.map_err(|error| error.to_string())
}

/// The ids in the file, read in calm weather.
fn written(platform: &Decidim) -> Result<BTreeSet<String>, String> {
    let (http, clock) = calm(platform);
    let mut rows = client(IN_MEMORY, http)?.proposals().stream();
    let watch = Watch::off();
    let rows = drain(&mut rows, |row| format!("{:?}", row.id), &watch);
    Ok(clock.run(rows).map_err(|stuck| stuck.to_string())??.0)
}
