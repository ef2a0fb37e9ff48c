//! Who likes a record; up to 0.30, who endorsed it.

use civic_core::list::{Fetch, Key, ListSpec, PageSource, Paginator};
use civic_core::{Error, ErrorKind};
use graphql_client::GraphQLQuery;

use super::of_record::{Place, author_key};
use super::{Author, Debate, Post, Proposal};
use crate::graphql::contents::{Content, Contents};
use crate::graphql::id::Id;
use crate::graphql::listing::Listing;
use crate::graphql::operation::{Form, Operation};

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "graphql/schema.graphql",
    query_path = "graphql/likes.graphql",
    response_type = "crate::graphql::operation::Json",
    custom_scalars_module = "crate::graphql::operation::scalars"
)]
struct Likes;

const LIKES: Operation = Operation::of::<Likes>(likes::OPERATION_NAME, likes::QUERY);

/// Records that can be liked.
pub trait Likeable: Content {}

impl Likeable for Debate {}
impl Likeable for Post {}
impl Likeable for Proposal {}

impl<T: Likeable> Contents<T> {
    /// Who likes the record with this id; up to 0.30, who endorsed it: people, and groups of
    /// them. Debates can be liked since 0.31.
    pub fn likes(&self, id: impl Into<Id>) -> Paginator<Author> {
        let id = id.into();
        let likes = self.of_record(id, LIKES, Place::<T>::LIKES, "likes", author_key);
        let path = Place::<T>::ENDORSEMENTS;
        let endorsements = self.of_record(id, LIKES, path, "likes", author_key);
        let form = Form::Instead { of: "likes", field: "endorsements" };
        Paginator::by_cursor(Renamed { likes, endorsements: Listing { form, ..endorsements } })
    }
}

/// Likes, or what they were called before. A site that has no likes says so once, and is asked for
/// them again only when it has no endorsements either.
struct Renamed {
    likes: Listing<Author>,
    endorsements: Listing<Author>,
}

impl ListSpec for Renamed {
    type Item = Author;

    fn resource_name(&self) -> &str {
        self.likes.resource_name()
    }

    fn identity(&self) -> String {
        self.likes.identity()
    }

    fn key(&self, author: &Author) -> Key {
        author_key(author)
    }
}

impl PageSource for Renamed {
    type List = Self;
    type Cursor = ();

    fn list(&self) -> &Self {
        self
    }

    fn strategy_name(&self) -> &'static str {
        self.likes.strategy_name()
    }

    fn first(&self) {}

    fn fetch(&self, (): ()) -> Fetch<'_, Self> {
        Box::pin(async move {
            let is_lacking = |error: &Error| error.kind() == ErrorKind::Unsupported;
            let unheard = match self.likes.page_unless_lacking().await {
                // No request: the memory says so.
                Err(error) if is_lacking(&error) => error.attempts() == 0,
                answered => return answered,
            };
            match self.endorsements.page_unless_lacking().await {
                Err(error) if is_lacking(&error) && unheard => self.likes.fetch(()).await,
                answered => answered,
            }
        })
    }
}
