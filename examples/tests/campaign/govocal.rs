//! Go Vocal in bad weather.

use std::collections::BTreeSet;
use std::time::Duration;

use civic_core::list::{Gap, Paginator, Report};
use civic_sandbox::{Churn, GoVocal};
use fastrand::Rng;
use govocal_client::resources::ideas::{Idea, IdeaChange, NewIdea};
use govocal_client::{Client, Multiloc};
use uuid::Uuid;

use super::copies::keep;
use super::referee::{judge, judge_read, judge_write, read};
use super::run::{Journey, ServerClock};
use super::stage::Stage;
use super::tally::Tally;

pub(crate) struct Ideas;

impl Journey for Ideas {
    type Platform = GoVocal;

    const COMPLETE: u64 = 40;

    fn platform(&self, rng: &mut Rng, token_life: Duration, clock: ServerClock) -> GoVocal {
        let platform = GoVocal::builder()
            .seed(rng.u64(..1_000))
            .ideas(rng.usize(20..140))
            .only(["ideas"])
            .token_lifetime(token_life)
            .shuffled_ties(rng.bool())
            .clock(clock);
        if rng.u8(..4) == 0 { platform } else { platform.no_rate_limit() }.build()
    }

    async fn go(&self, stage: &mut Stage<GoVocal>) -> Result<Tally, String> {
        let platform = stage.storm.platform.clone();
        let client = Client::builder(&stage.base)
            .credentials(platform.client_id(), platform.client_secret())
            .http(stage.http())
            .build()
            .map_err(|error| error.to_string())?;
        match stage.rng.u8(..10) {
            0 => get(stage, &client).await,
            1 => create(stage, &client).await,
            2 => update(stage, &client).await,
            3 | 4 => copy(stage, &client).await,
            _ => read_list(stage, &client).await,
        }
    }
}

async fn read_list(stage: &mut Stage<GoVocal>, client: &Client) -> Result<Tally, String> {
    let platform = &stage.storm.platform;
    let ids = |platform: &GoVocal| -> BTreeSet<String> {
        platform.ids("ideas").iter().map(Uuid::to_string).collect()
    };
    let before = ids(platform);
    let removed = platform.removed("ideas").len();
    let is_quiet = stage.rng.u8(..3) > 0;
    if !is_quiet {
        // Seldom enough, at times, that nothing changes after all.
        let often = *stage.rng.choice(&[1.0, 0.05]).unwrap_or(&1.0);
        platform.churn(Churn {
            inserts_per_request: 0.3 * often,
            old_date_share: 0.5,
            deletes_per_request: 0.5 * often,
            updates_per_request: 0.3 * often,
            burst_chance: 0.1 * often,
            burst_size: 6,
        });
    }
    let (rows, pages) = (stage.rng.u16(25..60), stage.rng.usize(1..4));
    let by_page = stage.rng.u8(..4) == 0;
    let list = || -> Paginator<Idea> {
        let list = client.ideas().list().page_size(rows);
        let list = if by_page { list.stream_by_page_number() } else { list.stream() };
        list.concurrency(pages)
    };
    let reading =
        read(list, |idea| idea.id.to_string(), stage.rng.u64(..4), &stage.watch()).await?;
    let after = ids(platform);
    let is_unchanged = before == after && platform.removed("ideas").len() == removed;
    let throughout = before.intersection(&after).cloned().collect();
    // Where the server breaks no ties, a row may be on two pages, and another on none.
    let ties = |gap: &Gap, _: &Report| matches!(gap, Gap::Shifted { .. });
    let terms = if is_quiet {
        stage.quiet(if by_page { ties } else { |_, _| false })
    } else {
        stage.changing(is_unchanged)
    };
    judge(&reading, &throughout, terms)
}

/// Rows are added and deleted while runs read the list, and between them.
async fn copy(stage: &mut Stage<GoVocal>, client: &Client) -> Result<Tally, String> {
    let platform = stage.storm.platform.clone();
    if stage.rng.bool() {
        platform.churn(Churn {
            inserts_per_request: 0.1,
            old_date_share: 0.0,
            deletes_per_request: 0.1,
            updates_per_request: 0.3,
            burst_chance: 0.0,
            burst_size: 0,
        });
    }
    let full = stage.rng.bool();
    let list = |state| {
        let run = client.ideas().list().sync(state);
        if full { run.full() } else { run }
    };
    let there = || platform.ids("ideas").iter().map(Uuid::to_string).collect();
    keep(list, there, stage.rng.u64(1..4), &stage.watch()).await
}

async fn get(stage: &mut Stage<GoVocal>, client: &Client) -> Result<Tally, String> {
    let ids = stage.storm.platform.ids("ideas");
    let id = *stage.rng.choice(&ids).ok_or("no ideas")?;
    let idea = stage.call(client.ideas().get(id)).await?;
    judge_read(&idea.map(|idea| idea.id), &id)
}

async fn create(stage: &mut Stage<GoVocal>, client: &Client) -> Result<Tally, String> {
    let platform = &stage.storm.platform;
    let project = *platform.ids("projects").first().ok_or("no projects")?;
    let text = |text| Multiloc::single("en", text);
    let idea = NewIdea::new(project, text("Shade trees"), text("<p>Ten of them.</p>"));
    let before = platform.count("ideas");
    let result = stage.call(client.ideas().create(&idea)).await?;
    let done = platform.count("ideas").saturating_sub(before) as u64;
    judge_write(&result, stage.storm.writes(), Some(done))
}

async fn update(stage: &mut Stage<GoVocal>, client: &Client) -> Result<Tally, String> {
    let id = *stage.storm.platform.ids("ideas").first().ok_or("no ideas")?;
    let change = IdeaChange::new().title(Multiloc::single("en", "More shade"));
    let result = stage.call(client.ideas().update(id, &change)).await?;
    judge_write(&result, stage.storm.writes(), None)
}
