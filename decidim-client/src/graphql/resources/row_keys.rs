//! What makes a row of each list the same row, as a copy knows it.

use civic_core::sync::Key;

use super::{
    AccountabilityResult, Amendment, Assembly, AssemblyType, Attachment, AttachmentCollection,
    Author, Budget, CollaborativeText, Comment, Component, Conference, Consultation, Debate,
    DocumentVersion, Election, Hashtag, Initiative, InitiativeType, ItemFollowers, ItemVersions,
    Meeting, Metric, Moderation, Page, ParticipatoryProcess, ParticipatoryProcessGroup,
    ParticipatoryProcessType, Post, Project, Proposal, Sortition, StaticPage, StaticPageTopic,
    Suggestion, Survey, Taxonomy, TraceVersion, User, UserModeration, Voting,
};
use crate::graphql::id::Id;
use crate::graphql::records::Row;

macro_rules! rows {
    (by $field:ident: $($row:ty),+) => {
        $(impl Row for $row {
            fn row_key(&self) -> Option<Key> {
                Some(Key::new(self.$field.to_string()))
            }
        })+
    };
    (without id: $($row:ty),+) => {
        $(impl Row for $row {
            const HAS_KEYS: bool = false;

            fn row_key(&self) -> Option<Key> {
                None
            }
        })+
    };
}

rows!(by id:
    AccountabilityResult, Budget, CollaborativeText, Debate, Election, Meeting, Page, Post, Proposal,
    Sortition, Survey
);
rows!(by id: Assembly, Conference, Consultation, Initiative, ParticipatoryProcess, Voting);
rows!(by id:
    AssemblyType, Component, InitiativeType, Moderation, ParticipatoryProcessGroup,
    ParticipatoryProcessType, StaticPage, StaticPageTopic, Taxonomy, User, UserModeration
);
rows!(by id:
    Amendment, AttachmentCollection, Comment, DocumentVersion, ItemFollowers, ItemVersions, Project,
    Suggestion, TraceVersion
);
rows!(by name: Hashtag, Metric);
// The ids of authors are unique among those of a kind, and older sites give attachments none.
rows!(without id: Author<Id>, Attachment);
