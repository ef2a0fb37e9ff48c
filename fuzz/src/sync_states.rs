//! Texts that may be sync states, and runs that begin at them.

use civic_core::testing::VirtualClock;
use govocal_client::http::HttpConfig;
use govocal_client::sync::{Change, State};

use super::govocal::client;
use super::script::{Script, check_message};

/// Changes and errors after which a run is taken to have no end.
const LONGEST: usize = 20_000;

/// Reads the first line as a state, and syncs from it with a server that gives the answers below.
pub fn attack(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == b'\n');
    let (state, answers) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let clock = clock();
    run_from(state, Script::read(answers).signed_in().http(&clock, |_| ()), &clock);
}

/// Reads a state and syncs ideas from it. A state that is not refused can be written and read again. A run
/// ends, with a report; it tells no more rows as gone than there were, and the state after it counts the rows.
pub fn run_from(state: &[u8], http: HttpConfig, clock: &VirtualClock) {
    let state = match serde_json::from_slice::<State>(state) {
        Ok(state) => state,
        Err(error) => return check_message(&error),
    };
    must_be_kept(&state);
    let before = state.rows();
    let client = client(http);
    let mut run = client.ideas().list().sync(state);
    let (mut upserts, mut gone, mut steps, mut ended) = (0, 0, 0, false);
    while let Some(change) = clock.run(run.next()).unwrap_or_else(|stuck| panic!("{stuck}")) {
        match change {
            Ok(Change::Upsert { .. }) => upserts += 1,
            Ok(Change::Gone { .. }) => gone += 1,
            Ok(Change::Synced { state, .. } | Change::Incomplete { state, .. }) => {
                must_be_kept(&state);
                assert!(state.rows() <= before + upserts, "a row that nobody told");
                ended = true;
            }
            Ok(_) => {}
            Err(error) => check_message(&error),
        }
        steps += 1;
        assert!(steps < LONGEST, "the run has no end");
    }
    assert!(gone <= before + upserts, "{gone} rows gone of {before} and {upserts}");
    if ended {
        let report = run.report().unwrap_or_else(|| panic!("a run that ended has a report"));
        assert!(!report.to_string().is_empty());
    }
}

/// A clock that shows a while after the runs that the seeds are of.
pub fn clock() -> VirtualClock {
    let moment = "2026-12-01T12:00:00Z".parse();
    VirtualClock::starting_at(moment.unwrap_or_else(|error| panic!("{error}")))
}

/// Whether a state is the same after it was kept.
fn must_be_kept(state: &State) {
    let written = serde_json::to_string(state).unwrap_or_else(|error| panic!("{error}"));
    let again: State = serde_json::from_str(&written).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(&again, state, "a state that is written is the same");
}
