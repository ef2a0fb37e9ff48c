//! Lists that come whole in one answer: what Decidim does not page.

use civic_core::Error;
use civic_core::http::platform::RequestStats;
use civic_core::list::Paginator;
use civic_core::list::source::{
    Fetch, Key, ListSpec, Next, Omitted, Page, PageSource, Proof, RawRow,
};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::plain_list::Listed;
use super::rescue::Rescue;
use crate::graphql::client::Client;
use crate::graphql::members::Members;
use crate::graphql::records::Row;
use crate::graphql::records::operation::{Asked, Form, Operation};
use crate::graphql::server_error::ServerError;

/// A list in one answer. One answer is one snapshot, so it is complete.
pub(in crate::graphql) struct Listing<T> {
    pub(in crate::graphql) client: Client,
    pub(in crate::graphql) operation: Operation,
    pub(in crate::graphql) form: Form<'static>,
    pub(in crate::graphql) variables: Map<String, Value>,
    /// Where the list is in the data.
    pub(in crate::graphql) path: &'static [&'static str],
    pub(in crate::graphql) resource_name: &'static str,
    pub(in crate::graphql) key: fn(&T) -> Key,
    /// What to ask instead where the site fails to give the list.
    pub(in crate::graphql) rescue: Rescue,
}

impl<T> Listing<T> {
    /// The same list, read by a client with the options of a call.
    pub(in crate::graphql) fn by(&self, client: Client) -> Self {
        Self {
            client,
            operation: self.operation,
            form: self.form,
            variables: self.variables.clone(),
            path: self.path,
            resource_name: self.resource_name,
            key: self.key,
            rescue: self.rescue,
        }
    }
}

impl<T: Row> Listing<T> {
    /// The list as a user opens it.
    pub(in crate::graphql) fn listed(self) -> Listed<T> {
        let client = self.client.clone();
        Listed::new(&client, move |client| self.by(client.clone()).source(client, self.name()))
    }
}

impl<T: DeserializeOwned + Send + Sync + 'static> Listing<T> {
    pub(in crate::graphql) fn stream(self) -> Paginator<T> {
        Paginator::by_cursor(self)
    }

    /// Tells it from other lists of the site.
    pub(in crate::graphql) fn name(&self) -> String {
        let of = Members::from(self.variables.clone()).canonical();
        format!("{} {of}", self.operation.key(self.form))
    }

    /// The rows, where the site has what is at this path too.
    pub(in crate::graphql) async fn found(&self, essential: &[&str]) -> Result<Found, Error> {
        let variables = self.variables.clone();
        self.answered(Asked { variables, essential, ..Asked::default() }).await
    }

    /// The rows, as they are asked for.
    pub(super) async fn ask(&self, asked: Asked<'_>) -> Result<Found, Error> {
        let answer = self.operation.run(&self.client, self.form, asked).await?;
        let stats = answer.stats();
        let Some(entries) = answer.read_at::<Vec<Option<&RawValue>>>(self.path)? else {
            let above = self.path.iter().rev().nth(1).copied();
            return Err(answer.no_list_at(self.path, above.unwrap_or(self.resource_name)));
        };
        let places = entries.len();
        let rows: Vec<_> = entries.into_iter().flatten().map(|row| answer.share(row)).collect();
        let omitted = answer.omitted((places - rows.len()) as u64);
        let lacks_authors = answer.errors().iter().any(ServerError::is_about_an_author);
        Ok(Found { rows, omitted, stats, lacks_authors })
    }

    /// The same as the only page of a list.
    pub(in crate::graphql) async fn page(&self, essential: &[&str]) -> Result<Page<T, ()>, Error> {
        Ok(self.found(essential).await?.page())
    }

    /// The same, unless the memory says that the site has no such list.
    pub(in crate::graphql) async fn page_unless_missing(&self) -> Result<Page<T, ()>, Error> {
        let (variables, essential) = (self.variables.clone(), self.path);
        let asked = Asked { variables, essential, trusting: true, ..Asked::default() };
        Ok(self.answered(asked).await?.page())
    }
}

/// What came in one answer.
#[derive(Default)]
pub(in crate::graphql) struct Found {
    pub(in crate::graphql) rows: Vec<RawRow>,
    pub(in crate::graphql) omitted: Omitted,
    pub(in crate::graphql) stats: RequestStats,
    /// Whether rows went since their authors are not shown.
    pub(in crate::graphql) lacks_authors: bool,
}

impl Found {
    /// Adds what came in another answer.
    pub(in crate::graphql) fn add(&mut self, more: Self) {
        self.rows.extend(more.rows);
        self.omitted.add(more.omitted);
        self.stats.add(more.stats);
    }

    fn page<T>(self) -> Page<T, ()> {
        let Self { rows, omitted, stats, .. } = self;
        Page::new(rows, Next::End(Proof::Sound), stats).omitted(omitted)
    }
}

impl<T: DeserializeOwned + Send + Sync + 'static> ListSpec for Listing<T> {
    type Item = T;

    fn resource_name(&self) -> &str {
        self.resource_name
    }

    fn identity(&self) -> String {
        let base = self.client.base_url().trim_end_matches('/');
        let asked = Value::Object(self.variables.clone());
        format!("decidim-client/1 {base}/api {} {asked}", self.operation.key(self.form))
    }

    fn key(&self, item: &T) -> Key {
        (self.key)(item)
    }
}

impl<T: DeserializeOwned + Send + Sync + 'static> PageSource for Listing<T> {
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
        Box::pin(self.page(self.path))
    }
}
