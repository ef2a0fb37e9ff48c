//! Votes on proposals.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};

use super::call::Call;
use super::caller::Caller;
use super::component_settings::{HEAVIEST, is_on, setting};
use super::failure::{Answer, Failure};
use super::page;
use super::params::text_of;
use super::proposals;
use super::publishing::{self, Context};
use super::stored::Vote;
use crate::decidim::world::{Kind, Record};
use crate::reply::Reply;

/// The proposal that a vote is for, with its component, if votes are open there.
pub(super) fn open_proposal(
    call: &Call<'_>,
    caller: &Caller,
) -> Result<(Arc<Record>, Arc<Record>), Failure> {
    let id = text_of(call.body.get("proposal_id"));
    let id = id.ok_or(Failure::MissingParameter("proposal_id"))?;
    let open = publishing::rows(call, Kind::Proposal, Context::of(call)?, caller.user);
    let proposal = id.parse().ok().and_then(|id: u64| open.into_iter().find(|it| it.id == id));
    // A failed look-up of the framework, and since 0.3 an error of the module's own.
    let is_new = call.version().is_asynchronous();
    let nothing = if is_new { Failure::ResourceNotFound } else { Failure::RecordNotFound };
    let proposal = proposal.ok_or(nothing)?;
    let component = call.world.component_of(&proposal).cloned().ok_or(Failure::RecordNotFound)?;
    if !is_on(&component, "votes_enabled", true) {
        return Err(Failure::bad_request("Vote are disabled"));
    }
    Ok((proposal, component))
}

pub(super) fn vote(call: &mut Call<'_>, caller: &Caller) -> Answer {
    let user = caller.user.unwrap_or_default();
    let (proposal, component) = open_proposal(call, caller)?;
    let weight = call.body.get("data").and_then(|data| text_of(data.get("weight")));
    let weight = weight.ok_or(Failure::MissingParameter("weight"))?;
    let weight: i64 = weight.parse().unwrap_or(0);
    check_weight(weight, call.settings().weighted_votes)?;
    if call.rest.votes.weight(&proposal, user).is_some() {
        return Err(Failure::bad_request("Already voted"));
    }
    let limit = setting(&component, "vote_limit").and_then(Value::as_u64).unwrap_or(0);
    let rows = call.world.owned((Kind::Component, component.id), Kind::Proposal);
    let cast = rows.iter().filter(|it| call.rest.votes.weight(it, user).is_some()).count();
    if limit > 0 && cast as u64 >= limit {
        return Err(Failure::bad_request("Vote is invalid"));
    }
    let votes = &mut call.rest.votes;
    votes.last += 1;
    let vote = Vote { id: votes.last, proposal: proposal.id, user, weight, created: call.now };
    votes.cast.push(vote);
    count(call, vote, 1);
    let with_proposal = call.params.get("include_proposal");
    let with_proposal =
        with_proposal.is_some_and(|it| !matches!(it, "" | "0" | "f" | "false" | "off"));
    if call.version().is_asynchronous() && !with_proposal {
        return Ok(Reply::json(StatusCode::OK, &json!({"data": render(call, vote)})));
    }
    let proposal: Arc<Record> =
        call.world.get(Kind::Proposal, proposal.id).cloned().ok_or(Failure::RecordNotFound)?;
    let body = proposals::render(call, &proposal, caller);
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
fn count(call: &mut Call<'_>, vote: Vote, by: i64) {
    call.world.change(Kind::Proposal, vote.proposal, |proposal| {
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

/// The votes of everybody for published proposals; since 0.3. Its filters have no predicates. A machine is
/// taken for nobody here, not for an administrator.
pub(super) fn list(call: &mut Call<'_>, caller: &Caller) -> Answer {
    let context = Context::of(call)?;
    let filters = call.params.members("filter");
    let wanted = |names: &[&str]| {
        let given = |name: &&str| filters.iter().find(|(known, _)| known == *name);
        names.iter().find_map(given).and_then(|(_, values)| values.first()).map(|id| number(id))
    };
    let (author, proposal) = (wanted(&["creator_id", "author_id"]), wanted(&["proposal_id"]));
    let (component, space) = (wanted(&["component_id"]), wanted(&["participatory_space_id"]));
    let published = publishing::rows(call, Kind::Proposal, context, caller.user);
    let is_shown = |vote: &&Vote| {
        let Some(record) = published.iter().find(|record| record.id == vote.proposal) else {
            return false;
        };
        let home = call.home(record);
        author.is_none_or(|id| id == vote.user)
            && proposal.is_none_or(|id| id == vote.proposal)
            && home.is_some_and(|(its_component, its_space)| {
                component.is_none_or(|id| id == its_component.id)
                    && space.is_none_or(|id| id == its_space.id)
            })
    };
    let mut rows: Vec<Vote> = call.rest.votes.cast.iter().filter(is_shown).copied().collect();
    call.disorder(&mut rows);
    Ok(page::list(call, &rows, |call, vote| render(call, *vote)))
}

/// A text as the database reads it where it compares it with a number.
fn number(text: &str) -> u64 {
    text.trim().parse().unwrap_or(0)
}

pub(super) fn show(call: &Call<'_>, id: &str) -> Answer {
    let vote = find(call, id)?;
    Ok(Reply::json(StatusCode::OK, &json!({"data": render(call, vote)})))
}

pub(super) fn withdraw(call: &mut Call<'_>, id: &str, caller: &Caller) -> Answer {
    let vote = find(call, id)?;
    if caller.user != Some(vote.user) {
        return Err(Failure::Forbidden);
    }
    call.rest.votes.cast.retain(|other| other.id != vote.id);
    count(call, vote, -1);
    Ok(Reply::json(StatusCode::OK, &json!({"data": render(call, vote)})))
}

fn find(call: &Call<'_>, id: &str) -> Result<Vote, Failure> {
    let id: u64 = id.parse().map_err(|_| Failure::ResourceNotFound)?;
    let mut cast = call.rest.votes.cast.iter();
    cast.find(|vote| vote.id == id).copied().ok_or(Failure::ResourceNotFound)
}

/// The weight is the plugin's: without it, null.
fn render(call: &Call<'_>, vote: Vote) -> Value {
    let weight = call.settings().weighted_votes.then_some(vote.weight);
    let cast = Call::moment(vote.created);
    json!({
        "id": vote.id.to_string(),
        "type": "vote_proposals",
        "attributes": {"weight": weight, "created_at": cast, "updated_at": cast},
        "relationships": {
            "proposal": {"data": {"id": vote.proposal.to_string(), "type": "proposals"}},
            "author": {"data": {"id": vote.user.to_string(), "type": "users"}},
        },
    })
}
