//! Who follows a record.

use super::of_record::{RecordPaths, author_key};
use super::{Author, Debate, Meeting, Post, Proposal};
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::lists::Listed;
use crate::graphql::records::Content;
use crate::graphql::records::operation::Operation;

const FOLLOWERS: Operation =
    Operation::new("Followers", include_str!("../../../graphql/followers.graphql"));

/// Records that can be followed.
#[diagnostic::on_unimplemented(
    message = "Decidim does not tell who follows a `{Self}`",
    label = "there is no such list"
)]
pub trait Followable: Content {}

impl Followable for Debate {}
impl Followable for Meeting {}
impl Followable for Post {}
impl Followable for Proposal {}

impl<T: Content> Contents<T> {
    /// Who follows the record with this id. Since 0.31.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let followers = site.proposals(39).followers(35).list().stream().collect_consistent().await?;
    /// println!("{} people follow it", followers.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn followers(&self, id: impl Into<Id>) -> Listed<Author<Id>>
    where
        T: Followable,
    {
        let path = RecordPaths::<T>::FOLLOWERS;
        self.of_record(id.into(), FOLLOWERS, path, "followers", author_key)
    }
}
