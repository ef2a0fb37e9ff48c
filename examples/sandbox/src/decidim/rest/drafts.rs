//! Drafts of proposals, from the first word to publication.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};

use super::call::Call;
use super::caller::Caller;
use super::component_settings::setting;
use super::failure::{Answer, Failure};
use super::params::text_of;
use super::proposals;
use super::publishing::is_shown;
use super::rendering::placed;
use crate::decidim::world::{Fields, Kind, Record};
use crate::reply::Reply;

/// The parts of a draft, and how many letters each needs at least.
const PARTS: [(&str, &str, usize); 2] = [("title", "Title", 15), ("body", "Body", 15)];
const LONGEST_TITLE: usize = 150;

pub(super) fn create(call: &mut Call<'_>, caller: &Caller) -> Answer {
    let given = call.body.get("data").and_then(|data| text_of(data.get("component_id")));
    let id = given.ok_or(Failure::MissingParameter("component_id"))?;
    let component = id.parse().ok().and_then(|id| call.world.get(Kind::Component, id)).cloned();
    let component = component
        .filter(|component| component.text("manifest_name") == Some("proposals"))
        .filter(|component| is_shown(call, component, caller.acting))
        .ok_or(Failure::RecordNotFound)?;
    let user = caller.user.unwrap_or_default();
    let owner = (Kind::Component, component.id);
    let in_component = call.world.owned(owner, Kind::Proposal);
    if in_component.iter().any(|proposal| proposals::is_draft_of(proposal, caller.user)) {
        let message = "Draft Proposal already exists for this component";
        return Err(Failure::bad_request(message));
    }
    let limit = setting(&component, "proposal_limit").and_then(Value::as_u64).unwrap_or(0);
    let own = in_component
        .iter()
        .filter(|proposal| proposal.ids_in("author_ids").contains(&user))
        .filter(|proposal| !proposal.get("published_at").is_null())
        .count();
    if limit > 0 && own as u64 >= limit {
        return Err(Failure::bad_request(
            "You can't create new proposals since you've exceeded the limit.",
        ));
    }
    let fields = json!({
        "title": {},
        "body": {},
        "author_ids": [user],
        "official": false,
        "state": null,
        "published_at": null,
        "draft": true,
        "api_client_id": caller.client_id(),
        "vote_count": 0,
        "voter_ids": [],
        "endorser_ids": [],
        "follower_ids": [],
        "comments_enabled": true,
        "reference": null,
        "position": in_component.len() + 1,
    });
    let now = call.now;
    let fields = fields.as_object().cloned().unwrap_or_else(Fields::new);
    let id = call.world.add(Kind::Proposal, Some(owner), now, fields);
    show(call, &id.to_string(), caller)
}

pub(super) fn show(call: &Call<'_>, id: &str, caller: &Caller) -> Answer {
    let draft = find(call, id, caller)?;
    let body = render(call, &draft, caller, true);
    Ok(Reply::json(StatusCode::OK, &json!({"data": body})))
}

pub(super) fn update(call: &mut Call<'_>, id: &str, caller: &Caller) -> Answer {
    let draft = find_to_write(call, id, caller)?;
    let data = match call.body.get("data") {
        Some(Value::Object(data)) => data.clone(),
        None => Fields::new(),
        // Not an exception that anybody maps.
        Some(_) => return Err(Failure::ServerError),
    };
    let sent: Vec<&str> =
        PARTS.iter().map(|(part, ..)| *part).filter(|part| data.contains_key(*part)).collect();
    if sent.is_empty() {
        return show(call, id, caller);
    }
    let locale = locale(call, caller);
    // Both parts are written anew in the one language; all others are lost.
    let mut written = Vec::new();
    let mut wrong = Vec::new();
    for (part, label, shortest) in PARTS {
        let text = match data.get(part) {
            Some(text) => without_tags(text.as_str().unwrap_or_default()),
            None => draft.text_in(part, &locale).unwrap_or_default().to_owned(),
        };
        if sent.contains(&part) {
            wrong.extend(problems(&text, label, shortest));
        }
        written.push((part, json!({locale.clone(): text})));
    }
    if !wrong.is_empty() {
        return Err(Failure::BadRequest(wrong.join(". ")));
    }
    let now = call.now;
    call.world.change(Kind::Proposal, draft.id, |draft| {
        for (part, text) in written {
            draft.fields.insert(part.to_owned(), text);
        }
        draft.updated_at = now;
    });
    show(call, id, caller)
}

pub(super) fn publish(call: &mut Call<'_>, id: &str, caller: &Caller) -> Answer {
    let draft = find_to_write(call, id, caller)?;
    let wrong: Vec<String> = errors(call, &draft, caller).into_values().flatten().collect();
    if !wrong.is_empty() {
        return Err(Failure::BadRequest(wrong.join(". ")));
    }
    let now = call.now;
    call.world.change(Kind::Proposal, draft.id, |draft| {
        draft.fields.insert("draft".to_owned(), json!(false));
        draft.fields.insert("published_at".to_owned(), json!(now));
        draft.updated_at = now;
    });
    let proposal =
        call.world.get(Kind::Proposal, draft.id).cloned().ok_or(Failure::RecordNotFound)?;
    let body = proposals::render(call, &proposal, caller);
    Ok(Reply::json(StatusCode::OK, &json!({"data": body})))
}

