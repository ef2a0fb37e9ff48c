//! What the REST API of a Decidim site may answer: tokens, headers of pages, rows, refusals.

use civic_core::testing::VirtualClock;
use decidim_client::http::HttpConfig;
use decidim_client::rest::resources::Submission;
use decidim_client::rest::{Client, UserClient};

use super::script::{drain, looked_at};

/// One operation, by the program itself or for a user.
pub type Operation = fn(&Client, &UserClient, &VirtualClock);

/// Every list, every single record, and what else has an answer of its own.
pub const OPERATIONS: &[Operation] = &[
    |site, _, clock| read(clock, site.proposals().list().stream()),
    |site, _, clock| read(clock, site.proposals().list().page_size(2).stream_by_page_number()),
    |site, _, clock| read(clock, site.blogs().list().stream()),
    |site, _, clock| read(clock, site.components().list().stream()),
    |site, _, clock| read(clock, site.spaces().list().stream()),
    |site, _, clock| read(clock, site.organizations().list().stream()),
    |site, _, clock| read(clock, site.users().list().stream()),
    |site, _, clock| read(clock, site.questionnaires().list().stream()),
    |site, _, clock| read(clock, site.questions().of_questionnaire(7).stream()),
    |site, _, clock| read(clock, site.answer_options().of_question(7).stream()),
    |site, _, clock| read(clock, site.answers().list().page_size(2).stream()),
    |site, _, clock| looked_at(run(clock, site.questionnaires().get(7).into_future())),
    |site, _, clock| looked_at(run(clock, site.questionnaire_responses().get(7).into_future())),
    |site, _, clock| looked_at(run(clock, site.questions().delete(7).into_future())),
    |site, _, clock| {
        looked_at(run(clock, site.answers().submit(&Submission::to(7).text(1, "x")).into_future()));
    },
    |site, _, clock| looked_at(run(clock, site.submission_request("7").into_future())),
    |site, _, clock| looked_at(run(clock, site.proposals().get(7).into_future())),
    |site, _, clock| looked_at(run(clock, site.blogs().get(7).into_future())),
    |site, _, clock| looked_at(run(clock, site.spaces().assembly(7).into_future())),
    |site, _, clock| looked_at(run(clock, site.organizations().get(7).into_future())),
    |site, _, clock| looked_at(run(clock, site.proposal_components().get(7).into_future())),
    |site, _, clock| looked_at(run(clock, site.blog_components().get(7).into_future())),
    |site, _, clock| looked_at(run(clock, site.version())),
    |site, _, clock| looked_at(run(clock, site.health())),
    |_, user, clock| looked_at(run(clock, user.draft_proposals().get(7).into_future())),
    |_, user, clock| looked_at(run(clock, user.draft_proposals().create(7).into_future())),
    |_, user, clock| looked_at(run(clock, user.draft_proposals().publish(7).into_future())),
    |_, user, clock| looked_at(run(clock, user.vote(7, 1).into_future())),
    |_, user, clock| looked_at(run(clock, user.magic_link())),
];

/// Runs one of the operations.
pub fn attack(which: usize, http: HttpConfig, clock: &VirtualClock) {
    let Some(operation) = OPERATIONS.get(which % OPERATIONS.len()) else { return };
    let client = Client::builder("https://decidim.example.org")
        .credentials("a-client-of-no-use", "a-secret-of-no-use")
        .scopes(["public", "proposals", "blogs", "oauth", "system"])
        .http(http)
        .build()
        .unwrap_or_else(|error| panic!("{error}"));
    let user = client.impersonate("somebody").build().unwrap_or_else(|error| panic!("{error}"));
    operation(&client, &user, clock);
}

fn run<F: Future>(clock: &VirtualClock, future: F) -> F::Output {
    clock.run(future).unwrap_or_else(|stuck| panic!("the client waits for nothing: {stuck}"))
}

fn read<T: std::fmt::Debug + Send + 'static>(
    clock: &VirtualClock,
    mut reading: decidim_client::list::Paginator<T>,
) {
    let tally = run(clock, drain(&mut reading));
    let report = reading.report();
    assert_eq!(report.items, tally.items as u64, "{report}");
}
