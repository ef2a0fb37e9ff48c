//! Who likes a record; up to 0.30, who endorsed it.

use civic_core::list::Paginator;
use civic_core::list::source::{Fetch, Key, ListSpec, PageSource};
use civic_core::{Error, ErrorKind};

use super::of_record::{RecordPaths, author_key};
use super::{Author, Debate, Post, Proposal};
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::lists::Listed;
use crate::graphql::lists::whole_list::Listing;
use crate::graphql::records::Content;
use crate::graphql::records::operation::{Form, Operation};

const LIKES: Operation = Operation::new("Likes", include_str!("../../../graphql/likes.graphql"));

/// Records that can be liked.
#[diagnostic::on_unimplemented(
    message = "Decidim does not tell who likes a `{Self}`",
    label = "there is no such list"
)]
pub trait Likeable: Content {}

impl Likeable for Debate {}
impl Likeable for Post {}
impl Likeable for Proposal {}

impl<T: Content> Contents<T> {
    /// Who likes the record with this id; up to 0.30, who endorsed it: people, and groups of
    /// them. Debates can be liked since 0.31.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let likes = site.proposals(39).likes(35).list().stream().collect_consistent().await?;
    /// println!("{} people like it", likes.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn likes(&self, id: impl Into<Id>) -> Listed<Author<Id>>
    where
        T: Likeable,
    {
        let id = id.into();
        let likes = self.listing(id, LIKES, RecordPaths::<T>::LIKES, "likes", author_key);
        let path = RecordPaths::<T>::ENDORSEMENTS;
        let endorsements = self.listing(id, LIKES, path, "likes", author_key);
        let form = Form::Instead { of: "likes", field: "endorsements" };
        let endorsements = Listing { form, ..endorsements };
        Listed::new(&self.client, move |client| {
            let [likes, endorsements] = [&likes, &endorsements].map(|it| it.by(client.clone()));
            let source = likes.by(client.clone()).source(client, likes.name());
            source.reading(move |client| {
                let [likes, endorsements] = [&likes, &endorsements].map(|it| it.by(client.clone()));
                Paginator::by_cursor(Renamed { likes, endorsements })
            })
        })
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
            // One deadline for the page, whichever name it has.
            let client = self.likes.client.started();
            let (likes, endorsements) =
                (self.likes.by(client.clone()), self.endorsements.by(client));
            let is_missing = |error: &Error| error.kind() == ErrorKind::Unsupported;
            let was_not_asked = match likes.page_unless_missing().await {
                // No request: the memory says so.
                Err(error) if is_missing(&error) => error.attempts() == 0,
                answered => return answered,
            };
            match endorsements.page_unless_missing().await {
                Err(error) if is_missing(&error) && was_not_asked => likes.page(likes.path).await,
                answered => answered,
            }
        })
    }
}
