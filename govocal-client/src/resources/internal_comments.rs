//! Internal comments: what managers write to each other about an idea. Since 2025 or 2026.

use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, Position};
use civic_core::open_enum;
use civic_core::{Extra, Html};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::listing::List;
use crate::resource::{Creatable, Dated, LogsDeletions, Payload, Readable, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Internal comments: what managers write to each other about an idea. Since 2025 or 2026.
    pub fn internal_comments(&self) -> Endpoint<InternalComment> {
        self.endpoint()
    }
}

/// A manager's comment on an idea. Not for the public.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InternalComment {
    /// Its id.
    pub id: Uuid,
    /// Text, in the one language it was written in.
    pub body: Option<Html>,
    /// Who wrote it. `None` for removed users, and for comments made by API.
    pub author_id: Option<Uuid>,
    /// The idea.
    pub idea_id: Uuid,
    /// The comment that it answers. `None` where it answers none.
    pub parent_id: Option<Uuid>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// When its text was last changed. `None` where it never was.
    pub body_updated_at: Option<Timestamp>,
    /// Answers to it.
    pub children_count: i64,
    /// Published or deleted: a deleted one may stay listed, text and all.
    pub publication_status: InternalCommentPublicationStatus,
    /// The idea's project.
    pub project_id: Option<Uuid>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    shown as govocal_client::resources::internal_comments::InternalCommentPublicationStatus;

    /// Whether an internal comment still stands.
    pub enum InternalCommentPublicationStatus {
        /// It does.
        Published = "published",
        /// It was taken back; do not show its text.
        Deleted = "deleted",
    }
}

impl Resource for InternalComment {
    const PATH: &'static str = "internal_comments";
    const ROWS: &'static str = "internal_comments";
    const NOT_EVERYWHERE: Option<&'static str> = Some("internal comments came in 2025 or 2026");
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for InternalComment {
    const ROW: &'static str = "internal_comment";
}

impl LogsDeletions for InternalComment {}

impl Dated for InternalComment {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl List<InternalComment> {
    /// Only comments on this idea.
    ///
    /// ```no_run
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// let comments = city.internal_comments().list().idea_id(id).stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn idea_id(self, id: Uuid) -> Self {
        self.filter("idea_id", id, move |comment| Some(comment.idea_id == id))
    }
}

impl Creatable for InternalComment {
    type New = NewInternalComment;
}

/// An internal comment to post. It has no author.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[must_use]
pub struct NewInternalComment {
    body: Html,
    idea_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_id: Option<Uuid>,
}

impl Payload for NewInternalComment {
    fn problem(&self) -> Option<&'static str> {
        self.body.is_blank().then_some("the comment is blank")
    }
}

impl NewInternalComment {
    /// A comment on this idea. A text that shows nothing is refused before anything is sent.
    ///
    /// ```
    /// use govocal_client::resources::internal_comments::NewInternalComment;
    /// use govocal_client::uuid::Uuid;
    ///
    /// # let (idea_id, question) = (Uuid::nil(), Uuid::nil());
    /// let answer = NewInternalComment::new(idea_id, "<p>I do.</p>").parent_id(question);
    /// ```
    pub fn new(idea_id: Uuid, body: impl Into<Html>) -> Self {
        Self { body: body.into(), idea_id, parent_id: None }
    }

    /// The comment that it answers.
    pub fn parent_id(mut self, id: Uuid) -> Self {
        self.parent_id = Some(id);
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_comment_decodes_and_goes_out_as_it_came() {
        let mut body = json!({
            "id": "2c8e4b60-9f1d-4a37-b5c2-7d0f1e3a9b01",
            "body": "<p>Eerst de brandweer vragen</p>",
            "author_id": null,
            "idea_id": "2c8e4b60-9f1d-4a37-b5c2-7d0f1e3a9b02",
            "parent_id": "2c8e4b60-9f1d-4a37-b5c2-7d0f1e3a9b03",
            "created_at": "2025-12-13T14:15:16.171Z",
            "updated_at": "2025-12-14T15:16:17.181Z",
            "body_updated_at": null,
            "children_count": 2,
            "publication_status": "deleted",
            "project_id": null,
        });
        let comment: InternalComment = serde_json::from_value(body.clone()).unwrap();
        assert!(comment.extra.is_empty());
        assert_eq!(comment.publication_status, InternalCommentPublicationStatus::Deleted);
        assert_eq!(serde_json::to_value(&comment).unwrap(), body);

        body["publication_status"] = json!("whispered");
        body["mood"] = json!({});
        let newer: InternalComment = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(serde_json::to_value(&newer).unwrap(), body);
    }

    #[test]
    fn a_new_comment_says_what_it_answers_only_where_it_answers() {
        let (idea, parent) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let comment = NewInternalComment::new(idea, "<p>Ja</p>");
        let written = serde_json::to_value(&comment).unwrap();
        assert_eq!(written, json!({"body": "<p>Ja</p>", "idea_id": idea}));
        let written = serde_json::to_value(comment.parent_id(parent)).unwrap();
        assert_eq!(written["parent_id"], json!(parent));
    }
}
