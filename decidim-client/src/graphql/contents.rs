//! What components hold, page by page: proposals, meetings, posts and the like.

mod joined;
mod names;
mod pages;
mod wire;

use std::fmt;
use std::marker::PhantomData;

use civic_core::Error;
use civic_core::list::Paginator;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub(super) use self::pages::{Direction, Pages, Place};
use super::adapt::LARGEST_PAGE;
use super::answer::Answer;
use super::client::Client;
use super::id::Id;
use super::members::Members;
use super::operation::{Asked, Form, Operation};

/// Records that a kind of component holds. Each file in `resources` implements this for its model.
pub trait Content: DeserializeOwned + Send + Sync + 'static {
    /// What they are called in reports.
    const RESOURCE_NAME: &'static str;

    /// The kind of component that holds them: `Proposals`.
    const COMPONENT: &'static str;

    /// The query for a page of them.
    const PAGE: Operation;

    /// The field with the pages: `proposals`.
    const LIST: &'static str;

    /// The field with one of them: `proposal`.
    const ONE: &'static str;

    /// Whether the list can be sorted by id, which makes reading it safe against changes.
    const SORTS_BY_ID: bool = false;

    /// The id.
    fn id(&self) -> Id;
}

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
    pub(super) client: Client,
    pub(super) component: Id,
    filter: Members,
    order: Members,
    page_size: u32,
    confirmed: bool,
    content: PhantomData<fn() -> T>,
}

impl<T: Content> Contents<T> {
    /// Where one record stands in the answer.
    const ONE: [&str; 2] = ["component", T::ONE];
    /// What must be asked of it.
    const ESSENTIAL: [&str; 3] = ["component", T::ONE, "id"];

    pub(super) fn new(client: Client, component: Id) -> Self {
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
    /// Any other number makes the walk fail before anything is sent.
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
    async fn ask_for(&self, id: Id) -> Result<Answer, Error> {
        let form = Form::One { list: T::LIST, single: T::ONE, arguments: &[("id", "ID!")] };
        let variables = self.variables_of(id);
        let asked = Asked { variables, essential: &Self::ESSENTIAL, ..Asked::default() };
        T::PAGE.run(&self.client, form, asked).await
    }

    /// The variables of a query for one record, or for what hangs on it.
    pub(super) fn variables_of(&self, id: Id) -> Map<String, Value> {
        let mut variables = Map::new();
        variables.insert("component".to_owned(), self.component.to_string().into());
        variables.insert("id".to_owned(), id.to_string().into());
        variables
    }

    /// Sets a member of the filter.
    pub(super) fn filter(mut self, name: &str, value: impl Serialize) -> Self {
        self.filter.set(name, value);
        self
    }

    /// Sorts by this member alone.
    pub(super) fn sorted(mut self, name: &str, value: impl Serialize) -> Self {
        self.order.clear();
        self.order.set(name, value);
        self
    }

    /// The variables of a page's query but those that turn pages.
    fn variables(&self) -> Map<String, Value> {
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
