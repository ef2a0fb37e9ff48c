//! Who likes a record; up to 0.30, who endorsed it.

use super::of_record::{RecordPaths, author_key};
use super::{Author, Debate, Post, Proposal};
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::lists::Listed;
use crate::graphql::lists::unpaged_list::{OlderName, UnpagedQuery};
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
        let question = self.question(id.into(), LIKES, RecordPaths::<T>::LIKES, "likes");
        let form = Form::Instead { of: "likes", field: "endorsements" };
        let older = Some(OlderName { form, path: RecordPaths::<T>::ENDORSEMENTS });
        UnpagedQuery { older, ..question }.rows(author_key).listed()
    }
}
