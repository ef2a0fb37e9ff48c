//! Answers that participants hand in.

use std::collections::BTreeMap;
use std::time::Duration;

use civic_core::Sent;
use decidim_client::ErrorKind;
use decidim_client::rest::jobs::{Deleted, JobStatus};
use decidim_client::rest::resources::{AnswerValue, QuestionChange, QuestionType, Submission};
use decidim_client::rest::{Id, ServerError};
use serde_json::{Value, json};

use super::super::newer::reads;
use super::{newest, question, record, somebody, survey};

/// `answers_operations.rb` and `answers_controller.rb` (v0.3.4).
#[test]
fn answers_are_handed_in_once_and_deleted() {
    let (bench, site) = newest();
    let user = somebody(&site);
    let survey = survey(&bench, &site);
    let of = |kind| question(&bench, &site, &survey, kind).id;
    let (short, single) = (of(&QuestionType::ShortAnswer), of(&QuestionType::SingleOption));
    let multiple = of(&QuestionType::MultipleOption);
    let options = |question| reads!(bench, site.answer_options().of_question(question));
    let (first, several) = (options(&single)[0].id.clone(), options(&multiple));
    let answers = Submission::to(&survey.id)
        .text(&short, "By the river")
        .option(&single, &first)
        .options(&multiple, [&several[0].id, &several[1].id]);
    let response =
        bench.run(user.answers().submit(&answers.clone().client_ip("203.0.113.42"))).unwrap();
    let given = &response.attributes.answers;
    assert_eq!(given[short.as_str()], AnswerValue::Text("By the river".to_owned()));
    assert_eq!(given[single.as_str()], AnswerValue::Options(vec![first.clone()]));
    assert_eq!(given[of(&QuestionType::LongAnswer).as_str()], AnswerValue::Other(Value::Null));
    let digest = response.attributes.client_ip.as_deref().unwrap();
    assert!(!digest.contains("203.0"), "{digest}");
    assert!(response.meta.user.is_some());

    // `AnswerQuestionnaire` turns a second one down without a reason.
    let again = bench.run(user.answers().submit(&answers)).unwrap_err();
    assert_eq!(again.kind(), ErrorKind::Rejected, "{again}");
    assert!(again.hint().unwrap().contains("already"), "{again}");
    let nameless = bench.run(user.answers().submit(&answers.clone().anonymous())).unwrap();
    assert_eq!(nameless.meta.user, None);
    let empty = bench.run(site.answers().submit(&Submission::to(&survey.id).text(&short, "")));
    let empty = empty.unwrap_err();
    assert_eq!(empty.kind(), ErrorKind::Rejected);
    let problems = ServerError::of(&empty).unwrap().problems();
    assert_eq!(problems[0].extra["code"], "invalid", "{empty}");

    // What a job would forget is refused.
    for unkept in [answers.clone().anonymous(), answers.clone().client_ip("203.0.113.42")] {
        let error = bench.run(user.answers().submit_later(&unkept)).unwrap_err();
        assert_eq!((error.kind(), error.was_sent()), (ErrorKind::InvalidInput, Sent::No));
    }
    // Every fourth of the sandbox's own answers is nameless, so the fourth user has given none.
    let named = answers.clone().of_user(bench.platform.ids("users")[3]);
    let job = bench.run(site.answers().submit_later(&named)).unwrap();
    let id = job.id().to_owned();
    assert_eq!(job.state().status, JobStatus::Pending);
    let submitted = bench.run(job.deadline(Duration::from_secs(60)).finished()).unwrap();
    let request = bench.run(site.submission_request(&id)).unwrap();
    assert_eq!(request.attributes.status, Some(JobStatus::Completed));
    assert_eq!(request.response_id().as_ref(), Some(&submitted.questionnaire_response_id));
    let twice = bench.run(site.answers().submit_later(&named)).unwrap();
    let failed = bench.run(twice.finished()).unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::Rejected, "{failed}");
    assert!(failed.to_string().contains("validation failed"), "{failed}");

    let id = &submitted.questionnaire_response_id;
    let Deleted { .. } = bench.run(site.questionnaire_responses().delete(id)).unwrap();
    let gone = bench.run(site.questionnaire_responses().get(id)).unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotFound, "{gone}");
}

