//! The filters and orders that all kinds of participatory spaces share.

use civic_core::Multiloc;
use civic_core::jiff::civil::Date;

use super::SpaceKind;
use crate::graphql::lists::RecordList;
use crate::graphql::members::Sort;
use crate::graphql::records::Identified;

/// A kind of participatory space. All kinds are filtered and sorted alike.
///
/// The platform's order by `startDate` is offered on processes and conferences alone: other kinds
/// have no such column, and a site fails over it.
///
/// ```no_run
/// # use decidim_client::graphql::{Client, Sort};
/// # fn example(site: Client) {
/// use decidim_client::jiff::civil::date;
///
/// let assemblies = site.assemblies().list().published_since(date(2025, 1, 1)).by_id(Sort::Asc);
/// let assemblies = assemblies.stream();
/// # }
/// ```
pub trait SpaceRecord: Identified {
    /// The kind of space.
    const KIND: SpaceKind;

    /// The title.
    fn title(&self) -> &Multiloc;
}

/// Filters and orders of spaces.
impl<T: SpaceRecord> RecordList<T> {
    /// Only spaces published on this day or later.
    pub fn published_since(self, day: Date) -> Self {
        self.filter("publishedSince", day)
    }

    /// Only spaces published before this day.
    pub fn published_before(self, day: Date) -> Self {
        self.filter("publishedBefore", day)
    }

    /// Only spaces with this hashtag, written without its `#`. Up to 0.30.
    pub fn hashtag(self, hashtag: impl Into<String>) -> Self {
        self.filter("hashtag", hashtag.into())
    }

    /// Sorts by id.
    pub fn by_id(self, sort: Sort) -> Self {
        self.sorted("id", sort)
    }

    /// Sorts by when they were published.
    pub fn by_published_at(self, sort: Sort) -> Self {
        self.sorted("publishedAt", sort)
    }
}
