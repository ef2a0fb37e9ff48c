//! Votes on proposals.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};

use super::caller::Caller;
use super::component_settings::{HEAVIEST, is_on, setting};
use super::failure::{Answer, Failure};
use super::page;
use super::params::text_of;
use super::proposals;
use super::publishing::{self, Context};
use super::stored::Vote;
use super::visit::Visit;
use crate::decidim::world::{Kind, Record};
use crate::reply::Reply;

/// The proposal that a vote is for, with its component, if votes are open there.
pub(super) fn open_proposal(visit: &Visit<'_>) -> Result<(Arc<Record>, Arc<Record>), Failure> {
    let id = text_of(visit.body.get("proposal_id"));
    let id = id.ok_or(Failure::MissingParameter("proposal_id"))?;
    let open = publishing::rows(visit, Kind::Proposal, Context::of(visit)?);
    let proposal = id.parse().ok().and_then(|id: u64| open.into_iter().find(|it| it.id == id));
    // A failed look-up of the framework, and since 0.3 an error of the module's own.
    let is_new = visit.version().is_asynchronous();
    let nothing = if is_new { Failure::ResourceNotFound } else { Failure::RecordNotFound };
    let proposal = proposal.ok_or(nothing)?;
    let component = visit.world.component_of(&proposal).cloned().ok_or(Failure::RecordNotFound)?;
    if !is_on(&component, "votes_enabled", true) {
        return Err(Failure::bad_request("Vote are disabled"));
    }
    Ok((proposal, component))
}

pub(super) fn vote(visit: &mut Visit<'_>, caller: &Caller) -> Answer {
    let user = caller.user.unwrap_or_default();
    let (proposal, component) = open_proposal(visit)?;
    let weight = visit.body.get("data").and_then(|data| text_of(data.get("weight")));
    let weight = weight.ok_or(Failure::MissingParameter("weight"))?;
    let weight: i64 = weight.parse().unwrap_or(0);
    check_weight(weight, visit.settings().weighted_votes)?;
    if visit.rest.votes.weight(&proposal, user).is_some() {
        return Err(Failure::bad_request("Already voted"));
    }
    let limit = setting(&component, "vote_limit").and_then(Value::as_u64).unwrap_or(0);
    let rows = visit.world.owned((Kind::Component, component.id), Kind::Proposal);
    let cast = rows.iter().filter(|it| visit.rest.votes.weight(it, user).is_some()).count();
    if limit > 0 && cast as u64 >= limit {
        return Err(Failure::bad_request("Vote is invalid"));
    }
    let votes = &mut visit.rest.votes;
    votes.last += 1;
    let vote = Vote { id: votes.last, proposal: proposal.id, user, weight, created: visit.now };
    votes.cast.push(vote);
    count(visit, vote, 1);
    let with_proposal = visit.params.get("include_proposal").is_some();
    if visit.version().is_asynchronous() && !with_proposal {
        return Ok(Reply::json(StatusCode::OK, &json!({"data": render(vote)})));
    }
    let proposal: Arc<Record> =
        visit.world.get(Kind::Proposal, proposal.id).cloned().ok_or(Failure::RecordNotFound)?;
    let body = proposals::render(visit, &proposal, caller);
    Ok(Reply::json(StatusCode::OK, &json!({"data": body})))
}

fn check_weight(weight: i64, weighted: bool) -> Result<(), Failure> {
    let problem = match weight {
        ..0 => "Negative weight not supported",
        0 if !weighted => "Abstention not supported",
        2.. if !weighted => "Weight not supported",
        _ if weight > HEAVIEST => "Weight not supported",
        _ => return Ok(()),
    };
    Err(Failure::BadRequest(format!("Weight: error in the weight field. {problem}")))
}

/// Brings the content that all APIs share up to date.
fn count(visit: &mut Visit<'_>, vote: Vote, by: i64) {
    visit.world.change(Kind::Proposal, vote.proposal, |proposal| {
        let total = proposal.number("vote_count").unwrap_or(0) + by;
        let mut voters = proposal.ids_in("voter_ids");
        voters.retain(|voter| *voter != vote.user);
        if by > 0 {
            voters.push(vote.user);
        }
        proposal.fields.insert("vote_count".to_owned(), json!(total.max(0)));
        proposal.fields.insert("voter_ids".to_owned(), json!(voters));
    });
}

/// The votes of everybody; since 0.3.
pub(super) fn list(visit: &Visit<'_>) -> Reply {
    page::list(visit, &visit.rest.votes.cast, |_, vote| render(*vote))
}

pub(super) fn show(visit: &Visit<'_>, id: &str) -> Answer {
    let vote = find(visit, id)?;
    Ok(Reply::json(StatusCode::OK, &json!({"data": render(vote)})))
}

pub(super) fn withdraw(visit: &mut Visit<'_>, id: &str, caller: &Caller) -> Answer {
    let vote = find(visit, id)?;
    if caller.user != Some(vote.user) {
        return Err(Failure::Forbidden);
    }
    visit.rest.votes.cast.retain(|other| other.id != vote.id);
    count(visit, vote, -1);
    Ok(Reply::json(StatusCode::OK, &json!({"data": render(vote)})))
}

fn find(visit: &Visit<'_>, id: &str) -> Result<Vote, Failure> {
    let id: u64 = id.parse().map_err(|_| Failure::ResourceNotFound)?;
    let mut cast = visit.rest.votes.cast.iter();
    cast.find(|vote| vote.id == id).copied().ok_or(Failure::ResourceNotFound)
}

fn render(vote: Vote) -> Value {
    let cast = Visit::moment(vote.created);
    json!({
        "id": vote.id.to_string(),
        "type": "vote_proposals",
        "attributes": {"weight": vote.weight, "created_at": cast, "updated_at": cast},
        "relationships": {
            "proposal": {"data": {"id": vote.proposal.to_string(), "type": "proposals"}},
            "author": {"data": {"id": vote.user.to_string(), "type": "users"}},
        },
    })
}
