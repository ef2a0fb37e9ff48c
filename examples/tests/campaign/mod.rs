//! Every client through servers in trouble, thousands of times: whatever happens, each row arrives
//! or is reported, no call outlasts its time, no write arrives twice, and no token is bought
//! without a reason.
//!
//! Each run is drawn from its seed: `CIVIC_CAMPAIGN=100000` runs that many of each kind instead of
//! the usual number, `CIVIC_CAMPAIGN_SEED=17` the one of that seed.

mod copies;
mod govocal;
mod graphql;
mod host;
mod ledger;
mod open_data;
mod petitions;
mod referee;
mod referee_tests;
mod rest;
mod run;
mod stage;
mod storm;
pub(crate) mod tally;
mod target;
mod trouble;
mod watch;

use self::govocal::Ideas;
use self::graphql::Proposals;
use self::open_data::Tables;
use self::petitions::Signatures;
use self::rest::RestProposals;
use self::run::{Journey, Replay, campaign, checked, in_memory, over_socket};
use self::tally::Tally;
use self::trouble::Trouble;

/// A run of each client by this seed, in memory and over a socket.
pub(crate) fn one_of_each(seed: u64, runtime: &tokio::runtime::Runtime) -> Tally {
    let mut tally = both_ways(&Ideas, seed, runtime);
    tally += both_ways(&Proposals, seed, runtime);
    tally += both_ways(&RestProposals, seed, runtime);
    tally += both_ways(&Tables, seed, runtime);
    tally += both_ways(&Signatures, seed, runtime);
    tally
}

fn both_ways<J: Journey>(journey: &J, seed: u64, runtime: &tokio::runtime::Runtime) -> Tally {
    let mut tally = checked(seed, Replay::Exact, |seed| in_memory(journey, seed));
    let over_socket = |seed| runtime.block_on(over_socket(journey, seed));
    tally += checked(seed, Replay::SameFaults, over_socket);
    tally
}

/// A campaign that saw every trouble, clocks that go wrong, and readings that end well and badly.
fn in_every_weather<J: Journey>(journey: &J, runs: u64) -> Option<Tally> {
    let tally = campaign(runs, Replay::Exact, |seed| in_memory(journey, seed))?;
    for trouble in Trouble::ALL {
        let (times, is_exempt) = (tally.struck.get(&trouble), J::UNTOUCHED_BY.contains(&trouble));
        assert_eq!(times.is_none(), is_exempt, "{trouble:?} struck {times:?} times");
    }
    assert!(tally.skewed > runs / 8, "clocks that go wrong");
    assert!(tally.interrupted > 0 && tally.rows > 0);
    are_mostly_complete(&tally, J::COMPLETE);
    Some(tally)
}

/// At least so many runs in a hundred read a whole list and said so.
fn are_mostly_complete(tally: &Tally, percent: u64) {
    let (complete, runs) = (tally.complete, tally.runs);
    assert!(complete * 100 >= runs * percent, "{complete} of {runs}, not {percent} in a hundred");
}

/// Besides: resumed lists, single reads and writes, good and bad.
fn saw_every_outcome(tally: Option<Tally>) {
    let Some(tally) = tally else { return };
    assert!(
        tally.resumed > 0 && tally.conditional > 0,
        "conditions that held: {}",
        tally.conditional
    );
    assert!(tally.read > 0 && tally.read_errors > 0);
    assert!(tally.written > 0 && tally.write_errors > 0);
}

/// Besides: rows that stayed broken, and reports that said so.
fn saw_broken_rows(tally: Option<Tally>) {
    assert!(
        tally.as_ref().is_none_or(|tally| tally.malformed > 0 && tally.gaps > 0),
        "broken rows: {tally:?}"
    );
    saw_every_outcome(tally);
}

/// Besides: runs that brought a copy up to date, and others that did not.
fn saw_copies(tally: Option<Tally>, runs: u64) -> Option<Tally> {
    let tally = tally?;
    assert!(tally.copied > runs && tally.interrupted > 10, "{tally:?}");
    Some(tally)
}

#[test]
fn go_vocal_keeps_its_promise_in_every_weather() {
    saw_broken_rows(saw_copies(in_every_weather(&Ideas, 1_200), 100));
}

#[test]
fn graphql_keeps_its_promise_in_every_weather() {
    saw_broken_rows(saw_copies(in_every_weather(&Proposals, 200), 5));
}

#[test]
fn rest_keeps_its_promise_in_every_weather() {
    // In passes a row is read again, whole: those by page number stay broken.
    saw_broken_rows(saw_copies(in_every_weather(&RestProposals, 480), 20));
}

#[test]
fn open_data_keeps_its_promise_in_every_weather() {
    let tally = in_every_weather(&Tables, 200);
    let Some(tally) = tally else { return };
    assert!(tally.malformed > 0 && tally.read > 0 && tally.read_errors > 0);
}

#[test]
fn petitions_keep_their_promise_in_every_weather() {
    saw_broken_rows(saw_copies(in_every_weather(&Signatures, 2_000), 100));
}

/// The same over loopback, with real connections that break, in so many ways at least. There are
/// too few runs for all of them.
fn over_sockets<J: Journey>(journey: &J, runs: u64, ways: usize) -> Option<Tally> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let run = |seed| runtime.block_on(over_socket(journey, seed));
    let tally = campaign(runs, Replay::SameFaults, run);
    if let Some(tally) = &tally {
        assert!(tally.struck.len() >= ways, "{:?}", tally.struck);
        assert!(tally.rows > 0 && tally.read > 0);
        are_mostly_complete(tally, J::COMPLETE / 2);
    }
    tally
}

/// Besides: writes that were carried out.
fn wrote(tally: Option<Tally>) {
    assert!(tally.is_none_or(|tally| tally.written > 0));
}

#[test]
fn go_vocal_keeps_its_promise_over_sockets() {
    wrote(over_sockets(&Ideas, 60, 17));
}

#[test]
fn graphql_keeps_its_promise_over_sockets() {
    wrote(over_sockets(&Proposals, 30, 14));
}

#[test]
fn rest_keeps_its_promise_over_sockets() {
    wrote(over_sockets(&RestProposals, 30, 10));
}

#[test]
fn open_data_keeps_its_promise_over_sockets() {
    over_sockets(&Tables, 40, 7);
}

#[test]
fn petitions_keep_their_promise_over_sockets() {
    wrote(over_sockets(&Signatures, 60, 14));
}
