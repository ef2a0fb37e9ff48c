//! Which type shows which kind of record.

use crate::decidim::world::Kind;

/// Types and the records that they show. Of several types of a kind, the first is the usual one.
const TYPES: &[(&str, Kind)] = &[
    ("User", Kind::User),
    ("UserGroup", Kind::User),
    ("Author", Kind::User),
    ("Organization", Kind::Organization),
    ("Scope", Kind::Scope),
    ("Area", Kind::Area),
    ("Category", Kind::Category),
    ("Taxonomy", Kind::Taxonomy),
    ("ParticipatoryProcess", Kind::Process),
    ("ParticipatoryProcessGroup", Kind::ProcessGroup),
    ("ParticipatoryProcessType", Kind::ProcessType),
    ("ParticipatoryProcessStep", Kind::ProcessStep),
    ("Assembly", Kind::Assembly),
    ("AssembliesType", Kind::AssemblyType),
    ("AssemblyMember", Kind::AssemblyMember),
    ("Conference", Kind::Conference),
    ("ConferenceSpeaker", Kind::ConferenceSpeaker),
    ("ConferencePartner", Kind::ConferencePartner),
    ("ConferenceMediaLink", Kind::ConferenceMediaLink),
    ("Initiative", Kind::Initiative),
    ("InitiativeType", Kind::InitiativeType),
    ("InitiativeCommitteeMemberType", Kind::CommitteeMember),
    ("Consultation", Kind::Consultation),
    ("ConsultationQuestion", Kind::ConsultationQuestion),
    ("Voting", Kind::Voting),
    ("ComponentInterface", Kind::Component),
    ("ProposalState", Kind::ProposalState),
    ("Proposal", Kind::Proposal),
    ("Amendment", Kind::Amendment),
    ("Meeting", Kind::Meeting),
    ("Budget", Kind::Budget),
    ("Project", Kind::Project),
    ("Status", Kind::ResultStatus),
    ("Result", Kind::Result),
    ("Milestone", Kind::Milestone),
    ("TimelineEntry", Kind::Milestone),
    ("Debate", Kind::Debate),
    ("Post", Kind::Post),
    ("Page", Kind::Page),
    ("Survey", Kind::Survey),
    ("Questionnaire", Kind::Questionnaire),
    ("Question", Kind::Question),
    ("Sortition", Kind::Sortition),
    ("CollaborativeText", Kind::CollaborativeText),
    ("DocumentVersion", Kind::DocumentVersion),
    ("Suggestion", Kind::Suggestion),
    ("Election", Kind::Election),
    ("Comment", Kind::Comment),
    ("Attachment", Kind::Attachment),
    ("AttachmentCollection", Kind::AttachmentCollection),
    ("Blob", Kind::Blob),
    ("TraceVersion", Kind::Version),
    ("StaticPageTopic", Kind::StaticPageTopic),
    ("StaticPage", Kind::StaticPage),
    ("Moderation", Kind::Moderation),
    ("Reportable", Kind::Report),
    ("UserModeration", Kind::UserModeration),
    ("ReportableUser", Kind::UserReport),
    ("HashtagType", Kind::Hashtag),
    ("Metric", Kind::Metric),
];

/// The usual type of a kind.
pub(super) fn type_name(kind: Kind) -> &'static str {
    TYPES.iter().find(|(_, other)| *other == kind).map_or("Object", |(name, _)| name)
}

/// The kind of record that a type shows.
pub(super) fn kind_of(name: &str) -> Option<Kind> {
    TYPES.iter().find(|(other, _)| *other == name).map(|(_, kind)| *kind)
}

/// The type of a component: its manifest in camel case. A module that names no type has bare components.
pub(super) fn component_type(manifest: &str) -> String {
    if manifest == "dummy" {
        return "Component".to_owned();
    }
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    manifest.split('_').map(capital).collect()
}
