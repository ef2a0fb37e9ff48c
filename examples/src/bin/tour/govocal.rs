//! Go Vocal: ideas, events, languages, and what happens when a server shifts and stumbles.

mod shifting;
mod stumbles;

use std::io::Write;

use civic_examples::platforms;
use civic_examples::program::{Failure, short};
use civic_examples::sandbox::Sandbox;
use civic_examples::settings::Settings;
use civic_sandbox::GoVocal;
use govocal_client::multiloc::{Choice, Preference};
use govocal_client::{Client, DateRange};

use crate::page::Page;

/// The platform to read, and the sandbox behind it unless it is a real one.
struct Platform {
    client: Client,
    sandbox: Option<Sandbox<GoVocal>>,
}

pub(crate) async fn tour(out: &mut Page) -> Result<(), Failure> {
    let Platform { client, sandbox } = open(out).await?;
    ideas(out, &client).await?;
    languages(out, &client).await?;
    counts(out, &client).await?;
    if let Some(sandbox) = &sandbox {
        shifting::chapter(out).await?;
        stumbles::chapter(out, &client, sandbox).await?;
    }
    Ok(())
}

async fn open(out: &mut Page) -> Result<Platform, Failure> {
    out.chapter("Go Vocal")?;
    let names = ["GOVOCAL_URL", "GOVOCAL_CLIENT_ID", "GOVOCAL_CLIENT_SECRET"];
    if let Some([url, id, secret]) = Settings::environment().all(names, None)? {
        writeln!(out, "reading {url}")?;
        let client = Client::builder(url)
            .credentials(id, secret)
            .integration("civic-tour/0.1")
            .http(platforms::http()?)
            .build()?;
        return Ok(Platform { client, sandbox: None });
    }
    // The sandbox behaves as the platform does: tokens, page caps, rate limit and all.
    let platform = GoVocal::builder().seed(2026).ideas(240).build();
    let sandbox = Sandbox::start(platforms::GOVOCAL, platform).await?;
    writeln!(out, "reading {}", sandbox.place())?;
    let client = client(&sandbox)?;
    Ok(Platform { client, sandbox: Some(sandbox) })
}

fn client(sandbox: &Sandbox<GoVocal>) -> Result<Client, Failure> {
    let city = sandbox.platform();
    let client = Client::builder(sandbox.address()).http(sandbox.http());
    Ok(client.credentials(city.client_id(), city.client_secret()).build()?)
}

/// A stream of every idea, newest first. Pages, token and retries are the library's business.
async fn ideas(out: &mut Page, city: &Client) -> Result<(), Failure> {
    out.chapter("Every idea, as a stream")?;
    let mut ideas = city.ideas().list().stream();
    let mut shown = 0;
    while let Some(idea) = ideas.try_next().await? {
        let title = idea.title.unwrap_or_default();
        if shown < 5 && !title.is_empty() {
            writeln!(
                out,
                "  {}  {:<52} likes {:>4}",
                idea.created_at.strftime("%Y-%m-%d"),
                short(&title, 52),
                idea.likes_count,
            )?;
            shown += 1;
        }
    }
    // The report knows whether everything was read, and under which condition.
    out.account("→ ", &ideas.report())?;

    // A filter travels with every page, and is checked on the rows.
    let newest = city.ideas().list().stream().limit_items(1).try_next().await?;
    if let Some(newest) = newest {
        let day = newest.created_at.to_zoned(govocal_client::jiff::tz::TimeZone::UTC).date();
        let mut of_the_day = city.ideas().list().created_at(DateRange::day(day)).stream();
        while of_the_day.try_next().await?.is_some() {}
        out.account(&format!("only on {day}: "), &of_the_day.report())?;
    }
    Ok(())
}

/// Texts in many languages: some records carry them all, others are read once per language.
async fn languages(out: &mut Page, city: &Client) -> Result<(), Failure> {
    out.chapter("In the reader's language")?;
    let reader = Preference::new(["nl-NL", "fr"]).platform_default("en");
    writeln!(out, "  a reader of nl-NL, else fr; the platform's own language is en")?;
    let mut events = city.events().list().stream().limit_items(4);
    while let Some(event) = events.try_next().await? {
        if let Some(title) = event.title_multiloc.as_ref().and_then(|t| t.choose(&reader)) {
            writeln!(out, "  event  {:<8} {}", tag(&title), short(title.text, 60))?;
        }
    }
    // The platform's own language first: so a text in place of a missing one is recognised.
    let mut ideas = city.ideas().list().locales(["en", "nl-BE"]);
    let (mut sure, mut unsure) = (0, 0);
    while let Some(idea) = ideas.try_next().await? {
        let Some(choice) = idea.text("title").and_then(|title| title.choose(&reader)) else {
            continue;
        };
        let shown = if choice.possible_fallback { &mut unsure } else { &mut sure };
        if *shown < 2 {
            writeln!(out, "  idea   {:<8} {}", tag(&choice), short(choice.text, 60))?;
            *shown += 1;
        }
        if (sure, unsure) == (2, 2) {
            break;
        }
    }
    writeln!(
        out,
        "  ?: asked for in this language, and answered with the same text as in another"
    )?;
    Ok(())
}

/// A text's language, with a question mark where the platform may have answered in another.
fn tag(choice: &Choice<'_>) -> String {
    let doubt = if choice.possible_fallback { "?" } else { "" };
    format!("{}{doubt}", choice.tag)
}

/// Other resources, each with its own account.
async fn counts(out: &mut Page, city: &Client) -> Result<(), Failure> {
    out.chapter("Everything else works the same")?;
    let mut projects = city.projects().list().stream();
    while projects.try_next().await?.is_some() {}
    out.account("", &projects.report())?;
    let mut comments = city.comments().list().stream();
    while comments.try_next().await?.is_some() {}
    out.account("", &comments.report())?;
    // Four pages at a time: the items come in the same order.
    let mut reactions = city.reactions().list().stream().concurrency(4);
    while reactions.try_next().await?.is_some() {}
    out.account("", &reactions.report())?;
    let mut deleted = city.ideas().deleted().stream();
    while deleted.try_next().await?.is_some() {}
    out.account("", &deleted.report())?;
    Ok(())
}
