//! Decidim's REST module in bad weather.

use std::collections::BTreeSet;
use std::time::Duration;

use civic_core::http::HttpConfig;
use civic_core::list::{Gap, Report};
use civic_sandbox::{Decidim, RestVersion};
use decidim_client::rest::Client;
use decidim_client::rest::resources::Proposal;
use fastrand::Rng;

use super::copies::keep;
use super::referee::{drain, judge, judge_read, judge_write, read};
use super::run::{Journey, ServerClock};
use super::stage::{IN_MEMORY, Stage, calm};
use super::tally::Tally;
use super::trouble::Trouble;
use super::watch::Watch;

/// Begins what a record without id is known by.
const NAMELESS: &str = "without id: ";

pub(crate) struct RestProposals;

impl Journey for RestProposals {
    type Platform = Decidim;

    const COMPLETE: u64 = 16;

    fn platform(&self, rng: &mut Rng, token_life: Duration, clock: ServerClock) -> Decidim {
        let platform = Decidim::builder()
            .seed(rng.u64(..1_000))
            .proposals(rng.usize(20..90))
            .rest_version(*rng.choice(&RestVersion::ALL).unwrap_or(&RestVersion::V0_3))
            .token_lifetime(token_life)
            .clock(clock);
        if rng.u8(..4) == 0 { platform } else { platform.no_rate_limit() }.build()
    }

    async fn go(&self, stage: &mut Stage<Decidim>) -> Result<Tally, String> {
        let client = client(&stage.base, stage.http())?;
        match stage.rng.u8(..10) {
            0..=2 => get(stage, &client).await,
            3 | 4 => draft(stage, &client).await,
            5 => copy(stage, &client).await,
            _ => read_list(stage, &client).await,
        }
    }
}

fn client(base: &str, http: HttpConfig) -> Result<Client, String> {
    Client::builder(base)
        .credentials(Decidim::CLIENT_ID, Decidim::CLIENT_SECRET)
        .scopes(["public", "proposals", "oauth"])
        .http(http)
        .build()
        .map_err(|error| error.to_string())
}

/// The ids of all proposals that the API shows, read in calm weather.
fn shown(platform: &Decidim) -> Result<BTreeSet<String>, String> {
    let (http, clock) = calm(platform);
    let mut proposals = client(IN_MEMORY, http)?.proposals().list().stream();
    let watch = Watch::off();
    let proposals = drain(&mut proposals, |proposal| proposal.id.to_string(), &watch);
    Ok(clock.run(proposals).map_err(|stuck| stuck.to_string())??.0)
}

async fn read_list(stage: &mut Stage<Decidim>, client: &Client) -> Result<Tally, String> {
    let there = shown(&stage.storm.platform)?;
    let (rows, pages) = (stage.rng.u16(10..50), stage.rng.usize(1..4));
    let (newest_first, by_page) = (stage.rng.bool(), stage.rng.u8(..3) == 0);
    let list = || {
        let list = client.proposals().list().page_size(rows);
        let list = if newest_first { list.newest_first() } else { list };
        let list = if by_page { list.stream_by_page_number() } else { list.stream() };
        list.concurrency(pages)
    };
    // A record that lost its id is yielded without one.
    let key = |proposal: &Proposal| match proposal.id.as_str() {
        "" => format!("{NAMELESS}{proposal:?}"),
        id => id.to_owned(),
    };
    let mut reading = read(list, key, stage.rng.u64(..4), &stage.watch()).await?;
    // The module breaks no ties, so that a row may be on two pages, and another on none.
    let ties = |gap: &Gap, _: &Report| matches!(gap, Gap::Shifted { .. });
    let bad_rows = stage.storm.struck().get(&Trouble::BadRow).copied().unwrap_or_default();
    let nameless = reading.came.iter().filter(|key| key.starts_with(NAMELESS)).count();
    if nameless as u64 <= bad_rows {
        reading.came.retain(|key| !key.starts_with(NAMELESS));
        let missing: Vec<_> = there.difference(&reading.came).take(nameless).cloned().collect();
        reading.came.extend(missing);
    }
    // A row that a tie shows on two pages counts twice if the two cannot be known as one: read before and
    // after a checkpoint, or once without its id. Of the latter there are no more than rows without an id.
    let twice = reading.report.items.saturating_sub(reading.came.len() as u64);
    if by_page && (reading.report.resumed || twice <= nameless as u64) {
        reading.report.items -= twice;
    }
    // To a pass that has it with its id, it is another.
    let broken = |gap: &Gap, _: &Report| matches!(gap, Gap::PassesDiffer { .. });
    let explains: fn(&Gap, &Report) -> bool = if by_page {
        ties
    } else if bad_rows > 0 {
        broken
    } else {
        |_, _| false
    };
    judge(&reading, &there, stage.quiet(explains))
}

async fn copy(stage: &mut Stage<Decidim>, client: &Client) -> Result<Tally, String> {
    let there = shown(&stage.storm.platform)?;
    let list = |state| client.proposals().list().sync(state);
    keep(list, || there.clone(), stage.rng.u64(1..4), &stage.watch()).await
}

async fn get(stage: &mut Stage<Decidim>, client: &Client) -> Result<Tally, String> {
    let there = shown(&stage.storm.platform)?;
    let id = there.first().ok_or("no proposals")?.clone();
    let proposal = stage.call(client.proposals().get(id.as_str())).await?;
    judge_read(&proposal.map(|proposal| proposal.id.to_string()), &id)
}

async fn draft(stage: &mut Stage<Decidim>, client: &Client) -> Result<Tally, String> {
    let components = stage.storm.platform.component_ids("Proposals");
    let component = *components.first().ok_or("no components")?;
    let person = client.impersonate("ada_lovelace").register_on_missing(true);
    let person = person.accept_tos_on_register(true).skip_confirmation_on_register(true);
    let person = person.build().map_err(|error| error.to_string())?;
    let result = stage.call(person.draft_proposals().create(component)).await?;
    judge_write(&result, stage.storm.writes(), None)
}
