//! The rows of a list that comes whole in one answer.

use civic_core::list::Paginator;
use civic_core::list::source::{Fetch, Key, ListSpec, PageSource};
use serde::de::DeserializeOwned;

use super::one_answer::OneAnswer;
use super::plain_list::Listed;
use crate::graphql::client::Client;
use crate::graphql::records::Row;

/// A list in one answer.
#[derive(Clone, Debug)]
pub(in crate::graphql) struct Listing<T> {
    pub(in crate::graphql) question: OneAnswer,
    pub(in crate::graphql) key: fn(&T) -> Key,
}

impl OneAnswer {
    /// The list of these rows. The key is what makes a row the same row.
    pub(in crate::graphql) fn rows<T>(self, key: fn(&T) -> Key) -> Listing<T> {
        Listing { question: self, key }
    }
}

impl<T> Listing<T> {
    /// The same list, read by a client with the options of a call.
    pub(in crate::graphql) fn by(&self, client: Client) -> Self {
        Self { question: self.question.by(client), key: self.key }
    }
}

impl<T: Row> Listing<T> {
    /// The list as a user opens it.
    pub(in crate::graphql) fn listed(self) -> Listed<T> {
        let client = self.question.client.clone();
        Listed::new(&client, move |client| self.by(client).source(self.question.name()))
    }
}

impl<T: DeserializeOwned + Send + Sync + 'static> Listing<T> {
    pub(in crate::graphql) fn stream(self) -> Paginator<T> {
        Paginator::by_cursor(self)
    }
}

impl<T: DeserializeOwned + Send + Sync + 'static> ListSpec for Listing<T> {
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
        Box::pin(async { Ok(self.question.found().await?.page()) })
    }
}
