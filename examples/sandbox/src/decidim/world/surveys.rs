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

/// How many participants answered each survey: the first fills more than one page.
const RESPONDENTS: [usize; 2] = [32, 3];

/// What participants answered; every fourth is nameless. Takes nothing from chance, so that all else is the
/// same with and without it.
pub(super) fn answers(maker: &mut Maker<'_>) {
    let surveys: Vec<u64> = maker.world.rows(Kind::Survey).map(|survey| survey.id).collect();
    let users: Vec<u64> = maker.world.rows(Kind::User).map(|user| user.id).collect();
    for (survey, respondents) in surveys.into_iter().zip(RESPONDENTS) {
        let forms = maker.world.owned((Kind::Survey, survey), Kind::Questionnaire);
        let Some(form) = forms.first() else { continue };
        let questions = maker.world.owned((Kind::Questionnaire, form.id), Kind::Question);
        for number in 0..respondents {
            let user = users.get(number).filter(|_| number % 4 != 3);
            let at = form.created_at + i64::try_from(number).unwrap_or(0) * 3_600_000;
            for question in &questions {
                let options: Vec<u64> = question
                    .get("options")
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(|option| option.get("id")?.as_u64())
                    .collect();
                let wanted =
                    if question.text("question_type") == Some("single_option") { 1 } else { 2 };
                let chosen: Vec<Value> = options
                    .iter()
                    .cycle()
                    .skip(number)
                    .take(wanted.min(options.len()))
                    .map(|option| json!({"option": option, "row": null}))
                    .collect();
                let body = options.is_empty().then(|| format!("Answer {number}"));
                let answer = fields(json!({
                    "question_id": question.id, "user_id": user, "body": body, "choices": chosen,
                    "session_token": format!("{}-{number}", form.id), "ip_hash": null,
                }));
                maker.add(Kind::Answer, Some((Kind::Questionnaire, form.id)), at, answer);
            }
        }
    }
}
