//! Publishes a proposal in a participant's name, and never a second time.
//!
//! `cargo run -p civic-examples --bin publish-proposal -- --title "Shade for the market square"`

use std::io::Write;
use std::process::ExitCode;

use civic_core::{Error, Sent};
use civic_examples::platforms;
use civic_examples::program::{self, Ending, Failure};
use civic_examples::screen::screen;
use civic_examples::settings::{self, Settings};
use clap::Parser;
use decidim_client::rest::auth::User;
use decidim_client::rest::resources::{DraftChange, DraftProposal, Proposal};
use decidim_client::rest::{Endpoint, Id, Scope, UserClient};

/// Publishes a proposal on a Decidim site in a participant's name.
///
/// Does so on the site that DECIDIM_URL, DECIDIM_CLIENT_ID and DECIDIM_CLIENT_SECRET name, or in
/// the embedded sandbox. Exit codes: 0 published, 1 not published or not known, 2 wrong arguments.
#[derive(Parser)]
#[command(name = "publish-proposal", verbatim_doc_comment)]
#[allow(clippy::doc_markdown, reason = "a terminal shows it as it stands")]
struct Arguments {
    /// The participant, who must be there already; the sandbox makes one.
    #[arg(long, env = "DECIDIM_NICKNAME", default_value = "oak_street_42")]
    nickname: String,
    /// The component to propose it in; without, the first that takes proposals.
    #[arg(long, env = "DECIDIM_COMPONENT")]
    component: Option<String>,
    /// Its title.
    #[arg(long, env = "DECIDIM_TITLE", default_value = "Benches along the river")]
    title: String,
    /// Its text.
    #[arg(
        long,
        env = "DECIDIM_BODY",
        default_value = "One bench every hundred metres, facing the water."
    )]
    body: String,
    /// The site's address.
    #[arg(long, env = "DECIDIM_URL")]
    url: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    program::exit("publish-proposal", run(settings::arguments::<Arguments>()).await)
}

async fn run(arguments: Arguments) -> Result<Ending, Failure> {
    let scopes = [Scope::Public, Scope::Proposals];
    let site =
        platforms::decidim_rest(&Settings::environment(), arguments.url.as_deref(), &[], &scopes)
            .await?;
    let participant = site
        .client
        .impersonate(&arguments.nickname)
        .register_on_missing(site.is_sandbox())
        .accept_tos_on_register(site.is_sandbox())
        .build()?;
    let component = match &arguments.component {
        Some(id) => Id::from(id.as_str()),
        None => open_component(&participant).await?,
    };
    let mut out = screen();
    writeln!(out, "{} begins a draft in component {component}", arguments.nickname)?;
    let drafts = participant.draft_proposals();
    let draft = drafts.create(&component).await?.id;

    let proposal = match write(&drafts, &draft, &arguments).await {
        Ok(_) => drafts.publish(&draft).await.map_err(|error| (is_out(&error), error.into())),
        Err(failure) => Err((false, failure)),
    };
    match proposal {
        Ok(Proposal { id, .. }) => {
            writeln!(out, "published proposal {id}: {}", arguments.title)?;
            Ok(Ending::Complete)
        }
        // It is the answer that is missing, perhaps, not the proposal. Nothing is sent again.
        Err((true, failure)) => Err(Failure::because(format!(
            "proposal {draft} may have been published; look before you try again: {failure}"
        ))),
        // A draft that stays would stand in the way of the next.
        Err((false, failure)) => match drafts.withdraw(&draft).await {
            Ok(_) => {
                Err(Failure::because(format!("not published, the draft is withdrawn: {failure}")))
            }
            Err(error) => Err(Failure::because(format!(
                "not published: {failure}; draft {draft} is still there: {error}"
            ))),
        },
    }
}

/// Writes a draft, as far as it can be published.
async fn write(
    drafts: &Endpoint<DraftProposal, User>,
    draft: &Id,
    arguments: &Arguments,
) -> Result<DraftProposal, Failure> {
    let change = DraftChange::new().title(&arguments.title).body(&arguments.body);
    let written = drafts.update(draft, &change).await?;
    if written.is_publishable() {
        return Ok(written);
    }
    let problems = [written.attributes.errors.title, written.attributes.errors.body].concat();
    Err(Failure::because(format!("the site does not take it: {}", problems.join(", "))))
}

/// Whether a write that failed may have done its work: unless it was never sent, or the site
/// answered that it refuses.
fn is_out(error: &Error) -> bool {
    let refused = error.status().is_some_and(|status| status.is_client_error());
    error.was_sent() != Sent::No && !refused
}

/// The first component in which the participant may make a proposal.
async fn open_component(participant: &UserClient) -> Result<Id, Failure> {
    let mut components = participant.proposal_components().list().stream();
    while let Some(component) = components.try_next().await? {
        if component.meta.can_create_proposals() == Some(true) {
            return Ok(component.id);
        }
    }
    Err(Failure::because(format!("no component takes proposals ({})", components.report())))
}
