//! Questionnaires, what they ask, and what is answered to them: since 0.3.0.

use std::time::Duration;

use civic_core::Sent;
use civic_sandbox::{Decidim, RestVersion};
use decidim_client::rest::jobs::{Deleted, JobStatus, Submitted};
use decidim_client::rest::resources::{
    AnswerValue, Question, QuestionChange, QuestionType, Questionnaire, QuestionnaireChange,
    Submission,
};
use decidim_client::rest::{Client, ServerError, UserClient};
use decidim_client::{Error, ErrorKind, Multiloc};
use serde_json::{Value, json};

use super::newer::{reads, refused, requests};
use super::{every_version, platform};
use crate::bench::Bench;
use crate::described::assert_described;

/// The releases before 0.3 know no scope `surveys`, so their tokens are without.
pub(super) fn client(bench: &Bench, version: RestVersion) -> Client {
    let scopes: &[&str] = if version >= RestVersion::V0_3 {
        &["public", "oauth", "system", "surveys"]
    } else {
        &["public", "oauth"]
    };
    Client::builder("https://decidim.example.org")
        .credentials(Decidim::CLIENT_ID, Decidim::CLIENT_SECRET)
        .scopes(scopes.iter().copied())
        .http(bench.http.clone())
        .build()
        .unwrap()
}

fn newest() -> (Bench, Client) {
    let bench = Bench::new(platform(RestVersion::V0_3));
    let site = client(&bench, RestVersion::V0_3);
    (bench, site)
}

fn somebody(site: &Client) -> UserClient {
    let person = site.impersonate("oak_street").register_on_missing(true);
    person.accept_tos_on_register(true).skip_confirmation_on_register(true).build().unwrap()
}

fn texts(en: &str) -> Multiloc {
    Multiloc::from([("en", en)])
}

/// The questionnaire of the first survey.
fn survey(bench: &Bench, site: &Client) -> Questionnaire {
    let component = bench.platform.component_ids("Surveys")[0];
    let mut found = reads!(bench, site.questionnaires().list().in_component(component));
    found.sort_by_key(|questionnaire| questionnaire.id.number());
    found.remove(0)
}

fn question(bench: &Bench, site: &Client, form: &Questionnaire, kind: &QuestionType) -> Question {
    let all = reads!(bench, site.questions().of_questionnaire(&form.id));
    all.into_iter().find(|it| it.attributes.question_type.as_ref() == Some(kind)).unwrap()
}

fn record(bench: &Bench, list: &str, id: &decidim_client::rest::Id) -> Value {
    bench.platform.record(list, id.number().unwrap()).unwrap()
}

/// `decidim-restfull-forms` came with 0.3.0 (the tags v0.2.12 and v0.3.0 of decidim-rest-full).
#[test]
fn releases_without_questionnaires_are_not_even_asked() {
    every_version(|version, bench| {
        if version >= RestVersion::V0_3 {
            return;
        }
        let site = client(&bench, version);
        bench.run(site.version()).unwrap();
        let mut errors: Vec<Error> = Vec::new();
        let sent = requests(&bench, || {
            macro_rules! refuses {
                ($($call:expr),+ $(,)?) => {
                    $(errors.push(bench.run($call).map(drop).unwrap_err());)+
                };
            }
            let kind = QuestionType::LongAnswer;
            let question = QuestionChange::new().question_type(&kind).body(&texts("Where?"));
            let submission = Submission::to(1).text(1, "By the river");
            refuses!(
                site.questionnaires().get(1),
                site.questionnaires().update(1, &QuestionnaireChange::new().title(&texts("x"))),
                site.questions().get(1),
                site.questions().create(1, &question),
                site.questions().update(1, &question),
                site.questions().delete(1),
                site.answer_options().create(1, &texts("x")),
                site.answer_options().update(1, &texts("x")),
                site.answer_options().delete(1),
                site.answers().submit(&submission),
                site.answers().submit_later(&submission),
                site.questionnaire_responses().get(1),
                site.questionnaire_responses().delete(1),
                site.submission_request("3f6c1d2e-4b9a-4d0c-8f53-0d5b9f1c2a77"),
            );
            errors.push(refused!(bench, site.questionnaires().list()));
            errors.push(refused!(bench, site.questions().of_questionnaire(1)));
            errors.push(refused!(bench, site.answer_options().of_question(1)));
            errors.push(refused!(bench, site.answers().list()));
        });
        assert_eq!((sent, errors.len()), (0, 18), "{version:?}");
        for error in errors {
            let refused = (error.kind(), error.was_sent());
            assert_eq!(refused, (ErrorKind::Unsupported, Sent::No), "{version:?} {error}");
            assert!(error.to_string().contains("since 0.3.0"), "{error}");
        }
    });
}

