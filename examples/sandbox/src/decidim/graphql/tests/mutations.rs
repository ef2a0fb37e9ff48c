use serde_json::{Value, json};

use super::Visit;
use crate::decidim::Version;

const COMMENT: &str = "mutation { commentable(id: \"1\", type: \"Decidim::Proposals::Proposal\") { id \
    addComment(body: \"Hello\", alignment: 1) { id body alignment author { name } } } }";

fn proposal(visit: &Visit, call: &str) -> Value {
    let component = visit.component("Proposals");
    let mut body = visit.ask(&format!(
        "mutation {{ component(id: {component}) {{ ... on ProposalsMutation {{ {call} }} }} }}"
    ));
    body["data"] = body["data"]["component"].take();
    body
}

fn code(body: &Value) -> &Value {
    &body["errors"][0]["extensions"]["code"]
}

#[test]
fn a_comment_is_added_by_who_is_signed_in() {
    let visit = Visit::version(Version::V0_31);
    let before = visit.platform.count("comments");
    let refused = visit.ask(COMMENT);
    let message = "You are not authorized to perform this action.";
    assert_eq!(refused["errors"][0]["message"], message);
    assert_eq!(refused["data"], json!({"commentable": {"id": "1", "addComment": null}}));
    assert_eq!(visit.platform.count("comments"), before);
    let visit = visit.signed_in();
    let added = visit.data(COMMENT)["commentable"]["addComment"].clone();
    assert_eq!(added["body"], "Hello");
    assert_eq!(added["author"]["name"], "Machine");
    let id = added["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(visit.platform.record("comments", id).unwrap()["alignment"], 1);
    let refused = Visit::version(Version::V0_32).ask(COMMENT);
    assert_eq!(code(&refused), "MUTATION_NOT_AUTHORIZED_ERROR");
}

#[test]
fn a_vote_for_a_comment_counts_once_and_a_second_takes_it_back() {
    let visit = Visit::version(Version::V0_31).signed_in();
    let id = visit.data(COMMENT)["commentable"]["addComment"]["id"].as_str().unwrap().to_owned();
    let vote = |side: &str| {
        visit.ask(&format!(
            "mutation {{ comment(id: {id}) {{ {side} {{ upVotes upVoted downVotes }} }} }}"
        ))
    };
    let up = |votes: usize, voted| json!({"upVotes": votes, "upVoted": voted, "downVotes": 0});
    assert_eq!(vote("upVote")["data"]["comment"]["upVote"], up(1, true));
    let refused = vote("downVote");
    assert_eq!(refused["errors"][0]["message"], "There was a problem voting the comment.");
    assert_eq!(refused["data"]["comment"]["downVote"], Value::Null);
    assert_eq!(vote("upVote")["data"]["comment"]["upVote"], up(0, false));
}

#[test]
fn a_proposal_is_answered_by_administrators_alone() {
    let answer = "proposal(id: 1) { answer(input: {attributes: {state: \"in_study\", answerContent: \
        {en: \"Soon\"}, cost: 12.5}}) { id state cost answer { translation(locale: \"en\") } } }";
    let visit = Visit::version(Version::V0_31);
    let refused = proposal(&visit, answer);
    assert_eq!(refused.get("errors"), None);
    assert_eq!(refused["data"]["proposal"]["answer"], Value::Null);
    assert_eq!(
        code(&proposal(&Visit::version(Version::V0_32), answer)),
        "MUTATION_NOT_AUTHORIZED_ERROR"
    );
    let visit = visit.signed_in();
    assert_eq!(
        proposal(&visit, answer)["data"]["proposal"]["answer"],
        json!({"id": "1", "state": "in_study", "cost": "12.5", "answer": {"translation": "Soon"}})
    );
    assert_eq!(visit.platform.record("proposals", 1).unwrap()["state"], "in_study");
    let wrong = proposal(&visit, &answer.replace("in_study", "nonsense"));
    assert_eq!(code(&wrong), "ATTRIBUTE_VALIDATION_ERROR");
}

#[test]
fn a_proposal_is_created_changed_voted_and_withdrawn() {
    let visit = Visit::version(Version::V0_32).signed_in();
    let before = visit.platform.count("proposals");
    let create = "createProposal(input: {locale: \"en\", attributes: {title: \"Install more bike lanes\", \
        body: \"Along the river\", latitude: 41.5, longitude: 2.1, taxonomies: [2]}}) { id title { \
        translation(locale: \"en\") } coordinates { latitude } taxonomies { id } publishedAt }";
    let created = proposal(&visit, create)["data"]["createProposal"].clone();
    assert_eq!(created["title"]["translation"], "Install more bike lanes");
    assert_eq!(created["coordinates"]["latitude"], 41.5);
    assert_eq!(created["taxonomies"], json!([{"id": "2"}]));
    assert_eq!(created["publishedAt"], "2026-11-02T00:00:00Z");
    assert_eq!(visit.platform.count("proposals"), before + 1);
    let id = created["id"].as_str().unwrap();
    let on = |call: &str| proposal(&visit, &format!("proposal(id: {id}) {{ {call} }}"));
    let update = "update(input: {locale: \"ca\", attributes: {title: \"Més carrils per a bicis\", body: \
        \"Vora el riu\"}}) { title { translation(locale: \"ca\") } }";
    assert_eq!(
        on(update)["data"]["proposal"]["update"]["title"]["translation"],
        "Més carrils per a bicis"
    );
    assert_eq!(on("vote(input: {}) { voteCount }")["data"]["proposal"]["vote"]["voteCount"], 1);
    let again = on("vote(input: {}) { voteCount }");
    assert_eq!(code(&again), "VALIDATION_ERROR");
    assert_eq!(again["errors"][0]["message"], "There was a problem voting the proposal.");
    assert_eq!(code(&on("withdraw(input: {}) { id }")), "VALIDATION_ERROR");
    assert_eq!(on("unvote(input: {}) { voteCount }")["data"]["proposal"]["unvote"]["voteCount"], 0);
    assert_eq!(
        on("withdraw(input: {}) { withdrawn }")["data"]["proposal"]["withdraw"],
        json!({"withdrawn": true})
    );
    // Somebody else's.
    let other = proposal(&visit, "proposal(id: 1) { withdraw(input: {}) { id } }");
    assert!(matches!(code(&other).as_str(), Some("MUTATION_NOT_AUTHORIZED_ERROR")), "{other}");
}

#[test]
fn invalid_attributes_are_told_as_an_array() {
    let visit = Visit::version(Version::V0_32).signed_in();
    let wrong = proposal(
        &visit,
        "createProposal(input: {locale: \"en\", attributes: {title: \"\", body: \"x\"}}) { id }",
    );
    assert_eq!(
        wrong["errors"][0],
        json!({
            "message": [
                {"path": ["attributes", "title"], "message": "cannot be blank"},
                {"path": ["attributes", "title"], "message": "is too short (under 15 characters)"},
            ],
            "locations": [{"line": 1, "column": 58}],
            "path": ["component", "createProposal"],
            "extensions": {"code": "ATTRIBUTE_VALIDATION_ERROR"},
        })
    );
    assert_eq!(wrong["data"], json!({"createProposal": null}));
    let wrong = proposal(
        &visit,
        "createProposal(input: {locale: \"xx\", attributes: {title: \"Install more bike lanes\", body: \"x\"}}) { id }",
    );
    assert_eq!(code(&wrong), "INVALID_LOCALE_ERROR");
}

#[test]
fn meetings_and_debates_are_created_and_closed() {
    let visit = Visit::version(Version::V0_32).signed_in();
    let on = |component: u64, call: &str| {
        visit.data(&format!("mutation {{ component(id: {component}) {{ __typename {call} }} }}"))["component"].clone()
    };
    let meetings = visit.component("Meetings");
    let created = on(
        meetings,
        "... on MeetingsMutation { createMeeting(input: {locale: \"en\", attributes: {title: \
        \"Kick-off\", description: \"Agenda\", startTime: \"2026-12-01T18:00:00Z\", endTime: \
        \"2026-12-01T20:00:00Z\", registrationType: REGISTRATION_DISABLED, typeOfMeeting: IN_PERSON}}) { id \
        typeOfMeeting startTime } }",
    );
    assert_eq!(created["__typename"], "MeetingsMutation");
    assert_eq!(created["createMeeting"]["typeOfMeeting"], "in_person");
    assert_eq!(created["createMeeting"]["startTime"], "2026-12-01T18:00:00Z");
    let id = created["createMeeting"]["id"].as_str().unwrap();
    let closed = on(
        meetings,
        &format!(
            "... on MeetingsMutation {{ meeting(id: {id}) {{ close(input: {{locale: \"en\", \
        attributes: {{attendeesCount: 7, closingReport: \"Fine\"}}}}) {{ closed attendeeCount }} }} }}"
        ),
    );
    assert_eq!(closed["meeting"]["close"], json!({"closed": true, "attendeeCount": 7}));
    let debates = visit.component("Debates");
    let created = on(
        debates,
        "... on DebatesMutation { createDebate(input: {locale: \"en\", attributes: {title: \
        \"What about the square?\", description: \"Tell us\"}}) { id } }",
    );
    let id = created["createDebate"]["id"].as_str().unwrap();
    let closed = on(
        debates,
        &format!(
            "... on DebatesMutation {{ debate(id: {id}) {{ close(input: {{locale: \"en\", \
        attributes: {{conclusions: \"Trees\"}}}}) {{ closedAt conclusions {{ translation(locale: \"en\") }} }} }} }}"
        ),
    );
    assert_eq!(closed["debate"]["close"]["conclusions"]["translation"], "Trees");
    assert_eq!(closed["debate"]["close"]["closedAt"], "2026-11-02T00:00:00Z");
}

/// A form with a file, as decidim-api `queries_controller.rb` reads it (0.33).
fn form(file: &str, content: &str) -> String {
    let query = "mutation ($file: BaseUpload!) { uploadFile(input: {file: $file}) \
        { blob { id filename byteSize contentType signedId } } }";
    let operations = json!({"query": query, "variables": {"file": null}});
    format!(
        "--b\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{operations}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\n{{\"0\": [\"variables.file\"]}}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"0\"; filename=\"{file}\"\r\n\
         Content-Type: application/pdf\r\n\r\n{content}\r\n--b--\r\n"
    )
}

#[test]
fn a_file_comes_in_a_form_since_0_33() {
    let send = |visit: &Visit, file: &str, content: &str| {
        let content_type = "multipart/form-data; boundary=b";
        let reply = visit.send(http::Method::POST, "/api", content_type, &form(file, content));
        reply.body_json().unwrap()
    };
    let visit = Visit::version(Version::V0_33).signed_in();
    let stored = send(&visit, "plan.pdf", "%PDF");
    let blob = &stored["data"]["uploadFile"]["blob"];
    assert_eq!((&blob["filename"], &blob["byteSize"]), (&json!("plan.pdf"), &json!(4)));
    assert_eq!(visit.platform.record("blobs", 1).unwrap()["content"], "%PDF");
    let refused = send(&visit, "plan.exe", "MZ");
    assert_eq!(code(&refused), "VALIDATION_ERROR");
    assert_eq!(visit.platform.count("blobs"), 1);

    // Before, the form has no query.
    let visit = Visit::version(Version::V0_32).signed_in();
    let refused = send(&visit, "plan.pdf", "%PDF");
    assert_eq!(refused["errors"][0]["message"], "No query string was present");
    assert_eq!(visit.platform.count("blobs"), 0);
}

#[test]
fn a_value_that_is_no_upload_is_no_file() {
    let visit = Visit::version(Version::V0_33).signed_in();
    let query =
        "mutation ($file: BaseUpload!) { uploadFile(input: {file: $file}) { blob { id } } }";
    let body = visit.ask_with(query, &json!({}));
    let said = body["errors"][0]["message"].as_str().unwrap();
    assert_eq!(said, "Variable $file of type BaseUpload! was provided invalid value");
    assert_eq!(visit.platform.count("blobs"), 0);
}

#[test]
fn budgets_are_written_by_administrators_since_0_33() {
    let visit = Visit::version(Version::V0_33);
    let component = visit.component("Budgets");
    let create = format!(
        "mutation {{ component(id: {component}) {{ ... on BudgetsMutation {{ createBudget(input: \
         {{attributes: {{title: {{en: \"Trees\"}}, totalBudget: 5}}}}) {{ id totalBudget total_budget }} }} }} }}"
    );
    let before = visit.platform.count("budgets");
    assert_eq!(code(&visit.ask(&create)), "UNAUTHORIZED_FIELD_ERROR");
    assert_eq!(visit.platform.count("budgets"), before);
    let visit = visit.signed_in();
    let made = visit.data(&create)["component"]["createBudget"].clone();
    assert_eq!((&made["totalBudget"], &made["total_budget"]), (&json!(5), &json!(5)));
    let untitled = create.replace("title: {en: \"Trees\"}, ", "");
    let refused = visit.ask(&untitled);
    assert_eq!(code(&refused), "ATTRIBUTE_VALIDATION_ERROR");
    let problem = json!({"path": ["attributes", "titleEn"], "message": "cannot be blank"});
    assert_eq!(refused["errors"][0]["message"], json!([problem]));
}
