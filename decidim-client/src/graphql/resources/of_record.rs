//! Lists that belong to one record of a component.

use std::marker::PhantomData;

use civic_core::list::source::Key;

use super::Author;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::lists::Listed;
use crate::graphql::lists::unpaged_list::UnpagedQuery;
use crate::graphql::records::operation::Operation;
use crate::graphql::records::{Content, Row};

/// Where the lists are in the answer.
pub(super) struct RecordPaths<T>(PhantomData<T>);

impl<T: Content> RecordPaths<T> {
    pub(super) const AMENDMENTS: &'static [&'static str] = &["component", T::ONE, "amendments"];
    pub(super) const ENDORSEMENTS: &'static [&'static str] = &["component", T::ONE, "endorsements"];
    pub(super) const FOLLOWERS: &'static [&'static str] = &["component", T::ONE, "followers"];
    pub(super) const LIKES: &'static [&'static str] = &["component", T::ONE, "likes"];
    pub(super) const VERSIONS: &'static [&'static str] = &["component", T::ONE, "versions"];
}

impl<T: Content> Contents<T> {
    /// A list of the record with this id: the query for it, where it is in the answer, what its
    /// rows are called and what makes a row the same row.
    pub(super) fn of_record<R>(
        &self,
        id: Id,
        operation: Operation,
        path: &'static [&'static str],
        resource_name: &'static str,
        key: fn(&R) -> Key,
    ) -> Listed<R>
    where
        R: Row,
    {
        self.question(id, operation, path, resource_name).rows(key).listed()
    }

    /// The question for such a list.
    pub(super) fn question(
        &self,
        id: Id,
        operation: Operation,
        path: &'static [&'static str],
        resource_name: &'static str,
    ) -> UnpagedQuery {
        UnpagedQuery::new(&self.client, operation, self.variables_of(id), path, resource_name)
    }
}

/// What makes an author the same author: ids are unique among authors of a kind only.
pub(super) fn author_key(author: &Author<Id>) -> Key {
    Key::of([author.kind.as_str().as_bytes(), &author.id.number().to_le_bytes()])
}