/// `schema_for_question`, `build_matrix_choice`, `serialize_answer` (v0.3.4). Rows are made on the site: the
/// API has no path for them.
#[test]
fn a_matrix_is_answered_row_by_row() {
    let (bench, site) = newest();
    let user = somebody(&site);
    let survey = survey(&bench, &site);
    let short = question(&bench, &site, &survey, &QuestionType::ShortAnswer).id;
    let matrix = question(&bench, &site, &survey, &QuestionType::SingleOption).id;
    let rows =
        json!([{"id": 11, "body": {"en": "By day"}}, {"id": 12, "body": {"en": "By night"}}]);
    let changes = json!({"question_type": "matrix_single", "matrix_rows": rows});
    assert!(bench.platform.update("questions", matrix.number().unwrap(), changes));
    let shown = bench.run(site.questionnaires().get(&survey.id)).unwrap().attributes.schema;
    let rows = shown["properties"][matrix.as_str()]["properties"].as_object().unwrap();
    let rows: Vec<Id> = rows.keys().map(|row| Id::from(row.as_str())).collect();
    assert_eq!(rows, [Id::from(11), Id::from(12)]);

    let options = reads!(bench, site.answer_options().of_question(&matrix));
    let (day, night) = (options[0].id.clone(), options[2].id.clone());
    let answers = Submission::to(&survey.id).text(&short, "By the river");
    let given = answers.clone().matrix(&matrix, [(&rows[0], &day), (&rows[1], &night)]);
    let response = bench.run(user.answers().submit(&given)).unwrap();
    let wanted = BTreeMap::from([("11".to_owned(), day.clone()), ("12".to_owned(), night.clone())]);
    assert_eq!(response.attributes.answers[matrix.as_str()], AnswerValue::Matrix(wanted.clone()));
    // So the platform keeps them, and so they are read again.
    let kept = bench.platform.ids("answers").into_iter().rev();
    let mut kept = kept.map(|id| record(&bench, "answers", &Id::from(id)));
    let kept = kept.find(|it| it["question_id"].as_u64() == matrix.number()).unwrap();
    let choice = |row: u64, option: &Id| json!({"option": option.number(), "row": row});
    assert_eq!(kept["choices"], json!([choice(11, &day), choice(12, &night)]));
    let read = bench.run(site.questionnaire_responses().get(&response.id)).unwrap();
    assert_eq!(read.attributes.answers[matrix.as_str()], AnswerValue::Matrix(wanted));

    let nowhere = answers.anonymous().matrix(&matrix, [(13, &day)]);
    let nowhere = bench.run(user.answers().submit(&nowhere)).unwrap_err();
    assert_eq!((nowhere.kind(), nowhere.was_sent()), (ErrorKind::Rejected, Sent::Yes), "{nowhere}");
}

/// Decidim's `AnswerForm`, `max_choices` and `max_characters`.
#[test]
fn more_than_a_question_allows_is_turned_down() {
    let (bench, site) = newest();
    let survey = survey(&bench, &site);
    let short = question(&bench, &site, &survey, &QuestionType::ShortAnswer).id;
    let multiple = question(&bench, &site, &survey, &QuestionType::MultipleOption).id;
    let limit = |id: &Id, change: &QuestionChange| {
        bench.run(site.questions().update(id, change)).unwrap();
    };
    limit(&short, &QuestionChange::new().max_characters(5));
    limit(&multiple, &QuestionChange::new().max_choices(1));
    let options = reads!(bench, site.answer_options().of_question(&multiple));
    let submit = |text: &str, chosen: usize| {
        let chosen = options.iter().take(chosen).map(|option| &option.id);
        let answers = Submission::to(&survey.id).text(&short, text).options(&multiple, chosen);
        bench.run(site.answers().submit(&answers)).map_err(|error| error.kind())
    };
    assert_eq!(submit("River", 2).unwrap_err(), ErrorKind::Rejected);
    assert_eq!(submit("By the river", 1).unwrap_err(), ErrorKind::Rejected);
    assert!(submit("River", 1).is_ok());
}
