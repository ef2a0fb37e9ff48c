//! The kinds of records, and what the platform calls them.

/// A kind of record: one table of the platform's database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::decidim) enum Kind {
    Organization,
    User,
    Scope,
    Area,
    Category,
    Taxonomy,
    Process,
    ProcessGroup,
    ProcessType,
    ProcessStep,
    Assembly,
    AssemblyType,
    AssemblyMember,
    Conference,
    ConferenceSpeaker,
    ConferencePartner,
    ConferenceMediaLink,
    Initiative,
    InitiativeType,
    CommitteeMember,
    Consultation,
    ConsultationQuestion,
    Voting,
    Component,
    ProposalState,
    Proposal,
    Amendment,
    Meeting,
    Budget,
    Project,
    ResultStatus,
    Result,
    Milestone,
    Debate,
    Post,
    Page,
    Survey,
    Questionnaire,
    Question,
    Answer,
    Sortition,
    CollaborativeText,
    DocumentVersion,
    Suggestion,
    Election,
    Comment,
    Attachment,
    AttachmentCollection,
    Blob,
    Version,
    StaticPageTopic,
    StaticPage,
    Moderation,
    Report,
    UserModeration,
    UserReport,
    Hashtag,
    Metric,
}

/// Kind, name of the list, class name.
const NAMES: &[(Kind, &str, &str)] = &[
    (Kind::Organization, "organizations", "Decidim::Organization"),
    (Kind::User, "users", "Decidim::User"),
    (Kind::Scope, "scopes", "Decidim::Scope"),
    (Kind::Area, "areas", "Decidim::Area"),
    (Kind::Category, "categories", "Decidim::Category"),
    (Kind::Taxonomy, "taxonomies", "Decidim::Taxonomy"),
    (Kind::Process, "participatory_processes", "Decidim::ParticipatoryProcess"),
    (Kind::ProcessGroup, "participatory_process_groups", "Decidim::ParticipatoryProcessGroup"),
    (Kind::ProcessType, "participatory_process_types", "Decidim::ParticipatoryProcessType"),
    (Kind::ProcessStep, "participatory_process_steps", "Decidim::ParticipatoryProcessStep"),
    (Kind::Assembly, "assemblies", "Decidim::Assembly"),
    (Kind::AssemblyType, "assemblies_types", "Decidim::AssembliesType"),
    (Kind::AssemblyMember, "assembly_members", "Decidim::AssemblyMember"),
    (Kind::Conference, "conferences", "Decidim::Conference"),
    (Kind::ConferenceSpeaker, "conference_speakers", "Decidim::ConferenceSpeaker"),
    (Kind::ConferencePartner, "conference_partners", "Decidim::Conferences::Partner"),
    (Kind::ConferenceMediaLink, "conference_media_links", "Decidim::Conferences::MediaLink"),
    (Kind::Initiative, "initiatives", "Decidim::Initiative"),
    (Kind::InitiativeType, "initiatives_types", "Decidim::InitiativesType"),
    (Kind::CommitteeMember, "committee_members", "Decidim::InitiativesCommitteeMember"),
    (Kind::Consultation, "consultations", "Decidim::Consultation"),
    (Kind::ConsultationQuestion, "consultation_questions", "Decidim::Consultations::Question"),
    (Kind::Voting, "votings", "Decidim::Votings::Voting"),
    (Kind::Component, "components", "Decidim::Component"),
    (Kind::ProposalState, "proposal_states", "Decidim::Proposals::ProposalState"),
    (Kind::Proposal, "proposals", "Decidim::Proposals::Proposal"),
    (Kind::Amendment, "amendments", "Decidim::Amendment"),
    (Kind::Meeting, "meetings", "Decidim::Meetings::Meeting"),
    (Kind::Budget, "budgets", "Decidim::Budgets::Budget"),
    (Kind::Project, "projects", "Decidim::Budgets::Project"),
    (Kind::ResultStatus, "statuses", "Decidim::Accountability::Status"),
    (Kind::Result, "results", "Decidim::Accountability::Result"),
    (Kind::Milestone, "milestones", "Decidim::Accountability::Milestone"),
    (Kind::Debate, "debates", "Decidim::Debates::Debate"),
    (Kind::Post, "posts", "Decidim::Blogs::Post"),
    (Kind::Page, "pages", "Decidim::Pages::Page"),
    (Kind::Survey, "surveys", "Decidim::Surveys::Survey"),
    (Kind::Questionnaire, "questionnaires", "Decidim::Forms::Questionnaire"),
    (Kind::Question, "questions", "Decidim::Forms::Question"),
    (Kind::Answer, "answers", "Decidim::Forms::Answer"),
    (Kind::Sortition, "sortitions", "Decidim::Sortitions::Sortition"),
    (Kind::CollaborativeText, "collaborative_texts", "Decidim::CollaborativeTexts::Document"),
    (Kind::DocumentVersion, "document_versions", "Decidim::CollaborativeTexts::Version"),
    (Kind::Suggestion, "suggestions", "Decidim::CollaborativeTexts::Suggestion"),
    (Kind::Election, "elections", "Decidim::Elections::Election"),
    (Kind::Comment, "comments", "Decidim::Comments::Comment"),
    (Kind::Attachment, "attachments", "Decidim::Attachment"),
    (Kind::AttachmentCollection, "attachment_collections", "Decidim::AttachmentCollection"),
    (Kind::Blob, "blobs", "ActiveStorage::Blob"),
    (Kind::Version, "versions", "PaperTrail::Version"),
    (Kind::StaticPageTopic, "static_page_topics", "Decidim::StaticPageTopic"),
    (Kind::StaticPage, "static_pages", "Decidim::StaticPage"),
    (Kind::Moderation, "moderations", "Decidim::Moderation"),
    (Kind::Report, "reports", "Decidim::Report"),
    (Kind::UserModeration, "moderated_users", "Decidim::UserModeration"),
    (Kind::UserReport, "user_reports", "Decidim::UserReport"),
    (Kind::Hashtag, "hashtags", "Decidim::Hashtag"),
    (Kind::Metric, "metrics", "Decidim::Metric"),
];

