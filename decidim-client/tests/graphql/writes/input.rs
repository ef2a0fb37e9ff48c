//! What is sent: all that was set, and nothing else.

use civic_core::geo::GeoPoint;
use decidim_client::ErrorKind;
use decidim_client::graphql::Id;
use decidim_client::graphql::resources::Commentable;
use decidim_client::graphql::writes::{IframeAccessLevel, NewComment};
use serde_json::json;

use super::site::{
    Reply, Site, comment, create, created, meeting, no_attribute, no_field, refused, shade,
    validation_error,
};

#[test]
fn what_was_set_is_sent_and_nothing_else() {
    let site = Site::answering([created()]);
    let attributes = shade()
        .address("Main Street 1")
        .coordinates(GeoPoint { longitude: 2.5, latitude: 41.25 })
        .taxonomies([Id::new(3), Id::new(4)]);
    let write = site.client.proposals(Id::new(39)).create(attributes).locale("ca");
    let proposal = site.run(write.toggle_translations(false)).unwrap();
    assert_eq!((proposal.id, proposal.title.get("en")), (Id::new(140), Some("Shade trees")));

    let bodies = site.bodies();
    assert_eq!(bodies.len(), 1);
    assert_eq!(bodies[0]["operationName"], "CreateProposal");
    assert_eq!(
        bodies[0]["variables"],
        json!({
            "component": "39",
            "title": "Shade trees",
            "body": "<p>Ten of them.</p>",
            "address": "Main Street 1",
            "longitude": 2.5,
            "latitude": 41.25,
            "taxonomies": ["3", "4"],
            "locale": "ca",
            "toggleTranslations": false,
        })
    );
    let input = "createProposal(input: {attributes: {address: $address, body: $body, \
                 latitude: $latitude, longitude: $longitude, taxonomies: $taxonomies, \
                 title: $title}, locale: $locale, toggleTranslations: $toggleTranslations})";
    assert!(site.query().contains(input), "{}", site.query());
}

#[test]
fn texts_are_in_the_clients_language_until_another_is_set() {
    let site = Site::answering([created()]);
    site.run(create(&site)).unwrap();
    let expected = json!({"component": "39", "title": "Shade trees",
        "body": "<p>Ten of them.</p>", "locale": "en"});
    assert_eq!(site.variables(), expected, "and what was not set is not sent, not even as null");
}

#[test]
fn what_a_site_cannot_answer_is_left_out_before_it_does_anything() {
    let missing = refused(&[no_field("Proposal", "proposalState"), no_field("Proposal", "cost")]);
    let site = Site::answering([missing, created()]);
    assert_eq!(site.run(create(&site)).unwrap().id, Id::new(140));
    let bodies = site.bodies();
    assert_eq!(bodies.len(), 2);
    assert_eq!(bodies[0]["variables"], bodies[1]["variables"]);
    assert!(!site.query().contains("proposalState"), "{}", site.query());
}

#[test]
fn an_attribute_that_was_set_is_never_left_out() {
    let missing = || {
        let path = ["... on ProposalsMutation", "createProposal"];
        no_attribute("CreateProposal", &path, "ProposalAttributes", "taxonomies")
    };
    let site = Site::answering([refused(&[missing()]), refused(&[missing()])]);
    let attributes = shade().taxonomies([Id::new(3)]);
    let write = || site.client.proposals(Id::new(39)).create(attributes.clone());
    for _ in 0..2 {
        let error = site.run(write()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        assert!(error.to_string().contains("ProposalAttributes.taxonomies"), "{error}");
    }
    // It may have been upgraded in between: it is asked again, and again does nothing.
    assert_eq!(site.bodies().len(), 2);

    let site = Site::answering([refused(&[missing()]), created()]);
    site.run(create(&site)).unwrap();
    assert!(!site.query().contains("taxonomies:"), "{}", site.query());
}

#[test]
fn an_input_that_does_not_fit_is_refused_and_not_cut() {
    let unfit = validation_error(
        "argumentLiteralsIncompatible",
        &json!(["mutation CreateProposal", "component", "createProposal", "input"]),
        json!({"typeName": "Field", "argumentName": "input"}),
    );
    let site = Site::answering([refused(&[no_field("Proposal", "cost"), unfit])]);
    assert_eq!(site.run(create(&site)).unwrap_err().kind(), ErrorKind::Rejected);
    assert_eq!(site.bodies().len(), 1);
}

#[test]
fn a_choice_of_a_type_that_a_site_does_not_have_is_never_left_out() {
    let no_type = validation_error(
        "variableRequiresValidType",
        &json!(["mutation CreateMeeting"]),
        json!({"typeName": "IframeAccessLevelEnum", "variableName": "iframeAccessLevel"}),
    );
    let made = json!({"data": {"component": {"createMeeting": {"id": "7"}}}});
    let site = Site::answering([refused(&[no_type]), Reply::Json(made)]);
    let meetings = site.client.meetings(Id::new(38));
    let error = site
        .run(meetings.create(meeting().iframe_access_level(IframeAccessLevel::SignedIn)))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert_eq!(site.bodies()[0]["variables"]["iframeAccessLevel"], "SIGNED_IN");
    assert_eq!(site.run(meetings.create(meeting())).unwrap().id, Id::new(7));
}

#[test]
fn a_group_that_a_site_does_not_know_is_never_left_out() {
    let missing = validation_error(
        "argumentNotAccepted",
        &json!(["mutation AddComment", "commentable", "addComment", "userGroupId"]),
        json!({"name": "addComment", "typeName": "Field", "argumentName": "userGroupId"}),
    );
    let site = Site::answering([refused(&[missing]), comment("103")]);
    let on = Commentable::proposal(Id::new(35));
    let grouped = NewComment::new("More.").user_group(Id::new(9));
    let error = site.run(site.client.add_comment(&on, grouped)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert!(error.to_string().contains("userGroupId"), "{error}");
    site.run(site.client.add_comment(&on, NewComment::new("More."))).unwrap();
}

#[test]
fn a_language_that_was_set_is_never_left_out() {
    let missing = || {
        validation_error(
            "argumentNotAccepted",
            &json!(["mutation AddComment", "commentable", "locale"]),
            json!({"name": "commentable", "typeName": "Field", "argumentName": "locale"}),
        )
    };
    let on = Commentable::proposal(Id::new(35));
    let site = Site::answering([refused(&[missing()]), comment("103")]);
    let write = || site.client.add_comment(&on, NewComment::new("More."));
    let error = site.run(write().locale("ca")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert_eq!(site.run(write()).unwrap().id, Id::new(103), "the client's own is no loss");
    assert_eq!(site.variables().get("locale"), None);
}
