//! What runs cost and report, in a file for each kind of list. After a change to how copies are kept, these
//! files show the added cost.

use std::fmt::Write as _;

use super::history;
use super::history::Tally;
use super::kind::Kind;
use crate::testing::golden_table;

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
    golden_table::compare("sync/simulation/costs.txt", &table);
}
