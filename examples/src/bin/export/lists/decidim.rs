//! The lists of Decidim's GraphQL API: what a site has as a whole, and what its components hold.

use decidim_client::graphql::lists::Contents;
use decidim_client::graphql::records::Content;
use decidim_client::graphql::{Client, Id};
use serde::Serialize;

use super::Line;
use super::Open::{All, Of};
use crate::rows::{Rows, rows};

pub(super) const LISTS: &[Line<Client>] = &[
    ("assemblies", All(|site| rows(site.assemblies().list().stream()))),
    ("assembly_types", All(|site| rows(site.assembly_types().list().stream()))),
    ("conferences", All(|site| rows(site.conferences().list().stream()))),
    ("consultations", All(|site| rows(site.consultations().list().stream()))),
    ("hashtags", All(|site| rows(site.hashtags().list().stream()))),
    ("initiative_types", All(|site| rows(site.initiative_types().list().stream()))),
    ("initiatives", All(|site| rows(site.initiatives().list().stream()))),
    ("metrics", All(|site| rows(site.metrics().list().stream()))),
    ("moderated_users", All(|site| rows(site.moderated_users().list().stream()))),
    ("moderations", All(|site| rows(site.moderations().list().stream()))),
    (
        "participatory_process_groups",
        All(|site| rows(site.participatory_process_groups().list().stream())),
    ),
    (
        "participatory_process_types",
        All(|site| rows(site.participatory_process_types().list().stream())),
    ),
    ("participatory_processes", All(|site| rows(site.participatory_processes().list().stream()))),
    ("static_page_topics", All(|site| rows(site.static_page_topics().list().stream()))),
    ("static_pages", All(|site| rows(site.static_pages().list().stream()))),
    ("taxonomies", All(|site| rows(site.taxonomies().list().stream()))),
    ("users", All(|site| rows(site.users().list().stream()))),
    ("votings", All(|site| rows(site.votings().list().stream()))),
    ("components", All(|site| rows(site.all_components().list().stream()))),
    ("comments", All(|site| rows(site.all_comments().list().stream()))),
    ("budgets", Of(COMPONENT, |site, id| held(site, id, Client::budgets))),
    ("collaborative_texts", Of(COMPONENT, |site, id| held(site, id, Client::collaborative_texts))),
    ("debates", Of(COMPONENT, |site, id| held(site, id, Client::debates))),
    ("elections", Of(COMPONENT, |site, id| held(site, id, Client::elections))),
    ("meetings", Of(COMPONENT, |site, id| held(site, id, Client::meetings))),
    ("pages", Of(COMPONENT, |site, id| held(site, id, Client::pages))),
    ("posts", Of(COMPONENT, |site, id| held(site, id, Client::posts))),
    ("proposals", Of(COMPONENT, |site, id| held(site, id, Client::proposals))),
    ("results", Of(COMPONENT, |site, id| held(site, id, Client::results))),
    ("sortitions", Of(COMPONENT, |site, id| held(site, id, Client::sortitions))),
    ("surveys", Of(COMPONENT, |site, id| held(site, id, Client::surveys))),
];

const COMPONENT: &str = "component";

/// What one component holds, or all of them.
fn held<T: Content + Serialize>(
    site: &Client,
    component: Option<u64>,
    of: fn(&Client, Id) -> Contents<T>,
) -> Rows {
    match component {
        Some(id) => rows(of(site, Id::new(id)).list().stream()),
        None => rows(site.all::<T>().list().stream()),
    }
}
