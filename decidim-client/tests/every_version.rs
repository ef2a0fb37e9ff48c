//! Every operation on every version: it works where the version has what it needs, and is
//! `Unsupported` where it has not. The same code runs against all of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests"
)]
#![cfg(feature = "graphql")]

mod support;

use std::collections::BTreeSet;

use civic_sandbox::decidim::Version;
use decidim_client::graphql::resources::{
    AccountabilityResult, Budget, CollaborativeText, Commentable, ComponentKind, Debate, Election,
    Meeting, Post, Proposal, SpaceKind,
};
use decidim_client::graphql::writes::{
    AnswerProposalAttributes, CloseMeetingAttributes, DebateAttributes, MeetingAttributes,
    NewComment, ProposalAttributes, Write,
};
use decidim_client::graphql::{Content, Contents, Id};
use decidim_client::paging::Walk;
use decidim_client::{Error, ErrorKind};
use serde::de::DeserializeOwned;

use support::Bench;

/// What an operation brought: how many records, in how many pages.
struct Brought {
    records: usize,
    pages: usize,
}

type Outcome = Result<Brought, Error>;

/// An operation: its name, what a version must have for it (any of these), and the call.
struct Operation {
    name: &'static str,
    needs: &'static [&'static str],
    call: fn(&Bench) -> Outcome,
}

const fn op(
    name: &'static str,
    needs: &'static [&'static str],
    call: fn(&Bench) -> Outcome,
) -> Operation {
    Operation { name, needs, call }
}

fn all<T: Send + 'static>(bench: &Bench, mut walk: Walk<T>) -> Outcome {
    let (rows, errors) = bench.read(&mut walk);
    if let Some(error) = errors.into_iter().next() {
        return Err(error);
    }
    let report = walk.report();
    assert_eq!(report.malformed, 0, "{:?}", report.malformed_rows);
    assert_eq!(report.server_errors, 0, "{:?}", report.server_error_texts);
    let pages = usize::try_from(report.pages).unwrap();
    Ok(Brought { records: rows.len(), pages })
}

fn one<T>(outcome: Result<T, Error>) -> Outcome {
    outcome.map(|_| Brought { records: 1, pages: 1 })
}

fn written<T: DeserializeOwned + Send + 'static>(bench: &Bench, write: Write<T>) -> Outcome {
    one(bench.run(async { write.await }))
}

/// The first component of a kind; where a version has none, one that is not there.
fn room(bench: &Bench, kind: &str) -> Id {
    Id::new(bench.site.component_ids(kind).first().copied().unwrap_or(999_999))
}

/// The first record of a list in the first component of its kind.
fn first(bench: &Bench, kind: &str, list: &str) -> Id {
    let rows = bench.site.ids_in(room(bench, kind).number(), list);
    Id::new(rows.first().copied().unwrap_or(999_999))
}

fn space(bench: &Bench, list: &str) -> Id {
    let ids = bench.site.ids(list).into_iter();
    let mut public =
        ids.filter(|id| !bench.site.record(list, *id).unwrap()["published_at"].is_null());
    Id::new(public.next().unwrap_or(999_999))
}

fn listed<T: Content>(bench: &Bench, contents: &Contents<T>, list: &str) -> Outcome {
    let id = first(bench, T::COMPONENT, list);
    bench.run(contents.get(id)).map(|record| {
        assert_eq!(record.id(), id);
        Brought { records: 1, pages: 1 }
    })
}

fn proposals(bench: &Bench) -> Contents<Proposal> {
    bench.client.proposals(room(bench, "Proposals"))
}
fn meetings(bench: &Bench) -> Contents<Meeting> {
    bench.client.meetings(room(bench, "Meetings"))
}
fn debates(bench: &Bench) -> Contents<Debate> {
    bench.client.debates(room(bench, "Debates"))
}
fn posts(bench: &Bench) -> Contents<Post> {
    bench.client.posts(room(bench, "Blogs"))
}
fn budgets(bench: &Bench) -> Contents<Budget> {
    bench.client.budgets(room(bench, "Budgets"))
}
fn results(bench: &Bench) -> Contents<AccountabilityResult> {
    bench.client.results(room(bench, "Accountability"))
}
fn texts(bench: &Bench) -> Contents<CollaborativeText> {
    bench.client.collaborative_texts(room(bench, "CollaborativeTexts"))
}
fn elections(bench: &Bench) -> Contents<Election> {
    bench.client.elections(room(bench, "Elections"))
}
fn proposal(bench: &Bench) -> Id {
    first(bench, "Proposals", "proposals")
}

