//! What runs cost and tell, for each kind of list in a file: whoever changes how copies are kept sees there
//! what becomes dearer or cheaper.

use std::fmt::Write as _;

use super::history;
use super::history::Tally;
use super::kind::Kind;
use crate::testing::kept;

/// How many histories of each kind.
const HISTORIES: u64 = 120;

#[test]
fn what_runs_cost_and_tell_is_as_it_was() {
    let mut table = String::new();
    for kind in Kind::ALL {
        let mut tally = Tally::default();
        for seed in 0..HISTORIES {
            tally.add(&history(kind, seed).unwrap());
        }
        writeln!(table, "{HISTORIES} histories: {kind:?}, {tally:#?}").unwrap();
    }
    kept::compare("sync/simulation/costs.txt", &table);
}
