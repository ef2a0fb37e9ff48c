//! Who likes a record; up to 0.30, who endorsed it.

use civic_core::list::Paginator;
use civic_core::list::source::{Fetch, Key, ListSpec, PageSource};
use civic_core::{Error, ErrorKind};

use super::of_record::{RecordPaths, author_key};
use super::{Author, Debate, Post, Proposal};
use crate::graphql::contents::{Content, Contents};
use crate::graphql::id::Id;
use crate::graphql::listing::Listing;
use crate::graphql::operation::{Form, Operation};

const LIKES: Operation = Operation::new("Likes", include_str!("../../../graphql/likes.graphql"));

/// Records that can be liked.
pub trait Likeable: Content {}

impl Likeable for Debate {}
impl Likeable for Post {}
impl Likeable for Proposal {}

impl<T: Likeable> Contents<T> {
    /// Who likes the record with this id; up to 0.30, who endorsed it: people, and groups of
    /// them. Debates can be liked since 0.31.
    pub fn likes(&self, id: impl Into<Id>) -> Paginator<Author<Id>> {
        let id = id.into();
        let likes = self.of_record(id, LIKES, RecordPaths::<T>::LIKES, "likes", author_key);
        let path = RecordPaths::<T>::ENDORSEMENTS;
        let endorsements = self.of_record(id, LIKES, path, "likes", author_key);
        let form = Form::Instead { of: "likes", field: "endorsements" };
        Paginator::by_cursor(Renamed { likes, endorsements: Listing { form, ..endorsements } })
    }
}

/// Likes, or what they were called before. A site that has no likes says so once, and is asked for
/// them again only when it has no endorsements either.
struct Renamed {
    likes: Listing<Author<Id>>,
    endorsements: Listing<Author<Id>>,
}

impl ListSpec for Renamed {
    type Item = Author<Id>;

    fn resource_name(&self) -> &str {
        self.likes.resource_name()
    }

    fn identity(&self) -> String {
        self.likes.identity()
    }

    fn key(&self, author: &Author<Id>) -> Key {
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
