//! Surveys and their questionnaires.

use serde_json::{Value, json};

use super::kind::Kind;
use super::maker::{Maker, fields};

pub(super) fn survey(maker: &mut Maker<'_>, owner: (Kind, u64), at: i64) -> u64 {
    let survey = fields(json!({"published_at": at}));
    let id = maker.add(Kind::Survey, Some(owner), at, survey);
    let form = questionnaire(maker, (Kind::Survey, id), at);
    maker.world.change(Kind::Survey, id, |survey| {
        survey.fields.insert("questionnaire_id".to_owned(), form.into());
    });
    id
}

/// A questionnaire with a question of each common type.
pub(super) fn questionnaire(maker: &mut Maker<'_>, owner: (Kind, u64), at: i64) -> u64 {
    let (title, description, tos) = (maker.title(1), maker.html(), maker.html());
    let form = fields(json!({
        "title": title, "description": description, "tos": tos,
        "questionnaire_for_type": owner.0.class(), "questionnaire_for_id": owner.1,
        "published_at": at,
    }));
    let form = maker.add(Kind::Questionnaire, Some(owner), at, form);
    let types = ["short_answer", "long_answer", "single_option", "multiple_option"];
    for (position, question_type) in types.iter().enumerate() {
        let (body, description) = (maker.title(position + 1), maker.html());
        let options: Vec<Value> = if question_type.ends_with("option") {
            (0..3_usize)
                .map(|option| {
                    let body = maker.title(option + 1);
                    json!({"id": form * 100 + u64::try_from(position * 10 + option).unwrap_or(0),
                        "body": body, "free_text": option == 2})
                })
                .collect()
        } else {
            Vec::new()
        };
        let question = fields(json!({
            "body": body, "description": description, "mandatory": position == 0,
            "max_characters": 0, "position": position, "question_type": question_type,
            "max_choices": (*question_type == "multiple_option").then_some(2),
            "options": options,
        }));
        maker.add(Kind::Question, Some((Kind::Questionnaire, form)), at, question);
    }
    form
}
