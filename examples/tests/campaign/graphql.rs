//! Decidim's GraphQL API in bad weather.

use std::collections::BTreeSet;
use std::time::Duration;

use civic_core::http::HttpConfig;
use civic_core::list::Paginator;
use civic_sandbox::decidim::Version;
use civic_sandbox::{Churn, Decidim};
use decidim_client::graphql::resources::Proposal;
use decidim_client::graphql::writes::ProposalAttributes;
use decidim_client::graphql::{Client, Sort};
use fastrand::Rng;

use super::copies::keep;
use super::referee::{judge, judge_read, judge_write, read};
use super::run::{Journey, ServerClock};
use super::stage::{IN_MEMORY, Stage, calm};
use super::tally::Tally;

pub(crate) struct Proposals;

impl Journey for Proposals {
    type Platform = Decidim;

    const COMPLETE: u64 = 33;

    fn platform(&self, rng: &mut Rng, token_life: Duration, clock: ServerClock) -> Decidim {
        // The only one that takes proposals is half of them.
        let any = *rng.choice(&Version::ALL).unwrap_or(&Version::V0_32);
        let version = if rng.bool() { Version::V0_32 } else { any };
        let platform = Decidim::builder()
            .seed(rng.u64(..1_000))
            .proposals(rng.usize(30..160))
            .version(version)
            .token_lifetime(token_life)
            .retry_after(rng.bool())
            .clock(clock);
        if rng.u8(..4) == 0 { platform } else { platform.no_rate_limit() }.build()
    }

    async fn go(&self, stage: &mut Stage<Decidim>) -> Result<Tally, String> {
        let platform = stage.storm.platform.clone();
        let client = client(&platform, &stage.base, stage.http())?;
        match stage.rng.u8(..10) {
            0 | 1 => get(stage, &client).await,
            2..=5 if platform.version() >= Version::V0_32 => create(stage, &client).await,
            6 => copy(stage, &client).await,
            _ => read_list(stage, &client).await,
        }
    }
}

fn client(platform: &Decidim, base: &str, http: HttpConfig) -> Result<Client, String> {
    let builder = Client::builder(base).http(http);
    // Before 0.31 there are no credentials.
    let signs_in = platform.version() >= Version::V0_31;
    let builder = if signs_in {
        builder.credentials(platform.api_key(), platform.api_secret())
    } else {
        builder
    };
    builder.build().map_err(|error| error.to_string())
}

/// The fullest component.
fn component(platform: &Decidim) -> Result<u64, String> {
    let components = platform.component_ids("Proposals").into_iter();
    components
        .max_by_key(|component| platform.ids_in(*component, "proposals").len())
        .ok_or("no components".to_owned())
}

async fn read_list(stage: &mut Stage<Decidim>, client: &Client) -> Result<Tally, String> {
    let platform = &stage.storm.platform;
    let component = component(platform)?;
    let ids = |platform: &Decidim| -> BTreeSet<String> {
        platform.ids_in(component, "proposals").iter().map(u64::to_string).collect()
    };
    let before = ids(platform);
    let is_quiet = stage.rng.u8(..3) > 0;
    if !is_quiet {
        // Seldom enough, at times, that nothing changes after all.
        let often = *stage.rng.choice(&[1.0, 0.05]).unwrap_or(&1.0);
        platform.churn(Churn {
            inserts_per_request: 0.5 * often,
            deletes_per_request: 0.7 * often,
            burst_chance: 0.1 * often,
            burst_size: 5,
            ..Churn::default()
        });
    }
    let (rows, way) = (stage.rng.u32(5..40), stage.rng.u8(..4));
    let list = || -> Paginator<Proposal> {
        let contents = client.proposals(component).list().page_size(rows);
        match way {
            0 => contents.by_published_at(Sort::Asc).stream(),
            1 => contents.stream_backward(),
            _ => contents.stream(),
        }
    };
    let reading =
        read(list, |proposal| proposal.id.to_string(), stage.rng.u64(..4), &stage.watch()).await?;
    // A row that came and went again would be overlooked here; among so few requests none does.
    let after = ids(platform);
    let throughout = before.intersection(&after).cloned().collect();
    let terms = if is_quiet { stage.quiet(|_, _| false) } else { stage.changing(before == after) };
    judge(&reading, &throughout, terms)
}

async fn copy(stage: &mut Stage<Decidim>, client: &Client) -> Result<Tally, String> {
    let platform = &stage.storm.platform;
    let component = component(platform)?;
    if stage.rng.bool() {
        platform.churn(Churn {
            inserts_per_request: 0.1,
            deletes_per_request: 0.1,
            ..Churn::default()
        });
    }
    let there = || platform.ids_in(component, "proposals").iter().map(u64::to_string).collect();
    let list = |state| client.proposals(component).list().sync(state);
    keep(list, there, stage.rng.u64(1..4), &stage.watch()).await
}

async fn get(stage: &mut Stage<Decidim>, client: &Client) -> Result<Tally, String> {
    let platform = &stage.storm.platform;
    let component = component(platform)?;
    let id = *stage.rng.choice(&platform.ids_in(component, "proposals")).ok_or("no proposals")?;
    let there = shown(platform, component, id)?;
    let proposal = stage.call(client.proposals(component).get(id)).await?;
    judge_read(&proposal.map(|proposal| text_of(&proposal)), &there)
}

fn text_of(proposal: &Proposal) -> String {
    format!("{}: {:?}", proposal.id, proposal.title)
}

/// A proposal, read in calm weather.
fn shown(platform: &Decidim, component: u64, id: u64) -> Result<String, String> {
    let (http, clock) = calm(platform);
    let client = client(platform, IN_MEMORY, http)?;
    let proposal =
        clock.run(client.proposals(component).get(id)).map_err(|stuck| stuck.to_string())?;
    let proposal = proposal.map_err(|error| error.to_string())?;
    if proposal.id.to_string() != id.to_string() {
        return Err(format!("asked for {id}, got {} in calm weather", proposal.id));
    }
    Ok(text_of(&proposal))
}

async fn create(stage: &mut Stage<Decidim>, client: &Client) -> Result<Tally, String> {
    let platform = &stage.storm.platform;
    let component = *platform.component_ids("Proposals").first().ok_or("no components")?;
    let before = platform.count("proposals");
    let shade = ProposalAttributes::new("Shade trees for the square", "<p>Ten of them.</p>");
    let result = stage.call(client.proposals(component).create(shade)).await?;
    let done = platform.count("proposals").saturating_sub(before) as u64;
    judge_write(&result, stage.storm.writes(), Some(done))
}
