//! Proposals.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};

use super::call::Call;
use super::caller::Caller;
use super::extended_data;
use super::failure::{Answer, Failure};
use super::filter::{Column, Filters};
use super::links::{link, resource_meta};
use super::page;
use super::publishing::{self, Context, Order};
use super::rendering::placed;
use crate::decidim::world::{Kind, Record};
use crate::reply::Reply;

const VOTED_WEIGHT: &str = "voted_weight";

pub(super) fn list(call: &mut Call<'_>, caller: &Caller) -> Answer {
    publishing::churn(call, "proposals");
    let rows = rows(call, caller)?;
    // Joined with its authors, a proposal is there once for each.
    let joined: Vec<Arc<Record>> = rows
        .into_iter()
        .flat_map(|proposal| {
            let authors = proposal.ids_in("author_ids").len().max(1);
            std::iter::repeat_n(proposal, authors)
        })
        .collect();
    Ok(page::list(call, &joined, |call, proposal| render(call, proposal, caller)))
}

pub(super) fn show(call: &mut Call<'_>, id: &str, caller: &Caller) -> Answer {
    let id: u64 = id.parse().map_err(|_| Failure::ResourceNotFound)?;
    let context = Context::of(call)?;
    let is_own_draft = |proposal: &Record| is_draft_of(proposal, caller.acting);
    let published = publishing::rows(call, Kind::Proposal, context, caller.acting);
    let found = published.into_iter().find(|proposal| proposal.id == id).or_else(|| {
        call.world.get(Kind::Proposal, id).filter(|proposal| is_own_draft(proposal)).cloned()
    });
    let proposal = found.ok_or(Failure::ResourceNotFound)?;
    let rows = rows(call, caller)?;
    let is_among_them = rows.iter().any(|row| row.id == id);
    if !is_among_them && !call.version().minds_missing_rows() {
        // A filter that leaves it out leaves the search for its neighbours without a place.
        return Err(Failure::ServerError);
    }
    let mut body = render(call, &proposal, caller);
    let (before, after) = publishing::neighbours(&rows, id);
    let home = call.home(&proposal);
    if let (Some(links), Some((component, space))) =
        (body.get_mut("links").and_then(Value::as_object_mut), home)
    {
        for (name, id, title) in
            [("prev", before, "Previous Proposal"), ("next", after, "Next Proposal")]
        {
            if let Some(id) = id {
                let address = call.address(&format!("/proposals/{id}"));
                let meta = resource_meta(id, component, space);
                links.insert(name.to_owned(), link(address, title, "GET", meta));
            }
        }
    }
    Ok(Reply::json(StatusCode::OK, &json!({"data": body})))
}

/// A participant's own draft, whichever client or page it was begun with.
pub(super) fn is_draft_of(proposal: &Record, user: Option<u64>) -> bool {
    proposal.flag("draft") && user.is_some_and(|user| proposal.ids_in("author_ids").contains(&user))
}

/// What a caller sees, filtered and in order.
fn rows(call: &mut Call<'_>, caller: &Caller) -> Result<Vec<Arc<Record>>, Failure> {
    let (order, context) = (Order::of(call, true)?, Context::of(call)?);
    let filters = Filters::of(&call.params);
    let names_weight = filters.names(VOTED_WEIGHT);
    if names_weight && caller.user.is_none() && call.version().fails_on_nobodys_votes() {
        return Err(Failure::ServerError);
    }
    let knows_weights = call.settings().weighted_votes || call.version().always_filters_votes();
    let by_weight = names_weight && caller.user.is_some() && knows_weights;
    let mut rows = publishing::rows(call, Kind::Proposal, context, caller.acting);
    // The name by itself keeps drafts away, whether it is heeded or not.
    if !names_weight {
        let drafts = call.world.rows(Kind::Proposal);
        let drafts = drafts.filter(|proposal| is_draft_of(proposal, caller.acting));
        rows.extend(drafts.cloned());
    }
    rows.retain(|proposal| {
        filters.pass(|name| match name {
            "state" => {
                let state = proposal.text("state").unwrap_or_default();
                Some(Column::One(Some(state.to_owned())))
            }
            "extended_data" => extended_data::column(call, proposal),
            VOTED_WEIGHT if by_weight => {
                let weight = caller.user.and_then(|user| call.rest.votes.weight(proposal, user));
                Some(Column::One(weight.map(|weight| weight.to_string())))
            }
            _ => None,
        })
    });
    order.sort(call, &mut rows);
    Ok(rows)
}

pub(super) fn render(call: &Call<'_>, proposal: &Record, caller: &Caller) -> Value {
    let mut meta = json!({"published": !proposal.get("published_at").is_null()});
    if let Some(meta) = meta.as_object_mut() {
        if let Some(client) = proposal.id_in("api_client_id") {
            meta.insert("client_id".to_owned(), json!(client));
        }
        let voted = caller.acting.and_then(|user| call.rest.votes.weight(proposal, user));
        if let Some(weight) = voted {
            meta.insert("voted".to_owned(), json!({"weight": weight}));
        }
    }
    let mut body = json!({
        "id": proposal.id.to_string(),
        "type": "proposal",
        "attributes": {
            "title": call.translated(proposal.get("title")),
            "body": call.translated(proposal.get("body")),
            "created_at": Call::moment(proposal.created_at),
            "updated_at": Call::moment(proposal.updated_at),
        },
        "meta": meta,
    });
    if let (Some((component, space)), Some(body)) = (call.home(proposal), body.as_object_mut()) {
        let mut relations = placed(component, space);
        relations.extend(authors(call, proposal));
        if let Some(token) = proposal.text("state") {
            let states = call.world.owned((Kind::Component, component.id), Kind::ProposalState);
            let state = states.iter().find(|state| state.text("token") == Some(token));
            let id = state.map_or(0, |state| state.id).to_string();
            let data = json!({"id": id, "type": "proposal_state"});
            relations.insert("state".to_owned(), json!({"data": data, "meta": {"token": token}}));
        }
        body.insert("relationships".to_owned(), Value::Object(relations));
        let links = call.content_links(proposal.id, "proposals", "Proposals", component, space);
        body.insert("links".to_owned(), Value::Object(links));
    }
    body
}

/// The first author and all of them; an official proposal is the organization's.
pub(super) fn authors(call: &Call<'_>, proposal: &Record) -> serde_json::Map<String, Value> {
    let mut data: Vec<Value> = proposal
        .ids_in("author_ids")
        .into_iter()
        .map(|id| {
            let is_group = call.world.get(Kind::User, id).is_some_and(|user| user.flag("is_group"));
            json!({"id": id.to_string(), "type": if is_group { "user_group" } else { "user" }})
        })
        .collect();
    if data.is_empty() {
        let organization = call.organization().map_or(0, |organization| organization.id);
        data.push(json!({"id": organization.to_string(), "type": "organization"}));
    }
    let count = data.len();
    let first = data.first().cloned().unwrap_or(Value::Null);
    serde_json::Map::from_iter([
        ("author".to_owned(), json!({"data": first})),
        ("coauthors".to_owned(), json!({"data": data, "meta": {"count": count}})),
    ])
}
