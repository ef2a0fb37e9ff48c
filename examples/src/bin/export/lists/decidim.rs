//! The lists of Decidim's GraphQL API: what a site has as a whole, and what its components hold.

use decidim_client::graphql::{Client, Content, Contents, Id};
use serde::Serialize;

use super::Line;
use super::Open::{All, Of};
use crate::rows::{Rows, rows};

pub(super) const LISTS: &[Line<Client>] = &[
    ("assemblies", All(|site| rows(site.assemblies().stream()))),
    ("assembly_types", All(|site| rows(site.assembly_types().stream()))),
    ("conferences", All(|site| rows(site.conferences().stream()))),
    ("consultations", All(|site| rows(site.consultations().stream()))),
    ("hashtags", All(|site| rows(site.hashtags().stream()))),
    ("initiative_types", All(|site| rows(site.initiative_types().stream()))),
    ("initiatives", All(|site| rows(site.initiatives().stream()))),
    ("metrics", All(|site| rows(site.metrics().stream()))),
    ("moderated_users", All(|site| rows(site.moderated_users().stream()))),
    ("moderations", All(|site| rows(site.moderations().stream()))),
    (
        "participatory_process_groups",
        All(|site| rows(site.participatory_process_groups().stream())),
    ),
    ("participatory_process_types", All(|site| rows(site.participatory_process_types().stream()))),
    ("participatory_processes", All(|site| rows(site.participatory_processes().stream()))),
    ("static_page_topics", All(|site| rows(site.static_page_topics().stream()))),
    ("static_pages", All(|site| rows(site.static_pages().stream()))),
    ("taxonomies", All(|site| rows(site.taxonomies().stream()))),
    ("users", All(|site| rows(site.users().stream()))),
    ("votings", All(|site| rows(site.votings().stream()))),
    ("components", All(|site| rows(site.all_components()))),
    ("comments", All(|site| rows(site.all_comments()))),
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
        Some(id) => rows(of(site, Id::new(id)).stream()),
        None => rows(site.all::<T>()),
    }
}
