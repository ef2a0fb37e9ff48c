//! The kinds of spaces.

use civic_core::Error;
use civic_core::list::Report;
use civic_core::multiloc::Multiloc;
use decidim_client::graphql::lists::Records;
use decidim_client::graphql::resources::SpaceRecord;
use decidim_client::graphql::{Client, Id};
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
    ("Participatory processes", |site| Box::pin(read(site.participatory_processes()))),
    ("Assemblies", |site| Box::pin(read(site.assemblies()))),
    ("Conferences", |site| Box::pin(read(site.conferences()))),
    ("Initiatives", |site| Box::pin(read(site.initiatives()))),
    ("Consultations", |site| Box::pin(read(site.consultations()))),
    ("Votings", |site| Box::pin(read(site.votings()))),
];

async fn read<T: SpaceRecord>(spaces: Records<T>) -> Result<Spaces, Error> {
    let mut list = spaces.list().stream();
    let mut found = Vec::new();
    while let Some(space) = list.try_next().await? {
        found.push((space.id(), space.title().clone()));
    }
    Ok(Spaces { class: T::KIND.class(), found, report: list.report() })
}
