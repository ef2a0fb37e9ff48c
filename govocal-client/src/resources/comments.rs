//! Comments on ideas.

use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, Position};
use civic_core::list::translations::Localized;
use civic_core::open_enum;
use civic_core::{Extra, Html};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::listing::List;
use crate::resource::{Dated, LogsDeletions, Readable, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Comments on ideas; before 2025 on initiatives too.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let mut comments = city.comments().list().stream();
    /// while let Some(comment) = comments.try_next().await? {
    ///     println!("{:?}", comment.body);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn comments(&self) -> Endpoint<Comment> {
        self.endpoint()
    }
}

/// A comment, or a reply to one. Its text is in the locale asked for, or in another.
///
/// Deleted comments stay listed, and may still have their text: mind
/// [`publication_status`](Self::publication_status) before publishing anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Comment {
    /// Its id.
    pub id: Uuid,
    /// Text, written by a participant.
    pub body: Option<Html>,
    /// Who wrote it. `None` for anonymous and removed authors.
    pub author_id: Option<Uuid>,
    /// The idea or initiative that it is on. Absent since 2025: ask
    /// [`idea_id()`](Self::idea_id()).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_id: Option<Uuid>,
    /// What it is on. Absent since 2025, when only ideas have comments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_type: Option<CommentPostType>,
    /// The idea that it is on. Absent before 2025: ask [`idea_id()`](Self::idea_id()).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idea_id: Option<Uuid>,
    /// The comment that it replies to. `None` for a comment that begins a thread.
    pub parent_id: Option<Uuid>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// When its text was last changed. `None` if it never was.
    pub body_updated_at: Option<Timestamp>,
    /// Reactions "up".
    pub likes_count: i64,
    /// Reactions "down".
    pub dislikes_count: i64,
    /// Replies.
    pub children_count: i64,
    /// Published or deleted.
    pub publication_status: CommentPublicationStatus,
    /// The idea's project. `None` for comments on initiatives; absent before 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<Uuid>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Comment {
    /// The idea that it is on, whatever the platform's version. `None` where it is on an
    /// initiative.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let mut comments = city.comments().list().stream();
    /// while let Some(comment) = comments.try_next().await? {
    ///     println!("{:?} is on {:?}", comment.id, comment.idea_id());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn idea_id(&self) -> Option<Uuid> {
        let post_id = self.post_id.filter(|_| self.is_on(&CommentPostType::Idea) != Some(false));
        self.idea_id.or(post_id)
    }

    /// Whether it is on a post of this type; `None` where it does not tell.
    fn is_on(&self, kind: &CommentPostType) -> Option<bool> {
        match &self.post_type {
            Some(post_type) => Some(post_type == kind),
            // Platforms that tell no type know only ideas.
            None => self.idea_id.map(|_| *kind == CommentPostType::Idea),
        }
    }
}

open_enum! {
    shown as govocal_client::resources::comments::CommentPostType;

    /// What a comment is on.
    pub enum CommentPostType {
        /// An idea.
        Idea = "idea",
        /// An initiative. Until 2025.
        Initiative = "initiative",
    }
}

open_enum! {
    shown as govocal_client::resources::comments::CommentPublicationStatus;

    /// Whether a comment is public.
    pub enum CommentPublicationStatus {
        /// Public.
        Published = "published",
        /// Deleted, but still listed. Its text is not for publication.
        Deleted = "deleted",
    }
}

impl Resource for Comment {
    const PATH: &'static str = "comments";
    const ROWS: &'static str = "comments";
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for Comment {
    const ROW: &'static str = "comment";
}

impl LogsDeletions for Comment {}

impl Dated for Comment {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl Localized for Comment {
    fn texts(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![("body", self.body.as_ref().map(Html::raw))]
    }
}

impl List<Comment> {
    /// Only comments on posts of this type. Until 2025; newer servers ignore it, and have comments
    /// only on ideas.
    pub fn post_type(self, kind: CommentPostType) -> Self {
        let wanted = kind.clone();
        self.filter("post_type", kind, move |comment| comment.is_on(&wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn body(era: &Value) -> Value {
        let mut body = json!({
            "id": "00000000-0000-4000-8000-000000000001",
            "body": "<p>Oaks, please</p>",
            "author_id": null,
            "parent_id": "00000000-0000-4000-8000-000000000002",
            "created_at": "2026-03-04T10:11:12.345Z",
            "updated_at": "2026-03-05T06:07:08.901Z",
            "body_updated_at": "2026-03-05T06:07:08.901Z",
            "likes_count": 4,
            "dislikes_count": 1,
            "children_count": 0,
            "publication_status": "deleted",
        });
        body.as_object_mut().unwrap().extend(era.as_object().unwrap().clone());
        body
    }

    fn comment(era: &Value) -> Comment {
        let comment: Comment = serde_json::from_value(body(era)).unwrap();
        assert_eq!(serde_json::to_value(&comment).unwrap(), body(era));
        comment
    }

    #[test]
    fn a_comment_of_2024_names_the_type_of_its_post() {
        let era = json!({
            "post_id": "00000000-0000-4000-8000-000000000003",
            "post_type": "idea",
            "project_id": "00000000-0000-4000-8000-000000000004",
        });
        let comment = comment(&era);
        assert!(comment.extra.is_empty());
        assert_eq!(comment.publication_status, CommentPublicationStatus::Deleted);
        assert_eq!(comment.idea_id(), comment.post_id);
        assert_eq!(comment.is_on(&CommentPostType::Idea), Some(true));
        assert_eq!(comment.is_on(&CommentPostType::Initiative), Some(false));
    }

    #[test]
    fn a_comment_on_an_initiative_has_no_idea() {
        let comment = comment(
            &json!({"post_id": "00000000-0000-4000-8000-000000000003", "post_type": "initiative"}),
        );
        assert_eq!(comment.idea_id(), None);
        assert_eq!(comment.is_on(&CommentPostType::Initiative), Some(true));
    }

    #[test]
    fn a_comment_of_2025_names_its_idea() {
        let comment = comment(&json!({"idea_id": "00000000-0000-4000-8000-000000000003"}));
        assert!(comment.extra.is_empty());
        assert_eq!(comment.idea_id(), comment.idea_id);
        assert_eq!(comment.is_on(&CommentPostType::Idea), Some(true));
        assert_eq!(comment.is_on(&CommentPostType::Initiative), Some(false));
    }

    #[test]
    fn a_comment_that_tells_no_post_tells_no_type() {
        assert_eq!(comment(&json!({})).is_on(&CommentPostType::Idea), None);
    }

    #[test]
    fn what_is_newer_is_kept() {
        let era = json!({"publication_status": "hidden", "newer": true});
        let comment = comment(&era);
        assert!(!comment.publication_status.is_known());
        assert_eq!(comment.extra["newer"], true);
    }
}
