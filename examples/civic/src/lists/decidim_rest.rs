//! The lists of Decidim's REST API.

use decidim_client::rest::{Client, Scope};

use super::{Entry, list, list_of};

/// What a token must be good for to read any list that all releases have.
const SCOPES: [Scope; 6] =
    [Scope::Public, Scope::Spaces, Scope::Proposals, Scope::Blogs, Scope::Oauth, Scope::System];

/// What a token must be good for to read this list. Older releases give no token at all for a scope
/// that they do not know, so only the lists that need a newer one ask for it.
pub(super) fn scopes(list: &str) -> Vec<Scope> {
    let newer = match list {
        "attachments" => Some(Scope::Attachments),
        "roles" => Some(Scope::Roles),
        "answers" | "questionnaires" => Some(Scope::Surveys),
        _ => None,
    };
    SCOPES.into_iter().chain(newer).collect()
}

pub(super) fn lists() -> Vec<Entry<Client>> {
    vec![
        list!("attachments", |site| site.attachments().list()),
        list!("blog_components", |site| site.blog_components().list()),
        list!("components", |site| site.components().list()),
        list!("jobs", |site| site.jobs().list()),
        list!("organizations", |site| site.organizations().list()),
        list!("proposal_components", |site| site.proposal_components().list()),
        list!("proposal_votes", |site| site.proposal_votes().list()),
        list!("questionnaires", |site| site.questionnaires().list()),
        list!("roles", |site| site.roles().list()),
        list!("spaces", |site| site.spaces().list()),
        list!("users", |site| site.users().list()),
        list_of!("answers", "questionnaire", |site, id| match id {
            Some(id) => site.answers().list().in_questionnaire(id),
            None => site.answers().list(),
        }),
        list_of!("blogs", "component", |site, id| match id {
            Some(id) => site.blogs().list().in_component(id),
            None => site.blogs().list(),
        }),
        list_of!("proposals", "component", |site, id| match id {
            Some(id) => site.proposals().list().in_component(id),
            None => site.proposals().list(),
        }),
    ]
}
