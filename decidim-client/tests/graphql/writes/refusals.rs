//! What refusals become, and what the client refuses itself.

use civic_core::geo::GeoPoint;
use decidim_client::graphql::resources::Commentable;
use decidim_client::graphql::writes::{
    AnswerProposalAttributes, CloseMeetingAttributes, MeetingAttributes, NewComment,
    ProposalAttributes,
};
use decidim_client::graphql::{Id, ServerError};
use decidim_client::{Error, ErrorKind};
use serde_json::{Value, json};

use super::site::{Reply, Site, at, create, no_field, refused, shade, validation_error};

#[test]
fn a_site_without_the_write_says_so_itself_each_time() {
    for (missing, shown) in [
        (no_field("Mutation", "component"), "Mutation.component"),
        (no_field("ProposalsMutation", "createProposal"), "ProposalsMutation.createProposal"),
        (
            validation_error("undefinedType", &json!([]), json!({"typeName": "ProposalsMutation"})),
            "ProposalsMutation",
        ),
    ] {
        let site = Site::answering([
            refused(std::slice::from_ref(&missing)),
            refused(std::slice::from_ref(&missing)),
        ]);
        for _ in 0..2 {
            let error = site.run(create(&site)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
            assert!(error.to_string().contains(shown), "{error}");
        }
        assert_eq!(site.bodies().len(), 2, "it may have been upgraded in between");
    }
}

fn refusal(answer: Value) -> Error {
    let site = Site::answering([Reply::Json(answer)]);
    let error = site.run(create(&site)).unwrap_err();
    assert_eq!(site.bodies().len(), 1);
    error
}

fn said(code: Option<&str>, message: &Value) -> Value {
    let extensions = code.map_or(json!({}), |code| json!({"code": code}));
    json!({
        "errors": [{"message": message, "locations": [{"line": 2, "column": 3}],
            "path": ["component", "createProposal"], "extensions": extensions}],
        "data": {"component": {"__typename": "ProposalsMutation", "createProposal": null}},
    })
}

#[test]
fn refusals_say_why() {
    let forbidden = "You do not have permission to perform this mutation";
    for code in ["MUTATION_NOT_AUTHORIZED_ERROR", "MUTATION_NOT_AUTHORIZED"] {
        let error = refusal(said(Some(code), &forbidden.into()));
        assert_eq!(error.kind(), ErrorKind::Forbidden, "{error}");
        assert!(error.to_string().contains(forbidden), "{error}");
    }
    let error = refusal(said(Some("MUTATION_NOT_AUTHORIZED_ERROR"), &forbidden.into()));
    assert_eq!(error.kind(), ErrorKind::Forbidden, "{error}");
    assert!(error.hint().unwrap().contains("signed in as somebody who may do it"), "{error}");
    let error = refusal(said(Some("VALIDATION_ERROR"), &"There was a problem.".into()));
    assert_eq!(error.hint(), None, "{error}");
    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert!(error.to_string().contains("There was a problem."), "{error}");

    let problems = json!([
        {"path": ["attributes", "title"], "message": "is too short"},
        {"path": ["attributes", "body"], "message": "cannot be blank"},
    ]);
    let error = refusal(said(Some("ATTRIBUTE_VALIDATION_ERROR"), &problems));
    assert_eq!(error.kind(), ErrorKind::Rejected);
    let problems = ServerError::all_of(&error)[0].problems();
    assert_eq!(problems[1].path, ["attributes", "body"]);
    assert_eq!(problems[1].message, "cannot be blank");
    assert!(error.to_string().contains("title is too short"), "{error}");

    let error = refusal(said(None, &"Has de registrar-te".into()));
    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert!(error.to_string().contains("Has de registrar-te"), "{error}");
    assert!(error.hint().unwrap().contains("signed in"), "{error}");
}

#[test]
fn a_null_without_an_error_is_a_refusal() {
    let nothing = json!({"__typename": "ProposalsMutation", "createProposal": null});
    let error = refusal(json!({"data": {"component": nothing}}));
    assert_eq!(error.kind(), ErrorKind::Forbidden, "{error}");
    let error = refusal(json!({"data": {"component": null}}));
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    let error = refusal(json!({"data": {"component": {"__typename": "MeetingsMutation"}}}));
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert!(error.to_string().contains("MeetingsMutation"), "{error}");
    let error = refusal(json!({"data": null}));
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");

    let site = Site::answering([Reply::Json(
        json!({"data": {"component": {"__typename": "ProposalsMutation", "proposal": null}}}),
    )]);
    let error = site.run(site.client.proposals(Id::new(39)).vote(Id::new(5))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert!(error.to_string().contains("proposal"), "{error}");
}

#[test]
fn a_write_that_was_done_but_cannot_be_shown_says_so() {
    let error = refusal(json!({
        "errors": [{"message": "Cannot return null for non-nullable field Proposal.url"}],
        "data": {"component": {"__typename": "ProposalsMutation", "createProposal": null}},
    }));
    assert_eq!(error.kind(), ErrorKind::Server, "{error}");
    assert!(error.hint().unwrap().contains("may have done it"), "{error}");

    let strange = json!({"id": {}});
    let error = refusal(json!({"data": {"component": {"createProposal": strange}}}));
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert!(error.hint().unwrap().contains("did it"), "{error}");
}

#[test]
fn errors_beside_the_record_can_be_read() {
    let answer = json!({
        "errors": [{"message": "hidden", "path": ["component", "createProposal", "author"],
            "extensions": {"code": "UNAUTHORIZED_FIELD_ERROR"}}],
        "data": {"component": {"createProposal": {"id": "140", "author": null}}},
    });
    let site = Site::answering([Reply::Json(answer)]);
    let write = create(&site).with_answer();
    let (proposal, answer) = site.clock.run(write).unwrap().unwrap();
    assert_eq!(proposal.id, Id::new(140));
    assert_eq!(answer.errors()[0].code(), Some("UNAUTHORIZED_FIELD_ERROR"));
}

#[test]
fn what_the_client_can_see_to_be_wrong_is_not_sent() {
    let site = Site::answering([]);
    let client = &site.client;
    let (component, id) = (Id::new(39), Id::new(35));
    let proposals = client.proposals(component);
    let invalid = |error: Error, why: &str| {
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        assert!(error.to_string().contains(why), "{error}");
    };
    let create = |attributes| site.run(proposals.create(attributes)).unwrap_err();
    invalid(create(ProposalAttributes::new(" ", "text")), "title is blank");
    invalid(create(ProposalAttributes::new("title", "\n")), "body is blank");
    let nowhere = GeoPoint { longitude: 2.0, latitude: f64::NAN };
    invalid(create(shade().coordinates(nowhere)), "coordinates");
    let answer = |attributes| site.run(proposals.answer(id, attributes)).unwrap_err();
    invalid(answer(AnswerProposalAttributes::new()), "says nothing");
    invalid(answer(AnswerProposalAttributes::new().cost(f64::INFINITY)), "cost");
    invalid(site.run(proposals.create(shade()).locale(" ")).unwrap_err(), "locale");
    invalid(site.run(proposals.vote(id).locale("ca")).unwrap_err(), "no text");
    let backwards =
        MeetingAttributes::new("a", "b", at("2026-12-01T20:00:00Z"), at("2026-12-01T18:00:00Z"));
    let meetings = client.meetings(component);
    invalid(site.run(meetings.create(backwards)).unwrap_err(), "ends before it starts");
    let close = CloseMeetingAttributes::new("", 4);
    invalid(site.run(meetings.close(id, close)).unwrap_err(), "closingReport is blank");
    let close = client.debates(component).close(id, " ");
    invalid(site.run(close).unwrap_err(), "conclusions is blank");
    let comment = client.add_comment(&Commentable::proposal(id), NewComment::new(""));
    invalid(site.run(comment).unwrap_err(), "body is blank");
    assert!(site.bodies().is_empty());
}
