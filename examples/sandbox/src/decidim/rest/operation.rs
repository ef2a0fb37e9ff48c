//! The operations, and what each asks of its caller.

use super::demand::Access;
use super::forms::FormsOperation;
use super::unreleased::UnreleasedOperation;
use crate::decidim::world::Kind;

/// What a request asks for. Numbers are as the path had them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Organizations,
    Organization(String),
    UpdateOrganization(String),
    OrganizationData,
    SetOrganizationData(String),
    SearchSpaces,
    Spaces(Kind),
    Space(Kind, String),
    SearchComponents,
    Components(&'static str),
    Component(&'static str, String),
    Users,
    UserData,
    SetUserData,
    CreateMagicLink,
    Blogs,
    Blog(String),
    CreateBlog,
    UpdateBlog(String),
    DeleteBlog(String),
    Attachments,
    Attachment(String),
    CreateAttachment,
    UpdateAttachment(String),
    DeleteAttachment(String),
    DirectUpload,
    Proposals,
    Proposal(String),
    Vote,
    Votes,
    VoteDetails(String),
    WithdrawVote(String),
    CreateDraft,
    Draft(String),
    UpdateDraft(String),
    WithdrawDraft(String),
    PublishDraft(String),
    Roles,
    Role(String),
    CreateRole,
    DeleteRole(String),
    Jobs,
    DeleteJob(String),
    Forms(FormsOperation),
    Unreleased(UnreleasedOperation),
}

impl Operation {
    pub(super) fn access(&self) -> Access {
        match self {
            Self::Organizations | Self::Organization(_) => {
                Access::new("system", "system.organizations.read")
            }
            Self::UpdateOrganization(_) => Access::new("system", "system.organizations.update"),
            Self::OrganizationData => {
                Access::new("system", "system.organization.extended_data.read")
            }
            Self::SetOrganizationData(_) => {
                Access::new("system", "system.organization.extended_data.update")
            }
            Self::SearchSpaces | Self::Spaces(_) | Self::Space(..) => {
                Access::new("public", "public.space.read")
            }
            Self::SearchComponents | Self::Components(_) | Self::Component(..) => {
                Access::new("public", "public.component.read")
            }
            Self::Users => Access::new("oauth", "oauth.read"),
            Self::UserData => Access::of_participant("oauth", "oauth.extended_data.read"),
            Self::SetUserData => Access::of_participant("oauth", "oauth.extended_data.update"),
            Self::CreateMagicLink => Access::of_participant("oauth", "oauth.magic_link"),
            Self::Blogs | Self::Blog(_) => Access::new("blogs", "blogs.read"),
            Self::CreateBlog | Self::UpdateBlog(_) => Access::new("blogs", "blogs.write"),
            Self::DeleteBlog(_) => Access::new("blogs", "blogs.destroy"),
            Self::Attachments | Self::Attachment(_) => {
                Access::new("attachments", "attachments.read")
            }
            Self::CreateAttachment | Self::UpdateAttachment(_) | Self::DirectUpload => {
                Access::new("attachments", "attachments.write")
            }
            Self::DeleteAttachment(_) => Access::new("attachments", "attachments.destroy"),
            Self::Proposals | Self::Proposal(_) | Self::Votes | Self::VoteDetails(_) => {
                Access::new("proposals", "proposals.read")
            }
            Self::Vote | Self::WithdrawVote(_) => {
                Access::of_participant("proposals", "proposals.vote")
            }
            Self::CreateDraft
            | Self::Draft(_)
            | Self::UpdateDraft(_)
            | Self::WithdrawDraft(_)
            | Self::PublishDraft(_) => Access::of_participant("proposals", "proposals.draft"),
            Self::Roles | Self::Role(_) => Access::new("roles", "roles.read"),
            Self::CreateRole | Self::DeleteRole(_) => Access::new("roles", "roles.write"),
            Self::Forms(operation) => operation.access(),
            Self::Unreleased(operation) => operation.access(),
            Self::Jobs | Self::DeleteJob(_) => {
                Access { scope: None, ability: None, participant: false }
            }
        }
    }

    /// Whether its `/sync` path fails: the block that does the write goes to the wrong method, and the one
    /// that should call it has none.
    pub(super) fn has_broken_sync(&self) -> bool {
        matches!(self, Self::CreateBlog | Self::UpdateBlog(_) | Self::DeleteBlog(_))
    }

    /// Whether 0.3 makes a job of it: every write but the withdrawal of a vote and those of attachments.
    pub(super) fn is_deferred(&self) -> bool {
        matches!(self, Self::Forms(_) | Self::Unreleased(_) if !self.command_key().is_empty())
            || matches!(
                self,
                Self::UpdateOrganization(_)
                    | Self::SetOrganizationData(_)
                    | Self::SetUserData
                    | Self::Vote
                    | Self::CreateDraft
                    | Self::UpdateDraft(_)
                    | Self::WithdrawDraft(_)
                    | Self::PublishDraft(_)
                    | Self::CreateRole
                    | Self::DeleteRole(_)
                    | Self::CreateBlog
                    | Self::UpdateBlog(_)
                    | Self::DeleteBlog(_)
            )
    }

    /// What the module calls the job that does it.
    pub(super) fn command_key(&self) -> &'static str {
        match self {
            Self::UpdateOrganization(_) => "organizations#update",
            Self::SetOrganizationData(_) => "organization_extended_data#update",
            Self::SetUserData => "user_extended_data#update",
            Self::Vote => "vote_proposals#create",
            Self::CreateDraft => "draft_proposals#create",
            Self::UpdateDraft(_) => "draft_proposals#update",
            Self::WithdrawDraft(_) => "draft_proposals#destroy",
            Self::PublishDraft(_) => "draft_proposals#publish",
            Self::CreateBlog => "blogs/posts#create",
            Self::UpdateBlog(_) => "blogs/posts#update",
            Self::DeleteBlog(_) => "blogs/posts#destroy",
            Self::CreateRole => "roles#create",
            Self::DeleteRole(_) => "roles#destroy",
            Self::Forms(operation) => operation.command_key(),
            Self::Unreleased(operation) => operation.command_key(),
            _ => "",
        }
    }

    /// Whether its answer heeds `locales[]`.
    pub(super) fn heeds_locales(&self) -> bool {
        matches!(
            self,
            Self::Organizations
                | Self::Organization(_)
                | Self::SearchSpaces
                | Self::Spaces(_)
                | Self::Space(..)
                | Self::SearchComponents
                | Self::Components(_)
                | Self::Component(..)
                | Self::Blogs
                | Self::Blog(_)
                | Self::Proposals
                | Self::Proposal(_)
        )
    }
}
