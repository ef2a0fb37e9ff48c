//! How a record changed.

use civic_core::jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::of_record::RecordPaths;
use super::{
    AccountabilityResult, Author, Budget, CollaborativeText, Debate, Election, Post, Proposal,
};
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::lists::Listed;
use crate::graphql::records::Content;
use crate::graphql::records::operation::Operation;

const VERSIONS: Operation =
    Operation::new("Versions", include_str!("../../../graphql/versions.graphql"));

/// One change of a record. In [`ItemVersions`](super::ItemVersions) the id may be missing:
/// `TraceVersion<Option<Id>>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TraceVersion<I = Id> {
    /// The id.
    pub id: I,
    /// What changed, by the site's own names of attributes, as its records of changes have it:
    /// mostly the value before and the value after. Null where the caller may not see it.
    #[serde(default)]
    pub changeset: Value,
    /// When it changed.
    pub created_at: Option<Timestamp>,
    /// Who changed it; null where that is not known.
    pub editor: Option<Author>,
}

/// Records whose changes a site shows.
#[diagnostic::on_unimplemented(
    message = "Decidim keeps no versions of `{Self}` that its GraphQL API shows",
    label = "there is no such list"
)]
pub trait Traceable: Content {}

impl Traceable for AccountabilityResult {}
impl Traceable for Budget {}
impl Traceable for CollaborativeText {}
impl Traceable for Debate {}
impl Traceable for Election {}
impl Traceable for Post {}
impl Traceable for Proposal {}

impl<T: Content> Contents<T> {
    /// How the record with this id changed: all its versions. Posts, proposals and budgets have
    /// them in every version of Decidim, elections up to 0.28, debates, results and collaborative
    /// texts since 0.31.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Client;
    /// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
    /// let mut versions = site.proposals(39).versions(35).list().stream();
    /// while let Some(version) = versions.try_next().await? {
    ///     println!("{:?} {}", version.created_at, version.changeset);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn versions(&self, id: impl Into<Id>) -> Listed<TraceVersion>
    where
        T: Traceable,
    {
        let key = |version: &TraceVersion| version.id.key();
        self.of_record(id.into(), VERSIONS, RecordPaths::<T>::VERSIONS, "versions", key)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples;
    use super::*;

    #[test]
    fn every_field_is_read() {
        let path = RecordPaths::<Proposal>::VERSIONS;
        samples::read_every_field_at::<TraceVersion>(VERSIONS, path);
        samples::read_next_to_nothing::<TraceVersion>(VERSIONS, path);
    }

    #[test]
    fn a_version_is_read_full_and_bare() {
        let full = json!({
            "id": "7",
            "changeset": {"title": [{"en": "Shade"}, {"en": "More shade"}]},
            "createdAt": "2026-02-03T10:11:12Z",
            "editor": {"__typename": "User", "id": "3", "name": "A", "nickname": "@a"},
        });
        let version: TraceVersion = serde_json::from_value(full).unwrap();
        assert_eq!(version.changeset["title"][1]["en"], "More shade");
        assert_eq!(version.editor.unwrap().id, Some(Id::new(3)));
        let bare: TraceVersion = serde_json::from_value(json!({"id": "8"})).unwrap();
        assert_eq!((bare.id, bare.changeset, bare.editor), (Id::new(8), Value::Null, None));
    }
}
