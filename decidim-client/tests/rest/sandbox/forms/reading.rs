//! What is read of questionnaires and of the answers to them.

use decidim_client::ErrorKind;
use decidim_client::rest::resources::{AnswerValue, QuestionType, Questionnaire};
use serde_json::json;

use super::super::newer::{reads, refused};
use super::{newest, question, record, survey};
use crate::described::assert_described;

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

/// `questionnaire_ids_for_space_ids` (`questionnaire_scope.rb`, v0.3.4): by the number of the space, of whichever
/// kind it is.
#[test]
fn questionnaires_are_narrowed_to_the_spaces_of_a_number() {
    let (bench, site) = newest();
    let owner = |list: &str, id: u64| {
        let held = bench.platform.record(list, id).unwrap();
        (held["owner_type"].as_str().unwrap().to_owned(), held["owner_id"].as_u64().unwrap())
    };
    let space_of = |form: &Questionnaire| {
        let (of, id) = owner("questionnaires", form.id.number().unwrap());
        let list = if of == "Decidim::Surveys::Survey" { "surveys" } else { "meetings" };
        let (_, component) = owner(list, id);
        owner("components", component).1
    };
    let all = reads!(bench, site.questionnaires().list());
    let space = space_of(&all[0]);
    let mut wanted = all.clone();
    wanted.retain(|form| space_of(form) == space);
    let mut found = reads!(bench, site.questionnaires().list().in_spaces_with_id(space));
    for list in [&mut wanted, &mut found] {
        list.sort_by_key(|form| form.id.number());
    }
    assert_eq!(found, wanted);
    assert!(reads!(bench, site.questionnaires().list().in_spaces_with_id(9999)).is_empty());
    let empty = refused!(bench, site.questionnaires().list().in_spaces_with_id(""));
    assert_eq!(empty.kind(), ErrorKind::InvalidInput);
}
