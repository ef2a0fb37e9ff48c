//! The lists of Decidim's GraphQL API: what a site has as a whole, and what its components hold.

use decidim_client::graphql::lists::Contents;
use decidim_client::graphql::records::Content;
use decidim_client::graphql::{Client, Id};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Entry, list};

pub(super) fn lists() -> Vec<Entry<Client>> {
    vec![
        list!("assemblies", |site| site.assemblies().list()),
        list!("assembly_types", |site| site.assembly_types().list()),
        list!("conferences", |site| site.conferences().list()),
        list!("consultations", |site| site.consultations().list()),
        list!("hashtags", |site| site.hashtags().list()),
        list!("initiative_types", |site| site.initiative_types().list()),
        list!("initiatives", |site| site.initiatives().list()),
        list!("metrics", |site| site.metrics().list()),
        list!("moderated_users", |site| site.moderated_users().list()),
        list!("moderations", |site| site.moderations().list()),
        list!("participatory_process_groups", |site| site.participatory_process_groups().list()),
        list!("participatory_process_types", |site| site.participatory_process_types().list()),
        list!("participatory_processes", |site| site.participatory_processes().list()),
        list!("static_page_topics", |site| site.static_page_topics().list()),
        list!("static_pages", |site| site.static_pages().list()),
        list!("taxonomies", |site| site.taxonomies().list()),
        list!("users", |site| site.users().list()),
        list!("votings", |site| site.votings().list()),
        list!("components", |site| site.all_components().list()),
        list!("comments", |site| site.all_comments().list()),
        held("budgets", Client::budgets),
        held("collaborative_texts", Client::collaborative_texts),
        held("debates", Client::debates),
        held("elections", Client::elections),
        held("meetings", Client::meetings),
        held("pages", Client::pages),
        held("posts", Client::posts),
        held("proposals", Client::proposals),
        held("results", Client::results),
        held("sortitions", Client::sortitions),
        held("surveys", Client::surveys),
    ]
}

/// What one component holds, or all of them.
fn held<T: Content + JsonSchema + Serialize>(
    name: &'static str,
    of: fn(&Client, Id) -> Contents<T>,
) -> Entry<Client> {
    Entry::new(name, move |site: &Client, component| match component {
        Some(id) => of(site, Id::new(id)).list().stream(),
        None => site.all::<T>().list().stream(),
    })
    .synced(move |site: &Client, component, state| match component {
        Some(id) => of(site, Id::new(id)).list().sync(state),
        None => site.all::<T>().list().sync(state),
    })
    .of("component")
}