const ALWAYS: &[&str] = &["Query"];

/// What only administrators may read.
const CONFIDENTIAL: &[&str] = &["moderations", "moderated users", "participant details"];

const READS: &[Operation] = &[
    op("decidim", ALWAYS, |b| one(b.run(b.client.decidim()))),
    op("organization", ALWAYS, |b| one(b.run(b.client.organization()))),
    op("session", ALWAYS, |b| one(b.run(b.client.session()))),
    op("participatory processes", ALWAYS, |b| all(b, b.client.participatory_processes().stream())),
    op("a participatory process", ALWAYS, |b| {
        one(b.run(b.client.participatory_processes().get(space(b, "participatory_processes"))))
    }),
    op("a process by its slug", ALWAYS, |b| {
        let id = space(b, "participatory_processes").number();
        let slug = b.site.record("participatory_processes", id).unwrap()["slug"].clone();
        one(b.run(b.client.participatory_processes().get_by_slug(slug.as_str().unwrap())))
    }),
    op("process groups", ALWAYS, |b| all(b, b.client.participatory_process_groups().stream())),
    op("process types", &["Query.participatoryProcessTypes"], |b| {
        all(b, b.client.participatory_process_types().stream())
    }),
    op("assemblies", ALWAYS, |b| all(b, b.client.assemblies().stream())),
    op("an assembly", ALWAYS, |b| one(b.run(b.client.assemblies().get(space(b, "assemblies"))))),
    op("assembly types", &["Query.assembliesTypes"], |b| {
        all(b, b.client.assembly_types().stream())
    }),
    op("conferences", ALWAYS, |b| all(b, b.client.conferences().stream())),
    op("a conference", ALWAYS, |b| one(b.run(b.client.conferences().get(space(b, "conferences"))))),
    op("initiatives", ALWAYS, |b| all(b, b.client.initiatives().stream())),
    op("initiative types", ALWAYS, |b| all(b, b.client.initiative_types().stream())),
    op("consultations", &["Query.consultations"], |b| all(b, b.client.consultations().stream())),
    op("votings", &["Query.votings"], |b| all(b, b.client.votings().stream())),
    op("users", ALWAYS, |b| all(b, b.client.users().stream())),
    op("hashtags", &["Query.hashtags"], |b| all(b, b.client.hashtags().stream())),
    op("metrics", &["Query.metrics"], |b| all(b, b.client.metrics().stream())),
    op("taxonomies", &["Organization.taxonomies"], |b| all(b, b.client.taxonomies().stream())),
    op("static pages", &["Query.staticPages"], |b| all(b, b.client.static_pages().stream())),
    op("static page topics", &["Query.staticPageTopics"], |b| {
        all(b, b.client.static_page_topics().stream())
    }),
    op("moderations", &["Query.moderations"], |b| all(b, b.client.moderations().stream())),
    op("moderated users", &["Query.moderatedUsers"], |b| {
        all(b, b.client.moderated_users().stream())
    }),
    op("participant details", &["Query.participantDetails"], |b| {
        one(b.run(b.client.participant_details(b.site.ids("users")[0])))
    }),
    op("components of a process", ALWAYS, |b| {
        let space = space(b, "participatory_processes");
        all(b, b.client.components(SpaceKind::ParticipatoryProcess, space).stream())
    }),
    op("components of an assembly, by kind", ALWAYS, |b| {
        let components = b.client.components(SpaceKind::Assembly, space(b, "assemblies"));
        all(b, components.kind(ComponentKind::Proposals).stream())
    }),
    op("components of a conference", ALWAYS, |b| {
        all(b, b.client.components(SpaceKind::Conference, space(b, "conferences")).stream())
    }),
    op("components of an initiative", ALWAYS, |b| {
        all(b, b.client.components(SpaceKind::Initiative, space(b, "initiatives")).stream())
    }),
    op("components of a consultation", &["Query.consultation"], |b| {
        all(b, b.client.components(SpaceKind::Consultation, space(b, "consultations")).stream())
    }),
    op("components of a voting", &["Query.voting"], |b| {
        all(b, b.client.components(SpaceKind::Voting, space(b, "votings")).stream())
    }),
    op("a component", ALWAYS, |b| one(b.run(b.client.component(room(b, "Proposals"))))),
    op("proposals", ALWAYS, |b| all(b, proposals(b).stream())),
    op("a proposal", ALWAYS, |b| listed(b, &proposals(b), "proposals")),
    op("amendments", ALWAYS, |b| all(b, proposals(b).amendments(proposal(b)))),
    op("versions of a proposal", ALWAYS, |b| all(b, proposals(b).versions(proposal(b)))),
    op("likes of a proposal", ALWAYS, |b| all(b, proposals(b).likes(proposal(b)))),
    op("followers of a proposal", &["Proposal.followers"], |b| {
        all(b, proposals(b).followers(proposal(b)))
    }),
    op("meetings", ALWAYS, |b| all(b, meetings(b).stream())),
    op("a meeting", ALWAYS, |b| listed(b, &meetings(b), "meetings")),
    op("participants of a meeting", &["Meeting.publicParticipants"], |b| {
        let meeting = first(b, "Meetings", "meetings");
        all(b, b.client.meeting_participants(room(b, "Meetings"), meeting))
    }),
    op("budgets", ALWAYS, |b| all(b, budgets(b).stream())),
    op("a budget", ALWAYS, |b| listed(b, &budgets(b), "budgets")),
    op("projects of a budget", ALWAYS, |b| {
        let budget = first(b, "Budgets", "budgets");
        all(b, b.client.budget_projects(room(b, "Budgets"), budget))
    }),
    op("versions of projects", &["Project.versions"], |b| {
        all(b, budgets(b).versions_of_projects(first(b, "Budgets", "budgets")))
    }),
    op("followers of projects", &["Project.followers"], |b| {
        all(b, budgets(b).followers_of_projects(first(b, "Budgets", "budgets")))
    }),
    op("results", ALWAYS, |b| all(b, results(b).stream())),
    op("a result", ALWAYS, |b| listed(b, &results(b), "results")),
    op("versions of milestones", &["Milestone.versions"], |b| {
        all(b, results(b).versions_of_milestones(first(b, "Accountability", "results")))
    }),
    op("debates", ALWAYS, |b| all(b, debates(b).stream())),
    op("a debate", ALWAYS, |b| listed(b, &debates(b), "debates")),
    op("likes of a debate", &["Debate.likes"], |b| {
        all(b, debates(b).likes(first(b, "Debates", "debates")))
    }),
    op("posts", ALWAYS, |b| all(b, posts(b).stream())),
    op("a post", ALWAYS, |b| listed(b, &posts(b), "posts")),
    op("likes of a post", ALWAYS, |b| all(b, posts(b).likes(first(b, "Blogs", "posts")))),
    op("pages", ALWAYS, |b| all(b, b.client.pages(room(b, "Pages")).stream())),
    op("surveys", ALWAYS, |b| all(b, b.client.surveys(room(b, "Surveys")).stream())),
    op("sortitions", &["Sortitions"], |b| {
        all(b, b.client.sortitions(room(b, "Sortitions")).stream())
    }),
    op("collaborative texts", &["CollaborativeTexts"], |b| all(b, texts(b).stream())),
    op("document versions", &["CollaborativeTexts"], |b| {
        let text = first(b, "CollaborativeTexts", "collaborative_texts");
        all(b, b.client.document_versions(room(b, "CollaborativeTexts"), text))
    }),
    op("versions of document versions", &["CollaborativeTexts"], |b| {
        all(
            b,
            texts(b).versions_of_document_versions(first(
                b,
                "CollaborativeTexts",
                "collaborative_texts",
            )),
        )
    }),
    op("suggestions", &["CollaborativeTexts"], |b| {
        let text = first(b, "CollaborativeTexts", "collaborative_texts");
        all(b, b.client.suggestions(room(b, "CollaborativeTexts"), text))
    }),
    op("versions of suggestions", &["CollaborativeTexts"], |b| {
        all(
            b,
            texts(b).versions_of_suggestions(first(b, "CollaborativeTexts", "collaborative_texts")),
        )
    }),
    op("elections", &["Elections"], |b| all(b, elections(b).stream())),
    op("versions of election questions", &["Elections"], |b| {
        all(b, elections(b).versions_of_questions(first(b, "Elections", "elections")))
    }),
    op("comments", ALWAYS, |b| all(b, b.client.comments(Commentable::proposal(proposal(b))))),
    op("attachments of a space", ALWAYS, |b| {
        let process = space(b, "participatory_processes");
        all(b, b.client.space(SpaceKind::ParticipatoryProcess, process).attachments())
    }),
    op("attachment collections of a space", &["Assembly.attachmentCollections"], |b| {
        all(b, b.client.space(SpaceKind::Assembly, space(b, "assemblies")).attachment_collections())
    }),
    op("followers of a space", &["Assembly.followers"], |b| {
        all(b, b.client.space(SpaceKind::Assembly, space(b, "assemblies")).followers())
    }),
    op("versions of a space", &["Assembly.versions"], |b| {
        all(b, b.client.space(SpaceKind::Assembly, space(b, "assemblies")).versions())
    }),
];