/// Destroys a draft, and shows it a last time.
pub(super) fn withdraw(call: &mut Call<'_>, id: &str, caller: &Caller) -> Answer {
    let draft = find_to_write(call, id, caller)?;
    let body = render(call, &draft, caller, false);
    call.world.remove(Kind::Proposal, draft.id);
    Ok(Reply::json(StatusCode::OK, &json!({"data": body})))
}

/// The draft that a component links to.
pub(super) fn linked(call: &Call<'_>, component: &Record, caller: &Caller) -> Option<Arc<Record>> {
    caller.user?;
    let own_only = call.version().links_own_draft();
    let mut drafts = call.world.rows(Kind::Proposal).filter(|proposal| {
        // The older module takes the draft of any component.
        !own_only || proposal.owner_id(Kind::Component) == Some(component.id)
    });
    drafts.find(|proposal| belongs_to(proposal, caller)).cloned()
}

/// Whether it is a draft of this participant, begun with this API client.
fn belongs_to(proposal: &Record, caller: &Caller) -> bool {
    proposals::is_draft_of(proposal, caller.user)
        && proposal.id_in("api_client_id") == Some(caller.client_id())
}

fn find(call: &Call<'_>, id: &str, caller: &Caller) -> Result<Arc<Record>, Failure> {
    let draft = id.parse().ok().and_then(|id| call.world.get(Kind::Proposal, id));
    let draft = draft.filter(|draft| belongs_to(draft, caller));
    draft.cloned().ok_or(Failure::RecordNotFound)
}

/// The same for a write, which since 0.3 says of a missing one what the module says.
fn find_to_write(call: &Call<'_>, id: &str, caller: &Caller) -> Result<Arc<Record>, Failure> {
    let is_new = call.version().is_asynchronous();
    let nothing = |failure| if is_new { Failure::ResourceNotFound } else { failure };
    find(call, id, caller).map_err(nothing)
}

/// The language of a participant's texts.
fn locale(call: &Call<'_>, caller: &Caller) -> String {
    let user = caller.user.and_then(|id| call.world.get(Kind::User, id));
    let own = user.and_then(|user| user.text("locale"));
    let own = own.filter(|own| call.world.site.locales.iter().any(|known| known == own));
    own.unwrap_or_else(|| call.world.main_locale()).to_owned()
}

fn problems(text: &str, label: &str, shortest: usize) -> Vec<String> {
    let length = text.chars().count();
    if text.trim().is_empty() {
        vec![format!("{label} cannot be blank")]
    } else if length < shortest {
        vec![format!("{label} is too short (under {shortest} characters)")]
    } else if label == "Title" && length > LONGEST_TITLE {
        vec![format!("{label} is too long (over {LONGEST_TITLE} characters)")]
    } else {
        Vec::new()
    }
}

fn errors(call: &Call<'_>, draft: &Record, caller: &Caller) -> Problems {
    let locale = locale(call, caller);
    PARTS
        .iter()
        .map(|(part, label, shortest)| {
            let text = draft.text_in(part, &locale).unwrap_or_default();
            (*part, problems(text, label, *shortest))
        })
        .collect()
}

/// Messages by part.
type Problems = BTreeMap<&'static str, Vec<String>>;

fn render(call: &Call<'_>, draft: &Record, caller: &Caller, is_kept: bool) -> Value {
    let locale = locale(call, caller);
    let errors = if is_kept {
        errors(call, draft, caller)
    } else {
        PARTS.iter().map(|(part, ..)| (*part, Vec::new())).collect()
    };
    let own = |part: &str| {
        let text = draft.get(part).get(&locale).cloned();
        Value::Object(text.map(|text| (locale.clone(), text)).into_iter().collect())
    };
    let client = caller.client(call.settings()).map(|client| client.uid.as_str());
    let is_publishable = is_kept && errors.values().all(Vec::is_empty);
    let mut body = json!({
        "id": draft.id.to_string(),
        "type": "draft_proposal",
        "attributes": {
            "title": own("title"),
            "body": own("body"),
            "errors": errors,
            "created_at": Call::moment(draft.created_at),
            "updated_at": Call::moment(draft.updated_at),
        },
        "meta": {
            "publishable": is_publishable,
            "client_id": client,
            "fields": ["title", "body"],
        },
    });
    if let (Some((component, space)), Some(body)) = (call.home(draft), body.as_object_mut()) {
        let mut relations = placed(component, space);
        relations.extend(proposals::authors(call, draft));
        body.insert("relationships".to_owned(), Value::Object(relations));
        // By mistake these lead to the proposal that it may become.
        let links = call.content_links(draft.id, "proposals", "Proposals", component, space);
        body.insert("links".to_owned(), Value::Object(links));
    }
    body
}

/// The text without whatever stands between angle brackets.
fn without_tags(text: &str) -> String {
    let mut inside = false;
    let kept = text.chars().filter(|letter| match letter {
        '<' => {
            inside = true;
            false
        }
        '>' if inside => {
            inside = false;
            false
        }
        _ => !inside,
    });
    kept.collect()
}
