//! The records that a site has as a whole, not within a component: spaces, groups, users and the like.

use std::marker::PhantomData;

use civic_core::list::Paginator;
use civic_core::{DateRange, Error};
use serde::Serialize;
use serde_json::{Map, Value};

use super::one_answer::OneAnswer;
use super::whole_list::Listing;
use crate::graphql::answer::Answer;
use crate::graphql::client::Client;
use crate::graphql::get::Get;
use crate::graphql::id::Id;
use crate::graphql::members::Members;
use crate::graphql::records::operation::{Asked, Form};
use crate::graphql::records::{ById, Identified, Record};

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

/// A list of a site's records with its filters. [`stream`](Self::stream) reads it.
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
    pub(super) client: Client,
    variables: Map<String, Value>,
    pub(super) filter: Members,
    order: Members,
    record: PhantomData<fn() -> T>,
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
        let variables =
            T::VARIABLES.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
        RecordList {
            client: self.client.clone(),
            variables: variables.collect(),
            filter: Members::default(),
            order: Members::default(),
            record: PhantomData,
        }
    }

    pub(in crate::graphql) fn client(&self) -> &Client {
        &self.client
    }

    /// The record with this id.
    pub(super) fn by_id(&self, by: ById, id: Id) -> Get<T> {
        Get::new(&self.client, move |client| async move {
            let id_type = ("id", by.id_type);
            let answer = ask_by::<T>(&client, by, id_type, id.to_string()).await?;
            answer.record_at(by.path, by.field(), id)
        })
    }
}

impl<T: Record> RecordList<T> {
    civic_core::call_options!(client.options);

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

    pub(super) fn listing(self) -> Listing<T> {
        let mut variables = self.variables;
        self.filter.add_to(&mut variables, "filter");
        self.order.add_to(&mut variables, "order");
        OneAnswer::new(&self.client, T::ALL, variables, T::PATH, T::RESOURCE_NAME).rows(T::key)
    }

    /// What narrows the list, in whatever order it was set.
    pub(super) fn query(&self) -> String {
        let variables = Members::from(self.variables.clone()).canonical();
        format!("{variables}{}", self.filter.canonical())
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
    pub(in crate::graphql) fn sorted(mut self, name: &str, value: impl Serialize) -> Self {
        self.order.clear();
        self.order.set(name, value);
        self
    }
}

impl<T: Record> Records<T> {
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
        self.by_id(ById::of::<T>(), id.into())
    }
}

impl<T: Identified> Records<T> {
    /// The record with this value of an argument.
    pub(in crate::graphql) fn get_by(
        &self,
        argument: &'static str,
        type_name: &'static str,
        value: String,
    ) -> Get<T> {
        Get::new(&self.client, move |client| {
            let value = value.clone();
            async move {
                let by = ById::of::<T>();
                let answer = ask_by::<T>(&client, by, (argument, type_name), value).await?;
                answer.decode_at(by.path)?.ok_or_else(|| answer.no_record_at(by.path, by.field()))
            }
        })
    }
}

async fn ask_by<T: Record>(
    client: &Client,
    by: ById,
    (argument, type_name): (&str, &str),
    value: String,
) -> Result<Answer, Error> {
    let list = T::PATH.first().copied().unwrap_or_default();
    let form = Form::One { list, single: by.field(), arguments: &[(argument, type_name)] };
    let mut variables = Map::new();
    variables.insert(argument.to_owned(), value.into());
    let essential: Vec<_> = by.path.iter().copied().chain(["id"]).collect();
    let asked = Asked { variables, essential: &essential, ..Asked::default() };
    let answer = T::ALL.run(client, form, asked.clone()).await?;
    if !answer.fails_on_an_author() || answer.at(by.path)?.is_some() {
        return Ok(answer);
    }
    // The record is there; its author is not shown.
    let asked = Asked { without_authors: true, ..asked };
    Ok(T::ALL.run(client, form, asked).await?.counting(answer.stats()))
}
