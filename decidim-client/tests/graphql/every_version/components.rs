//! Where on the sandbox's site to read.

use decidim_client::graphql::Id;
use decidim_client::graphql::lists::Contents;
use decidim_client::graphql::resources::{
    AccountabilityResult, Budget, CollaborativeText, Debate, Election, Meeting, Page, Post,
    Proposal, Sortition, Survey,
};

use crate::graphql::support::Bench;

/// The first component of a kind; where a version has none, one that is not there.
pub(crate) fn component(bench: &Bench, kind: &str) -> Id {
    Id::new(bench.platform.component_ids(kind).first().copied().unwrap_or(999_999))
}

/// The first record of a list in the first component of its kind.
pub(crate) fn first(bench: &Bench, kind: &str, list: &str) -> Id {
    let rows = bench.platform.ids_in(component(bench, kind).number(), list);
    Id::new(rows.first().copied().unwrap_or(999_999))
}

/// The first space of a kind that anybody may see.
pub(crate) fn space(bench: &Bench, list: &str) -> Id {
    let ids = bench.platform.ids(list).into_iter();
    let mut public =
        ids.filter(|id| !bench.platform.record(list, *id).unwrap()["published_at"].is_null());
    Id::new(public.next().unwrap_or(999_999))
}

pub(crate) fn proposals(bench: &Bench) -> Contents<Proposal> {
    bench.client.proposals(component(bench, "Proposals"))
}

pub(crate) fn meetings(bench: &Bench) -> Contents<Meeting> {
    bench.client.meetings(component(bench, "Meetings"))
}

pub(crate) fn debates(bench: &Bench) -> Contents<Debate> {
    bench.client.debates(component(bench, "Debates"))
}

pub(crate) fn posts(bench: &Bench) -> Contents<Post> {
    bench.client.posts(component(bench, "Blogs"))
}

pub(crate) fn budgets(bench: &Bench) -> Contents<Budget> {
    bench.client.budgets(component(bench, "Budgets"))
}

pub(crate) fn results(bench: &Bench) -> Contents<AccountabilityResult> {
    bench.client.results(component(bench, "Accountability"))
}

pub(crate) fn pages(bench: &Bench) -> Contents<Page> {
    bench.client.pages(component(bench, "Pages"))
}

pub(crate) fn surveys(bench: &Bench) -> Contents<Survey> {
    bench.client.surveys(component(bench, "Surveys"))
}

pub(crate) fn sortitions(bench: &Bench) -> Contents<Sortition> {
    bench.client.sortitions(component(bench, "Sortitions"))
}

pub(crate) fn texts(bench: &Bench) -> Contents<CollaborativeText> {
    bench.client.collaborative_texts(component(bench, "CollaborativeTexts"))
}

pub(crate) fn elections(bench: &Bench) -> Contents<Election> {
    bench.client.elections(component(bench, "Elections"))
}

pub(crate) fn proposal(bench: &Bench) -> Id {
    first(bench, "Proposals", "proposals")
}
