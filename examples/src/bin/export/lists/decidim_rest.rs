//! The lists of Decidim's REST API.

use decidim_client::rest::{Client, List, Scope};

use super::Line;
use super::Open::{All, Of};
use crate::rows::rows;

/// What a token must be good for to read them all.
pub(super) const SCOPES: [Scope; 6] =
    [Scope::Public, Scope::Spaces, Scope::Proposals, Scope::Blogs, Scope::Oauth, Scope::System];

pub(super) const LISTS: &[Line<Client>] = &[
    ("blog_components", All(|site| rows(site.blog_components().list().stream()))),
    ("components", All(|site| rows(site.components().list().stream()))),
    ("organizations", All(|site| rows(site.organizations().list().stream()))),
    ("proposal_components", All(|site| rows(site.proposal_components().list().stream()))),
    ("spaces", All(|site| rows(site.spaces().list().stream()))),
    ("users", All(|site| rows(site.users().list().stream()))),
    (
        "blogs",
        Of("component", |site, id| {
            rows(id.into_iter().fold(site.blogs().list(), List::in_component).stream())
        }),
    ),
    (
        "proposals",
        Of("component", |site, id| {
            rows(id.into_iter().fold(site.proposals().list(), List::in_component).stream())
        }),
    ),
];
