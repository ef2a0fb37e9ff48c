//! Reading all records of a component.

use civic_core::Error;
use civic_core::list::Paginator;

use super::list::ContentList;
use super::pages::{Direction, Pages};
use crate::graphql::adapt::LARGEST_PAGE;
use crate::graphql::records::{Content, ContentKind};

impl<T: Content> ContentList<T> {
    /// Reads all records from the first to the last.
    ///
    /// Cursors of Decidim are places in the list, not keys: a record that goes shifts those behind
    /// it. Where the list can be sorted by id, and no other order was asked for, it is: records
    /// come oldest first, each page begins with the end of the one before, and the list is proven
    /// complete whatever changed meanwhile. Otherwise it is consistent, if the list did not change;
    /// see [`two_passes`](Self::two_passes).
    ///
    /// A checkpoint is below 4 KiB. Only in the second of [`two_passes`](Self::two_passes) it holds
    /// the ids of the records that are still to be fetched, at most 100.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut proposals = site.proposals(39).list().stream();
    /// while let Some(proposal) = proposals.try_next().await? {
    ///     println!("{} {:?}", proposal.id, proposal.title.text(["ca", "es"]));
    /// }
    /// let report = proposals.report();
    /// if !report.completeness.is_proven() {
    ///     return Err(format!("not all was read: {report}").into());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("pagination", "paginate", "cursor"))]
    pub fn stream(self) -> Paginator<T> {
        Pages::new(ContentKind::of::<T>(), self.query, Direction::Forward).read_all()
    }

    /// Reads all records from the last to the first. Consistent, if the list did not change.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Sort;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// // The proposals that were made last.
    /// let by_id = site.proposals(39).list().by_id(Sort::Asc);
    /// let mut latest = by_id.stream_backward().limit_items(20);
    /// while let Some(proposal) = latest.try_next().await? {
    ///     println!("{:?} {:?}", proposal.created_at, proposal.title.text(["ca", "es"]));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream_backward(self) -> Paginator<T> {
        Pages::new(ContentKind::of::<T>(), self.query, Direction::Backward).read_all()
    }
}

impl Pages {
    pub(super) fn read_all<T: Content>(self) -> Paginator<T> {
        let size = self.query.page_size;
        let invalid = (!(1..=LARGEST_PAGE).contains(&size)).then(|| {
            Error::invalid_input(format!("page_size must be 1 to {LARGEST_PAGE}, not {size}"))
        });
        Paginator::by_cursor(self.of::<T>()).refused(invalid)
    }
}
