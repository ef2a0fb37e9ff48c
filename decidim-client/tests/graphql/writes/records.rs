//! Each kind of record that can be written.

use decidim_client::Multiloc;
use decidim_client::graphql::Id;
use decidim_client::graphql::resources::{Commentable, ProposalState, TypeOfMeeting};
use decidim_client::graphql::writes::{
    Alignment, AnswerProposalAttributes, CloseMeetingAttributes, DebateAttributes, NewComment,
};
use serde_json::json;

use super::site::{Reply, Site, comment, meeting, shade};

#[test]
fn a_proposal_is_changed_voted_and_withdrawn() {
    let done = |field: &str| {
        Reply::Json(json!({"data": {"component": {"proposal": {field: {"id": "35"}}}}}))
    };
    let site = Site::answering(["update", "vote", "unvote", "withdraw"].map(done));
    let proposals = site.client.proposals(Id::new(39));
    let id = Id::new(35);
    site.run(proposals.update(id, shade()).locale("ca")).unwrap();
    let expected = json!({"component": "39", "id": "35", "title": "Shade trees",
        "body": "<p>Ten of them.</p>", "locale": "ca"});
    assert_eq!(site.variables(), expected);
    for (write, field) in [
        (proposals.vote(id), "vote"),
        (proposals.unvote(id), "unvote"),
        (proposals.withdraw(id), "withdraw"),
    ] {
        assert_eq!(site.run(write).unwrap().id, id);
        assert_eq!(site.variables(), json!({"component": "39", "id": "35"}));
        let call = format!("proposal(id: $id) {{ {field}(input: {{}}) {{ id");
        assert!(site.query().contains(&call), "{}", site.query());
    }
}

#[test]
fn an_answer_holds_its_texts_by_language() {
    let answered = json!({"data": {"component": {"proposal": {
        "answer": {"id": "35", "state": "accepted"},
    }}}});
    let site = Site::answering([Reply::Json(answered)]);
    let attributes = AnswerProposalAttributes::new()
        .state(ProposalState::Accepted)
        .answer_content(&Multiloc::from([("en", "<p>Yes</p>"), ("pt-BR", "<p>Sim</p>")]))
        .cost(1200.5)
        .execution_period(&Multiloc::single("en", "2027"));
    let write = site.client.proposals(Id::new(39)).answer(Id::new(35), attributes);
    assert_eq!(site.run(write).unwrap().state, Some(ProposalState::Accepted));
    assert_eq!(
        site.variables(),
        json!({
            "component": "39",
            "id": "35",
            "state": "accepted",
            "answerContent": {"en": "<p>Yes</p>", "pt-BR": "<p>Sim</p>"},
            "cost": 1200.5,
            "executionPeriod": {"en": "2027"},
        })
    );
}

#[test]
fn meetings_are_called_and_closed() {
    let made = json!({"data": {"component": {"createMeeting": {"id": "7"}}}});
    let done = |field: &str| {
        Reply::Json(json!({"data": {"component": {"meeting": {field: {"id": "7"}}}}}))
    };
    let site = Site::answering([Reply::Json(made), done("close"), done("withdraw")]);
    let meetings = site.client.meetings(Id::new(38));
    let online = meeting()
        .held(TypeOfMeeting::Online)
        .online_meeting_url("https://meet.example.org")
        .available_slots(20);
    assert_eq!(site.run(meetings.create(online)).unwrap().id, Id::new(7));
    assert_eq!(
        site.variables(),
        json!({
            "component": "38",
            "title": "Kick-off",
            "description": "<p>All are welcome.</p>",
            "startTime": "2026-12-01T18:00:00Z",
            "endTime": "2026-12-01T20:00:00Z",
            "typeOfMeeting": "ONLINE",
            "registrationType": "REGISTRATION_DISABLED",
            "onlineMeetingUrl": "https://meet.example.org",
            "availableSlots": 20,
            "locale": "en",
        })
    );
    let report = CloseMeetingAttributes::new("<p>It went well.</p>", 14).proposal_ids([Id::new(3)]);
    site.run(meetings.close(Id::new(7), report)).unwrap();
    assert_eq!(
        site.variables(),
        json!({"component": "38", "id": "7", "closingReport": "<p>It went well.</p>",
            "attendeesCount": 14, "proposalIds": ["3"], "locale": "en"})
    );
    site.run(meetings.withdraw(Id::new(7))).unwrap();
    assert_eq!(site.variables(), json!({"component": "38", "id": "7"}));
}

#[test]
fn debates_are_opened_changed_and_closed() {
    let made = json!({"data": {"component": {"createDebate": {"id": "4"}}}});
    let done =
        |field: &str| Reply::Json(json!({"data": {"component": {"debate": {field: {"id": "4"}}}}}));
    let site = Site::answering([Reply::Json(made), done("update"), done("close")]);
    let debates = site.client.debates(Id::new(45));
    let attributes = DebateAttributes::new("Noise", "<p>At night.</p>");
    let debate = site.run(debates.create(attributes.clone())).unwrap();
    let changed = attributes.taxonomies([Id::new(2)]);
    site.run(debates.update(debate.id, changed)).unwrap();
    let expected = json!({"component": "45", "id": "4", "title": "Noise",
        "description": "<p>At night.</p>", "taxonomies": ["2"], "locale": "en"});
    assert_eq!(site.variables(), expected);
    site.run(debates.close(debate.id, "<p>Less of it.</p>")).unwrap();
    let expected = json!({"component": "45", "id": "4", "conclusions": "<p>Less of it.</p>",
        "locale": "en"});
    assert_eq!(site.variables(), expected);
}

#[test]
fn comments_are_added_and_answered() {
    let site = Site::answering([comment("103"), comment("104")]);
    let on = Commentable::proposal(Id::new(35));
    let more = NewComment::new("More.").alignment(Alignment::For);
    let first = site.run(site.client.add_comment(&on, more)).unwrap();
    assert_eq!((first.id, first.alignment, first.parent), (Id::new(103), Some(1), None));
    assert_eq!(first.root, Some(on));
    assert_eq!(
        site.variables(),
        json!({"id": "35", "type": "Decidim::Proposals::Proposal", "body": "More.",
            "alignment": 1, "locale": "en"})
    );
    let against = NewComment::new("More.").alignment(Alignment::Against);
    let write = site.client.add_comment(&Commentable::comment(first.id), against);
    let second = site.run(write.locale("ca")).unwrap();
    assert_eq!((second.parent, second.root), (Some(first.id), None));
    assert_eq!(
        site.variables(),
        json!({"id": "103", "type": "Decidim::Comments::Comment", "body": "More.",
            "alignment": -1, "locale": "ca"})
    );
}

#[test]
fn comments_are_voted_on() {
    let voted = |field: &str| {
        Reply::Json(json!({"data": {"comment": {field: {"id": "103", "upVotes": 2}}}}))
    };
    let site = Site::answering(["upVote", "downVote"].map(voted));
    assert_eq!(site.run(site.client.up_vote_comment(Id::new(103))).unwrap().up_votes, Some(2));
    assert!(site.query().contains("{ id upVote {"), "{}", site.query());
    site.run(site.client.down_vote_comment(Id::new(103))).unwrap();
    assert!(site.query().contains("{ id downVote {"), "{}", site.query());
    assert_eq!(site.variables(), json!({"id": "103", "locale": "en"}));
}
