//! Which questionnaires there are for a caller.

use std::sync::Arc;

use serde_json::Value;

use crate::decidim::rest::call::Call;
use crate::decidim::rest::failure::Failure;
use crate::decidim::rest::params::text_of;
use crate::decidim::rest::publishing::space_kinds;
use crate::decidim::world::{Kind, Record};

/// A questionnaire of the organization, wherever it is.
pub(super) fn find(call: &Call<'_>, id: &str) -> Result<Arc<Record>, Failure> {
    let form = id.parse().ok().and_then(|id| call.world.get(Kind::Questionnaire, id));
    form.cloned().ok_or(Failure::ResourceNotFound)
}

pub(super) fn question(call: &Call<'_>, id: &str) -> Result<Arc<Record>, Failure> {
    let question = id.parse().ok().and_then(|id| call.world.get(Kind::Question, id));
    question.cloned().ok_or(Failure::RecordNotFound)
}

/// The questions of a questionnaire by their places.
pub(super) fn questions_of(call: &Call<'_>, form: &Record) -> Vec<Arc<Record>> {
    let mut questions = call.world.owned((Kind::Questionnaire, form.id), Kind::Question);
    questions.sort_by_key(|question| question.number("position"));
    questions
}

/// The options of a question, as they are stored in it.
pub(super) fn options_of(question: &Record) -> Vec<Value> {
    question.get("options").as_array().cloned().unwrap_or_default()
}

/// The rows of a question that is a matrix, as they are stored in it.
pub(super) fn rows_of(question: &Record) -> Vec<Value> {
    question.get("matrix_rows").as_array().cloned().unwrap_or_default()
}

/// Those of surveys and meetings in spaces that can be seen, and that these filters leave.
pub(super) fn visible(call: &Call<'_>, heeded: &[&str]) -> Vec<Arc<Record>> {
    let kinds = space_kinds(call.version());
    let mut filters = call.params.members("filter");
    filters.retain(|(name, _)| heeded.contains(&name.as_str()));
    let passes = |name: &str, id: u64| {
        let filter = filters.iter().find(|(known, _)| known == name);
        filter.is_none_or(|(_, values)| {
            values.iter().all(String::is_empty)
                || values.iter().any(|value| value.parse() == Ok(id))
        })
    };
    let is_shown = |form: &&Arc<Record>| {
        let (Some(component), Some(space)) =
            (call.world.component_of(form), call.world.space_of(form))
        else {
            return false;
        };
        kinds.contains(&space.kind)
            && !space.get("published_at").is_null()
            && passes("component_id", component.id)
            && passes("participatory_space_id", space.id)
            && passes("questionnaire_id", form.id)
    };
    call.world.rows(Kind::Questionnaire).filter(is_shown).cloned().collect()
}

/// The record that a required filter names.
pub(super) fn required(call: &Call<'_>, name: &str) -> Result<String, Failure> {
    let filters = call.params.members("filter");
    let filter = filters.into_iter().find(|(known, _)| known == name);
    let id = filter.and_then(|(_, values)| values.into_iter().next());
    let id = id.or_else(|| call.params.filled(name).map(str::to_owned));
    let message = || Failure::BadRequest(format!("filter[{name}] required"));
    id.filter(|id| !id.trim().is_empty()).ok_or_else(message)
}

/// What a write names as its questionnaire.
pub(super) fn related(call: &Call<'_>) -> Result<Arc<Record>, Failure> {
    let id = call.body.pointer("/data/relationships/questionnaire/data/id");
    let id = text_of(id).ok_or(Failure::bad_request("relationships.questionnaire required"))?;
    find(call, &id)
}

/// The attributes that a write sends.
pub(super) fn attributes(call: &Call<'_>) -> serde_json::Map<String, Value> {
    let attributes = call.body.pointer("/data/attributes").and_then(Value::as_object);
    attributes.cloned().unwrap_or_default()
}
