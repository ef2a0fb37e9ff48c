//! Writing: what is sent, that it is sent once, and what refusals become.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use civic_core::Sent;
use civic_core::geo::GeoPoint;
use civic_core::http::HttpConfig;
use civic_core::http::transport::TransportError;
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use decidim_client::graphql::resources::{Commentable, Proposal, ProposalState, TypeOfMeeting};
use decidim_client::graphql::writes::{
    Alignment, AnswerProposalAttributes, CloseMeetingAttributes, DebateAttributes,
    IframeAccessLevel, MeetingAttributes, NewComment, ProposalAttributes, Write,
};
use decidim_client::graphql::{Client, Id, ServerError};
use decidim_client::{Error, ErrorKind, Multiloc};
use serde_json::{Value, json};

/// What comes back for a request.
enum Reply {
    Json(Value),
    Status(u16, Value),
    Reset,
    ResetWithin,
    Stall,
    Unreachable,
}

/// A site that answers what it is told to, in order, and remembers what it was asked.
struct Site {
    clock: VirtualClock,
    client: Client,
    bodies: Arc<Mutex<Vec<Value>>>,
}

impl Site {
    fn answering(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies: Mutex<VecDeque<Reply>> = Mutex::new(replies.into_iter().collect());
        let bodies: Arc<Mutex<Vec<Value>>> = Arc::default();
        let asked = Arc::clone(&bodies);
        let transport = FakeTransport::new(move |request| {
            asked.lock().unwrap().push(serde_json::from_slice(request.body()).unwrap());
            let reply = replies.lock().unwrap().pop_front().expect("one request too many");
            async move {
                let start = Ok(bytes::Bytes::from_static(b"{\"data\": {"));
                let (status, body) = match reply {
                    Reply::Json(json) => (200, json.to_string().into()),
                    Reply::Status(status, json) => (status, json.to_string().into()),
                    Reply::Reset => return Err(TransportError::broken("reset")),
                    Reply::ResetWithin => {
                        (200, FakeBody::pieces([start, Err(TransportError::broken("reset"))]))
                    }
                    Reply::Stall => (200, FakeBody::stalled_after("{\"data\": {")),
                    Reply::Unreachable => return Err(TransportError::connect("refused")),
                };
                let mut response = http::Response::new(body);
                *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
                Ok(response)
            }
        });
        let clock = VirtualClock::new();
        let http = HttpConfig::new().clock(clock.clone()).transport(transport);
        let client = Client::builder("https://site.example.org")
            .bearer("a-token", None)
            .http(http)
            .build()
            .unwrap();
        Self { clock, client, bodies }
    }

    fn run<T>(&self, write: Write<T>) -> Result<T, Error>
    where
        T: serde::de::DeserializeOwned + Send + 'static,
    {
        self.clock.run(write.into_future()).unwrap()
    }

    fn bodies(&self) -> Vec<Value> {
        self.bodies.lock().unwrap().clone()
    }

    /// The variables of the last request.
    fn variables(&self) -> Value {
        self.bodies().last().unwrap()["variables"].clone()
    }

