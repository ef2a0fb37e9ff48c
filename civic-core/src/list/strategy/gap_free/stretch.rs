//! What an answer shows of the list's order.

use crate::list::spec::Position;
use crate::list::strategy::Row;

/// What an answer shows of the list's order.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    pub(super) newest: Option<Position>,
    pub(super) oldest: Option<Position>,
    /// Rows at the end that share the oldest position, those that did not decode included.
    pub(super) tail: u64,
    pub(super) ordered: bool,
}

impl Stretch {
    pub(super) fn of<T>(rows: &[Row<T>]) -> Self {
        let positions = || rows.iter().filter_map(Row::position);
        let oldest = positions().last();
        let at_the_end = |row: &&Row<T>| row.key().is_none() || row.position() == oldest;
        Self {
            newest: positions().next(),
            oldest,
            tail: rows.iter().rev().take_while(at_the_end).count() as u64,
            ordered: positions().is_sorted_by(|newer, older| newer >= older)
                && rows.iter().all(|row| row.key().is_none() || row.position().is_some()),
        }
    }
}
