//! The kinds of spaces.

use civic_core::Error;
use civic_core::list::{Paginator, Report};
use civic_core::multiloc::Multiloc;
use decidim_client::graphql::{Client, Id};
use futures::TryStreamExt;
use futures::future::BoxFuture;

/// The spaces of a kind.
pub(crate) struct Spaces {
    /// The kind as the site's own code calls it, and so do components when they name their space.
    pub(crate) class: &'static str,
    pub(crate) found: Vec<(Id, Multiloc)>,
    pub(crate) report: Report,
}

type List = fn(&Client) -> BoxFuture<'static, Result<Spaces, Error>>;

pub(crate) const KINDS: [(&str, List); 6] = [
    ("Participatory processes", |site| {
        let walk = site.participatory_processes().stream();
        Box::pin(read("Decidim::ParticipatoryProcess", walk, |it| (it.id, it.title)))
    }),
    ("Assemblies", |site| {
        let walk = site.assemblies().stream();
        Box::pin(read("Decidim::Assembly", walk, |it| (it.id, it.title)))
    }),
    ("Conferences", |site| {
        let walk = site.conferences().stream();
        Box::pin(read("Decidim::Conference", walk, |it| (it.id, it.title)))
    }),
    ("Initiatives", |site| {
        let walk = site.initiatives().stream();
        Box::pin(read("Decidim::Initiative", walk, |it| (it.id, it.title)))
    }),
    ("Consultations", |site| {
        let walk = site.consultations().stream();
        Box::pin(read("Decidim::Consultation", walk, |it| (it.id, it.title)))
    }),
    ("Votings", |site| {
        let walk = site.votings().stream();
        Box::pin(read("Decidim::Votings::Voting", walk, |it| (it.id, it.title)))
    }),
];

async fn read<T: Send + 'static>(
    class: &'static str,
    mut walk: Paginator<T>,
    of: fn(T) -> (Id, Multiloc),
) -> Result<Spaces, Error> {
    let mut found = Vec::new();
    while let Some(space) = walk.try_next().await? {
        found.push(of(space));
    }
    Ok(Spaces { class, found, report: walk.report() })
}
