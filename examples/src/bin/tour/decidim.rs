//! Decidim: two sites of different versions, read by the same code, and a proposal written.

mod rest;

use std::io::Write;

use civic_examples::platforms;
use civic_examples::program::{Failure, short};
use civic_examples::sandbox::Sandbox;
use civic_examples::settings::Settings;
use civic_sandbox::{Decidim, Version};
use decidim_client::graphql::Client;
use decidim_client::graphql::resources::{Commentable, ComponentKind};

use crate::page::Page;

pub(crate) async fn tour(out: &mut Page) -> Result<(), Failure> {
    if let Some([url]) = Settings::environment().all(["DECIDIM_URL"], None)? {
        out.chapter("Decidim, by GraphQL")?;
        writeln!(out, "reading {url}")?;
        site(out, &Client::builder(&*url).http(platforms::http()?).build()?).await?;
        return rest::read(out, &url).await;
    }
    for (version, address) in [
        (Version::V0_27, "http://older.decidim.sandbox.example"),
        (Version::V0_31, platforms::DECIDIM),
    ] {
        out.chapter(&format!("Decidim {version}, by GraphQL"))?;
        let platform = Decidim::builder().seed(2026).version(version).hidden(0.02).build();
        let sandbox = Sandbox::start(address, platform).await?;
        writeln!(out, "reading {}", sandbox.place())?;
        site(out, &Client::builder(address).http(sandbox.http()).build()?).await?;
        if let Some(platform) = sandbox.running() {
            writeln!(out, "  {} requests in all", platform.requests().len())?;
        }
    }
    rest::chapter(out).await
}

/// The same code for every version.
async fn site(out: &mut Page, site: &Client) -> Result<(), Failure> {
    // A first look: what the site does not know of the question is cut out, and remembered.
    let mut components = site.all_components().list().stream();
    let mut with_proposals = Vec::new();
    while let Some(component) = components.try_next().await? {
        if component.kind == ComponentKind::Proposals {
            with_proposals.push(component);
        }
    }
    out.account("→ ", &components.report())?;
    let Some(component) = with_proposals.first() else {
        writeln!(out, "  no component holds proposals")?;
        return Ok(());
    };

    // Proposals by id, each page joined to the one before; hidden ones are counted.
    let mut proposals = site.proposals(component.id).list().stream();
    let mut most_discussed = None;
    let mut shown = 0;
    while let Some(proposal) = proposals.try_next().await? {
        if shown < 3
            && let Some(title) = proposal.title.choose(["ca", "es", "en"])
        {
            // On older sites likes are endorsements, and taxonomies are a category.
            let likes = proposal.likes_count().unwrap_or_default();
            let term = proposal.classification.taxonomies_or_category().next();
            let term = term.and_then(|term| term.name.choose(["en", "ca", "es"]));
            let term = term.map_or("", |choice| choice.text);
            writeln!(out, "  {:<48} likes {likes:>3}  {}", short(title.text, 48), short(term, 20))?;
            shown += 1;
        }
        if proposal.total_comments_count > most_discussed.map(|(count, _)| count) {
            most_discussed = proposal.total_comments_count.map(|count| (count, proposal.id));
        }
    }
    out.account("→ ", &proposals.report())?;

    // A thread, as deep as it goes, two levels a request.
    if let Some((_, id)) = most_discussed {
        let mut comments = site.comments(Commentable::proposal(id)).list().stream();
        let mut answers = 0;
        while let Some(comment) = comments.try_next().await? {
            answers += u32::from(comment.parent.is_some());
        }
        out.account("→ ", &comments.report())?;
        writeln!(out, "    {answers} of them answers")?;
    }
    let missing = site.capabilities().missing_features;
    let named: Vec<_> = missing.iter().take(6).map(ToString::to_string).collect();
    writeln!(out, "  this version lacks {} things, as {}", missing.len(), named.join(", "))?;
    Ok(())
}
