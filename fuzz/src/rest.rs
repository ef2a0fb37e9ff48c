//! What the REST API of a Decidim site may answer: tokens, headers of pages, rows, refusals.

use civic_core::testing::VirtualClock;
use decidim_client::http::HttpConfig;
use decidim_client::rest::resources::{SpaceManifest, Submission};
use decidim_client::rest::{Client, UserClient};

use super::script::{drain, looked_at};

/// The sandbox's, so that it answers too.
const CLIENT_ID: &str = "sandbox-api-client-9QfXk2";
const CLIENT_SECRET: &str = "sandbox-secret-Zr4bUe8NwTq1XyPm6KdGs0Lv";

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
    |site, _, clock| read(clock, site.questions().of_questionnaire(1).stream()),
    |site, _, clock| read(clock, site.answer_options().of_question(1).stream()),
    |site, _, clock| read(clock, site.answers().list().page_size(2).stream()),
    |site, _, clock| {
        read(clock, site.spaces().list_by_manifest(SpaceManifest::Assemblies).stream());
    },
    |site, _, clock| read(clock, site.proposal_votes().list().stream()),
    |site, _, clock| read(clock, site.roles().list().stream()),
    |site, _, clock| read(clock, site.attachments().list().stream()),
    |site, _, clock| read(clock, site.jobs().list().stream()),
    |site, _, clock| looked_at(run(clock, site.questionnaires().get(1))),
    |site, _, clock| looked_at(run(clock, site.questionnaire_responses().get(1))),
    |site, _, clock| looked_at(run(clock, site.questions().delete(1))),
    |site, _, clock| {
        looked_at(run(clock, site.answers().submit(&Submission::to(1).text(1, "x"))));
    },
    |site, _, clock| looked_at(run(clock, site.submission_request("1"))),
    |site, _, clock| looked_at(run(clock, site.proposals().get(1))),
    |site, _, clock| looked_at(run(clock, site.blogs().get(1))),
    |site, _, clock| looked_at(run(clock, site.spaces().assembly(1))),
    |site, _, clock| looked_at(run(clock, site.organizations().get(1))),
    |site, _, clock| looked_at(run(clock, site.proposal_components().get(1))),
    |site, _, clock| looked_at(run(clock, site.blog_components().get(1))),
    |site, _, clock| looked_at(run(clock, site.version())),
    |site, _, clock| looked_at(run(clock, site.health())),
    |_, user, clock| looked_at(run(clock, user.draft_proposals().get(1))),
    |_, user, clock| looked_at(run(clock, user.draft_proposals().create(1))),
    |_, user, clock| looked_at(run(clock, user.draft_proposals().publish(1))),
    |_, user, clock| looked_at(run(clock, user.vote(1, 1))),
    |_, user, clock| looked_at(run(clock, user.magic_link())),
];

/// Whether the client of this operation is of a site of 0.3, which knows more scopes.
pub fn is_newest(which: usize) -> bool {
    which / OPERATIONS.len() % 2 == 1
}

/// Runs one of the operations, half of them of a site of 0.3.
pub fn attack(which: usize, http: HttpConfig, clock: &VirtualClock) {
    let Some(operation) = OPERATIONS.get(which % OPERATIONS.len()) else { return };
    let scopes = ["public", "proposals", "blogs", "oauth", "system"];
    let newest = ["surveys", "roles", "attachments"].into_iter().filter(|_| is_newest(which));
    let scopes = scopes.into_iter().chain(newest);
    let client = Client::builder("https://decidim.example.org")
        .credentials(CLIENT_ID, CLIENT_SECRET)
        .scopes(scopes)
        .http(http)
        .build()
        .unwrap_or_else(|error| panic!("{error}"));
    let user = client
        .impersonate("oak_street")
        .register_on_missing(true)
        .build()
        .unwrap_or_else(|error| panic!("{error}"));
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
