//! By what the module itself marks the state of a single record, since 0.3: when it was last updated, for
//! whom, and in which languages. What it shows besides does not count: neither the questions of a
//! questionnaire, nor its one language, nor whose a role is.

use super::call::Call;
use super::caller::Caller;
use super::forms::FormsOperation;
use super::operation::Operation;
use super::roles;
use super::unreleased::UnreleasedOperation;
use super::version::RestVersion;
use crate::decidim::world::{Kind, Record};

/// The mark of the record that an operation shows. `None` where it shows none, or marks it by its content.
pub(super) fn of(call: &Call<'_>, operation: &Operation, caller: &Caller) -> Option<String> {
    let found = |kind: Kind, id: &str| {
        let record = id.parse().ok().and_then(|id| call.world.get(kind, id))?;
        Some((record.updated_at, format!("{}/{}", kind.class(), record.id)))
    };
    let (updated, what) = match operation {
        Operation::Organization(id) => found(Kind::Organization, id)?,
        Operation::Space(kind, id) => found(*kind, id)?,
        Operation::Component(_, id) => found(Kind::Component, id)?,
        Operation::Blog(id) => found(Kind::Post, id)?,
        Operation::Draft(id) => found(Kind::Proposal, id)?,
        Operation::Proposal(id) => {
            let (_, what) = found(Kind::Proposal, id)?;
            let record = call.world.get(Kind::Proposal, id.parse().ok()?)?;
            (of_proposal(call, record), what)
        }
        Operation::VoteDetails(id) => {
            let id: u64 = id.parse().ok()?;
            let vote = call.rest.votes.cast.iter().find(|vote| vote.id == id)?;
            (vote.created, format!("Decidim::Proposals::ProposalVote/{id}"))
        }
        // Marked as a list of one, and lists name no ids.
        Operation::Role(id) => (roles::updated(call, id)?, "roles".to_owned()),
        Operation::Forms(FormsOperation::Questionnaire(id)) => found(Kind::Questionnaire, id)?,
        Operation::Forms(FormsOperation::Question(id)) => found(Kind::Question, id)?,
        Operation::Forms(FormsOperation::Response(id)) => found(Kind::Answer, id)?,
        Operation::Unreleased(UnreleasedOperation::Meeting(id)) => found(Kind::Meeting, id)?,
        _ => return None,
    };
    let (client, acting) = (caller.client_id(), caller.acting);
    let locales = call.locales.join(",");
    let is_exact = call.version() >= RestVersion::Unreleased;
    let moment = if is_exact { updated } else { updated.div_euclid(1000) };
    Some(format!("{what}/{moment}/{client}/{acting:?}/{locales}"))
}

/// The latest of its own moment, its component's and its votes'.
fn of_proposal(call: &Call<'_>, proposal: &Record) -> i64 {
    let component = call.world.component_of(proposal).map(|component| component.updated_at);
    let votes = call.rest.votes.cast.iter().filter(|vote| vote.proposal == proposal.id);
    let votes = votes.map(|vote| vote.created).max();
    [component, votes].into_iter().flatten().fold(proposal.updated_at, i64::max)
}
