//! What the GraphQL API of a Decidim site may answer: data, errors beside it, and validation errors about
//! the query, which the client answers by cutting it. Whatever it sends must be a query.

use std::fmt::Debug;

use bytes::Bytes;
use civic_core::testing::VirtualClock;
use decidim_client::Error;
use decidim_client::graphql::resources::{Commentable, SpaceKind};
use decidim_client::graphql::{Client, ServerError, Sort};
use decidim_client::http::HttpConfig;
use serde_json::Value;

use super::script::{drain, looked_at};

/// The sandbox's, so that it answers too.
const API_KEY: &str = "sandbox-api-user";
const API_SECRET: &str = "sandbox-secret-mJ8qT2vXc5LrWb7NzKe4HdYs";

/// One operation on a client.
pub type Operation = fn(&Client, &VirtualClock);

/// Lists of every form, single records, and lists of a whole site.
pub const OPERATIONS: &[Operation] = &[
    |site, clock| answered(run(clock, site.organization())),
    |site, clock| answered(run(clock, site.decidim())),
    |site, clock| answered(run(clock, site.session())),
    |site, clock| answered(run(clock, site.all_components().get(7))),
    |site, clock| answered(run(clock, site.proposals(7).get(3))),
    |site, clock| answered(run(clock, site.participatory_processes().get(3))),
    |site, clock| listed(clock, site.proposals(7).list().stream()),
    |site, clock| listed(clock, site.proposals(7).list().page_size(3).stream_backward()),
    |site, clock| listed(clock, site.proposals(7).list().two_passes().stream()),
    |site, clock| listed(clock, site.meetings(7).list().stream()),
    |site, clock| listed(clock, site.debates(7).list().stream()),
    |site, clock| listed(clock, site.posts(7).list().stream()),
    |site, clock| listed(clock, site.results(7).list().stream()),
    |site, clock| listed(clock, site.budgets(7).list().stream()),
    |site, clock| listed(clock, site.sortitions(7).list().stream()),
    |site, clock| listed(clock, site.elections(7).list().stream()),
    |site, clock| listed(clock, site.surveys(7).list().stream()),
    |site, clock| listed(clock, site.pages(7).list().stream()),
    |site, clock| listed(clock, site.collaborative_texts(7).list().stream()),
    |site, clock| listed(clock, site.participatory_processes().list().stream()),
    |site, clock| listed(clock, site.assemblies().list().stream()),
    |site, clock| listed(clock, site.conferences().list().stream()),
    |site, clock| listed(clock, site.consultations().list().stream()),
    |site, clock| listed(clock, site.initiatives().list().stream()),
    |site, clock| listed(clock, site.users().list().stream()),
    |site, clock| listed(clock, site.taxonomies().list().stream()),
    |site, clock| listed(clock, site.metrics().list().stream()),
    |site, clock| listed(clock, site.static_pages().list().stream()),
    |site, clock| listed(clock, site.moderations().list().stream()),
    |site, clock| {
        listed(clock, site.components(SpaceKind::Assembly, 7).list().by_weight(Sort::Asc).stream());
    },
    |site, clock| listed(clock, site.comments(Commentable::proposal(7)).list().stream()),
    |site, clock| listed(clock, site.collaborative_texts(7).suggestions(8).list().stream()),
    |site, clock| listed(clock, site.all_components().list().stream()),
    |site, clock| listed(clock, site.all_proposals().list().stream()),
    |site, clock| listed(clock, site.all_comments().list().stream()),
    |site, clock| {
        let answer = run(clock, site.query(QUERY).variable("id", "7"));
        if let Ok(answer) = &answer {
            answer.errors().iter().for_each(said);
            looked_at(answer.data());
        }
        answered(answer.and_then(|answer| answer.decode::<Value>()));
    },
];

/// A query with all that can be cut: fragments of both kinds, aliases, lists and objects of
/// variables, a directive.
const QUERY: &str =
    "query Q($id: ID!, $n: Int, $order: ProposalSort, $day: String, $if: Boolean!) {
  component(id: $id) { __typename id ...P ... on Meetings { meetings(first: $n) { nodes { id } } } }
  named: participatoryProcesses(filter: {publishedSince: $day, locale: [$day]}) { ...T }
}
fragment P on Proposals {
  proposals(first: $n, order: $order) { edges { node { id body { locales } ...R } } }
}
fragment R on Proposal { author @include(if: $if) { name nickname } title { ...L } }
fragment L on TranslatedField { translations { text locale } }
fragment T on ParticipatoryProcess { id title { ...L } }";

/// Holds a request to what the client promises: what it sends is a query, and has a value for
/// nothing that the query does not have.
pub fn is_query(request: &http::Request<Bytes>) {
    let Ok(body) = serde_json::from_slice::<Value>(request.body()) else { return };
    let Some(text) = body.get("query").and_then(Value::as_str) else { return };
    let parsed = graphql_parser::parse_query::<&str>(text);
    assert!(parsed.is_ok(), "{:?} in {text}", parsed.err());
    let variables = body.get("variables").and_then(Value::as_object);
    for name in variables.into_iter().flat_map(|variables| variables.keys()) {
        assert!(text.contains(&format!("${name}")), "${name} is not in {text}");
    }
}

/// Runs one of the operations.
pub fn attack(which: usize, http: HttpConfig, clock: &VirtualClock) {
    let Some(operation) = OPERATIONS.get(which % OPERATIONS.len()) else { return };
    let mut client = Client::builder("https://decidim.example.org").http(http);
    // Half of them sign in, so that the answer to that is read too.
    if which / OPERATIONS.len() % 2 == 1 {
        client = client.credentials(API_KEY, API_SECRET);
    }
    operation(&client.build().unwrap_or_else(|error| panic!("{error}")), clock);
}

fn run<F: Future>(clock: &VirtualClock, future: F) -> F::Output {
    clock.run(future).unwrap_or_else(|stuck| panic!("the client waits for nothing: {stuck}"))
}

fn answered<T: Debug>(outcome: Result<T, Error>) {
    if let Err(error) = &outcome {
        ServerError::all_of(error).iter().for_each(said);
    }
    looked_at(outcome);
}

/// What a server says can be shown, and written down and read again.
fn said(error: &ServerError) {
    let _ = (error.to_string(), error.problems());
    let again = serde_json::to_value(error).and_then(serde_json::from_value::<ServerError>);
    assert_eq!(again.ok().as_ref(), Some(error));
}

fn listed<T: Debug + Send + 'static>(
    clock: &VirtualClock,
    mut list: decidim_client::list::Paginator<T>,
) {
    let tally = run(clock, drain(&mut list));
    let report = list.report();
    assert_eq!(report.items, tally.items as u64, "{report}");
}
