//! Questionnaires and what belongs to them, as `decidim-restfull-forms` of v0.3.4 has them: its controllers,
//! serializers and request specs.

use super::{Visit, error, header, id, status};
use crate::decidim::RestVersion;
use crate::reply::Reply;
use http::Method;
use serde_json::{Value, json};

fn visit() -> (Visit, String) {
    let visit = Visit::version(RestVersion::V0_3);
    let token = visit.machine_token("public surveys");
    (visit, token)
}

/// A submission of this participant's answers, as `answers_controller_sync_spec.rb` sends it.
fn submission(questionnaire: u64, answers: &Value) -> Value {
    json!({
        "meta": {"locale": "en"},
        "data": {
            "type": "questionnaire_response",
            "attributes": {"answers": answers},
            "relationships": {
                "questionnaire": {"data": {"type": "questionnaires", "id": questionnaire.to_string()}},
            },
        },
    })
}

fn link<'r>(row: &'r Value, name: &str) -> &'r str {
    row["links"][name]["href"].as_str().unwrap()
}

fn questions_of(questionnaire: u64) -> String {
    format!("/questions?filter[questionnaire_id]={questionnaire}")
}

fn first(visit: &Visit, path: &str, token: &str) -> u64 {
    id(&visit.data(path, token)[0])
}

/// `questionnaire_serializer.rb`.
#[test]
fn a_questionnaire_names_its_questions_and_only_alone_its_schema() {
    let (visit, token) = visit();
    let listed = visit.data("/questionnaires", &token);
    let row = &listed[0];
    let number = id(row);
    assert_eq!(row["type"], "questionnaires");
    assert!(row["attributes"]["title"].is_string(), "in one language: {row}");
    let attributes = row["attributes"].as_object().unwrap();
    assert!(!attributes.contains_key("schema") && !attributes.contains_key("ui"));
    assert!(link(row, "self").ends_with(&format!("/questionnaires/{number}")));
    assert!(link(row, "submit").ends_with("/answers"));
    assert_eq!(row["links"]["submit"]["meta"]["questionnaire_id"], number.to_string());
    assert!(link(row, "submit_sync").ends_with("/answers/sync"));
    assert!(link(row, "questions").ends_with(&questions_of(number)));

    let alone = visit.data(&format!("/questionnaires/{number}"), &token);
    assert!(alone["attributes"]["schema"].is_object() && !alone["attributes"]["ui"].is_null());
    assert!(alone["meta"]["submission"].is_object(), "{}", alone["meta"]);
}

/// `questionnaires_controller.rb`, `resource_show_fingerprint.rb`: of all that is shown, only when the
/// questionnaire itself was updated.
#[test]
fn a_questionnaire_is_marked_by_its_last_update_alone() {
    let (visit, token) = visit();
    let number = first(&visit, "/questionnaires", &token);
    let path = format!("/questionnaires/{number}");
    let tag = |query: &str| {
        header(&visit.get(&format!("{path}{query}"), &token), "etag").unwrap().to_owned()
    };
    let before = tag("");
    assert_eq!(tag("?locale=es"), before);
    let question = first(&visit, &questions_of(number), &token);
    visit.platform.update("questions", question, json!({"body": {"en": "Where?"}}));
    assert_eq!(tag(""), before);
    visit.platform.update("questionnaires", number, json!({"title": {"en": "The square"}}));
    assert_ne!(tag(""), before);
}

/// `doorkeeper_authorize! :surveys`; the release before has no such path.
#[test]
fn questionnaires_need_their_scope_and_their_release() {
    let (visit, _) = visit();
    assert_eq!(status(&visit.get("/questionnaires", &visit.machine)), 403);
    assert_eq!(status(&visit.get("/questionnaires", "no-token")), 401);
    let older = Visit::version(RestVersion::V0_2_12);
    assert_eq!(status(&older.get("/questionnaires", &older.machine)), 404);
}

