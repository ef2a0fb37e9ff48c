//! What the GraphQL API of a Decidim site may answer: data, errors beside it, and complaints about
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

/// One operation on a client.
pub type Operation = fn(&Client, &VirtualClock);

/// Lists of every form, single records, and tours of a whole site.
pub const OPERATIONS: &[Operation] = &[
    |site, clock| answered(run(clock, site.organization())),
    |site, clock| answered(run(clock, site.decidim())),
    |site, clock| answered(run(clock, site.session())),
    |site, clock| answered(run(clock, site.component(7))),
    |site, clock| answered(run(clock, site.proposals(7).get(3))),
    |site, clock| answered(run(clock, site.participatory_processes().get(3))),
    |site, clock| walked(clock, site.proposals(7).stream()),
    |site, clock| walked(clock, site.proposals(7).page_size(3).stream_backward()),
    |site, clock| walked(clock, site.proposals(7).confirmed().stream()),
    |site, clock| walked(clock, site.meetings(7).stream()),
    |site, clock| walked(clock, site.debates(7).stream()),
    |site, clock| walked(clock, site.posts(7).stream()),
    |site, clock| walked(clock, site.results(7).stream()),
    |site, clock| walked(clock, site.budgets(7).stream()),
    |site, clock| walked(clock, site.sortitions(7).stream()),
    |site, clock| walked(clock, site.elections(7).stream()),
    |site, clock| walked(clock, site.surveys(7).stream()),
    |site, clock| walked(clock, site.pages(7).stream()),
    |site, clock| walked(clock, site.collaborative_texts(7).stream()),
    |site, clock| walked(clock, site.participatory_processes().stream()),
    |site, clock| walked(clock, site.assemblies().stream()),
    |site, clock| walked(clock, site.conferences().stream()),
    |site, clock| walked(clock, site.consultations().stream()),
    |site, clock| walked(clock, site.initiatives().stream()),
    |site, clock| walked(clock, site.users().stream()),
    |site, clock| walked(clock, site.taxonomies().stream()),
    |site, clock| walked(clock, site.metrics().stream()),
    |site, clock| walked(clock, site.static_pages().stream()),
    |site, clock| walked(clock, site.moderations().stream()),
    |site, clock| {
        walked(clock, site.components(SpaceKind::Assembly, 7).by_weight(Sort::Asc).stream());
    },
    |site, clock| walked(clock, site.comments(Commentable::proposal(7))),
    |site, clock| walked(clock, site.suggestions(7, 8)),
    |site, clock| walked(clock, site.all_components()),
    |site, clock| walked(clock, site.all_proposals()),
    |site, clock| walked(clock, site.all_comments()),
    |site, clock| {
        let answer = run(clock, site.query(QUERY).variable("id", "7").into_future());
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
        client = client.credentials("a-key-of-no-use", "a-secret-of-no-use");
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

/// What a server says can be told, and written down and read again.
fn said(error: &ServerError) {
    let _ = (error.to_string(), error.problems());
    let again = serde_json::to_value(error).and_then(serde_json::from_value::<ServerError>);
    assert_eq!(again.ok().as_ref(), Some(error));
}

fn walked<T: Debug + Send + 'static>(
    clock: &VirtualClock,
    mut walk: decidim_client::list::Paginator<T>,
) {
    let tally = run(clock, drain(&mut walk));
    let report = walk.report();
    assert_eq!(report.items, tally.items as u64, "{report}");
}
