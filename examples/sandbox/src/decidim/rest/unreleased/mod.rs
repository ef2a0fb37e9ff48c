//! What the module's main branch has (August 2026), and no release.

mod events;
mod hooks;
mod meetings;
mod operation;

pub(super) use operation::UnreleasedOperation;

use super::call::Call;
use super::caller::Caller;
use super::extended_data;
use super::failure::{Answer, Failure};
use super::filter::Filters;
use super::operation::Operation;
use super::publishing::{is_shown, sees_space};
use super::version::RestVersion;
use crate::decidim::world::{Kind, Record};

/// Refuses a filter on extended data to who may not read that.
pub(super) fn check_filter(
    call: &Call<'_>,
    operation: &Operation,
    caller: &Caller,
) -> Result<(), Failure> {
    let ability = match operation {
        Operation::SearchSpaces | Operation::Spaces(_) => "public.space.extended_data.read",
        Operation::SearchComponents => "public.component.extended_data.read",
        Operation::Proposals => "proposals.extended_data.read",
        _ => return Ok(()),
    };
    let is_new = call.version() >= RestVersion::Unreleased;
    let is_asked = is_new && Filters::of(&call.params).names("extended_data");
    if is_asked && !caller.can(call.settings(), ability) {
        return Err(Failure::Forbidden);
    }
    Ok(())
}

pub(super) fn perform(
    call: &mut Call<'_>,
    operation: &UnreleasedOperation,
    caller: &Caller,
) -> Answer {
    use UnreleasedOperation as Op;
    match operation {
        Op::Hooks => Ok(hooks::list(call, caller)),
        Op::Hook(id) => hooks::show(call, id, caller),
        Op::CreateHook => hooks::create(call, caller),
        Op::UpdateHook(id) => hooks::update(call, id, caller),
        Op::DeleteHook(id) => hooks::delete(call, id, caller),
        Op::Event(name) => events::example(call, name, caller),
        Op::Meetings => meetings::list(call, caller),
        Op::Meeting(id) => meetings::show(call, id, caller),
        Op::Data(kind, id) => {
            let id = find(call, *kind, id, caller)?;
            extended_data::show(call, *kind, id)
        }
        Op::SetData(kind, id) => {
            let id = find(call, *kind, id, caller)?;
            extended_data::set(call, *kind, id)
        }
    }
}

/// The record that extended data is asked of, if the caller may see it.
fn find(call: &Call<'_>, kind: Kind, id: &str, caller: &Caller) -> Result<u64, Failure> {
    let record = id.parse().ok().and_then(|id| call.world.get(kind, id));
    let is_seen = |record: &Record| match kind {
        Kind::Component => is_shown(call, record, caller.acting),
        kind if kind.is_space() => sees_space(call, record, caller.acting),
        _ => call.home(record).is_some_and(|(it, _)| is_shown(call, it, caller.acting)),
    };
    record.filter(|record| is_seen(record)).map(|record| record.id).ok_or(Failure::ResourceNotFound)
}