/// `controller_helpers.rb` (`paginate_relation`): outside 1 to 100 it is 25.
#[test]
fn a_page_that_is_too_large_is_the_usual_one_and_nothing_is_counted() {
    let (visit, token) = visit();
    let rows = |size: &str| {
        let reply = visit.get(&format!("/answers?per_page={size}"), &token);
        assert_eq!(status(&reply), 200);
        for name in ["total", "per-page", "link"] {
            assert_eq!(header(&reply, name), None, "{name}");
        }
        reply.body_json().unwrap()["data"].as_array().unwrap().len()
    };
    let all = visit.platform.count("answers");
    assert_eq!(rows("100"), all.min(100));
    for size in ["101", "0", "-3", "x"] {
        assert_eq!(rows(size), all.min(25), "{size}");
    }
    assert_eq!(rows("2"), all.min(2));
}

/// `questions_controller.rb`, `answer_options_controller.rb` (`find_question!`).
#[test]
fn questions_and_options_are_listed_for_one_only() {
    let (visit, token) = visit();
    let questionnaire = first(&visit, "/questionnaires", &token);
    let without = error(&visit.get("/questions", &token));
    assert_eq!(without.0, 400);
    let of_it = questions_of(questionnaire);
    assert!(!visit.data(&of_it, &token).as_array().unwrap().is_empty());
    let without = error(&visit.get("/answer_options", &token));
    assert_eq!(without, (400, "filter[question_id] required".to_owned()));
}

/// `questions_controller_spec.rb`.
#[test]
fn a_question_is_made_at_once_or_by_a_job() {
    let (visit, token) = visit();
    let questionnaire = first(&visit, "/questionnaires", &token);
    let body = json!({"data": {
        "type": "questions",
        "attributes": {
            "position": 99,
            "mandatory": false,
            "question_type": "short_answer",
            "body": {"en": "What is missing here?"},
        },
        "relationships": {
            "questionnaire": {"data": {"type": "questionnaires", "id": questionnaire.to_string()}},
        },
    }});
    let of_it = questions_of(questionnaire);
    let before = visit.data(&of_it, &token).as_array().unwrap().len();
    let made = visit.send(Method::POST, "/questions/sync", &token, &body);
    assert_eq!(status(&made), 201);
    let made = made.body_json().unwrap();
    assert_eq!(made["data"]["attributes"]["body"]["en"], "What is missing here?");
    assert_eq!(visit.data(&of_it, &token).as_array().unwrap().len(), before + 1);
    let begun = visit.send(Method::POST, "/questions", &token, &body);
    assert_eq!(status(&begun), 202);
    assert!(begun.body_json().unwrap()["job_id"].is_string());
}

/// `questionnaire_json_forms_builder.rb` (`schema_for_question`), `answers_operations.rb`
/// (`build_matrix_choice`), `submission_bundle.rb`; Decidim's `AnswerForm` (`min_choices`, `max_choices`) and
/// `AnswerChoice`, which wants a row that is there.
#[test]
fn a_matrix_names_its_rows_and_is_answered_row_by_row() {
    let (visit, token) = visit();
    let form = first(&visit, "/questionnaires", &token);
    let questions = visit.data(&questions_of(form), &token);
    let of = |kind: &str| {
        let questions = questions.as_array().unwrap();
        id(questions.iter().find(|it| it["attributes"]["question_type"] == kind).unwrap())
    };
    let (short, matrix) = (of("short_answer"), of("single_option"));
    let rows =
        json!([{"id": 11, "body": {"en": "By day"}}, {"id": 12, "body": {"en": "By night"}}]);
    let changes = json!({"question_type": "matrix_single", "matrix_rows": rows, "max_choices": 1,
        "mandatory": true});
    visit.platform.update("questions", matrix, changes);
    let shown = visit.data(&format!("/questionnaires/{form}"), &token);
    let shown = &shown["attributes"]["schema"]["properties"][matrix.to_string()];
    assert_eq!(shown["properties"], json!({"11": {"type": "string"}, "12": {"type": "string"}}));

    let options = format!("/answer_options?filter[question_id]={matrix}");
    let option = id(&visit.data(&options, &token)[0]).to_string();
    let hand_in = |answer: Value| {
        let answers = json!({short.to_string(): "Yes", matrix.to_string(): answer});
        visit.send(Method::POST, "/answers/sync", &token, &submission(form, &answers))
    };
    assert_eq!(status(&hand_in(json!({"11": option}))), 422, "a mandatory row is not answered");
    let no_row = hand_in(json!({"11": option, "13": option}));
    assert_eq!(error(&no_row), (400, "Validation failed: Choices is invalid".to_owned()));
    let both = json!({"11": option, "12": option});
    let stored = hand_in(both.clone());
    assert_eq!(status(&stored), 201, "one in each row");
    let body = stored.body_json().unwrap();
    assert_eq!(body["data"]["attributes"]["answers"][matrix.to_string()], both);
}

