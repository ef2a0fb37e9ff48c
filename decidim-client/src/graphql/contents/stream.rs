//! Reading all records of a component.

use civic_core::Error;
use civic_core::list::Paginator;

use super::content::Content;
use super::pages::{Direction, Pages};
use super::query::Contents;
use crate::graphql::adapt::LARGEST_PAGE;

impl<T: Content> Contents<T> {
    /// Reads all records from the first to the last.
    ///
    /// Cursors of Decidim are places in the list, not keys: a record that goes shifts those behind
    /// it. Where the list can be sorted by id, and no other order was asked for, it is: records
    /// come oldest first, each page begins with the end of the one before, and the verdict is
    /// complete whatever changed meanwhile. Elsewhere it is complete only if the list did not
    /// change; see [`confirmed`](Self::confirmed).
    pub fn stream(self) -> Paginator<T> {
        self.walk(Direction::Forward)
    }

    /// Reads all records from the last to the first. Complete only if the list did not change.
    pub fn stream_backward(self) -> Paginator<T> {
        self.walk(Direction::Backward)
    }

    fn walk(self, direction: Direction) -> Paginator<T> {
        let invalid = (!(1..=LARGEST_PAGE).contains(&self.page_size)).then(|| {
            let message = format!("page_size must be 1 to {LARGEST_PAGE}, not {}", self.page_size);
            Error::invalid_input(message)
        });
        Paginator::by_cursor(Pages::new(self, direction)).refused(invalid)
    }
}
