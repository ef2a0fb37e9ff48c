//! The lists of Decidim's REST API.

use decidim_client::rest::{Client, Scope};

use super::{Entry, list, list_of};

/// What a token must be good for to read them all.
pub(super) const SCOPES: [Scope; 6] =
    [Scope::Public, Scope::Spaces, Scope::Proposals, Scope::Blogs, Scope::Oauth, Scope::System];

pub(super) fn lists() -> Vec<Entry<Client>> {
    vec![
        list!("blog_components", |site| site.blog_components().list()),
        list!("components", |site| site.components().list()),
        list!("organizations", |site| site.organizations().list()),
        list!("proposal_components", |site| site.proposal_components().list()),
        list!("spaces", |site| site.spaces().list()),
        list!("users", |site| site.users().list()),
        list_of!("blogs", "component", |site, id| id
            .into_iter()
            .fold(site.blogs().list(), |list, id| list.in_component(id))),
        list_of!("proposals", "component", |site, id| id
            .into_iter()
            .fold(site.proposals().list(), |list, id| list.in_component(id))),
    ]
}
