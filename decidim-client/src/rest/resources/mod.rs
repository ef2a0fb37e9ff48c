//! What the API has, one name for each kind of record and for each of its parts. Each kind is one file,
//! with its model, its filters and its calls.

mod answer_options;
mod answers;
mod attachments;
mod blog_components;
mod blogs;
mod components;
mod draft_proposals;
mod health;
mod jobs;
mod magic_links;
mod me;
mod meetings;
mod organizations;
mod proposal_components;
mod proposal_votes;
mod proposals;
mod questionnaire_responses;
mod questionnaires;
mod questions;
mod roles;
pub(in crate::rest) mod space_kind;
mod spaces;
mod submission;
mod upload;
mod users;
mod webhook_registrations;

pub use answer_options::{AnswerOption, AnswerOptionAttributes, AnswerOptionRelationships};
pub use answers::{Answer, AnswerAttributes, AnswerRelationships};
pub use attachments::{
    AttachedRecord, AttachedTo, Attachment, AttachmentAttributes, AttachmentChange, FileType,
    NewAttachment,
};
pub use blog_components::{BlogComponent, BlogComponentMeta};
pub use blogs::{
    BlogPost, BlogPostAttributes, BlogPostChange, BlogPostMeta, BlogPostRelationships,
};
pub use components::{
    Component, ComponentAttributes, ComponentManifest, ComponentMeta, ComponentRelationships,
    InSpace,
};
pub use draft_proposals::{DraftAttributes, DraftChange, DraftErrors, DraftMeta, DraftProposal};
pub use health::Health;
pub use jobs::JobSummary;
pub use magic_links::{MagicLink, SignIn};
pub use meetings::{Meeting, MeetingAttributes, MeetingRelationships};
pub use organizations::{
    Organization, OrganizationAttributes, OrganizationChange, OrganizationMeta, RegistrationMode,
};
pub use proposal_components::{ProposalComponent, ProposalComponentMeta, VoteLabel, VoteOption};
pub use proposal_votes::{ProposalVote, ProposalVoteAttributes, ProposalVoteRelationships, Vote};
pub use proposals::{Proposal, ProposalAttributes, ProposalMeta, ProposalRelationships, Voted};
pub use questionnaire_responses::{
    AnswerValue, QuestionnaireResponse, QuestionnaireResponseAttributes, QuestionnaireResponseMeta,
    QuestionnaireResponseRelationships,
};
pub use questionnaires::{
    Questionnaire, QuestionnaireAttributes, QuestionnaireChange, QuestionnaireMeta, SubmissionRules,
};
pub use questions::{
    Question, QuestionAttributes, QuestionChange, QuestionRelationships, QuestionType,
};
pub use roles::{NewRole, Role, RoleAttributes, RoleType};
pub use spaces::{Space, SpaceAttributes, SpaceRelationships, Visibility};
pub use submission::{
    Submission, SubmissionRequest, SubmissionRequestAttributes, SubmittedAnswers,
};
pub use upload::{DirectUpload, NewUpload};
pub use users::{Participant, ParticipantAttributes, ParticipantMeta};

pub use webhook_registrations::{
    SigningSecret, WebhookRegistration, WebhookRegistrationAttributes,
};

pub use space_kind::{SpaceManifest, SpaceType};