fn new_proposal() -> ProposalAttributes {
    ProposalAttributes::new("Shade trees for the square", "<p>Ten of them, please.</p>")
}

fn new_debate() -> DebateAttributes {
    DebateAttributes::new("Which trees should we plant", "<p>Oaks, elms, or others?</p>")
}

fn new_meeting() -> MeetingAttributes {
    let at = |text: &str| text.parse().unwrap();
    let (from, to) = (at("2026-12-20T18:00:00Z"), at("2026-12-20T20:00:00Z"));
    MeetingAttributes::new("A walk among the trees", "<p>With the gardener.</p>", from, to)
        .address("Main Street 1")
        .location("The square")
}

const WRITES: &[Operation] = &[
    op("add a comment", ALWAYS, |b| {
        let on = Commentable::proposal(proposal(b));
        written(b, b.client.add_comment(&on, NewComment::new("A fine idea.")))
    }),
    op("vote for a comment", ALWAYS, |b| {
        written(b, b.client.up_vote_comment(comment_of_another(b)))
    }),
    op("vote against a comment", ALWAYS, |b| {
        written(b, b.client.down_vote_comment(comment_of_another(b)))
    }),
    op("answer a proposal", &["ProposalMutation.answer"], |b| {
        let answer = AnswerProposalAttributes::new().state("accepted");
        written(b, proposals(b).answer(proposal(b), answer))
    }),
    op("create a proposal", &["ProposalsMutation.createProposal"], |b| {
        written(b, proposals(b).create(new_proposal()))
    }),
    op("update a proposal", &["ProposalMutation.update"], |b| {
        let made = b.run(async { proposals(b).create(new_proposal()).await })?;
        written(b, proposals(b).update(made.id, new_proposal()))
    }),
    op("withdraw a proposal", &["ProposalMutation.withdraw"], |b| {
        let made = b.run(async { proposals(b).create(new_proposal()).await })?;
        written(b, proposals(b).withdraw(made.id))
    }),
    op("vote for a proposal", &["ProposalMutation.vote"], |b| {
        written(b, proposals(b).vote(proposal(b)))
    }),
    op("take a vote back", &["ProposalMutation.unvote"], |b| {
        b.run(async { proposals(b).vote(proposal(b)).await })?;
        written(b, proposals(b).unvote(proposal(b)))
    }),
    op("create a meeting", &["MeetingsMutation.createMeeting"], |b| {
        written(b, meetings(b).create(new_meeting()))
    }),
    op("update a meeting", &["MeetingMutation.update"], |b| {
        let made = b.run(async { meetings(b).create(new_meeting()).await })?;
        written(b, meetings(b).update(made.id, new_meeting()))
    }),
    op("close a meeting", &["MeetingMutation.close"], |b| {
        let made = b.run(async { meetings(b).create(new_meeting()).await })?;
        let report = CloseMeetingAttributes::new("<p>It went well.</p>", 12);
        written(b, meetings(b).close(made.id, report))
    }),
    op("withdraw a meeting", &["MeetingMutation.withdraw"], |b| {
        let made = b.run(async { meetings(b).create(new_meeting()).await })?;
        written(b, meetings(b).withdraw(made.id))
    }),
    op("create a debate", &["DebatesMutation.createDebate"], |b| {
        written(b, debates(b).create(new_debate()))
    }),
    op("update a debate", &["DebateMutation.update"], |b| {
        let made = b.run(async { debates(b).create(new_debate()).await })?;
        written(b, debates(b).update(made.id, new_debate()))
    }),
    op("close a debate", &["DebateMutation.close"], |b| {
        let made = b.run(async { debates(b).create(new_debate()).await })?;
        written(b, debates(b).close(made.id, "<p>Oaks it is, after all.</p>"))
    }),
];

