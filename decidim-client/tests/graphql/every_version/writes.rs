//! Writes.

use decidim_client::Multiloc;
use decidim_client::graphql::Id;
use decidim_client::graphql::resources::Commentable;
use decidim_client::graphql::writes::{
    AnswerProposalAttributes, Attachable, AttachmentAttributes, AttachmentCollectionAttributes,
    BudgetAttributes, CloseMeetingAttributes, DebateAttributes, MeetingAttributes,
    MilestoneAttributes, NewComment, NewFile, ProjectAttributes, ProposalAttributes,
    ResultAttributes, Write,
};
use decidim_client::jiff::civil::date;
use serde::de::DeserializeOwned;

use super::components::{
    budgets, component, debates, first, meetings, proposal, proposals, results,
};
use super::operation::{ALWAYS, Operation, Outcome, one, op};
use crate::graphql::support::Bench;

fn written<T: DeserializeOwned + Send + 'static>(bench: &Bench, write: Write<T>) -> Outcome {
    one(bench.run(write).map(drop))
}

fn new_proposal() -> ProposalAttributes {
    ProposalAttributes::new("Shade trees for the square", "<p>Ten of them, please.</p>")
}

fn new_debate() -> DebateAttributes {
    DebateAttributes::new("Which trees should we plant", "<p>Oaks, elms, or others?</p>")
}

fn new_meeting() -> MeetingAttributes {
    let at = |text: &str| text.parse().unwrap();
    let (from, to) = (at("2026-12-20T18:00:00Z"), at("2026-12-20T20:00:00Z"));
    MeetingAttributes::new("A reading among the trees", "<p>With the gardener.</p>", from, to)
        .address("Main Street 1")
        .location("The square")
}

fn new_budget() -> BudgetAttributes {
    BudgetAttributes::new().title(&Multiloc::single("en", "Trees for the old town"))
}

fn new_project() -> ProjectAttributes {
    ProjectAttributes::new()
        .title(&Multiloc::single("en", "Ten shade trees"))
        .description(&Multiloc::single("en", "<p>Oaks, please.</p>"))
        .budget_amount(12_500)
}

fn budget(bench: &Bench) -> Id {
    first(bench, "Budgets", "budgets")
}

fn new_result() -> ResultAttributes {
    ResultAttributes::new().title(&Multiloc::single("en", "Ten trees"))
}

fn new_milestone() -> MilestoneAttributes {
    let title = Multiloc::single("en", "The holes");
    MilestoneAttributes::new().title(&title).entry_date(date(2027, 2, 12))
}

fn result(bench: &Bench) -> Id {
    first(bench, "Accountability", "results")
}

fn on_result(bench: &Bench) -> Attachable {
    Attachable::result(component(bench, "Accountability"), result(bench))
}

/// The id of a new milestone.
fn milestone(bench: &Bench) -> Result<Id, decidim_client::Error> {
    let made = bench.run(results(bench).create_milestone(result(bench), new_milestone()))?;
    Ok(made.id.unwrap())
}

fn new_collection() -> AttachmentCollectionAttributes {
    let text = Multiloc::single("en", "Plans");
    AttachmentCollectionAttributes::new().name(&text).description(&text)
}

fn new_file() -> NewFile {
    NewFile::new("plan.pdf", "application/pdf", "%PDF")
}

/// A new attachment, where the site takes a file.
fn attached(bench: &Bench) -> Result<AttachmentAttributes, decidim_client::Error> {
    let blob = bench.run(bench.client.upload_file(new_file()))?;
    let text = Multiloc::single("en", "The plan");
    Ok(AttachmentAttributes::new().file(&blob).title(&text).description(&text))
}

