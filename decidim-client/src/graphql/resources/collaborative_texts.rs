//! Collaborative texts, their versions, and what people suggest to change.

use civic_core::jiff::Timestamp;
use civic_core::{Multiloc, open_enum};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Author, Reference};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::lists::Listed;
use crate::graphql::records::Content;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::{Translated, list};

const VERSIONS: Operation = Operation::new(
    "DocumentVersions",
    include_str!("../../../graphql/collaborative_texts.graphql"),
);
const VERSIONS_PATH: &[&str] = &["component", "collaborativeText", "documentVersions"];

const SUGGESTIONS: Operation =
    Operation::new("Suggestions", include_str!("../../../graphql/collaborative_texts.graphql"));
const SUGGESTIONS_PATH: &[&str] = &["component", "collaborativeText", "suggestions"];

open_enum! {
    /// What became of a suggestion.
    pub enum SuggestionStatus {
        /// Nothing yet.
        Pending = "pending",
        /// It went into the text.
        Accepted = "accepted",
        /// It did not.
        Rejected = "rejected",
    }
}

/// A text that people write together. Since 0.31.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CollaborativeText {
    /// The id.
    pub id: Id,
    /// The title, in one language.
    pub title: Option<String>,
    /// The text of the current version: HTML, in one language.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub body: Option<String>,
    /// A notice: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub announcement: Multiloc,
    /// Whether the current version is a draft.
    pub draft: Option<bool>,
    /// Whether changes can be suggested.
    pub accepting_suggestions: Option<bool>,
    /// The first author; null where the site itself wrote it.
    pub author: Option<Author>,
    /// All authors.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub authors: Vec<Author>,
    /// How many authors there are, hidden ones included.
    pub authors_count: Option<u64>,
    /// How many versions of the document there are; see [`Contents::document_versions`].
    pub document_versions_count: Option<u64>,
    /// How many suggestions there are; see [`Contents::suggestions`].
    pub suggestions_count: Option<u64>,
    /// How often the record itself changed.
    pub versions_count: Option<u64>,
    /// Its page.
    pub url: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
}

/// A version of a collaborative text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DocumentVersion {
    /// The id.
    pub id: Id,
    /// The title, in one language.
    pub title: Option<String>,
    /// The text: HTML, in one language.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub body: Option<String>,
    /// Whether it is a draft.
    pub draft: Option<bool>,
    /// How many suggestions to it there are.
    pub suggestions_count: Option<u64>,
    /// How often the record itself changed.
    pub versions_count: Option<u64>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

/// A change that somebody suggests to a version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Suggestion {
    /// The id.
    pub id: Id,
    /// The version that it is to.
    pub document_version: Option<Reference>,
    /// What became of it.
    pub status: Option<SuggestionStatus>,
    /// What is to change: nodes of the text, and what is to stand in their place, in the editor's
    /// own form.
    pub changeset: Option<Value>,
    /// Who suggests it.
    pub author: Option<Author>,
    /// How often the record itself changed.
    pub versions_count: Option<u64>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Content for CollaborativeText {
    const RESOURCE_NAME: &'static str = "collaborative texts";
    const COMPONENT: &'static str = "CollaborativeTexts";
    const PAGE: Operation = Operation::new(
        "CollaborativeTexts",
        include_str!("../../../graphql/collaborative_texts.graphql"),
    );
    const LIST: &'static str = "collaborativeTexts";
    const ONE: &'static str = "collaborativeText";

    fn id(&self) -> Id {
        self.id
    }
}

impl Client {
    /// The collaborative texts of a component. Since 0.31.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut texts = site.collaborative_texts(52).list().stream();
    /// while let Some(text) = texts.try_next().await? {
    ///     println!("{:?}: {:?} suggestions", text.title, text.suggestions_count);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn collaborative_texts(&self, component: impl Into<Id>) -> Contents<CollaborativeText> {
        Contents::new(self, component)
    }
}

impl Contents<CollaborativeText> {
    /// The versions of the text with this id, in one answer. Since 0.31.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut versions = site.collaborative_texts(52).document_versions(3).list().stream();
    /// while let Some(version) = versions.try_next().await? {
    ///     println!("{:?} draft: {:?}", version.created_at, version.draft);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn document_versions(&self, id: impl Into<Id>) -> Listed<DocumentVersion> {
        let key = |version: &DocumentVersion| version.id.key();
        self.of_record(id.into(), VERSIONS, VERSIONS_PATH, "versions", key)
    }

    /// The changes that people suggest to the text with this id, in one answer. Since 0.31.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::SuggestionStatus;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut suggestions = site.collaborative_texts(52).suggestions(3).list().stream();
    /// while let Some(suggestion) = suggestions.try_next().await? {
    ///     if suggestion.status == Some(SuggestionStatus::Pending) {
    ///         println!("{:?}", suggestion.changeset);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn suggestions(&self, id: impl Into<Id>) -> Listed<Suggestion> {
        let key = |suggestion: &Suggestion| suggestion.id.key();
        self.of_record(id.into(), SUGGESTIONS, SUGGESTIONS_PATH, "suggestions", key)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn every_field_is_read() {
        samples::read_every_field::<CollaborativeText>();
        samples::read_every_field_at::<DocumentVersion>(VERSIONS, VERSIONS_PATH);
        samples::read_next_to_nothing::<DocumentVersion>(VERSIONS, VERSIONS_PATH);
        samples::read_every_field_at::<Suggestion>(SUGGESTIONS, SUGGESTIONS_PATH);
        samples::read_next_to_nothing::<Suggestion>(SUGGESTIONS, SUGGESTIONS_PATH);
    }
}
