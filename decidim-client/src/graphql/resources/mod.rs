//! The records of a Decidim site, one file and one name for each kind of record: the model, its filters,
//! and how to get it. Beside them stand the types of their fields.
//!
//! **Left out** of what the schemas have, and why:
//! - what another field says as well: `formattedCreatedAt`, `hasComments` of records that count
//!   their comments, `type` (the class), `manifest`, `initiativeVotesCount` and
//!   `initiativeSupportsCount` (which are `onlineVotes`);
//! - references back: a milestone's result, a step's process, a document version's document, an
//!   initiative type's initiatives, a status' results, a category's subcategories, an agenda item's
//!   agenda, `forEntity` and `forType` of a form (the record that it was read from);
//! - rows that another list holds too: `DocumentVersion.suggestions` (those of the text),
//!   `MeetingAgendaItem.items` (the agenda lists all items, each with its parent),
//!   `attachmentCollections` of projects and results (their `attachments` hold all files);
//! - histories of what is left of old versions: `ElectionAnswer.versions`, those of trustees and of
//!   suggestions;
//! - what is about the page and not the record: the colours of a proposal's state, `scopesEnabled`,
//!   `showMetrics`, `showStatistics`, `userAllowedToComment`;
//! - lists without a bound that the other side names: `Scope.children`, taxonomies below the second
//!   level;
//! - `translation` and `locales` of a text: `translations` has both.
//!
//! **Order.** Only proposals and posts have an order of their own, by id. Lists of meetings, debates,
//! budgets, results, surveys, pages and sortitions are read by servers without any `ORDER BY`: a
//! record that is changed may move, also to where the list has been read. So prefer
//! [`two_passes`](crate::graphql::lists::ContentList::two_passes) for them, which reads the ids a second time.
//!
//! **Ids.** A row of a list always has its id: one without is reported as malformed. An object within a
//! row (an author, a category, a file) is read without it: there the id is an `Option`, and null where
//! the site does not give it.
//!
//! Versions, likes, followers, amendments and comments of a record are read on their own. Anything
//! else is read by [`Client::query`](crate::graphql::Client::query).

mod amendments;
mod areas;
mod assemblies;
mod assembly_types;
mod attachment_collections;
mod attachments;
mod authors;
mod blobs;
mod budgets;
mod categories;
mod classification;
mod collaborative_texts;
mod comments;
mod components;
mod conferences;
mod consultations;
mod debates;
mod decidim;
mod elections;
#[cfg(test)]
mod fidelity;
mod followers;
mod hashtags;
mod initiative_types;
mod initiatives;
mod items;
mod likes;
mod meeting_agendas;
mod meetings;
mod metrics;
mod moderations;
mod of_record;
mod organization;
mod pages;
mod participant_details;
mod participatory_process_groups;
mod participatory_process_types;
mod participatory_processes;
mod posts;
mod projects;
mod proposals;
mod questionnaires;
mod references;
mod results;
mod row_keys;
#[cfg(test)]
mod samples;
mod scopes;
mod session;
mod sortitions;
mod space;
mod space_model;
mod space_records;
mod spaces;
mod static_pages;
mod statistics;
mod surveys;
mod taxonomies;
mod trace_versions;
mod users;
mod votings;

pub use amendments::{Amendment, AmendmentState};
pub use areas::{Area, AreaType};
pub use assemblies::{Assembly, AssemblyCreator, AssemblyMember};
pub use assembly_types::AssemblyType;
pub use attachment_collections::AttachmentCollection;
pub use attachments::Attachment;
pub use authors::{Author, AuthorKind};
pub use blobs::Blob;
pub use budgets::Budget;
pub use categories::Category;
pub use classification::{Classification, Term};
pub use collaborative_texts::{CollaborativeText, DocumentVersion, Suggestion, SuggestionStatus};
pub use comments::{Comment, Commentable};
pub use components::{Component, ComponentKind, SpaceComponents};
pub(super) use components::{manifest_of, manifests};
pub use conferences::{
    Conference, ConferenceMediaLink, ConferencePartner, ConferenceSpeaker, PartnerType,
};
pub use consultations::{Consultation, ConsultationQuestion};
pub use debates::Debate;
pub use decidim::Decidim;
pub use elections::{
    Election, ElectionAnswer, ElectionQuestion, ElectionResult, ElectionResultType, ElectionStatus,
    Trustee,
};
pub use followers::Followable;
pub use hashtags::Hashtag;
pub use initiative_types::InitiativeType;
pub use initiatives::{
    CommitteeMember, CommitteeMemberState, Initiative, InitiativeState, SignatureType,
};
pub use items::{ItemFollowers, ItemVersions};
pub use likes::Likeable;
pub use meeting_agendas::{AgendaItem, MeetingAgenda};
pub use meetings::{Meeting, MeetingMinutes, MeetingService, RegistrationType, TypeOfMeeting};
pub use metrics::{Metric, MetricHistory};
pub use moderations::{Moderation, Report, ReportReason, UserModeration};
pub use organization::Organization;
pub use pages::Page;
pub use participant_details::ParticipantDetails;
pub use participatory_process_groups::ParticipatoryProcessGroup;
pub use participatory_process_types::ParticipatoryProcessType;
pub use participatory_processes::{ParticipatoryProcess, Step};
pub use posts::Post;
pub use projects::Project;
pub use proposals::{Fingerprint, Proposal, ProposalState, StateTitle};
pub use questionnaires::{Question, QuestionType, Questionnaire, ResponseOption};
pub use references::Reference;
pub use results::{AccountabilityResult, Milestone, ResultStatus};
pub use scopes::Scope;
pub use session::Session;
pub use sortitions::Sortition;
pub use space::Space;
pub use space_records::SpaceRecord;
pub use spaces::{AccessMode, SpaceKind, SpaceLink, SpaceSummary};
pub use static_pages::{StaticPage, StaticPageTopic};
pub use statistics::Statistic;
pub use surveys::Survey;
pub use taxonomies::Taxonomy;
pub use trace_versions::{TraceVersion, Traceable};
pub use users::User;
pub use votings::Voting;
