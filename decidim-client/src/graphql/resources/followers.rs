//! Who follows a record.

use civic_core::list::Paginator;
use graphql_client::GraphQLQuery;

use super::of_record::{Place, author_key};
use super::{Author, Debate, Meeting, Post, Proposal};
use crate::graphql::contents::{Content, Contents};
use crate::graphql::id::Id;
use crate::graphql::operation::Operation;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "graphql/schema.graphql",
    query_path = "graphql/followers.graphql",
    response_type = "crate::graphql::operation::Json",
    custom_scalars_module = "crate::graphql::operation::scalars"
)]
struct Followers;

const FOLLOWERS: Operation =
    Operation::of::<Followers>(followers::OPERATION_NAME, followers::QUERY);

/// Records that can be followed.
pub trait Followable: Content {}

impl Followable for Debate {}
impl Followable for Meeting {}
impl Followable for Post {}
impl Followable for Proposal {}

impl<T: Followable> Contents<T> {
    /// Who follows the record with this id. Since 0.31.
    pub fn followers(&self, id: impl Into<Id>) -> Paginator<Author> {
        let path = Place::<T>::FOLLOWERS;
        self.of_record(id.into(), FOLLOWERS, path, "followers", author_key).stream()
    }
}
