//! Publishes a proposal in a participant's name: `cargo run -p civic-examples --bin
//! publish-proposal`.
//!
//! Without settings it does so in the embedded sandbox, over real HTTP. With `DECIDIM_URL`,
//! `DECIDIM_CLIENT_ID` and `DECIDIM_CLIENT_SECRET` set, it does so for real: `DECIDIM_NICKNAME` says
//! in whose name, `DECIDIM_COMPONENT` in which component (default: the first that takes proposals),
//! `DECIDIM_TITLE` and `DECIDIM_BODY` what.

use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use civic_sandbox::{Decidim, Server};
use decidim_client::rest::resources::draft_proposals::{DraftChange, DraftProposals};
use decidim_client::rest::resources::proposals::Proposal;
use decidim_client::rest::{Client, Id, Scope, UserClient};
use futures::TryStreamExt;

type Failure = Box<dyn Error>;

#[tokio::main]
async fn main() -> ExitCode {
    match publish(&mut io::stdout()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // If this cannot be told either, the exit code still does.
            let _ = writeln!(io::stderr(), "nothing was published: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn publish(out: &mut dyn Write) -> Result<(), Failure> {
    // The sandbox stops when it is dropped.
    let (sandbox, site, nickname) = if let Ok(url) = env::var("DECIDIM_URL") {
        (None, real_site(&url)?, env::var("DECIDIM_NICKNAME")?)
    } else {
        let server = Server::start(Decidim::builder().build()).await?;
        let site = client(&server.url(), Decidim::CLIENT_ID, Decidim::CLIENT_SECRET)?;
        (Some(server), site, "oak_street_42".to_owned())
    };
    // In the sandbox there is no such participant yet; a real site's are not made here.
    let person = site.impersonate(&nickname).register_on_missing(sandbox.is_some());
    let participant = person.accept_tos_on_register(sandbox.is_some()).build()?;

    let component = match env::var("DECIDIM_COMPONENT") {
        Ok(id) => Id::from(id),
        Err(_) => open_component(&participant).await?,
    };
    writeln!(out, "{nickname} begins a draft in component {component}")?;
    let drafts = participant.draft_proposals();
    let draft = drafts.create(&component).await?;

    match finish(&drafts, &draft.id).await {
        Ok(proposal) => {
            let title = proposal.attributes.title.iter().find_map(|text| text.non_blank());
            writeln!(out, "published proposal {}: {}", proposal.id, title.unwrap_or("untitled"))?;
            Ok(())
        }
        Err(error) => {
            // Else it would stand in the way of the next.
            drafts.withdraw(&draft.id).await?;
            writeln!(out, "withdrew the draft")?;
            Err(error)
        }
    }
}

/// Writes a draft and publishes it.
async fn finish(drafts: &DraftProposals, draft: &Id) -> Result<Proposal, Failure> {
    let change = DraftChange::new()
        .title(setting("DECIDIM_TITLE", "Benches along the river"))
        .body(setting("DECIDIM_BODY", "One bench every hundred metres, facing the water."));
    let written = drafts.update(draft, &change).await?;
    if !written.meta.publishable {
        let problems = [written.attributes.errors.title, written.attributes.errors.body].concat();
        return Err(format!("the site does not take it: {}", problems.join(", ")).into());
    }
    Ok(drafts.publish(draft).await?)
}

fn real_site(url: &str) -> Result<Client, Failure> {
    let (id, secret) = (env::var("DECIDIM_CLIENT_ID")?, env::var("DECIDIM_CLIENT_SECRET")?);
    client(url, &id, &secret)
}

fn client(url: &str, id: &str, secret: &str) -> Result<Client, Failure> {
    let scopes = [Scope::Public, Scope::Proposals];
    Ok(Client::builder(url).credentials(id, secret).scopes(scopes).build()?)
}

/// The first component in which the participant may make a proposal.
async fn open_component(participant: &UserClient) -> Result<Id, Failure> {
    let mut components = participant.proposal_components().list().stream();
    while let Some(component) = components.try_next().await? {
        if component.meta.can_create_proposals() == Some(true) {
            return Ok(component.id);
        }
    }
    Err(format!("no component takes proposals ({})", components.report()).into())
}

fn setting(name: &str, default: &str) -> String {
    env::var(name).unwrap_or_else(|_| default.to_owned())
}
