//! The records that a site has as a whole, not within a component: spaces, groups, users and the like.

use std::marker::PhantomData;

use civic_core::DateRange;
use civic_core::list::Paginator;
use civic_core::sync::{State, SyncRun};
use serde::Serialize;
use serde_json::{Map, Value};

use super::unpaged_list::{UnpagedList, UnpagedQuery};
use crate::graphql::client::Client;
use crate::graphql::get::Get;
use crate::graphql::id::Id;
use crate::graphql::members::Members;
use crate::graphql::records::{ById, Identified, Record, Row};
use crate::graphql::sync::Source;

/// The records of one kind that a site has: [`list`](Self::list) for all of them,
/// [`get`](Self::get) for one.
///
/// ```no_run
/// # use decidim_client::graphql::Client;
/// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
/// let assembly = site.assemblies().get(4).await?;
/// println!("{:?}", assembly.title.text("ca"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Records<T> {
    client: Client,
    record: PhantomData<fn() -> T>,
}

/// A list of the records of a site, or of the components of a space, with its filters.
/// [`stream`](Self::stream) reads it.
///
/// ```no_run
/// # use decidim_client::graphql::{Client, Sort};
/// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
/// use decidim_client::{DateRange, jiff::civil::date};
///
/// let this_year = DateRange::since(date(2026, 1, 1));
/// let recent = site.participatory_processes().list().published_at(this_year);
/// let mut processes = recent.by_published_at(Sort::Desc).stream();
/// while let Some(process) = processes.try_next().await? {
///     println!("{:?} {:?}", process.slug, process.title.text("ca"));
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a list sends nothing until it is streamed"]
pub struct RecordList<T> {
    all: UnpagedList<T>,
    /// What a copy of the list is called.
    name: String,
    /// How a record is read by its id. `None` where the API has no single ones.
    by_id: Option<ById>,
    variables: Map<String, Value>,
    filter: Members,
    order: Members,
}

impl<T: Record> Records<T> {
    pub(in crate::graphql) fn new(client: &Client) -> Self {
        Self { client: client.clone(), record: PhantomData }
    }

    /// All of them, narrowed and sorted by the methods of the list that this begins.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut assemblies = site.assemblies().list().stream();
    /// while let Some(assembly) = assemblies.try_next().await? {
    ///     println!("{} {:?}", assembly.id, assembly.title.text(["ca", "es"]));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> RecordList<T> {
        let list = RecordList::new(self.question().rows(T::key), T::ALL.name().to_owned());
        let list = RecordList { by_id: T::BY_ID, ..list };
        T::VARIABLES.iter().fold(list, |list, (name, value)| list.variable(name, *value))
    }

    /// The record with this id.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let assembly = site.assemblies().get(4).await?;
    /// println!("{:?} {:?}", assembly.slug, assembly.title.text(["ca", "es"]));
    /// # Ok(())
    /// # }
    /// ```
    pub fn get(&self, id: impl Into<Id>) -> Get<T>
    where
        T: Identified,
    {
        self.question().get(ById::of::<T>(), id.into())
    }

    /// The record with this value of an argument.
    pub(in crate::graphql) fn get_by(
        &self,
        argument: &'static str,
        type_name: &'static str,
        value: String,
    ) -> Get<T>
    where
        T: Identified,
    {
        let question = self.question();
        Get::new(&self.client, move |client| {
            let (question, value) = (question.by(client), value.clone());
            async move {
                let by = ById::of::<T>();
                let answer = question.single(by, (argument, type_name), value).await?;
                answer.decode_at(by.path)?.ok_or_else(|| answer.no_record_at(by.path, by.field()))
            }
        })
    }

    pub(in crate::graphql) fn client(&self) -> &Client {
        &self.client
    }

    fn question(&self) -> UnpagedQuery {
        UnpagedQuery::new(&self.client, T::ALL, Map::new(), T::PATH, T::RESOURCE_NAME)
    }
}

impl<T: Row> RecordList<T> {
    /// These rows, of which a copy has this name.
    pub(in crate::graphql) fn new(all: UnpagedList<T>, name: String) -> Self {
        let (filter, order) = (Members::default(), Members::default());
        Self { all, name, by_id: None, variables: Map::new(), filter, order }
    }

    civic_core::call_options!(all.question.client.options);

    /// Reads all records, which come in one answer.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Sort;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let assemblies = site.assemblies().list().by_id(Sort::Asc).stream().collect_consistent().await?;
    /// println!("{} assemblies", assemblies.len());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("pagination", "paginate"))]
    pub fn stream(self) -> Paginator<T> {
        self.listing().stream()
    }

    /// Keeps a copy of the list: returns what changed since the run that ended with this state.
    ///
    /// Each run reads all records and compares them with a hash of what the copy has: after a complete run
    /// the copy has everything that the server showed. The list comes in one answer, so one reading tells
    /// all.
    ///
    /// **Deletions.** Of spaces, users, and the types and groups of spaces, a record that is missing is
    /// asked for by itself, unless the list has a filter that the record does not show. Elsewhere it is
    /// gone if a second reading misses it too: of components, sites also return single ones that they do not list.
    ///
    /// What else a run does is said at [`ContentList::sync`](super::ContentList::sync).
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Client;
    /// # use decidim_client::sync::State;
    /// # async fn example(site: Client, state: State) -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::sync::store::JsonFile;
    ///
    /// let mut copy = JsonFile::open("assemblies.json")?;
    /// let report = site.assemblies().list().sync(state).store_in(&mut copy).await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("incremental", "replicate", "mirror"))]
    pub fn sync(self, state: State) -> SyncRun<T> {
        self.source().sync(state)
    }

    fn source(self) -> Source<T> {
        let (name, query, filter) = (self.name.clone(), self.query(), self.filter.clone());
        let by_id = self.by_id.filter(|_| filter.are_dates());
        let listing = self.listing();
        let question = listing.question.clone();
        let source = listing.source(name).query(query);
        let source = source.matching(move |record| filter.fits(record));
        match by_id {
            Some(by) => source.single_reads(move |_, id| Some(question.get(by, id))),
            None => source,
        }
    }

    /// The list with its filters, as it is asked for.
    pub(in crate::graphql) fn listing(self) -> UnpagedList<T> {
        let mut listing = self.all;
        let variables = &mut listing.question.variables;
        variables.extend(self.variables);
        self.filter.add_to(variables, "filter");
        self.order.add_to(variables, "order");
        listing
    }

    /// What narrows the list, in whatever order it was set.
    fn query(&self) -> String {
        let variables = Members::from(self.variables.clone()).canonical();
        format!("{variables}{}", self.filter.canonical())
    }

    pub(in crate::graphql) fn client(&self) -> &Client {
        &self.all.question.client
    }

    /// Sets a variable of the query.
    pub(in crate::graphql) fn variable(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    /// Sets a member of the filter.
    pub(in crate::graphql) fn filter(mut self, name: &str, value: impl Serialize) -> Self {
        self.filter.set(name, value);
        self
    }

    /// Sets the members of the filter for the dates of a property.
    pub(in crate::graphql) fn dates(mut self, property: &str, range: DateRange) -> Self {
        self.filter.set_dates(property, range);
        self
    }

    /// Sorts by this member alone.
    pub(in crate::graphql) fn sorted(self, name: &str, value: impl Serialize) -> Self {
        Self { order: Members::only(name, value), ..self }
    }

    /// Sets one more member of the order.
    pub(in crate::graphql) fn order(mut self, name: &str, value: impl Serialize) -> Self {
        self.order.set(name, value);
        self
    }
}