/// The rows of the sandbox are those of `questionnaire_scope.rb` and the serializers of
/// `decidim-restfull-forms` (v0.3.4).
#[test]
fn questionnaires_are_listed_and_read() {
    let (bench, site) = newest();
    let all = reads!(bench, site.questionnaires().list());
    assert_eq!(all.len(), bench.platform.count("questionnaires"));
    assert!(all.iter().all(|row| row.extra.is_empty() && row.attributes.schema.is_empty()));
    assert_eq!(reads!(bench, site.questionnaires().list().page_size(1)).len(), all.len());
    let one = reads!(bench, site.questionnaires().list().id(&all[0].id));
    assert_eq!(one, [all[0].clone()]);
    let survey = survey(&bench, &site);
    let held = record(&bench, "questionnaires", &survey.id);
    let read = bench.run(site.questionnaires().get(&survey.id).locale("es")).unwrap();
    assert_described([&read], &["links"]);
    assert_eq!(read.meta.locale.as_deref(), Some("es"));
    if let Some(title) = held["title"]["es"].as_str() {
        assert_eq!(read.attributes.title.as_deref(), Some(title));
    }
    assert_eq!(read.meta.submission.allows_anonymous, Some(true));
    assert_eq!(read.attributes.ui["type"], "VerticalLayout");
    let wrong = bench.run(site.questionnaires().get(&survey.id).locale("xx"));
    let wrong = wrong.unwrap_err();
    assert!(wrong.to_string().contains("invalid_locale"), "{wrong}");
    let nowhere = bench.run(site.questionnaires().get(9999)).unwrap_err();
    assert_eq!(nowhere.kind(), ErrorKind::NotFound, "{nowhere}");
    let empty = refused!(bench, site.questionnaires().list().in_component(""));
    assert_eq!(empty.kind(), ErrorKind::InvalidInput);

    let questions = reads!(bench, site.questions().of_questionnaire(&survey.id));
    let properties = read.attributes.schema["properties"].as_object().unwrap();
    assert_eq!((questions.len(), properties.len()), (4, 4));
    for question in &questions {
        assert!(properties.contains_key(question.id.as_str()));
        let held = record(&bench, "questions", &question.id);
        assert_eq!(json!(question.attributes.question_type), held["question_type"]);
        assert_eq!(question.attributes.position, held["position"].as_i64());
        let one = bench.run(site.questions().get(&question.id)).unwrap();
        assert_eq!(one.attributes, question.attributes);
        let options = reads!(bench, site.answer_options().of_question(&question.id));
        assert_eq!(options.len(), held["options"].as_array().unwrap().len());
    }
}

/// `paginate_relation` (v0.3.4): no header tells how many there are, and who asks for more than 100 rows gets 25.
#[test]
fn answers_are_listed_whole_without_a_count() {
    let (bench, site) = newest();
    let all = reads!(bench, site.answers().list().page_size(500));
    assert_eq!(all.len(), bench.platform.count("answers"));
    assert!(all.len() > 100, "{}", all.len());
    let survey = survey(&bench, &site);
    let some = reads!(bench, site.answers().list().in_questionnaire(&survey.id));
    assert!(!some.is_empty() && some.len() < all.len());
    let held = record(&bench, "answers", &some[0].id);
    assert_eq!(some[0].attributes.body.as_deref(), held["body"].as_str());
    assert_eq!(
        some[0].attributes.question_id.as_ref().unwrap().number(),
        held["question_id"].as_u64()
    );

    let response = bench.run(site.questionnaire_responses().get(&some[0].id)).unwrap();
    assert_described([&response], &["links"]);
    assert_eq!(response.id, some[0].id);
    assert_eq!(response.relationships.questionnaire.data.as_ref().unwrap().id, survey.id);
    assert_eq!(
        response.meta.user.as_ref().map(|user| user.id.number()),
        held["user_id"].as_u64().map(Some)
    );
    let answers = &response.attributes.answers;
    let given = |kind| answers[question(&bench, &site, &survey, kind).id.as_str()].clone();
    assert_eq!(answers.len(), 4);
    assert!(matches!(given(&QuestionType::ShortAnswer), AnswerValue::Text(_)));
    let chosen = given(&QuestionType::SingleOption);
    assert!(matches!(&chosen, AnswerValue::Options(ids) if ids.len() == 1), "{chosen:?}");
    let chosen = given(&QuestionType::MultipleOption);
    assert!(matches!(&chosen, AnswerValue::Options(ids) if ids.len() == 2), "{chosen:?}");
}

