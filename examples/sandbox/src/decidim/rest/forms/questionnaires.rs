//! Questionnaires.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::locale::Chosen;
use super::{rows, scope, shown_form};
use crate::decidim::rest::call::Call;
use crate::decidim::rest::caller::Caller;
use crate::decidim::rest::failure::{Answer, Failure};
use crate::decidim::rest::page;
use crate::decidim::world::{Kind, Record};
use crate::reply::Reply;

/// The columns that a job returns.
const COLUMNS: [(&str, &str); 5] = [
    ("title", "title"),
    ("description", "description"),
    ("tos", "tos"),
    ("questionnaire_for_type", "questionnaire_for_type"),
    ("questionnaire_for_id", "questionnaire_for_id"),
];

const FILTERS: [&str; 3] = ["component_id", "participatory_space_id", "questionnaire_id"];

pub(super) fn list(call: &mut Call<'_>, caller: &Caller) -> Answer {
    authorize(call, caller)?;
    let chosen = Chosen::of(call, caller)?;
    let mut forms = scope::visible(call, &FILTERS);
    rows::newest_first(call, &mut forms, |form| form.updated_at);
    Ok(page::without_count(call, &forms, |form| render(call, form, &chosen, false)))
}

pub(super) fn show(call: &Call<'_>, id: &str, caller: &Caller) -> Answer {
    authorize(call, caller)?;
    let form = scope::find(call, id)?;
    let chosen = Chosen::of(call, caller)?;
    Ok(Reply::json(StatusCode::OK, &json!({"data": render(call, &form, &chosen, true)})))
}

/// Texts in several languages are let through; the terms of service are not, for they are permitted as
/// one text.
pub(super) fn update(call: &mut Call<'_>, id: &str, caller: &Caller) -> Answer {
    authorize(call, caller)?;
    let form = scope::find(call, id)?;
    let chosen = Chosen::of(call, caller)?;
    let given = scope::attributes(call);
    let texts: Map<String, Value> = given
        .into_iter()
        .filter(|(name, value)| {
            matches!(name.as_str(), "title" | "description") && value.is_object()
        })
        .collect();
    if !texts.is_empty() {
        let now = call.now;
        call.world.change(Kind::Questionnaire, form.id, |form| {
            form.fields.extend(texts);
            form.updated_at = now;
        });
    }
    let form = scope::find(call, id)?;
    Ok(rows::written(
        call,
        StatusCode::OK,
        |call| json!({"data": render(call, &form, &chosen, true)}),
        || rows::row(&form, &COLUMNS),
    ))
}

/// To read the questionnaire or to read surveys; to change it no more.
fn authorize(call: &Call<'_>, caller: &Caller) -> Result<(), Failure> {
    let can = |ability| caller.can(call.settings(), ability);
    if can("surveys.questionnaires.read") || can("surveys.read") || call.in_job {
        Ok(())
    } else {
        Err(Failure::Forbidden)
    }
}

fn render(call: &Call<'_>, form: &Record, chosen: &Chosen, alone: bool) -> Value {
    let base = format!("{}/api", call.site());
    let link = |path: String, rel: &str, meta: Value| json!({"href": format!("{base}{path}"), "rel": rel, "meta": meta});
    let get = || json!({"action_method": "GET"});
    let mut attributes = json!({
        "title": chosen.text(form.get("title")),
        "description": chosen.text(form.get("description")),
    });
    let mut meta = chosen.meta();
    if alone
        && let (Some(attributes), Some(meta)) = (attributes.as_object_mut(), meta.as_object_mut())
    {
        attributes.insert("schema".to_owned(), shown_form::schema(call, form, chosen));
        attributes.insert("ui".to_owned(), shown_form::ui(call, form, chosen));
        let is_open = form.owner.is_some_and(|(kind, _)| kind == Kind::Survey);
        let rules = json!({"allows_anonymous": is_open, "requires_participant_ip": is_open});
        meta.insert("submission".to_owned(), rules);
    }
    if let Some(attributes) = attributes.as_object_mut() {
        attributes.insert("updated_at".to_owned(), Call::moment(form.updated_at));
    }
    let submit = json!({"action_method": "POST", "questionnaire_id": form.id.to_string()});
    json!({
        "id": form.id.to_string(),
        "type": "questionnaires",
        "attributes": attributes,
        "meta": meta,
        "links": {
            "self": link(format!("/questionnaires/{}", form.id), "self", get()),
            "submit": link("/answers".to_owned(), "submit", submit),
            "submit_sync":
                link("/answers/sync".to_owned(), "submit_sync", json!({"action_method": "POST"})),
            "questions":
                link(format!("/questions?filter[questionnaire_id]={}", form.id), "questions", get()),
        },
    })
}
