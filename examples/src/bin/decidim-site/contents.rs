//! What components hold.

use civic_core::Error;
use civic_core::list::Monitor;
use decidim_client::graphql::Client;
use decidim_client::graphql::records::Content;
use decidim_client::graphql::resources::{
    AccountabilityResult, Budget, CollaborativeText, Debate, Election, Meeting, Page, Post,
    Proposal, Sortition, Survey,
};
use futures::StreamExt;
use futures::stream::BoxStream;

/// A list that is read only for its report.
pub(crate) struct Counting {
    pub(crate) rows: BoxStream<'static, Result<(), Error>>,
    pub(crate) monitor: Monitor,
}

type Count = fn(&Client) -> Counting;

const KINDS: [(&str, Count); 11] = [
    ("Accountability", all::<AccountabilityResult>),
    ("Blogs", all::<Post>),
    ("Budgets", all::<Budget>),
    ("CollaborativeTexts", all::<CollaborativeText>),
    ("Debates", all::<Debate>),
    ("Elections", all::<Election>),
    ("Meetings", all::<Meeting>),
    ("Pages", all::<Page>),
    ("Proposals", all::<Proposal>),
    ("Sortitions", all::<Sortition>),
    ("Surveys", all::<Survey>),
];

/// How the records in components of this kind are counted. `None` for a plugin's kind, of which
/// nothing else is known.
pub(crate) fn of(kind: &str) -> Option<Count> {
    KINDS.iter().find(|(known, _)| *known == kind).map(|(_, count)| *count)
}

fn all<T: Content>(site: &Client) -> Counting {
    let rows = site.all::<T>().list().stream();
    let monitor = rows.monitor();
    Counting { rows: rows.map(|row| row.map(|_| ())).boxed(), monitor }
}
