//! Go Vocal: ideas, events, languages, and what happens when a server stumbles.

use std::env;
use std::error::Error;

use civic_sandbox::{Fault, FaultRule, GoVocal, Malformation, Server};
use futures::TryStreamExt;
use govocal_client::{Client, DateRange, Preference};

use crate::{chapter, short};

/// The platform to read, and the sandbox behind it unless it is a real one.
struct Platform {
    client: Client,
    sandbox: Option<(GoVocal, Server)>,
}

pub(crate) async fn tour() -> Result<(), Box<dyn Error>> {
    let Platform { client, sandbox } = open().await?;
    ideas(&client).await?;
    languages(&client).await?;
    counts(&client).await?;
    if let Some((platform, _server)) = &sandbox {
        stumbles(&client, platform).await?;
    }
    Ok(())
}

async fn open() -> Result<Platform, Box<dyn Error>> {
    chapter("Go Vocal");
    let settings = ["GOVOCAL_URL", "GOVOCAL_CLIENT_ID", "GOVOCAL_CLIENT_SECRET"];
    let values = settings.map(|name| env::var(name).ok().filter(|value| !value.is_empty()));
    if let [Some(url), Some(id), Some(secret)] = values {
        println!("reading {url}");
        let client =
            Client::builder(url).credentials(id, secret).integration("civic-tour/0.1").build()?;
        return Ok(Platform { client, sandbox: None });
    }
    let missing: Vec<_> =
        settings.into_iter().zip(&values).filter(|(_, v)| v.is_none()).map(|(n, _)| n).collect();
    if missing.len() < settings.len() {
        return Err(format!("{} must be set too", missing.join(" and ")).into());
    }
    // The sandbox behaves as the platform does: tokens, page caps, rate limit and all.
    let platform = GoVocal::builder().seed(2026).ideas(240).build();
    let server = Server::start(platform.clone()).await?;
    println!("reading the embedded sandbox at {}", server.url());
    let client = Client::builder(server.url())
        .credentials(platform.client_id(), platform.client_secret())
        .build()?;
    Ok(Platform { client, sandbox: Some((platform, server)) })
}

/// A stream of every idea, newest first. Pages, token and retries are the library's business.
async fn ideas(city: &Client) -> Result<(), Box<dyn Error>> {
    chapter("Every idea, as a stream");
    let mut ideas = city.ideas().list().stream();
    let mut shown = 0;
    while let Some(idea) = ideas.try_next().await? {
        let title = idea.title.unwrap_or_default();
        if shown < 5 && !title.is_empty() {
            println!(
                "  {}  {:<52} {:>4} likes",
                idea.created_at.strftime("%Y-%m-%d"),
                short(&title, 52),
                idea.likes_count,
            );
            shown += 1;
        }
    }
    // The walk knows whether it read everything, and under which condition.
    println!("  → {}", ideas.report());

    // A filter travels with every page, and is checked on the rows.
    let newest = city.ideas().list().stream().limit_items(1).try_next().await?;
    if let Some(newest) = newest {
        let day = newest.created_at.to_zoned(govocal_client::jiff::tz::TimeZone::UTC).date();
        let mut of_the_day = city.ideas().list().created_at(DateRange::day(day)).stream();
        while of_the_day.try_next().await?.is_some() {}
        println!("  on {day} alone: {}", of_the_day.report());
    }
    Ok(())
}

/// Texts in many languages: some records carry them all, others are read once per language.
async fn languages(city: &Client) -> Result<(), Box<dyn Error>> {
    chapter("In the reader's language");
    let reader = Preference::new(["nl-NL", "fr"]).platform_default("en");
    println!("  a reader of nl-NL, else fr; the platform's own language is en");
    let mut events = city.events().list().stream().limit_items(4);
    while let Some(event) = events.try_next().await? {
        if let Some(title) = event.title_multiloc.as_ref().and_then(|t| t.choose(&reader)) {
            println!("  event  {:<8} {}", title.tag, short(title.text, 60));
        }
    }
    let mut ideas = city.ideas().list().locales(["en", "nl-BE"]);
    let mut shown = 0;
    while let Some(idea) = ideas.try_next().await? {
        let Some(choice) = idea.text("title").and_then(|title| title.choose(&reader)) else {
            continue;
        };
        println!("  idea   {:<8} {}", choice.tag, short(choice.text, 60));
        shown += 1;
        if shown == 3 {
            break;
        }
    }
    Ok(())
}

/// Other resources, each with its own account.
async fn counts(city: &Client) -> Result<(), Box<dyn Error>> {
    chapter("Everything else works the same");
    let mut projects = city.projects().list().stream();
    while projects.try_next().await?.is_some() {}
    println!("  {}", projects.report());
    let mut comments = city.comments().list().stream();
    while comments.try_next().await?.is_some() {}
    println!("  {}", comments.report());
    let mut reactions = city.reactions().list().stream();
    while reactions.try_next().await?.is_some() {}
    println!("  {}", reactions.report());
    let mut deleted = city.ideas().deleted().stream();
    while deleted.try_next().await?.is_some() {}
    println!("  {}", deleted.report());
    Ok(())
}

/// What servers do to clients, on request of the sandbox.
async fn stumbles(city: &Client, platform: &GoVocal) -> Result<(), Box<dyn Error>> {
    const IDEAS: &str = "/api/v2/ideas";
    const AUTHENTICATE: &str = "/api/v2/authenticate";
    chapter("When the server stumbles");
    let tokens = |platform: &GoVocal| {
        platform.requests().iter().filter(|request| request.path == AUTHENTICATE).count()
    };

    println!("  the platform forgets every token in the middle of a walk …");
    let before = tokens(platform);
    let mut ideas = city.ideas().list().stream();
    while let Some(_idea) = ideas.try_next().await? {
        if ideas.report().items == 100 {
            platform.revoke_tokens();
        }
    }
    println!("  → {} new token, {}", tokens(platform) - before, ideas.report());

    println!("  page 2 answers 503, then breaks off in the middle …");
    let second = |fault| FaultRule::new(fault).on(IDEAS).when_query("page_number=2").once();
    platform.inject(second(Fault::Status(503)));
    platform.inject(second(Fault::Truncate));
    let mut ideas = city.ideas().list().stream();
    while ideas.try_next().await?.is_some() {}
    println!("  → {}", ideas.report());

    println!("  one row cannot be read …");
    let bad_row = Fault::MalformedRow { index: 7, how: Malformation::WrongType };
    platform.inject(FaultRule::new(bad_row).on(IDEAS).when_query("page_number=2").once());
    let mut ideas = city.ideas().list().stream();
    while ideas.try_next().await?.is_some() {}
    println!("  → {}", ideas.report());
    for row in ideas.report().malformed_rows {
        println!("    {row}");
    }

    println!("  the secret is wrong …");
    let stranger = Client::builder(city.base_url())
        .credentials(platform.client_id(), "not-the-secret-of-this-platform")
        .build()?;
    if let Err(error) = stranger.ideas().list().stream().try_next().await {
        println!("  → {error}");
    }
    Ok(())
}
