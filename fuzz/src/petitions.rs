//! What a server of petitions may answer.

use civic_core::testing::VirtualClock;
use petitions_client::Client;
use petitions_client::http::HttpConfig;
use petitions_client::resources::petitions::NewSignature;

use super::script::{drain, looked_at};

/// The sandbox's, so that it answers too.
const API_KEY: &str = "sandbox-full-key";

/// One operation on a client.
pub type Operation = fn(&Client, &VirtualClock);

/// Every operation.
pub const OPERATIONS: &[Operation] = &[
    |site, clock| read(clock, site.petitions().list().stream()),
    |site, clock| read(clock, site.signatures().list().stream()),
    |site, clock| read(clock, site.signatures().list().petitions([325]).page_size(10).stream()),
    |site, clock| read(clock, site.organisations().list().stream()),
    |site, clock| looked_at(run(clock, site.petitions().list().newest())),
    |site, clock| looked_at(run(clock, site.signatures().list().newest())),
    |site, clock| looked_at(run(clock, site.petitions().get(325))),
    |site, clock| looked_at(run(clock, site.organisations().get(3))),
    |site, clock| {
        let update = site.petitions().update(325).reference_field("2026/7");
        looked_at(run(clock, update));
    },
    |site, clock| {
        let signature = NewSignature::new("A Name", "name@example.org", "Utrecht");
        looked_at(run(clock, site.petitions().sign(325, signature)));
    },
    |site, clock| {
        run(clock, drain(site.petitions().list().languages(["nl", "en"])));
    },
];

/// A client of a server by this way.
pub fn client(http: HttpConfig) -> Client {
    let client = Client::builder("https://petitions.example.org").api_key(API_KEY);
    client.http(http).build().unwrap_or_else(|error| panic!("{error}"))
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

fn read<T: std::fmt::Debug + Send + 'static>(
    clock: &VirtualClock,
    mut reading: petitions_client::list::Paginator<T>,
) {
    let tally = run(clock, drain(&mut reading));
    let report = reading.report();
    assert_eq!(report.items, tally.items as u64, "{report}");
}