/// A comment on a proposal, on which the administrator may vote.
fn comment_of_another(bench: &Bench) -> u64 {
    let ids = bench.site.ids("comments").into_iter();
    let record = |id: u64| bench.site.record("comments", id).unwrap();
    let mut found = ids.filter(|id| {
        let comment = record(*id);
        let voted = |list: &str| comment[list].as_array().unwrap().contains(&1.into());
        let of_another =
            comment["author_id"] != 1 && !voted("up_voter_ids") && !voted("down_voter_ids");
        comment["owner_type"] == "Decidim::Proposals::Proposal" && of_another
    });
    found.next().unwrap()
}

/// Whether a version has what an operation needs.
fn has(bench: &Bench, operation: &Operation) -> bool {
    let items: BTreeSet<String> = bench.site.schema_items().into_iter().collect();
    let needs = operation.needs.iter();
    operation.needs == ALWAYS || needs.into_iter().any(|item| items.contains(*item))
}

fn check(version: Version, operation: &Operation, outcome: Outcome, has: bool) -> Option<Brought> {
    let name = operation.name;
    match outcome {
        Ok(brought) => {
            assert!(has, "{version}: {name} works without {:?}", operation.needs);
            Some(brought)
        }
        Err(error) => {
            assert!(!has, "{version}: {name}: {error}");
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{version}: {name}: {error}");
            assert!(error.to_string().contains("this site has no"), "{version}: {name}: {error}");
            None
        }
    }
}

