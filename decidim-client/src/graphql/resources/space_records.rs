//! The filters and orders that all kinds of participatory spaces share.

use civic_core::{DateRange, Multiloc};

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
/// use decidim_client::{DateRange, jiff::civil::date};
///
/// let recent = site.assemblies().list().published_at(DateRange::since(date(2025, 1, 1)));
/// let assemblies = recent.by_id(Sort::Asc).stream();
/// # }
/// ```
pub trait SpaceRecord: Identified {
    /// The kind of space.
    const KIND: SpaceKind;

    /// The title.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::SpaceRecord;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// use decidim_client::graphql::lists::Records;
    ///
    /// async fn titles<T: SpaceRecord>(spaces: Records<T>) -> Result<(), decidim_client::Error> {
    ///     let mut spaces = spaces.list().stream();
    ///     while let Some(space) = spaces.try_next().await? {
    ///         println!("{} {:?}", space.id(), space.title().text("ca"));
    ///     }
    ///     Ok(())
    /// }
    /// titles(site.assemblies()).await?;
    /// titles(site.conferences()).await?;
    /// # Ok(())
    /// # }
    /// ```
    fn title(&self) -> &Multiloc;
}

/// Filters and orders of spaces.
impl<T: SpaceRecord> RecordList<T> {
    /// Only spaces published in this range of days, UTC.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// use decidim_client::{DateRange, jiff::civil::date};
    ///
    /// let since_march = DateRange::since(date(2026, 3, 1));
    /// let new = site.participatory_processes().list().published_at(since_march).stream();
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("since", "from", "to"))]
    pub fn published_at(self, range: DateRange) -> Self {
        self.dates("published", range)
    }

    /// Only spaces with this hashtag, written without its `#`. Up to 0.30.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let green = site.assemblies().list().hashtag("green").stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn hashtag(self, hashtag: impl Into<String>) -> Self {
        self.filter("hashtag", hashtag.into())
    }

    /// Sorts by id.
    pub fn by_id(self, sort: Sort) -> Self {
        self.sorted("id", sort)
    }

    /// Sorts by when they were published.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Sort;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let newest = site.assemblies().list().by_published_at(Sort::Desc).stream().try_next().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn by_published_at(self, sort: Sort) -> Self {
        self.sorted("publishedAt", sort)
    }
}
