//! Lists: of the site, of its spaces and components, and of what hangs on one record.

use decidim_client::graphql::resources::{Commentable, ComponentKind, SpaceKind};

use super::components::{
    budgets, debates, elections, first, meetings, pages, posts, proposal, proposals, results,
    sortitions, space, surveys, texts,
};
use super::operation::{ALWAYS, Operation, all, op};

pub(crate) const LISTS: &[Operation] = &[
    op("participatory processes", ALWAYS, |b| {
        all(b, b.client.participatory_processes().list().stream())
    }),
    op("process groups", ALWAYS, |b| {
        all(b, b.client.participatory_process_groups().list().stream())
    }),
    op("process types", &["Query.participatoryProcessTypes"], |b| {
        all(b, b.client.participatory_process_types().list().stream())
    }),
    op("assemblies", ALWAYS, |b| all(b, b.client.assemblies().list().stream())),
    op("assembly types", &["Query.assembliesTypes"], |b| {
        all(b, b.client.assembly_types().list().stream())
    }),
    op("conferences", ALWAYS, |b| all(b, b.client.conferences().list().stream())),
    op("initiatives", ALWAYS, |b| all(b, b.client.initiatives().list().stream())),
    op("initiative types", ALWAYS, |b| all(b, b.client.initiative_types().list().stream())),
    op("consultations", &["Query.consultations"], |b| {
        all(b, b.client.consultations().list().stream())
    }),
    op("votings", &["Query.votings"], |b| all(b, b.client.votings().list().stream())),
    op("users", ALWAYS, |b| all(b, b.client.users().list().stream())),
    op("hashtags", &["Query.hashtags"], |b| all(b, b.client.hashtags().list().stream())),
    op("metrics", &["Query.metrics"], |b| all(b, b.client.metrics().list().stream())),
    op("taxonomies", &["Organization.taxonomies"], |b| {
        all(b, b.client.taxonomies().list().stream())
    }),
    op("static pages", &["Query.staticPages"], |b| all(b, b.client.static_pages().list().stream())),
    op("static page topics", &["Query.staticPageTopics"], |b| {
        all(b, b.client.static_page_topics().list().stream())
    }),
    op("moderations", &["Query.moderations"], |b| all(b, b.client.moderations().list().stream())),
    op("moderated users", &["Query.moderatedUsers"], |b| {
        all(b, b.client.moderated_users().list().stream())
    }),
    op("components of a process", ALWAYS, |b| {
        let space = space(b, "participatory_processes");
        all(b, b.client.components(SpaceKind::ParticipatoryProcess, space).list().stream())
    }),
    op("components of an assembly, by kind", ALWAYS, |b| {
        let components = b.client.components(SpaceKind::Assembly, space(b, "assemblies"));
        all(b, components.list().kind(ComponentKind::Proposals).stream())
    }),
    op("components of a conference", ALWAYS, |b| {
        all(b, b.client.components(SpaceKind::Conference, space(b, "conferences")).list().stream())
    }),
    op("components of an initiative", ALWAYS, |b| {
        all(b, b.client.components(SpaceKind::Initiative, space(b, "initiatives")).list().stream())
    }),
    op("components of a consultation", &["Query.consultation"], |b| {
        all(
            b,
            b.client.components(SpaceKind::Consultation, space(b, "consultations")).list().stream(),
        )
    }),
    op("components of a voting", &["Query.voting"], |b| {
        all(b, b.client.components(SpaceKind::Voting, space(b, "votings")).list().stream())
    }),
    op("proposals", ALWAYS, |b| all(b, proposals(b).list().stream())),
    op("amendments", ALWAYS, |b| all(b, proposals(b).amendments(proposal(b)).list().stream())),
    op("versions of a proposal", ALWAYS, |b| {
        all(b, proposals(b).versions(proposal(b)).list().stream())
    }),
    op("versions of a post", ALWAYS, |b| {
        all(b, posts(b).versions(first(b, "Blogs", "posts")).list().stream())
    }),
    op("versions of a budget", ALWAYS, |b| {
        all(b, budgets(b).versions(first(b, "Budgets", "budgets")).list().stream())
    }),
    op("versions of a debate", &["Debate.versions"], |b| {
        all(b, debates(b).versions(first(b, "Debates", "debates")).list().stream())
    }),
    op("versions of a result", &["Result.versions"], |b| {
        all(b, results(b).versions(first(b, "Accountability", "results")).list().stream())
    }),
    op("versions of a text", &["CollaborativeTexts"], |b| {
        all(
            b,
            texts(b)
                .versions(first(b, "CollaborativeTexts", "collaborative_texts"))
                .list()
                .stream(),
        )
    }),
    op("versions of an election", &["Election.versions"], |b| {
        all(b, elections(b).versions(first(b, "Elections", "elections")).list().stream())
    }),
    op("likes of a proposal", ALWAYS, |b| all(b, proposals(b).likes(proposal(b)).list().stream())),
    op("followers of a proposal", &["Proposal.followers"], |b| {
        all(b, proposals(b).followers(proposal(b)).list().stream())
    }),
    op("meetings", ALWAYS, |b| all(b, meetings(b).list().stream())),
    op("participants of a meeting", &["Meeting.publicParticipants"], |b| {
        let meeting = first(b, "Meetings", "meetings");
        all(b, meetings(b).participants(meeting).list().stream())
    }),
    op("budgets", ALWAYS, |b| all(b, budgets(b).list().stream())),
    op("projects of a budget", ALWAYS, |b| {
        let budget = first(b, "Budgets", "budgets");
        all(b, budgets(b).projects(budget).list().stream())
    }),
    op("versions of projects", &["Project.versions"], |b| {
        all(b, budgets(b).versions_of_projects(first(b, "Budgets", "budgets")).list().stream())
    }),
    op("followers of projects", &["Project.followers"], |b| {
        all(b, budgets(b).followers_of_projects(first(b, "Budgets", "budgets")).list().stream())
    }),
    op("results", ALWAYS, |b| all(b, results(b).list().stream())),
    op("versions of milestones", &["Milestone.versions"], |b| {
        all(
            b,
            results(b)
                .versions_of_milestones(first(b, "Accountability", "results"))
                .list()
                .stream(),
        )
    }),
    op("debates", ALWAYS, |b| all(b, debates(b).list().stream())),
    op("likes of a debate", &["Debate.likes"], |b| {
        all(b, debates(b).likes(first(b, "Debates", "debates")).list().stream())
    }),
    op("posts", ALWAYS, |b| all(b, posts(b).list().stream())),
    op("likes of a post", ALWAYS, |b| {
        all(b, posts(b).likes(first(b, "Blogs", "posts")).list().stream())
    }),
    op("pages", ALWAYS, |b| all(b, pages(b).list().stream())),
    op("surveys", ALWAYS, |b| all(b, surveys(b).list().stream())),
    op("sortitions", &["Sortitions"], |b| all(b, sortitions(b).list().stream())),
    op("collaborative texts", &["CollaborativeTexts"], |b| all(b, texts(b).list().stream())),
    op("document versions", &["CollaborativeTexts"], |b| {
        let text = first(b, "CollaborativeTexts", "collaborative_texts");
        all(b, texts(b).document_versions(text).list().stream())
    }),
    op("versions of document versions", &["CollaborativeTexts"], |b| {
        all(
            b,
            texts(b)
                .versions_of_document_versions(first(
                    b,
                    "CollaborativeTexts",
                    "collaborative_texts",
                ))
                .list()
                .stream(),
        )
    }),
    op("suggestions", &["CollaborativeTexts"], |b| {
        let text = first(b, "CollaborativeTexts", "collaborative_texts");
        all(b, texts(b).suggestions(text).list().stream())
    }),
    op("versions of suggestions", &["CollaborativeTexts"], |b| {
        all(
            b,
            texts(b)
                .versions_of_suggestions(first(b, "CollaborativeTexts", "collaborative_texts"))
                .list()
                .stream(),
        )
    }),
    op("elections", &["Elections"], |b| all(b, elections(b).list().stream())),
    op("versions of election questions", &["Elections"], |b| {
        all(
            b,
            elections(b).versions_of_questions(first(b, "Elections", "elections")).list().stream(),
        )
    }),
    op("versions of election trustees", &["Elections"], |b| {
        all(
            b,
            elections(b).versions_of_trustees(first(b, "Elections", "elections")).list().stream(),
        )
    }),
    op("comments", ALWAYS, |b| {
        all(b, b.client.comments(Commentable::proposal(proposal(b))).list().stream())
    }),
    op("attachments of a space", ALWAYS, |b| {
        let process = space(b, "participatory_processes");
        all(
            b,
            b.client.space(SpaceKind::ParticipatoryProcess, process).attachments().list().stream(),
        )
    }),
    op("attachment collections of a space", &["Assembly.attachmentCollections"], |b| {
        all(
            b,
            b.client
                .space(SpaceKind::Assembly, space(b, "assemblies"))
                .attachment_collections()
                .list()
                .stream(),
        )
    }),
    op("followers of a space", &["Assembly.followers"], |b| {
        all(
            b,
            b.client.space(SpaceKind::Assembly, space(b, "assemblies")).followers().list().stream(),
        )
    }),
    op("versions of a space", &["Assembly.versions"], |b| {
        all(
            b,
            b.client.space(SpaceKind::Assembly, space(b, "assemblies")).versions().list().stream(),
        )
    }),
];
