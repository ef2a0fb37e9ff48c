//! Reactions: likes and dislikes.

use civic_core::Extra;
use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, Position};
use civic_core::open_enum;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::listing::List;
use crate::resource::{Dated, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Reactions: likes and dislikes of ideas and comments.
    ///
    /// There is no feed of withdrawn ones: read the list again to learn what is gone.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let reactions = city.reactions().list().stream().collect_consistent().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn reactions(&self) -> Endpoint<Reaction> {
        self.endpoint()
    }
}

/// What a participant thinks of an idea or a comment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Reaction {
    /// Its id.
    pub id: Uuid,
    /// Up, down or neither.
    pub mode: ReactionMode,
    /// Who reacted. `None` for removed users.
    pub user_id: Option<Uuid>,
    /// The idea or comment reacted to.
    pub reactable_id: Option<Uuid>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// What was reacted to.
    pub reactable_type: ReactableType,
    /// What [`post_id`](Self::post_id) is: capitalised, unlike on comments. Only in 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_type: Option<ReactionPostType>,
    /// The idea, or until 2025 the initiative, reacted to or commented on. Absent in 2023 and by
    /// one version of 2024: ask [`idea_id()`](Self::idea_id()).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_id: Option<Uuid>,
    /// The idea reacted to or commented on. Only in one version of 2024: ask
    /// [`idea_id()`](Self::idea_id()).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idea_id: Option<Uuid>,
    /// The initiative reacted to or commented on. Only in one version of 2024; see
    /// [`post_id`](Self::post_id).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiative_id: Option<Uuid>,
    /// The project. Absent in 2023.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<Uuid>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Reaction {
    /// The idea reacted to, or that has the comment reacted to. `None` for initiatives, and on
    /// platforms of 2023, which do not tell it; [`reactable_id`](Self::reactable_id) is the idea
    /// there unless it is a comment.
    pub fn idea_id(&self) -> Option<Uuid> {
        let is_initiative = self.post_type == Some(ReactionPostType::Initiative)
            || matches!(
                self.reactable_type,
                ReactableType::Initiative | ReactableType::InitiativeComment
            );
        self.idea_id.or(self.post_id.filter(|_| !is_initiative))
    }
}

open_enum! {
    shown as govocal_client::resources::reactions::ReactionMode;

    /// What a participant thinks.
    pub enum ReactionMode {
        /// For it.
        Up = "up",
        /// Against it.
        Down = "down",
        /// Neither for nor against. Since 2025.
        Neutral = "neutral",
    }
}

open_enum! {
    shown as govocal_client::resources::reactions::ReactableType;

    /// What is reacted to.
    pub enum ReactableType {
        /// An idea.
        Idea = "idea",
        /// A comment.
        Comment = "comment",
        /// An initiative. Until 2025.
        Initiative = "initiative",
        /// A comment on an idea. Only to filter by, until 2025.
        IdeaComment = "idea-comment",
        /// A comment on an initiative. Only to filter by, until 2025.
        InitiativeComment = "initiative-comment",
    }
}

impl ReactableType {
    /// Whether a row of this type passes a filter by the wanted one; `None` where only the server
    /// knows.
    fn passes(&self, wanted: &Self) -> Option<bool> {
        match (wanted, self) {
            (wanted, row) if wanted == row => Some(true),
            (Self::Other(_), _)
            | (_, Self::Other(_))
            | (Self::IdeaComment | Self::InitiativeComment, Self::Comment) => None,
            (Self::Comment, Self::IdeaComment | Self::InitiativeComment) => Some(true),
            _ => Some(false),
        }
    }
}

open_enum! {
    shown as govocal_client::resources::reactions::ReactionPostType;

    /// What a post is. Only in 2024.
    pub enum ReactionPostType {
        /// An idea.
        Idea = "Idea",
        /// An initiative.
        Initiative = "Initiative",
    }
}

impl Resource for Reaction {
    const PATH: &'static str = "reactions";
    const ROWS: &'static str = "reactions";
    const SYNC: SyncSupport<Self> = SyncSupport::by_id(|row: &Self| row.id.into()).dated();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Dated for Reaction {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl List<Reaction> {
    /// Only reactions to such things. Servers refuse what they do not know: since 2025 that is all
    /// but ideas and comments.
    ///
    /// ```no_run
    /// use govocal_client::resources::reactions::ReactableType;
    ///
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let likes = city.reactions().list().reactable_type(ReactableType::Idea);
    /// let reactions = likes.stream().collect_consistent().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn reactable_type(self, kind: ReactableType) -> Self {
        let wanted = kind.clone();
        self.filter("reactable_type", kind, move |reaction| reaction.reactable_type.passes(&wanted))
    }

    /// Only reactions of this user.
    pub fn user_id(self, id: Uuid) -> Self {
        self.filter("user_id", id, move |reaction| Some(reaction.user_id == Some(id)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const POST: Uuid = Uuid::from_u128(0x6e1d_0000_4000_8000_0000_0000_0000_0c03);

    fn decode(more: Value) -> Reaction {
        let mut body = json!({
            "id": "6e1d2f7a-20be-4b9d-9a87-5f1f7d4a0c01",
            "mode": "down",
            "user_id": "6e1d2f7a-20be-4b9d-9a87-5f1f7d4a0c02",
            "reactable_id": POST,
            "created_at": "2024-09-10T11:12:13.141Z",
            "updated_at": "2024-09-11T12:13:14.151Z",
            "reactable_type": "idea",
        });
        let Value::Object(more) = more else { panic!("not an object: {more}") };
        body.as_object_mut().unwrap().extend(more);
        let reaction: Reaction = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(serde_json::to_value(&reaction).unwrap(), body);
        reaction
    }

    #[test]
    fn the_idea_is_found_in_every_era() {
        let project = "6e1d2f7a-20be-4b9d-9a87-5f1f7d4a0c04";
        for (more, idea) in [
            (json!({}), None),
            (json!({"idea_id": POST, "project_id": project}), Some(POST)),
            (json!({"initiative_id": POST, "reactable_type": "initiative"}), None),
            (json!({"post_id": POST, "post_type": "Idea", "project_id": project}), Some(POST)),
            (
                json!({"post_id": POST, "post_type": "Initiative", "reactable_type": "comment"}),
                None,
            ),
            (json!({"post_id": POST, "project_id": project}), Some(POST)),
        ] {
            let reaction = decode(more);
            assert!(reaction.extra.is_empty(), "{:?}", reaction.extra);
            assert_eq!(reaction.idea_id(), idea, "{reaction:?}");
        }
    }

    #[test]
    fn what_is_newer_than_this_version_survives() {
        let reaction = decode(json!({"mode": "shrug", "reactable_type": "event", "mood": true}));
        assert_eq!(reaction.mode.as_str(), "shrug");
        assert_eq!(reaction.reactable_type.as_str(), "event");
        assert_eq!(reaction.extra["mood"], true);
    }

    #[test]
    fn rows_are_judged_only_where_types_compare() {
        let passes = |row: &str, wanted: &str| ReactableType::from(row).passes(&wanted.into());
        assert_eq!(passes("idea", "idea"), Some(true));
        assert_eq!(passes("idea", "comment"), Some(false));
        assert_eq!(passes("idea", "idea-comment"), Some(false));
        assert_eq!(passes("comment", "idea-comment"), None);
        assert_eq!(passes("idea-comment", "comment"), Some(true));
        assert_eq!(passes("comment", "events"), None);
        assert_eq!(passes("events", "events"), Some(true));
    }
}