/// `authoring_operations.rb` (v0.3.4).
#[test]
fn a_questionnaire_is_written_at_once_and_by_jobs() {
    let (bench, site) = newest();
    let survey = survey(&bench, &site);
    let change = QuestionnaireChange::new().title(&Multiloc::from([("en", "The square")]));
    let changed = bench.run(site.questionnaires().update(&survey.id, &change));
    assert_eq!(changed.unwrap().attributes.title.as_deref(), Some("The square"));
    // The other locales are gone.
    assert_eq!(record(&bench, "questionnaires", &survey.id)["title"], json!({"en": "The square"}));
    let nothing = site.questionnaires().update(&survey.id, &QuestionnaireChange::new());
    let nothing = bench.run(nothing).unwrap_err();
    assert_eq!((nothing.kind(), nothing.was_sent()), (ErrorKind::InvalidInput, Sent::No));

    let new = QuestionChange::new()
        .question_type(&QuestionType::SingleOption)
        .body(&texts("Which square?"))
        .mandatory(true)
        .position(9);
    let made = bench.run(site.questions().create(&survey.id, &new)).unwrap();
    assert_eq!(made.attributes.body.get("en"), Some("Which square?"));
    assert_eq!(made.relationships.questionnaire.data.as_ref().unwrap().id, survey.id);
    let later =
        site.questions().update(&made.id, &QuestionChange::new().mandatory(false)).enqueue();
    let Submitted::Queued(job) = bench.run(later).unwrap() else { panic!("done at once") };
    // A job returns the row of the database, not a record.
    let row = bench.run(job.finished()).unwrap();
    assert_eq!((&row.id, &row.extra["mandatory"]), (&made.id, &json!(false)));
    let wrong = new.clone().question_type(&QuestionType::from("essay"));
    let wrong = bench.run(site.questions().create(&survey.id, &wrong)).unwrap_err();
    assert_eq!(wrong.kind(), ErrorKind::Rejected, "{wrong}");
    let bare = site.questions().create(&survey.id, &QuestionChange::new().position(1));
    assert_eq!(bench.run(bare).unwrap_err().kind(), ErrorKind::InvalidInput);

    let options = || reads!(bench, site.answer_options().of_question(&made.id));
    let option = bench.run(site.answer_options().create(&made.id, &texts("The market")));
    let option = option.unwrap();
    let text = texts("The old market");
    let changed = bench.run(site.answer_options().update(&option.id, &text)).unwrap();
    assert_eq!((options().len(), changed.attributes.body.get("en")), (1, Some("The old market")));
    let textless = site.answer_options().create(&made.id, &Multiloc::default());
    assert_eq!(bench.run(textless).unwrap_err().kind(), ErrorKind::InvalidInput);
    let Deleted { .. } = bench.run(site.answer_options().delete(&option.id)).unwrap();
    assert!(options().is_empty());

    let Submitted::Queued(job) = bench.run(site.questions().delete(&made.id).enqueue()).unwrap()
    else {
        panic!("done at once")
    };
    let Deleted { .. } = bench.run(job.finished()).unwrap();
    let gone = bench.run(site.questions().get(&made.id)).unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotFound);
}

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

/// `ability.rb`, `perms_for_surveys_forms` (v0.3.4).
#[test]
fn a_missing_permission_is_named() {
    let (scope, ability) = ("surveys", "surveys.questions.manage");
    let few = civic_sandbox::ApiClient::new("client-of-few-rights", "a-secret-of-no-use")
        .without_ability(ability);
    let bench = Bench::new(platform(RestVersion::V0_3).api_client(few));
    let site = Client::builder("https://decidim.example.org")
        .credentials("client-of-few-rights", "a-secret-of-no-use")
        .scopes(["public", scope])
        .http(bench.http.clone())
        .build()
        .unwrap();
    let error = refused!(bench, site.questions().of_questionnaire(1));
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert!(error.hint().unwrap().contains(ability), "{error}");
    assert!(!reads!(bench, site.questionnaires().list()).is_empty());
}
