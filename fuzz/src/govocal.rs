//! What a Go Vocal platform may answer: tokens, pages, rows, feeds of deletions, refusals.

use std::fmt::Debug;

use civic_core::testing::VirtualClock;
use govocal_client::http::HttpConfig;
use govocal_client::resources::{LogsDeletions, Readable, Resource};
use govocal_client::uuid::Uuid;
use govocal_client::{Client, Endpoint};

use super::script::{drain, looked_at};

/// The sandbox's, so that it answers too.
const CLIENT_ID: &str = "7d3f2c1a-5b64-4c8e-9f10-2a6b8c4d0e13";
const CLIENT_SECRET: &str = "sandbox-secret-bVq3ZtYc0RkPw7Hs2LxN9aFd5MjUe8GiTo4KyBr6CnWvXlQz1A";

/// One operation on a client.
pub type Operation = fn(&Client, &VirtualClock);

/// Every list, and what else has an answer of its own.
pub const OPERATIONS: &[Operation] = &[
    |city, clock| all(&city.areas(), clock),
    |city, clock| list(&city.basket_ideas(), clock),
    |city, clock| all(&city.baskets(), clock),
    |city, clock| all(&city.comments(), clock),
    |city, clock| all(&city.email_campaign_deliveries(), clock),
    |city, clock| all(&city.email_campaigns(), clock),
    |city, clock| all(&city.event_attendances(), clock),
    |city, clock| all(&city.events(), clock),
    |city, clock| list(&city.file_attachments(), clock),
    |city, clock| all(&city.files(), clock),
    |city, clock| all(&city.global_topics(), clock),
    |city, clock| list(&city.idea_phases(), clock),
    |city, clock| list(&city.idea_topics(), clock),
    |city, clock| all(&city.ideas(), clock),
    |city, clock| list(&city.ideas_input_topics(), clock),
    |city, clock| all(&city.initiatives(), clock),
    |city, clock| all(&city.input_topics(), clock),
    |city, clock| all(&city.internal_comments(), clock),
    |city, clock| all(&city.phases(), clock),
    |city, clock| all(&city.project_folders(), clock),
    |city, clock| list(&city.project_global_topics(), clock),
    |city, clock| list(&city.project_topics(), clock),
    |city, clock| all(&city.projects(), clock),
    |city, clock| list(&city.reactions(), clock),
    |city, clock| all(&city.topics(), clock),
    |city, clock| all(&city.users(), clock),
    |city, clock| all(&city.volunteering_causes(), clock),
    |city, clock| all(&city.volunteering_volunteers(), clock),
    |city, clock| looked_at(run(clock, city.insights().visits())),
    |city, clock| {
        run(clock, drain(city.ideas().list().locales(["nl", "fr"])));
    },
    |city, clock| {
        run(clock, drain(city.projects().list().stream_by_page_number()));
    },
];

/// A client of a server by this way.
pub fn client(http: HttpConfig) -> Client {
    Client::builder("https://govocal.example.org")
        .credentials(CLIENT_ID, CLIENT_SECRET)
        .http(http)
        .build()
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Runs one of the operations.
pub fn attack(which: usize, http: HttpConfig, clock: &VirtualClock) {
    if let Some(operation) = OPERATIONS.get(which % OPERATIONS.len()) {
        operation(&client(http), clock);
    }
}

fn run<F: Future>(clock: &VirtualClock, future: F) -> F::Output {
    clock.run(future).unwrap_or_else(|stuck| panic!("the client waits for nothing: {stuck}"))
}

fn list<T: Resource + Debug>(endpoint: &Endpoint<T>, clock: &VirtualClock) {
    let mut reading = endpoint.list().stream();
    let tally = run(clock, drain(&mut reading));
    let report = reading.report();
    assert_eq!(report.items, tally.items as u64, "{report}");
    assert!(tally.errors > 0 || report.malformed == 0 || !report.malformed_rows.is_empty());
}

fn all<T: Readable + LogsDeletions + Debug>(endpoint: &Endpoint<T>, clock: &VirtualClock) {
    list(endpoint, clock);
    looked_at(run(clock, endpoint.get(Uuid::max())));
    run(clock, drain(endpoint.deleted().stream()));
}
