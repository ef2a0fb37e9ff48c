//! petitions.eu in bad weather.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use civic_core::jiff::Timestamp;
use civic_core::list::{Gap, Report};
use civic_sandbox::Petitions;
use civic_sandbox::petitions::ApiKey;
use fastrand::Rng;
use petitions_client::Client;
use petitions_client::resources::petitions::NewSignature;

use super::copies::keep;
use super::referee::{judge, judge_read, judge_write, read};
use super::run::{Journey, ServerClock};
use super::stage::Stage;
use super::tally::Tally;
use super::trouble::Trouble;

/// A key that gets few signatures at a time, so that there is more than one answer to read.
const KEY: &str = "a-key-for-the-campaign";

pub(crate) struct Signatures;

impl Journey for Signatures {
    type Platform = Petitions;

    const COMPLETE: u64 = 40;

    /// An API key is not a token.
    const UNTOUCHED_BY: &[Trouble] = &[Trouble::TokensRevoked];

    fn platform(&self, rng: &mut Rng, _: Duration, clock: ServerClock) -> Petitions {
        let platform = Petitions::builder()
            .seed(rng.u64(..1_000))
            .petitions(rng.usize(3..30))
            .signatures(rng.usize(5..60))
            .crowded_second(rng.usize(..4))
            .to_ends_at_midnight(rng.bool())
            .key(ApiKey::full(KEY).most_signatures(rng.usize(12..50)))
            .clock(clock);
        if rng.u8(..4) == 0 { platform } else { platform.no_rate_limit() }.build()
    }

    async fn go(&self, stage: &mut Stage<Petitions>) -> Result<Tally, String> {
        let client = Client::builder(&stage.base)
            .api_key(KEY)
            .http(stage.http())
            .build()
            .map_err(|error| error.to_string())?;
        match stage.rng.u8(..9) {
            0 => get(stage, &client).await,
            1 | 2 => sign(stage, &client).await,
            3 => organisations(stage, &client).await,
            4 => petitions(stage, &client).await,
            5 => copy(stage, &client).await,
            _ => signatures(stage, &client).await,
        }
    }
}

/// Signatures have no id: a second, and which of that second.
async fn signatures(stage: &mut Stage<Petitions>, client: &Client) -> Result<Tally, String> {
    let platform = &stage.storm.platform;
    let ids = platform.petition_ids();
    let petition = *stage.rng.choice(&ids).ok_or("no petitions")?;
    let mut counts = BTreeMap::<i64, u64>::new();
    let there: BTreeSet<String> = platform
        .signatures(petition)
        .into_iter()
        .map(|second| {
            let ordinal = counts.entry(second).or_default();
            *ordinal += 1;
            format!("{second}#{}", *ordinal - 1)
        })
        .collect();
    let list = || client.signatures().list().petitions([petition]).stream();
    let key = |row: &petitions_client::resources::signatures::Signature| {
        let second = row.timestamp.timestamp().map(Timestamp::as_second);
        format!("{}#{}", second.unwrap_or_default(), row.ordinal)
    };
    let reading = read(list, key, stage.rng.u64(..4), &stage.watch()).await?;
    // A day may have more signatures than an answer for this key holds.
    let full = |gap: &Gap, _: &Report| {
        matches!(gap, Gap::Short { .. } | Gap::Unpaged { .. } | Gap::DayTooLarge { .. })
    };
    judge(&reading, &there, stage.quiet(full))
}

async fn petitions(stage: &mut Stage<Petitions>, client: &Client) -> Result<Tally, String> {
    let there = stage.storm.platform.petition_ids().iter().map(u64::to_string).collect();
    let list = || client.petitions().list().stream();
    let reading = read(list, |petition| petition.id.to_string(), 2, &stage.watch()).await?;
    // How many petitions an answer holds at most is not known: one of few, or two of the same length,
    // may be cut.
    let unpaged = |gap: &Gap, _: &Report| matches!(gap, Gap::Unpaged { .. });
    judge(&reading, &there, stage.quiet(unpaged))
}

async fn organisations(stage: &mut Stage<Petitions>, client: &Client) -> Result<Tally, String> {
    let there = stage.storm.platform.organisation_ids().iter().map(u64::to_string).collect();
    let list = || client.organisations().list().stream();
    let reading = read(list, |organisation| organisation.id.to_string(), 2, &stage.watch()).await?;
    judge(&reading, &there, stage.quiet(|_, _| false))
}

async fn copy(stage: &mut Stage<Petitions>, client: &Client) -> Result<Tally, String> {
    let (runs, watch) = (stage.rng.u64(1..4), stage.watch());
    let platform = &stage.storm.platform;
    let texts = |ids: Vec<u64>| ids.iter().map(u64::to_string).collect();
    if stage.rng.bool() {
        let there = || texts(platform.petition_ids());
        keep(|state| client.petitions().list().sync(state), there, runs, &watch).await
    } else {
        let there = || texts(platform.organisation_ids());
        keep(|state| client.organisations().list().sync(state), there, runs, &watch).await
    }
}

async fn get(stage: &mut Stage<Petitions>, client: &Client) -> Result<Tally, String> {
    let ids = stage.storm.platform.petition_ids();
    let id = *stage.rng.choice(&ids).ok_or("no petitions")?;
    let petition = stage.call(client.petitions().get(id)).await?;
    judge_read(&petition.map(|petition| petition.id.to_string()), &id.to_string())
}

async fn sign(stage: &mut Stage<Petitions>, client: &Client) -> Result<Tally, String> {
    let platform = &stage.storm.platform;
    let ids = platform.petition_ids();
    let is_live = |id: &&u64| platform.status(**id).as_deref() == Some("live");
    let Some(id) = ids.iter().find(is_live) else { return Ok(Tally::default()) };
    let before = platform.unconfirmed();
    let signature = NewSignature::new("Ada Example", "ada@example.org", "Utrecht");
    let result = stage.call(client.petitions().sign(*id, signature)).await?;
    let done = platform.unconfirmed().saturating_sub(before) as u64;
    judge_write(&result, stage.storm.writes(), Some(done))
}