    /// The query of the last request, with single blanks.
    fn query(&self) -> String {
        let body = self.bodies().pop().unwrap();
        body["query"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn shade() -> ProposalAttributes {
    ProposalAttributes::new("Shade trees", "<p>Ten of them.</p>")
}

fn create(site: &Site) -> Write<Proposal> {
    site.client.proposals(Id::new(39)).create(shade())
}

fn created() -> Reply {
    Reply::Json(json!({"data": {"component": {
        "__typename": "ProposalsMutation",
        "createProposal": {
            "id": "140",
            "title": {"translations": [{"locale": "en", "text": "Shade trees"}]},
        },
    }}}))
}

/// One complaint of a server before it runs anything.
fn complaint(code: &str, path: &Value, extensions: Value) -> Value {
    let mut extensions = extensions;
    extensions["code"] = code.into();
    json!({"message": "no", "locations": [], "path": path, "extensions": extensions})
}

fn no_field(on: &str, field: &str) -> Value {
    complaint("undefinedField", &json!([]), json!({"typeName": on, "fieldName": field}))
}

fn refused(complaints: &[Value]) -> Reply {
    Reply::Json(json!({"errors": complaints}))
}

/// A server whose input has no such attribute.
fn no_attribute(operation: &str, path: &[&str], input: &str, attribute: &str) -> Value {
    let mut whole = vec![format!("mutation {operation}"), "component".to_owned()];
    whole.extend(path.iter().map(ToString::to_string));
    whole.extend(["input", "attributes", attribute].map(str::to_owned));
    let named = json!({"name": input, "typeName": "InputObject", "argumentName": attribute});
    complaint("argumentNotAccepted", &json!(whole), named)
}

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
    let lacking = refused(&[no_field("Proposal", "proposalState"), no_field("Proposal", "cost")]);
    let site = Site::answering([lacking, created()]);
    assert_eq!(site.run(create(&site)).unwrap().id, Id::new(140));
    let bodies = site.bodies();
    assert_eq!(bodies.len(), 2);
    assert_eq!(bodies[0]["variables"], bodies[1]["variables"]);
    assert!(!site.query().contains("proposalState"), "{}", site.query());
}

#[test]
fn an_attribute_that_was_set_is_never_left_out() {
    let lacking = || {
        let path = ["... on ProposalsMutation", "createProposal"];
        no_attribute("CreateProposal", &path, "ProposalAttributes", "taxonomies")
    };
    let site = Site::answering([refused(&[lacking()]), refused(&[lacking()])]);
    let attributes = shade().taxonomies([Id::new(3)]);
    let write = || site.client.proposals(Id::new(39)).create(attributes.clone());
    for _ in 0..2 {
        let error = site.run(write()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        assert!(error.to_string().contains("ProposalAttributes.taxonomies"), "{error}");
    }
    // It may have been upgraded in between: it is asked again, and again does nothing.
    assert_eq!(site.bodies().len(), 2);

    let site = Site::answering([refused(&[lacking()]), created()]);
    site.run(create(&site)).unwrap();
    assert!(!site.query().contains("taxonomies:"), "{}", site.query());
}

#[test]
fn an_input_that_does_not_fit_is_refused_and_not_cut() {
    let unfit = complaint(
        "argumentLiteralsIncompatible",
        &json!(["mutation CreateProposal", "component", "createProposal", "input"]),
        json!({"typeName": "Field", "argumentName": "input"}),
    );
    let site = Site::answering([refused(&[no_field("Proposal", "cost"), unfit])]);
    assert_eq!(site.run(create(&site)).unwrap_err().kind(), ErrorKind::Rejected);
    assert_eq!(site.bodies().len(), 1);
}

#[test]
fn a_choice_of_a_type_that_a_site_lacks_is_never_left_out() {
    let no_type = complaint(
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
fn a_write_that_may_have_arrived_is_not_sent_again() {
    for reply in [Reply::Reset, Reply::ResetWithin, Reply::Stall] {
        let site = Site::answering([reply]);
        let error = site.run(create(&site)).unwrap_err();
        assert_ne!(error.was_sent(), Sent::No, "{error}");
        assert_eq!(site.bodies().len(), 1);
    }
    let broken = json!({"errors": [{"message": "Internal Server error"}], "data": {}});
    for status in [500, 502, 503] {
        let site = Site::answering([Reply::Status(status, broken.clone())]);
        let error = site.run(create(&site)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Server, "{error}");
        assert_eq!(site.bodies().len(), 1);
    }
}

#[test]
fn a_write_that_cannot_have_arrived_is_sent_again() {
    let site = Site::answering([Reply::Unreachable, created()]);
    assert_eq!(site.run(create(&site)).unwrap().id, Id::new(140));
    assert_eq!(site.bodies().len(), 2);
}

#[test]
fn a_site_without_the_write_says_so_itself_each_time() {
    for (lacks, shown) in [
        (no_field("Mutation", "component"), "Mutation.component"),
        (no_field("ProposalsMutation", "createProposal"), "ProposalsMutation.createProposal"),
        (
            complaint("undefinedType", &json!([]), json!({"typeName": "ProposalsMutation"})),
            "ProposalsMutation",
        ),
    ] {
        let site = Site::answering([
            refused(std::slice::from_ref(&lacks)),
            refused(std::slice::from_ref(&lacks)),
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
fn refusals_tell_why() {
    let forbidden = "You do not have permission to perform this mutation";
    for code in ["MUTATION_NOT_AUTHORIZED_ERROR", "MUTATION_NOT_AUTHORIZED"] {
        let error = refusal(said(Some(code), &forbidden.into()));
        assert_eq!(error.kind(), ErrorKind::Forbidden, "{error}");
        assert!(error.to_string().contains(forbidden), "{error}");
    }
    let error = refusal(said(Some("VALIDATION_ERROR"), &"There was a problem.".into()));
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
fn a_null_without_a_word_is_a_refusal() {
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

fn at(moment: &str) -> decidim_client::jiff::Timestamp {
    moment.parse().unwrap()
}

fn meeting() -> MeetingAttributes {
    let (start, end) = (at("2026-12-01T18:00:00Z"), at("2026-12-01T20:00:00Z"));
    MeetingAttributes::new("Kick-off", "<p>All are welcome.</p>", start, end)
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

fn comment(id: &str) -> Reply {
    let comment = json!({"id": id, "body": "More.", "alignment": 1});
    Reply::Json(json!({"data": {"commentable": {"id": "35", "addComment": comment}}}))
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

#[test]
fn a_group_that_a_site_does_not_know_is_never_left_out() {
    let lacks = complaint(
        "argumentNotAccepted",
        &json!(["mutation AddComment", "commentable", "addComment", "userGroupId"]),
        json!({"name": "addComment", "typeName": "Field", "argumentName": "userGroupId"}),
    );
    let site = Site::answering([refused(&[lacks]), comment("103")]);
    let on = Commentable::proposal(Id::new(35));
    let grouped = NewComment::new("More.").user_group(Id::new(9));
    let error = site.run(site.client.add_comment(&on, grouped)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert!(error.to_string().contains("userGroupId"), "{error}");
    site.run(site.client.add_comment(&on, NewComment::new("More."))).unwrap();
}

#[test]
fn a_language_that_was_set_is_never_left_out() {
    let lacks = || {
        complaint(
            "argumentNotAccepted",
            &json!(["mutation AddComment", "commentable", "locale"]),
            json!({"name": "commentable", "typeName": "Field", "argumentName": "locale"}),
        )
    };
    let on = Commentable::proposal(Id::new(35));
    let site = Site::answering([refused(&[lacks()]), comment("103")]);
    let write = || site.client.add_comment(&on, NewComment::new("More."));
    let error = site.run(write().locale("ca")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert_eq!(site.run(write()).unwrap().id, Id::new(103), "the client's own is no loss");
    assert_eq!(site.variables().get("locale"), None);
}