#[test]
fn every_read_works_where_the_version_has_it_and_is_unsupported_elsewhere() {
    for version in Version::ALL {
        let mut empty = Vec::new();
        for operation in READS {
            let bench = if CONFIDENTIAL.contains(&operation.name) {
                let bench = Bench::signed_in(version);
                // The token is no part of what is counted here.
                bench.run(bench.client.session()).unwrap();
                bench
            } else {
                Bench::of(version)
            };
            let has = has(&bench, operation);
            let (first, outcome) = bench.requests_of(operation.call);
            let Some(brought) = check(version, operation, outcome, has) else {
                let (later, _) = bench.requests_of(operation.call);
                assert_eq!(later, 0, "{version}: {} is known to be lacking", operation.name);
                continue;
            };
            let name = operation.name;
            assert!(first <= brought.pages + 2, "{version}: {name}: {first} requests at first");
            let (later, _) = bench.requests_of(operation.call);
            assert!(later <= brought.pages, "{version}: {name}: {later} requests later");
            if brought.records == 0 {
                empty.push(name);
            }
        }
        assert!(empty.len() <= 6, "{version}: the sandbox has nothing to read for {empty:?}");
    }
}

#[test]
fn every_write_works_where_the_version_has_it_and_is_unsupported_elsewhere() {
    for version in Version::ALL {
        for operation in WRITES {
            let bench = Bench::signed_in(version);
            let has = has(&bench, operation);
            check(version, operation, (operation.call)(&bench), has);
        }
    }
}

#[test]
fn writes_are_refused_to_visitors_by_a_typed_error() {
    for version in Version::ALL {
        let bench = Bench::of(version);
        for operation in WRITES.iter().filter(|operation| has(&bench, operation)) {
            let error = (operation.call)(&bench).err();
            let error = error.unwrap_or_else(|| panic!("{version}: {}", operation.name));
            let refused = matches!(error.kind(), ErrorKind::Forbidden | ErrorKind::Rejected);
            assert!(refused, "{version}: {}: {error}", operation.name);
        }
    }
}