/// The kinds that can be commented, endorsed by comments and reported.
pub(in crate::decidim) const COMMENTABLE: &[Kind] = &[
    Kind::Proposal,
    Kind::Meeting,
    Kind::Project,
    Kind::Result,
    Kind::Debate,
    Kind::Post,
    Kind::Sortition,
];

/// The kinds that are participatory spaces: they own components.
pub(in crate::decidim) const SPACES: &[Kind] = &[
    Kind::Process,
    Kind::Assembly,
    Kind::Conference,
    Kind::Initiative,
    Kind::Consultation,
    Kind::Voting,
];

impl Kind {
    /// All kinds with the names of their lists.
    pub(in crate::decidim) fn all() -> impl Iterator<Item = (Self, &'static str)> {
        NAMES.iter().map(|(kind, list, _)| (*kind, *list))
    }

    /// The kind whose list has this name (`proposals`).
    pub(in crate::decidim) fn of_list(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, list, _)| *list == name).map(|(kind, ..)| *kind)
    }

    /// The kind of this class name (`Decidim::Proposals::Proposal`).
    pub(in crate::decidim) fn of_class(name: &str) -> Option<Self> {
        NAMES.iter().find(|(.., class)| *class == name).map(|(kind, ..)| *kind)
    }

    /// The name of its list.
    pub(in crate::decidim) fn list(self) -> &'static str {
        NAMES.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, list, _)| list)
    }

    /// The class name that the server tells in `type` fields and stores in references.
    pub(in crate::decidim) fn class(self) -> &'static str {
        NAMES.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., class)| class)
    }

    pub(in crate::decidim) fn is_space(self) -> bool {
        SPACES.contains(&self)
    }

    pub(in crate::decidim) fn is_commentable(self) -> bool {
        self == Self::Comment || COMMENTABLE.contains(&self)
    }
}
