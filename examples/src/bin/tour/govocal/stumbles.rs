//! What servers do to clients, on request of the sandbox.

use std::io::Write;

use civic_examples::program::Failure;
use civic_examples::sandbox::Sandbox;
use civic_sandbox::{Fault, FaultRule, GoVocal, Malformation};
use govocal_client::Client;

use crate::page::Page;

const IDEAS: &str = "/api/v2/ideas";
const AUTHENTICATE: &str = "/api/v2/authenticate";

pub(super) async fn chapter(
    out: &mut Page,
    city: &Client,
    sandbox: &Sandbox<GoVocal>,
) -> Result<(), Failure> {
    out.chapter("When the server stumbles")?;

    writeln!(out, "  the platform forgets every token in the middle of a list …")?;
    let before = sandbox.running().map(tokens);
    let mut ideas = city.ideas().list().stream();
    while let Some(_idea) = ideas.try_next().await? {
        if let Some(platform) = sandbox.running().filter(|_| ideas.report().items == 100) {
            platform.revoke_tokens();
        }
    }
    writeln!(out, "  → {}", ideas.report())?;
    if let Some((platform, before)) = sandbox.running().zip(before) {
        writeln!(out, "    asked for {} new token", tokens(platform) - before)?;
    }

    writeln!(out, "  page 2 answers 503, then breaks off in the middle …")?;
    second_page(sandbox, Fault::Status(503));
    second_page(sandbox, Fault::Truncate);
    let mut ideas = city.ideas().list().stream();
    while ideas.try_next().await?.is_some() {}
    writeln!(out, "  → {}", ideas.report())?;

    writeln!(out, "  one row cannot be read …")?;
    second_page(sandbox, Fault::MalformedRow { index: 7, how: Malformation::WrongType });
    let mut ideas = city.ideas().list().stream();
    while ideas.try_next().await?.is_some() {}
    writeln!(out, "  → {}", ideas.report())?;
    for row in ideas.report().malformed_rows {
        writeln!(out, "    {row}")?;
    }

    writeln!(out, "  the secret is wrong …")?;
    let stranger = Client::builder(city.base_url())
        .credentials(sandbox.platform().client_id(), "not-the-secret-of-this-platform")
        .http(sandbox.http())
        .build()?;
    if let Err(error) = stranger.ideas().list().stream().try_next().await {
        writeln!(out, "  → {error}")?;
    }
    Ok(())
}

/// What the second page suffers once. In a cassette it already has.
fn second_page(sandbox: &Sandbox<GoVocal>, fault: Fault) {
    if let Some(platform) = sandbox.running() {
        platform.inject(FaultRule::new(fault).on(IDEAS).when_query("page_number=2").once());
    }
}

/// How many tokens the platform was asked for.
fn tokens(platform: &GoVocal) -> usize {
    platform.requests().iter().filter(|request| request.path == AUTHENTICATE).count()
}
