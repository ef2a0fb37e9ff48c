//! Decidim's REST module: a token, a list, and a proposal drafted, published and voted on.

use std::io::Write;

use civic_examples::platforms;
use civic_examples::program::Failure;
use civic_examples::sandbox::Sandbox;
use civic_examples::settings::Settings;
use civic_sandbox::Decidim;
use decidim_client::rest::resources::DraftChange;
use decidim_client::rest::{Client, Scope};

use crate::page::Page;

const SCOPES: [Scope; 2] = [Scope::Public, Scope::Proposals];

/// Reads a real site, if its credentials are there.
pub(crate) async fn read(out: &mut Page, url: &str) -> Result<(), Failure> {
    let names = ["DECIDIM_CLIENT_ID", "DECIDIM_CLIENT_SECRET"];
    let Some([id, secret]) = Settings::environment().all(names, None)? else { return Ok(()) };
    out.chapter("Decidim, by its REST module")?;
    let site = Client::builder(url).credentials(id, secret).scopes(SCOPES);
    proposals(out, &site.http(platforms::http()?).build()?).await
}

pub(crate) async fn chapter(out: &mut Page) -> Result<(), Failure> {
    out.chapter("Decidim, by its REST module")?;
    let platform = Decidim::builder().seed(2026).build();
    let sandbox = Sandbox::start("http://rest.decidim.sandbox.example", platform).await?;
    writeln!(out, "reading {}", sandbox.place())?;
    // A machine's token: it may read. Votes and drafts do not compile with it.
    let site = Client::builder(sandbox.address())
        .credentials(Decidim::CLIENT_ID, Decidim::CLIENT_SECRET)
        .scopes(SCOPES)
        .http(sandbox.http())
        .build()?;
    proposals(out, &site).await?;

    // A participant's: made here, since the sandbox does not know her yet.
    let participant = site
        .impersonate("oak_street_42")
        .register_on_missing(true)
        .accept_tos_on_register(true)
        .build()?;
    let mut components = participant.proposal_components().list().stream();
    let mut open = None;
    while let Some(component) = components.try_next().await? {
        if open.is_none() && component.meta.can_create_proposals() == Some(true) {
            open = Some(component.id);
        }
    }
    let open = open.ok_or_else(|| Failure::because("no component takes proposals"))?;
    let drafts = participant.draft_proposals();
    let draft = drafts.create(&open).await?;
    let change = DraftChange::new()
        .title("Benches along the river")
        .body("One bench every hundred metres, facing the water.");
    drafts.update(&draft.id, &change).await?;
    let proposal = drafts.publish(&draft.id).await?;
    writeln!(out, "  drafted and published proposal {} in component {open}", proposal.id)?;
    let vote = participant.vote(&proposal.id, 1).await?;
    writeln!(out, "  voted for it, with the weight {}", vote.weight().unwrap_or_default())?;
    Ok(())
}

async fn proposals(out: &mut Page, site: &Client) -> Result<(), Failure> {
    let mut proposals = site.proposals().list().stream();
    while proposals.try_next().await?.is_some() {}
    out.account("→ ", &proposals.report())?;
    Ok(())
}
