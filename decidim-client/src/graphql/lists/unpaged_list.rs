//! A list that comes whole in one answer: what Decidim does not page.

use civic_core::http::platform::RequestStats;
use civic_core::list::Paginator;
use civic_core::list::source::{Fetch, Key, ListSpec, PageSource};
use civic_core::{Error, ErrorKind};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::fallback::{Fallback, Found};
use super::plain_list::Listed;
use crate::graphql::answer::Answer;
use crate::graphql::client::Client;
use crate::graphql::get::Get;
use crate::graphql::id::Id;
use crate::graphql::members::Members;
use crate::graphql::records::operation::{Asked, Form, Operation};
use crate::graphql::records::{ById, Row};
use crate::graphql::sync::{Model, Source};

/// The question for such a list, whatever its rows are.
#[derive(Clone, Debug)]
pub(in crate::graphql) struct UnpagedQuery {
    pub(in crate::graphql) client: Client,
    pub(in crate::graphql) operation: Operation,
    pub(in crate::graphql) form: Form<'static>,
    pub(in crate::graphql) variables: Map<String, Value>,
    /// Where the list is in the data.
    pub(in crate::graphql) path: &'static [&'static str],
    /// What the site must have for the list to be of use: the list, or what belongs to its rows.
    pub(in crate::graphql) essential: &'static [&'static str],
    pub(in crate::graphql) resource_name: &'static str,
    /// What to ask instead where the site fails to return the list.
    pub(in crate::graphql) fallback: Fallback,
    /// How older versions call it.
    pub(in crate::graphql) older: Option<OlderName>,
}

/// A list as older versions have it, under another name.
#[derive(Clone, Copy, Debug)]
pub(in crate::graphql) struct OlderName {
    pub(in crate::graphql) form: Form<'static>,
    pub(in crate::graphql) path: &'static [&'static str],
}

/// A list in one answer.
#[derive(Clone, Debug)]
pub(in crate::graphql) struct UnpagedList<T> {
    pub(in crate::graphql) question: UnpagedQuery,
    pub(in crate::graphql) key: fn(&T) -> Key,
}