pub(crate) const WRITES: &[Operation] = &[
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
        let made = b.run(proposals(b).create(new_proposal()))?;
        written(b, proposals(b).update(made.id, new_proposal()))
    }),
    op("withdraw a proposal", &["ProposalMutation.withdraw"], |b| {
        let made = b.run(proposals(b).create(new_proposal()))?;
        written(b, proposals(b).withdraw(made.id))
    }),
    op("vote for a proposal", &["ProposalMutation.vote"], |b| {
        written(b, proposals(b).vote(proposal(b)))
    }),
    op("take a vote back", &["ProposalMutation.unvote"], |b| {
        b.run(proposals(b).vote(proposal(b)))?;
        written(b, proposals(b).unvote(proposal(b)))
    }),
    op("create a meeting", &["MeetingsMutation.createMeeting"], |b| {
        written(b, meetings(b).create(new_meeting()))
    }),
    op("update a meeting", &["MeetingMutation.update"], |b| {
        let made = b.run(meetings(b).create(new_meeting()))?;
        written(b, meetings(b).update(made.id, new_meeting()))
    }),
    op("close a meeting", &["MeetingMutation.close"], |b| {
        let made = b.run(meetings(b).create(new_meeting()))?;
        let report = CloseMeetingAttributes::new("<p>It went well.</p>", 12);
        written(b, meetings(b).close(made.id, report))
    }),
    op("withdraw a meeting", &["MeetingMutation.withdraw"], |b| {
        let made = b.run(meetings(b).create(new_meeting()))?;
        written(b, meetings(b).withdraw(made.id))
    }),
    op("create a debate", &["DebatesMutation.createDebate"], |b| {
        written(b, debates(b).create(new_debate()))
    }),
    op("update a debate", &["DebateMutation.update"], |b| {
        let made = b.run(debates(b).create(new_debate()))?;
        written(b, debates(b).update(made.id, new_debate()))
    }),
    op("close a debate", &["DebateMutation.close"], |b| {
        let made = b.run(debates(b).create(new_debate()))?;
        written(b, debates(b).close(made.id, "<p>Oaks it is, after all.</p>"))
    }),
    op("create a budget", &["BudgetsMutation.createBudget"], |b| {
        written(b, budgets(b).create(new_budget()))
    }),
    op("update a budget", &["BudgetMutation.update"], |b| {
        written(b, budgets(b).update(budget(b), BudgetAttributes::new().total_budget(7)))
    }),
    op("delete a budget", &["BudgetMutation.delete"], |b| {
        let made = b.run(budgets(b).create(new_budget()))?;
        written(b, budgets(b).delete(made.id))
    }),
    op("create a project", &["BudgetMutation.createProject"], |b| {
        written(b, budgets(b).create_project(budget(b), new_project()))
    }),
    op("update a project", &["ProjectMutation.update"], |b| {
        let made = b.run(budgets(b).create_project(budget(b), new_project()))?;
        written(b, budgets(b).update_project(budget(b), made.id, new_project()))
    }),
    op("delete a project", &["ProjectMutation.delete"], |b| {
        let made = b.run(budgets(b).create_project(budget(b), new_project()))?;
        written(b, budgets(b).delete_project(budget(b), made.id))
    }),
    op("create a result", &["AccountabilityMutation.createResult"], |b| {
        written(b, results(b).create(new_result()))
    }),
    op("update a result", &["ResultMutation.update"], |b| {
        written(b, results(b).update(result(b), ResultAttributes::new().progress(50.0)))
    }),
    op("delete a result", &["ResultMutation.delete"], |b| {
        let made = b.run(results(b).create(new_result()))?;
        written(b, results(b).delete(made.id))
    }),
    op("create a milestone", &["ResultMutation.createMilestone"], |b| {
        written(b, results(b).create_milestone(result(b), new_milestone()))
    }),
    op("update a milestone", &["ResultMutation.updateMilestone"], |b| {
        let id = milestone(b)?;
        written(b, results(b).update_milestone(result(b), id, new_milestone()))
    }),
    op("delete a milestone", &["ResultMutation.deleteMilestone"], |b| {
        let id = milestone(b)?;
        written(b, results(b).delete_milestone(result(b), id))
    }),
    op("upload a file", &["Mutation.uploadFile"], |b| {
        one(b.run(b.client.upload_file(new_file())).map(drop))
    }),
    op("attach a file", &["ResultMutation.createAttachment"], |b| {
        let attached = attached(b)?;
        written(b, b.client.create_attachment(&on_result(b), attached))
    }),
    op("update an attachment", &["ResultMutation.updateAttachment"], |b| {
        let attached = attached(b)?;
        let made = b.run(b.client.create_attachment(&on_result(b), attached.clone()))?;
        written(b, b.client.update_attachment(&on_result(b), made.id.unwrap(), attached))
    }),
    op("delete an attachment", &["ResultMutation.deleteAttachment"], |b| {
        let attached = attached(b)?;
        let made = b.run(b.client.create_attachment(&on_result(b), attached))?;
        written(b, b.client.delete_attachment(&on_result(b), made.id.unwrap()))
    }),
    op("create a collection", &["ResultMutation.createAttachmentCollection"], |b| {
        written(b, b.client.create_attachment_collection(&on_result(b), new_collection()))
    }),
    op("update a collection", &["ResultMutation.updateAttachmentCollection"], |b| {
        let on = on_result(b);
        let made = b.run(b.client.create_attachment_collection(&on, new_collection()))?;
        let changes = AttachmentCollectionAttributes::new().key("plans");
        written(b, b.client.update_attachment_collection(&on, made.id, changes))
    }),
    op("delete a collection", &["ResultMutation.deleteAttachmentCollection"], |b| {
        let on = on_result(b);
        let made = b.run(b.client.create_attachment_collection(&on, new_collection()))?;
        written(b, b.client.delete_attachment_collection(&on, made.id))
    }),
    op("delete a file", &["Mutation.deleteBlob"], |b| {
        let blob = b.run(b.client.upload_file(new_file()))?;
        let text = Multiloc::single("en", "The plan");
        let attached = AttachmentAttributes::new().file(&blob).title(&text).description(&text);
        b.run(b.client.create_attachment(&on_result(b), attached))?;
        written(b, b.client.delete_blob(blob.id))
    }),
];

/// A comment on a proposal, on which the administrator may vote.
fn comment_of_another(bench: &Bench) -> u64 {
    let ids = bench.platform.ids("comments").into_iter();
    let record = |id: u64| bench.platform.record("comments", id).unwrap();
    let mut found = ids.filter(|id| {
        let comment = record(*id);
        let voted = |list: &str| comment[list].as_array().unwrap().contains(&1.into());
        let of_another =
            comment["author_id"] != 1 && !voted("up_voter_ids") && !voted("down_voter_ids");
        comment["owner_type"] == "Decidim::Proposals::Proposal" && of_another
    });
    found.next().unwrap()
}
