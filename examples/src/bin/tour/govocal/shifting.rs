//! A list that changes while it is read: what reading by page numbers misses, and a gap-free one
//! does not.

use std::collections::HashSet;
use std::io::Write;

use civic_examples::program::Failure;
use civic_examples::sandbox::Sandbox;
use civic_sandbox::{Churn, GoVocal};
use govocal_client::list::Paginator;
use govocal_client::resources::ideas::Idea;

use super::client;
use crate::page::Page;

/// Reads the same platform twice, in which ideas come and go with every request. The sandbox
/// knows which ideas were there throughout: none of those may be missed.
pub(super) async fn chapter(out: &mut Page) -> Result<(), Failure> {
    out.chapter("When the list shifts while it is read")?;
    let platform = GoVocal::builder().seed(11).ideas(600).only(["ideas"]).build();
    let sandbox = Sandbox::start("http://shifting.govocal.sandbox.example", platform).await?;
    let city = client(&sandbox)?;
    if let Some(platform) = sandbox.running() {
        platform.churn(Churn {
            inserts_per_request: 0.5,
            deletes_per_request: 1.5,
            ..Churn::default()
        });
    }
    writeln!(out, "  with each request some ideas are posted and some deleted")?;

    writeln!(out, "  page after page by number, as a loop written by hand does …")?;
    compare(out, &sandbox, city.ideas().list().page_size(25).stream_by_page_number()).await?;
    writeln!(out, "  gap-free, as every list is read unless said otherwise …")?;
    compare(out, &sandbox, city.ideas().list().page_size(25).stream()).await
}

async fn compare(
    out: &mut Page,
    sandbox: &Sandbox<GoVocal>,
    mut ideas: Paginator<Idea>,
) -> Result<(), Failure> {
    let before = sandbox.running().map(|platform| platform.ids("ideas"));
    let mut read = HashSet::new();
    while let Some(idea) = ideas.try_next().await? {
        read.insert(idea.id);
    }
    writeln!(out, "  → {}", ideas.report())?;
    // Only the platform itself knows which ideas were there; a cassette does not.
    if let Some((platform, before)) = sandbox.running().zip(before) {
        let after: HashSet<_> = platform.ids("ideas").into_iter().collect();
        let throughout: Vec<_> = before.into_iter().filter(|id| after.contains(id)).collect();
        let missed = throughout.iter().filter(|id| !read.contains(id)).count();
        let all = throughout.len();
        writeln!(out, "    missed {missed} of the {all} ideas that were there throughout")?;
    }
    Ok(())
}