impl UnpagedQuery {
    /// The list at a path of an operation's data, as the operation is written.
    pub(in crate::graphql) fn new(
        client: &Client,
        operation: Operation,
        variables: Map<String, Value>,
        path: &'static [&'static str],
        resource_name: &'static str,
    ) -> Self {
        Self {
            client: client.clone(),
            operation,
            form: Form::Whole,
            variables,
            path,
            essential: path,
            resource_name,
            fallback: Fallback::of(path),
            older: None,
        }
    }

    /// The list of these rows. The key is what makes a row the same row.
    pub(in crate::graphql) fn rows<T>(self, key: fn(&T) -> Key) -> UnpagedList<T> {
        UnpagedList { question: self, key }
    }

    /// The same list, read by a client with the options of a call.
    pub(in crate::graphql) fn by(&self, client: Client) -> Self {
        Self { client, ..self.clone() }
    }

    /// Tells it from other lists of the site.
    pub(in crate::graphql) fn name(&self) -> String {
        let of = Members::from(self.variables.clone()).canonical();
        format!("{} {of}", self.operation.key(self.form))
    }

    /// The whole question in one line.
    pub(super) fn identity(&self) -> String {
        let base = self.client.base_url().trim_end_matches('/');
        let asked = Value::Object(self.variables.clone());
        format!("decidim-client/1 {base}/api {} {asked}", self.operation.key(self.form))
    }

    /// The rows.
    pub(in crate::graphql) async fn found(&self) -> Result<Found, Error> {
        match self.older {
            None => self.answered(self.asked()).await,
            Some(older) => self.by(self.client.started()).found_by_either_name(older).await,
        }
    }

    /// The rows, by the name that the site has for them. A site without the newer one says so once, and is
    /// asked for it again only when it has no rows by the older one either.
    async fn found_by_either_name(self, older: OlderName) -> Result<Found, Error> {
        let OlderName { form, path } = older;
        let older = Self { form, path, essential: path, ..self.clone() };
        let is_missing = |error: &Error| error.kind() == ErrorKind::Unsupported;
        let mut earlier = match self.answered(Asked { trusting: true, ..self.asked() }).await {
            Err(error) if is_missing(&error) => RequestStats::from(&error),
            answered => return answered,
        };
        // No request: the memory says so.
        let was_not_asked = earlier.attempts == 0;
        let mut found = match older.answered(Asked { trusting: true, ..older.asked() }).await {
            Err(error) if is_missing(&error) && was_not_asked => {
                earlier.add(RequestStats::from(&error));
                self.answered(self.asked()).await?
            }
            answered => answered?,
        };
        found.stats.add(earlier);
        Ok(found)
    }

    /// The record with this id, of those that the list has.
    pub(super) fn get<T: DeserializeOwned + 'static>(&self, by: ById, id: Id) -> Get<T> {
        let question = self.clone();
        Get::new(&self.client, move |client| {
            let question = question.by(client);
            async move {
                let answer = question.single(by, ("id", by.id_type), id.to_string()).await?;
                answer.record_at(by.path, by.field(), id)
            }
        })
    }

    /// Asks for one record by the value of an argument; again without its author where that is not shown.
    pub(super) async fn single(
        &self,
        by: ById,
        (argument, type_name): (&str, &str),
        value: String,
    ) -> Result<Answer, Error> {
        let list = self.path.first().copied().unwrap_or_default();
        let form = Form::One { list, single: by.field(), arguments: &[(argument, type_name)] };
        let mut variables = Map::new();
        variables.insert(argument.to_owned(), value.into());
        let essential: Vec<_> = by.path.iter().copied().chain(["id"]).collect();
        let asked = Asked { variables, essential: &essential, ..Asked::default() };
        let answer = self.operation.run(&self.client, form, asked.clone()).await?;
        if !answer.fails_on_an_author() || answer.at(by.path)?.is_some() {
            return Ok(answer);
        }
        let asked = Asked { without_authors: true, ..asked };
        let without = self.operation.run(&self.client, form, asked).await?;
        Ok(without.counting(answer.stats()))
    }

    fn asked(&self) -> Asked<'static> {
        let (variables, essential) = (self.variables.clone(), self.essential);
        Asked { variables, essential, ..Asked::default() }
    }

    /// The rows, if need be by other questions.
    async fn answered(&self, asked: Asked<'_>) -> Result<Found, Error> {
        self.fallback.rows(asked, |asked| self.ask(asked)).await
    }

    /// The rows, as they are asked for.
    async fn ask(&self, asked: Asked<'_>) -> Result<Found, Error> {
        let answer = self.operation.run(&self.client, self.form, asked).await?;
        let stats = answer.stats();
        let Some(entries) = answer.read_at::<Vec<Option<&RawValue>>>(self.path)? else {
            let above = self.path.iter().rev().nth(1).copied();
            return Err(answer.no_list_at(self.path, above.unwrap_or(self.resource_name)));
        };
        let places = entries.len();
        let rows: Vec<_> = entries.into_iter().flatten().map(|row| answer.share(row)).collect();
        let omitted = answer.omitted((places - rows.len()) as u64);
        let lacks_authors = answer.fails_on_an_author();
        Ok(Found { rows, omitted, stats, lacks_authors })
    }
}

impl<T> UnpagedList<T> {
    /// The same list, read by a client with the options of a call.
    pub(in crate::graphql) fn by(&self, client: Client) -> Self {
        Self { question: self.question.by(client), key: self.key }
    }
}

impl<T: Row> UnpagedList<T> {
    /// The list as a user opens it.
    pub(in crate::graphql) fn listed(self) -> Listed<T> {
        let client = self.question.client.clone();
        Listed::new(&client, move |client| self.by(client).source(self.question.name()))
    }

    /// The list as a copy of it is kept, by this name.
    pub(in crate::graphql) fn source(self, name: String) -> Source<T> {
        let UnpagedQuery { client, operation, form, variables, path, resource_name, .. } =
            self.question.clone();
        let model = Model { operation, form, variables, path: path.to_vec() };
        Source::new(client, resource_name, name, model, move |client, _| {
            self.by(client.clone()).stream()
        })
    }
}

impl<T: DeserializeOwned + Send + Sync + 'static> UnpagedList<T> {
    pub(in crate::graphql) fn stream(self) -> Paginator<T> {
        Paginator::by_cursor(self)
    }
}

impl<T: DeserializeOwned + Send + Sync + 'static> ListSpec for UnpagedList<T> {
    type Item = T;

    fn resource_name(&self) -> &str {
        self.question.resource_name
    }

    fn identity(&self) -> String {
        self.question.identity()
    }

    fn key(&self, item: &T) -> Key {
        (self.key)(item)
    }
}

impl<T: DeserializeOwned + Send + Sync + 'static> PageSource for UnpagedList<T> {
    type List = Self;
    type Cursor = ();

    fn list(&self) -> &Self {
        self
    }

    fn strategy_name(&self) -> &'static str {
        "one answer"
    }

    fn first(&self) {}

    fn fetch(&self, (): ()) -> Fetch<'_, Self> {
        Box::pin(async { Ok(self.question.found().await?.page()) })
    }
}
