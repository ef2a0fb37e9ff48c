//! Who follows a record.

use civic_core::list::Paginator;

use super::of_record::{RecordPaths, author_key};
use super::{Author, Debate, Meeting, Post, Proposal};
use crate::graphql::contents::{Content, Contents};
use crate::graphql::id::Id;
use crate::graphql::operation::Operation;

const FOLLOWERS: Operation =
    Operation::new("Followers", include_str!("../../../graphql/followers.graphql"));

/// Records that can be followed.
pub trait Followable: Content {}

impl Followable for Debate {}
impl Followable for Meeting {}
impl Followable for Post {}
impl Followable for Proposal {}

impl<T: Followable> Contents<T> {
    /// Who follows the record with this id. Since 0.31.
    pub fn followers(&self, id: impl Into<Id>) -> Paginator<Author<Id>> {
        let path = RecordPaths::<T>::FOLLOWERS;
        self.of_record(id.into(), FOLLOWERS, path, "followers", author_key).stream()
    }
}
