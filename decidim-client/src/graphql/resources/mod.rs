//! The records of a Decidim site, one file a kind: the model, its filters, and how to get it.

mod amendments;
mod attachment_collections;
mod attachments;
mod authors;
mod budgets;
mod classification;
mod collaborative_texts;
mod comments;
mod components;
mod debates;
mod elections;
mod followers;
mod items;
mod likes;
mod meeting_agendas;
mod meetings;
mod of_record;
mod pages;
mod participatory_processes;
mod posts;
mod projects;
mod proposals;
mod questionnaires;
mod references;
mod results;
#[cfg(test)]
mod samples;
mod sortitions;
mod space;
mod spaces;
mod statistics;
mod surveys;
mod trace_versions;

pub use amendments::{Amendment, AmendmentState};
pub use attachment_collections::AttachmentCollection;
pub use attachments::Attachment;
pub use authors::{Author, AuthorKind};
pub use budgets::Budget;
pub use classification::{Classification, Term};
pub use collaborative_texts::{CollaborativeText, DocumentVersion, Suggestion, SuggestionStatus};
pub(crate) use comments::{Answers, Open, Threads};
pub use comments::{Comment, Commentable};
pub use components::{Component, ComponentKind, SpaceComponents};
pub use debates::Debate;
pub use elections::{
    Election, ElectionAnswer, ElectionQuestion, ElectionResult, ElectionResultType, ElectionStatus,
    Trustee,
};
pub use followers::Followable;
pub use items::{ItemFollowers, ItemVersions};
pub use likes::Likeable;
pub use meeting_agendas::{AgendaItem, MeetingAgenda};
pub use meetings::{Meeting, MeetingMinutes, MeetingService, RegistrationType, TypeOfMeeting};
pub use pages::Page;
pub use participatory_processes::{ParticipatoryProcess, Step};
pub use posts::Post;
pub use projects::Project;
pub use proposals::{Fingerprint, Proposal, ProposalState, StateTitle};
pub use questionnaires::{Question, QuestionType, Questionnaire, ResponseOption};
pub use references::Reference;
pub use results::{AccountabilityResult, Milestone, ResultStatus};
pub use sortitions::Sortition;
pub use space::Space;
pub use spaces::{AccessMode, SpaceKind, SpaceLink, SpaceSummary};
pub use statistics::Statistic;
pub use surveys::Survey;
pub use trace_versions::{TraceVersion, Traceable};
