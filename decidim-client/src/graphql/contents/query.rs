//! Which records of a component are read, and how.

use std::fmt;
use std::marker::PhantomData;

use civic_core::Error;
use serde::Serialize;
use serde_json::{Map, Value};

use super::content::Content;
use crate::graphql::adapt::LARGEST_PAGE;
use crate::graphql::answer::Answer;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::members::Members;
use crate::graphql::operation::{Asked, Form};

/// The records of one component. [`stream`](Self::stream) reads them all, [`get`](Self::get) one.
///
/// ```no_run
/// # use decidim_client::graphql::{Client, Id};
/// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
/// use futures::TryStreamExt;
///
/// let mut proposals = site.proposals(Id::new(39)).stream();
/// while let Some(proposal) = proposals.try_next().await? {
///     println!("{} {:?}", proposal.id, proposal.title.choose(["ca", "es"]));
/// }
/// println!("{}", proposals.report());
/// # Ok(())
/// # }
/// ```
#[must_use = "contents send nothing until they are streamed"]
pub struct Contents<T> {
    pub(in crate::graphql) client: Client,
    pub(in crate::graphql) component: Id,
    filter: Members,
    pub(super) order: Members,
    pub(super) page_size: u32,
    pub(super) confirmed: bool,
    content: PhantomData<fn() -> T>,
}

impl<T: Content> Contents<T> {
    /// Where one record stands in the answer.
    pub(super) const ONE: [&str; 2] = ["component", T::ONE];
    /// What must be asked of it.
    const ESSENTIAL: [&str; 3] = ["component", T::ONE, "id"];

    pub(in crate::graphql) fn new(client: Client, component: Id) -> Self {
        Self {
            client,
            component,
            filter: Members::default(),
            order: Members::default(),
            page_size: LARGEST_PAGE,
            confirmed: false,
            content: PhantomData,
        }
    }

    civic_core::call_options!(client.options);

    /// Rows per page, 1 to 50; default 50, or what the site's limit on the cost of a query allows.
    /// Any other number makes the list fail before anything is sent.
    pub fn page_size(mut self, rows: u32) -> Self {
        self.page_size = rows;
        self
    }

    /// Reads the ids once more at the end, and fetches the records that had not come; costs about
    /// a tenth more. If both readings agree, the verdict says so.
    ///
    /// Recommended for all but proposals and posts. Servers read meetings, debates, budgets, results,
    /// surveys, pages and sortitions without any `ORDER BY`: a record that is changed while the
    /// walk is under way may move to where it has been, and a single reading can miss it.
    pub fn confirmed(mut self) -> Self {
        self.confirmed = true;
        self
    }

    /// The record with this id.
    ///
    /// # Errors
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where the component has no such record, or
    /// does not show it to this caller.
    pub async fn get(&self, id: impl Into<Id>) -> Result<T, Error> {
        let id = id.into();
        self.ask_for(id).await?.record_at(&Self::ONE, T::ONE, id)
    }

    /// Asks for the record with this id.
    pub(super) async fn ask_for(&self, id: Id) -> Result<Answer, Error> {
        let form = Form::One { list: T::LIST, single: T::ONE, arguments: &[("id", "ID!")] };
        let variables = self.variables_of(id);
        let asked = Asked { variables, essential: &Self::ESSENTIAL, ..Asked::default() };
        T::PAGE.run(&self.client, form, asked).await
    }

    /// The variables of a query for one record, or for what hangs on it.
    pub(in crate::graphql) fn variables_of(&self, id: Id) -> Map<String, Value> {
        let mut variables = Map::new();
        variables.insert("component".to_owned(), self.component.to_string().into());
        variables.insert("id".to_owned(), id.to_string().into());
        variables
    }

    /// Sets a member of the filter.
    pub(in crate::graphql) fn filter(mut self, name: &str, value: impl Serialize) -> Self {
        self.filter.set(name, value);
        self
    }

    /// Sorts by this member alone.
    pub(in crate::graphql) fn sorted(mut self, name: &str, value: impl Serialize) -> Self {
        self.order.clear();
        self.order.set(name, value);
        self
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

impl<T> fmt::Debug for Contents<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contents")
            .field("component", &self.component)
            .field("filter", &self.filter)
            .field("order", &self.order)
            .field("page_size", &self.page_size)
            .finish_non_exhaustive()
    }
}