/// `questionnaires_controller_update_spec.rb`.
#[test]
fn a_questionnaire_is_changed_at_once_or_by_a_job() {
    let (visit, token) = visit();
    let questionnaire = first(&visit, "/questionnaires", &token);
    let change = |title: &str, path: &str| {
        let body = json!({"data": {
            "type": "questionnaires",
            "id": questionnaire.to_string(),
            "attributes": {"title": {"en": title}},
        }});
        visit.send(Method::PUT, &format!("/questionnaires/{questionnaire}{path}"), &token, &body)
    };
    let changed = change("Streets without cars", "/sync");
    assert_eq!(status(&changed), 200);
    let shown = visit.data(&format!("/questionnaires/{questionnaire}?locale=en"), &token);
    assert_eq!(shown["attributes"]["title"], "Streets without cars");
    let begun = change("Streets for all", "");
    assert_eq!(status(&begun), 202);
    assert!(begun.body_json().unwrap()["job_id"].is_string());
}

fn header_is_own_link(reply: &Reply) {
    let body = reply.body_json().unwrap();
    assert_eq!(header(reply, "location"), Some(link(&body["data"], "self")));
}

/// `answers_controller.rb` (`create_sync`, `enqueue_forms_answer_job!`), `error_payload_builder.rb`.
#[test]
fn answers_are_taken_later_or_at_once_and_what_breaks_a_rule_is_pointed_at() {
    let (visit, token) = visit();
    let questionnaire = first(&visit, "/questionnaires", &token);
    let nothing = submission(questionnaire, &json!({}));
    let refused = visit.send(Method::POST, "/answers/sync", &token, &nothing);
    assert_eq!(status(&refused), 422);
    let refused = refused.body_json().unwrap();
    let errors = refused["errors"].as_array().unwrap();
    // Which question it is, the form that holds all answers does not say.
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0]["code"].as_str(), errors[0].get("question_id")), (Some("invalid"), None));
    assert_eq!(errors[0]["pointer"], "/data/attributes/responses");

    let questions = visit.data(&questions_of(questionnaire), &token);
    let asked = questions.as_array().unwrap().iter();
    let asked = asked.filter(|row| row["attributes"]["mandatory"] == true).map(|row| {
        let kind = row["attributes"]["question_type"].as_str().unwrap();
        let options = format!("/answer_options?filter[question_id]={}", id(row));
        let answer = match kind {
            "short_answer" | "long_answer" => json!("More benches"),
            "single_option" => json!(id(&visit.data(&options, &token)[0])),
            _ => json!([id(&visit.data(&options, &token)[0])]),
        };
        (id(row).to_string(), answer)
    });
    let answers = Value::Object(asked.collect());
    let body = submission(questionnaire, &answers);
    let accepted = visit.send(Method::POST, "/answers/sync", &token, &body);
    assert_eq!(status(&accepted), 201, "{:?}", accepted.body_bytes());
    header_is_own_link(&accepted);
    let accepted = accepted.body_json().unwrap()["data"].take();
    assert_eq!(accepted["type"], "questionnaire_response");
    let kept = answers.as_object().unwrap().keys();
    assert!(
        kept.into_iter().all(|question| !accepted["attributes"]["answers"][question].is_null())
    );
    let path = format!("/questionnaire_responses/{}", id(&accepted));
    assert_eq!(visit.data(&path, &token)["attributes"], accepted["attributes"]);

    let later = visit.send(Method::POST, "/answers", &token, &nothing);
    assert_eq!((status(&later), header(&later, "retry-after")), (202, Some("2")));
    header_is_own_link(&later);
}
