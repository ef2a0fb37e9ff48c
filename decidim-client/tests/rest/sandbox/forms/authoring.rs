//! Questionnaires, questions and options as their authors write them.

use civic_core::Sent;
use decidim_client::rest::jobs::{Deleted, Submitted};
use decidim_client::rest::resources::{QuestionChange, QuestionType, QuestionnaireChange};
use decidim_client::{ErrorKind, Multiloc};
use serde_json::{Value, json};

use super::super::newer::reads;
use super::{newest, record, survey, texts};

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

/// `question_attributes` (`authoring_operations.rb`, v0.3.4).
#[test]
fn a_question_sets_how_much_may_be_chosen_and_written() {
    let (bench, site) = newest();
    let survey = survey(&bench, &site);
    let new = QuestionChange::new()
        .question_type(&QuestionType::MultipleOption)
        .body(&texts("Which squares?"))
        .max_choices(2)
        .max_characters(40);
    let made = bench.run(site.questions().create(&survey.id, &new)).unwrap();
    let limits = |held: &Value| (held["max_choices"].clone(), held["max_characters"].clone());
    assert_eq!(limits(&record(&bench, "questions", &made.id)), (json!(2), json!(40)));
    let read = bench.run(site.questions().get(&made.id)).unwrap();
    assert_eq!((read.attributes.max_choices, read.attributes.max_characters), (Some(2), Some(40)));
    let change = QuestionChange::new().max_choices(3);
    let changed = bench.run(site.questions().update(&made.id, &change)).unwrap();
    assert_eq!(changed.attributes.max_choices, Some(3));
    // What is not named stays.
    assert_eq!(limits(&record(&bench, "questions", &made.id)), (json!(3), json!(40)));
}
