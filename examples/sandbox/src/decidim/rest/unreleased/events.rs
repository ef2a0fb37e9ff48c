//! What an event would be like, made of the newest record that it may be about.

use http::StatusCode;
use serde_json::{Value, json};

use super::meetings;
use crate::decidim::rest::call::Call;
use crate::decidim::rest::caller::Caller;
use crate::decidim::rest::client::EVENTS;
use crate::decidim::rest::failure::{Answer, Failure};
use crate::decidim::rest::{organizations, proposals, spaces, users};
use crate::decidim::world::{Kind, Record};
use crate::reply::Reply;

pub(super) fn example(call: &mut Call<'_>, name: &str, caller: &Caller) -> Answer {
    if !EVENTS.contains(&name) {
        return Err(Failure::ResourceNotFound);
    }
    let data = match name.split('.').next().unwrap_or_default() {
        // No draft is there unless somebody writes one, and what it shows depends on who.
        "draft_proposal_creation" | "draft_proposal_update" => None,
        "meetings" => last(call, Kind::Meeting, |_| true)
            .map(|meeting| meetings::render(call, &meeting, false)),
        // Published or not.
        "participatory_process" => {
            last(call, Kind::Process, |_| true).map(|process| spaces::render(call, &process))
        }
        "user" => shown(users::search(call, caller))
            .and_then(|mut users| users.as_array_mut().and_then(Vec::pop)),
        "system" => call
            .organization()
            .map(|organization| organization.id.to_string())
            .and_then(|id| shown(organizations::show(call, &id))),
        _ => last(call, Kind::Proposal, |proposal| !proposal.flag("draft"))
            .map(|proposal| proposals::render(call, &proposal, caller)),
    };
    let data = data.ok_or(Failure::ResourceNotFound)?;
    Ok(Reply::json(StatusCode::OK, &json!({"type": name, "data": data})))
}

/// The newest record of a kind.
fn last(
    call: &Call<'_>,
    kind: Kind,
    is_one: impl Fn(&Record) -> bool,
) -> Option<std::sync::Arc<Record>> {
    call.world.rows(kind).filter(|record| is_one(record)).last().cloned()
}

/// The record in an answer.
fn shown(answer: Answer) -> Option<Value> {
    let mut body = answer.ok()?.body_json()?;
    body.get_mut("data").map(Value::take)
}
