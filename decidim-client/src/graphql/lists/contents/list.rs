//! A list of a component's records, with its filters.

use std::marker::PhantomData;

use civic_core::DateRange;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::graphql::adapt::LARGEST_PAGE;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::members::Members;
use crate::graphql::records::Content;

/// A list of one component's records with its filters. [`stream`](Self::stream) reads it.
///
/// ```no_run
/// # use decidim_client::graphql::Client;
/// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
/// let mut proposals = site.proposals(39).list().stream();
/// while let Some(proposal) = proposals.try_next().await? {
///     println!("{} {:?}", proposal.id, proposal.title.text(["ca", "es"]));
/// }
/// println!("{}", proposals.report());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a list sends nothing until it is streamed"]
pub struct ContentList<T> {
    pub(super) query: ContentQuery,
    content: PhantomData<fn() -> T>,
}

/// What such a list asks for, whatever its records are.
#[derive(Clone, Debug)]
pub(in crate::graphql) struct ContentQuery {
    pub(super) client: Client,
    pub(super) component: Id,
    pub(super) filter: Members,
    pub(super) order: Members,
    pub(super) page_size: u32,
    pub(super) two_passes: bool,
}

impl ContentQuery {
    /// All records of this component.
    pub(in crate::graphql) fn new(client: Client, component: Id) -> Self {
        Self {
            client,
            component,
            filter: Members::default(),
            order: Members::default(),
            page_size: LARGEST_PAGE,
            two_passes: false,
        }
    }

    /// The variables of a page's query but those that turn pages.
    pub(super) fn variables(&self) -> Map<String, Value> {
        let mut variables = Map::new();
        variables.insert("component".to_owned(), self.component.to_string().into());
        self.filter.add_to(&mut variables, "filter");
        self.order.add_to(&mut variables, "order");
        variables
    }
}

impl<T: Content> ContentList<T> {
    pub(in crate::graphql) fn new(client: Client, component: Id) -> Self {
        Self { query: ContentQuery::new(client, component), content: PhantomData }
    }

    civic_core::call_options!(query.client.options);

    /// Rows per page, 1 to 50; default 50, or what the site's limit on the cost of a query allows.
    /// Any other number makes the list fail before anything is sent.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// // Small pages, for a site that takes long to answer.
    /// let mut proposals = site.proposals(39).list().page_size(10).stream();
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("per_page", "first", "limit"))]
    pub fn page_size(mut self, rows: u32) -> Self {
        self.query.page_size = rows;
        self
    }

    /// Reads the ids once more at the end, and fetches the records that had not come; costs about
    /// a tenth more. If both passes have the same records, the report says that they agree. If the second
    /// one has others, the list is only consistent if it did not change apart from these.
    ///
    /// Recommended for all but proposals and posts. Servers read meetings, debates, budgets, results,
    /// surveys, pages and sortitions without any `ORDER BY`: a record that is changed while the list
    /// is read may move to a part that has been read, and a single pass can miss it.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let meetings = site.meetings(38).list().two_passes().stream().collect_consistent().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn two_passes(mut self) -> Self {
        self.query.two_passes = true;
        self
    }

    /// Sets the members of the filter for the dates of a property.
    pub(in crate::graphql) fn dates(mut self, property: &str, range: DateRange) -> Self {
        self.query.filter.set_dates(property, range);
        self
    }

    /// Sorts by this member alone.
    pub(in crate::graphql) fn sorted(mut self, name: &str, value: impl Serialize) -> Self {
        self.query.order = Members::only(name, value);
        self
    }
}
