//! The fields of `Mutation`, and what may be done to whom.

mod attachment_collections;
mod attachments;
mod attributes;
mod blobs;
mod budgets;
mod comments;
mod debates;
mod meetings;
mod milestones;
mod projects;
mod proposals;
mod results;

use std::sync::Arc;

use serde_json::Value;

use super::Run;
use super::failure::{Failure, Stop};
use super::item::{Item, Resolved};
use super::query_fields::id_in;
use super::types::{kind_of, type_name};
use crate::decidim::graphql::schema::Field;
use crate::decidim::version::Version;
use crate::decidim::world::{Kind, Record};

impl Run<'_> {
    pub(super) fn mutation_root(&mut self, field: &str, arguments: &Value) -> Resolved {
        match field {
            "commentable" => self.commentable(arguments),
            "comment" => {
                let found = id_in(arguments, "id").and_then(|id| self.world.get(Kind::Comment, id));
                match found {
                    Some(comment) => Ok(Item::Record(Arc::clone(comment))),
                    None if self.version < Version::V0_32 => Err(Stop::Crash),
                    None => self.missing("Comment"),
                }
            }
            "uploadFile" => self.upload_file(arguments.get("input").unwrap_or(&Value::Null)),
            "deleteBlob" => self.delete_blob(arguments),
            _ => self.component_root(arguments),
        }
    }

    pub(super) fn mutation_field(
        &mut self,
        record: &Arc<Record>,
        object: &str,
        field: &str,
        definition: &Field,
        arguments: &Value,
    ) -> Resolved {
        let input = arguments.get("input").unwrap_or(&Value::Null);
        match (object, field) {
            ("CommentableMutation", "addComment") => self.add_comment(record, arguments),
            ("CommentMutation", "upVote") => self.vote_comment(record, true),
            ("CommentMutation", "downVote") => self.vote_comment(record, false),
            ("ProposalsMutation", "createProposal") => self.create_proposal(record, input),
            ("ProposalMutation", "answer") => self.answer_proposal(record, input),
            ("ProposalMutation", "update") => self.update_proposal(record, input),
            ("ProposalMutation", "vote") => self.vote_proposal(record, true),
            ("ProposalMutation", "unvote") => self.vote_proposal(record, false),
            ("MeetingsMutation", "createMeeting") => self.create_meeting(record, input),
            ("MeetingMutation", "update") => self.update_meeting(record, input),
            ("MeetingMutation", "close") => self.close_meeting(record, input),
            ("ProposalMutation" | "MeetingMutation", "withdraw") => self.withdraw(record),
            ("DebatesMutation", "createDebate") => self.create_debate(record, input),
            ("DebateMutation", "update") => self.update_debate(record, input),
            ("DebateMutation", "close") => self.close_debate(record, input),
            ("BudgetsMutation", "createBudget") => self.create_budget(record, input),
            ("BudgetMutation", "update") => self.update_budget(record, input),
            ("BudgetMutation", "createProject") => self.create_project(record, input),
            ("ProjectMutation", "update") => self.update_project(record, input),
            ("ProjectMutation", "delete") => self.delete_one(record, None),
            ("AccountabilityMutation", "createResult") => self.create_result(record, input),
            ("ResultMutation", "update") => self.update_result(record, input),
            ("BudgetMutation" | "ResultMutation", "delete") => {
                self.delete_one(record, Some(arguments))
            }
            ("ResultMutation", "createMilestone") => self.create_milestone(record, input),
            ("ResultMutation", "updateMilestone") => self.update_milestone(record, input),
            ("ResultMutation", "deleteMilestone") => self.delete_milestone(record, arguments),
            (_, "createAttachment") => self.create_attachment(record, input),
            (_, "updateAttachment") => self.update_attachment(record, input),
            (_, "deleteAttachment") => self.delete_attachment(record, arguments),
            (_, "createAttachmentCollection") => self.create_collection(record, input),
            (_, "updateAttachmentCollection") => self.update_collection(record, input),
            (_, "deleteAttachmentCollection") => self.delete_collection(record, arguments),
            (_, "proposal" | "meeting" | "debate" | "budget" | "project" | "result") => {
                let ty = definition.ty.inner_named_type();
                let kind = kind_of(ty.trim_end_matches("Mutation")).unwrap_or(record.kind);
                let found = id_in(arguments, "id").and_then(|id| self.world.get(kind, id));
                let mine = found.filter(|it| it.owner == Some((record.kind, record.id)));
                match mine {
                    Some(found) => Ok(Item::Record(Arc::clone(found))),
                    None => self.missing(ty.trim_end_matches("Mutation")),
                }
            }
            _ => self.record(record, field, definition, arguments),
        }
    }

    /// The participant who acts; visitors do not.
    fn actor(&self) -> Result<u64, Stop> {
        self.caller.id().ok_or_else(|| self.refusal())
    }

    /// How the server says no: with a code from 0.32 on.
    fn refusal(&self) -> Stop {
        let failure = if self.version < Version::V0_32 {
            Failure::plain("You are not authorized to perform this action.")
        } else {
            let message = "You do not have permission to perform this mutation";
            Failure::coded(message, "MUTATION_NOT_AUTHORIZED_ERROR")
        };
        failure.into()
    }

    /// What the mutations of 0.33 are for: administrators. Who is not signed in does not have the scopes
    /// `admin:read` and `admin:write`, so that the field itself is refused.
    fn administrator(&self, object: &str, field: &str) -> Result<(), Stop> {
        if self.is_admin() {
            return Ok(());
        }
        if self.caller.id().is_some() {
            return Err(self.refusal());
        }
        let message = format!(
            "You cannot view or edit {field} field on {object} because you do not have permission"
        );
        Err(Failure::coded(message, "UNAUTHORIZED_FIELD_ERROR").into())
    }

    /// Deletes a record: its page and its row are gone, and the answer shows it once more. Where the
    /// mutation takes an id, that must be its own.
    fn delete_one(&mut self, record: &Arc<Record>, arguments: Option<&Value>) -> Resolved {
        self.administrator(&format!("{}Mutation", type_name(record.kind)), "delete")?;
        if arguments.is_some_and(|arguments| id_in(arguments, "id") != Some(record.id)) {
            return self.missing(type_name(record.kind));
        }
        self.world.remove(record.kind, record.id);
        Ok(Item::Record(Arc::clone(record)))
    }

    /// Only who wrote it, and administrators for what nobody else wrote.
    fn author_of(&self, record: &Record) -> Result<u64, Stop> {
        let actor = self.actor()?;
        let is_author = record.id_in("author_id") == Some(actor)
            || record.ids_in("author_ids").contains(&actor);
        if is_author { Ok(actor) } else { Err(self.refusal()) }
    }

    /// An action that the rules of the platform do not allow now.
    fn problem(&self, doing: &str) -> Stop {
        let message = format!("There was a problem {doing}.");
        let failure = if self.version < Version::V0_32 {
            Failure::plain(message)
        } else {
            Failure::coded(message, "VALIDATION_ERROR")
        };
        failure.into()
    }

    /// Takes a proposal or meeting back.
    fn withdraw(&mut self, record: &Record) -> Resolved {
        self.author_of(record)?;
        let has_votes = record.number("vote_count").is_some_and(|votes| votes > 0);
        if has_votes || !record.get("withdrawn_at").is_null() {
            return Err(self.problem("withdrawing it"));
        }
        let now = self.now;
        Ok(self.changed(record, |record| {
            record.fields.insert("withdrawn_at".to_owned(), now.into());
        }))
    }

    /// Changes a record; its new self.
    fn changed(&mut self, record: &Record, change: impl FnOnce(&mut Record)) -> Item {
        let now = self.now;
        self.world.change(record.kind, record.id, |record| {
            change(record);
            record.updated_at = now.max(record.created_at);
        });
        Item::record(self.world.get(record.kind, record.id))
    }
}
