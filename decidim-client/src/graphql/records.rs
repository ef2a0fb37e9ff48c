//! What a site has as a whole, not within a component: spaces, groups, users and the like.

use std::fmt;
use std::marker::PhantomData;

use civic_core::Error;
use civic_core::list::Paginator;
use civic_core::list::source::Key;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::answer::Answer;
use super::client::Client;
use super::id::Id;
use super::listing::Listing;
use super::members::Members;
use super::operation::{Asked, Form, Operation};

/// Records that a site lists in one answer. Each file in `resources` implements this for its
/// model.
pub trait Record: DeserializeOwned + Send + Sync + 'static {
    /// What they are called in reports.
    const RESOURCE_NAME: &'static str;

    /// The query for all of them.
    const ALL: Operation;

    /// Where the list is in the answer: `["participatoryProcesses"]`.
    const PATH: &'static [&'static str];

    /// What makes a record the same record.
    fn key(&self) -> Key;
}

/// A record that can be read by its id.
pub trait Identified: Record {
    /// The field with one of them, alone in a list: `["participatoryProcess"]`.
    const ONE: &'static [&'static str];

    /// The type of its argument `id`.
    const ID_TYPE: &'static str = "ID!";
}

/// The records of a site. [`stream`](Self::stream) reads them all.
///
/// ```no_run
/// # use decidim_client::graphql::{Client, Sort};
/// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
/// use decidim_client::jiff::civil::date;
/// use futures::TryStreamExt;
///
/// let recent = site.participatory_processes().published_since(date(2026, 1, 1));
/// let mut processes = recent.by_published_at(Sort::Desc).stream();
/// while let Some(process) = processes.try_next().await? {
///     println!("{:?} {:?}", process.slug, process.title.choose("ca"));
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "records send nothing until they are streamed"]
pub struct Records<T> {
    client: Client,
    variables: Map<String, Value>,
    filter: Members,
    order: Members,
    record: PhantomData<fn() -> T>,
}

impl<T: Record> Records<T> {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            variables: Map::new(),
            filter: Members::default(),
            order: Members::default(),
            record: PhantomData,
        }
    }

    civic_core::call_options!(client.options);

    /// Reads all records, which come in one answer.
    pub fn stream(self) -> Paginator<T> {
        let mut variables = self.variables;
        self.filter.add_to(&mut variables, "filter");
        self.order.add_to(&mut variables, "order");
        let listing = Listing {
            client: self.client,
            operation: T::ALL,
            form: Form::Whole,
            variables,
            path: T::PATH,
            resource_name: T::RESOURCE_NAME,
            key: T::key,
        };
        listing.stream()
    }

    /// Sets a variable of the query.
    pub(super) fn variable(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
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
}

impl<T: Identified> Records<T> {
    /// The record with this id.
    ///
    /// # Errors
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where there is none, or none that this caller
    /// may see.
    pub async fn get(&self, id: impl Into<Id>) -> Result<T, Error> {
        let id = id.into();
        let answer = self.ask_by("id", T::ID_TYPE, id.to_string()).await?;
        answer.record_at(T::ONE, Self::single(), id)
    }

    /// The record with this value of an argument.
    pub(super) async fn get_by(
        &self,
        argument: &str,
        type_name: &str,
        value: String,
    ) -> Result<T, Error> {
        let answer = self.ask_by(argument, type_name, value).await?;
        answer.decode_at(T::ONE)?.ok_or_else(|| answer.no_record_at(T::ONE, Self::single()))
    }

    /// The field with one record.
    fn single() -> &'static str {
        T::ONE.first().copied().unwrap_or_default()
    }

    async fn ask_by(
        &self,
        argument: &str,
        type_name: &str,
        value: String,
    ) -> Result<Answer, Error> {
        let list = T::PATH.first().copied().unwrap_or_default();
        let form = Form::One { list, single: Self::single(), arguments: &[(argument, type_name)] };
        let mut variables = Map::new();
        variables.insert(argument.to_owned(), value.into());
        let essential: Vec<_> = T::ONE.iter().copied().chain(["id"]).collect();
        let asked = Asked { variables, essential: &essential, ..Asked::default() };
        T::ALL.run(&self.client, form, asked).await
    }
}

impl<T> fmt::Debug for Records<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records")
            .field("variables", &self.variables)
            .field("filter", &self.filter)
            .field("order", &self.order)
            .finish_non_exhaustive()
    }
}
