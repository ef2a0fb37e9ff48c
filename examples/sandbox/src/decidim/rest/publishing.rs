//! Published content: which of it a list shows, and in which order.

use std::sync::Arc;

use super::call::Call;
use super::failure::Failure;
use super::version::RestVersion;
use crate::decidim::churn::ChangingContent;
use crate::decidim::world::{Kind, Record, SPACES};

/// The order of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    /// None for chance.
    by_publication: bool,
    descending: bool,
}

impl Order {
    /// Reads `order` and `order_direction`; without the first, `usual` says whether by publication.
    pub(super) fn of(call: &Call<'_>, usual: bool) -> Result<Self, Failure> {
        let descending = match call.params.filled("order_direction") {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(other) => {
                return Err(Failure::BadRequest(format!("Unknown order direction {other}")));
            }
        };
        let by_publication = match call.params.filled("order") {
            None => usual,
            Some("published_at") => true,
            Some("rand") => false,
            // Let through by the check, and then no column.
            Some("asc") => return Err(Failure::ServerError),
            Some(other) => return Err(Failure::BadRequest(format!("Unknown order {other}"))),
        };
        Ok(Self { by_publication, descending })
    }

    /// Puts rows in order. Nothing decides between rows of one moment.
    pub(super) fn sort(self, call: &mut Call<'_>, rows: &mut [Arc<Record>]) {
        if !self.by_publication {
            call.world.rng.shuffle(rows);
            return;
        }
        call.disorder(rows);
        // Whatever is not published yet comes last, and first in the other direction.
        let key = |row: &Arc<Record>| row.number("published_at").unwrap_or(i64::MAX);
        if self.descending {
            rows.sort_by_key(|row| std::cmp::Reverse(key(row)));
        } else {
            rows.sort_by_key(key);
        }
    }
}

/// The kinds of spaces that a version knows.
pub(super) fn space_kinds(version: RestVersion) -> &'static [Kind] {
    if version.has_all_spaces() {
        &[Kind::Process, Kind::Assembly, Kind::Conference, Kind::Initiative]
    } else {
        &[Kind::Process, Kind::Assembly]
    }
}

/// Whether somebody sees a space; `acting` is whom the server takes the caller for.
///
/// Processes and assemblies: an administrator sees all, published or not; others see what is public and
/// published, and private ones that they are a member of. Of other kinds everybody sees the published ones.
pub(super) fn sees_space(call: &Call<'_>, space: &Record, acting: Option<u64>) -> bool {
    let is_published = !space.get("published_at").is_null();
    if !matches!(space.kind, Kind::Process | Kind::Assembly) {
        return is_published;
    }
    let acting = acting.and_then(|id| call.world.get(Kind::User, id));
    if acting.is_some_and(|user| user.flag("admin")) {
        return true;
    }
    let is_transparent = space.kind == Kind::Assembly && space.flag("is_transparent");
    let is_public = !space.flag("private_space") || is_transparent;
    let is_member = || {
        let members = call.world.owned((space.kind, space.id), Kind::AssemblyMember);
        let user = acting.map(|user| user.id);
        user.is_some() && members.iter().any(|member| member.id_in("user_id") == user)
    };
    (is_public && is_published) || (space.flag("private_space") && is_member())
}

/// Whether somebody sees the space of a component, and the version knows that kind of space. Whether the
/// component is published does not matter.
pub(super) fn is_shown(call: &Call<'_>, component: &Record, acting: Option<u64>) -> bool {
    let known = space_kinds(call.version());
    let space = call.world.space_of(component);
    space.is_some_and(|space| known.contains(&space.kind) && sees_space(call, space, acting))
}

/// Space and component that a list is narrowed to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    space: Option<(Kind, Option<u64>)>,
    component: Option<u64>,
}

impl Context {
    pub(super) fn of(call: &Call<'_>) -> Result<Self, Failure> {
        let number = |name: &str| call.params.filled(name).map(|id| id.parse().unwrap_or(0));
        let space = match call.params.filled("space_manifest") {
            None => None,
            Some(manifest) => {
                let known = space_kinds(call.version());
                let kind = known.iter().copied().find(|kind| kind.list() == manifest);
                // No such manifest is an exception that nobody maps.
                Some((kind.ok_or(Failure::ServerError)?, number("space_id")))
            }
        };
        Ok(Self { space, component: number("component_id") })
    }

    /// Whether content in this component of this space is in the context.
    pub(super) fn holds(self, component: &Record, space: &Record) -> bool {
        let in_space = self
            .space
            .is_none_or(|(kind, id)| space.kind == kind && id.is_none_or(|id| space.id == id));
        in_space && self.component.is_none_or(|id| component.id == id)
    }
}

/// Content changes before each list of it.
pub(super) fn churn(call: &mut Call<'_>, manifest: &str) {
    let wanted = call.params.filled("component_id").and_then(|id| id.parse().ok());
    let components = call.world.components(manifest);
    let component = match wanted {
        Some(id) => Some(id),
        None if components.is_empty() => None,
        None => {
            let at = call.world.rng.usize(..components.len());
            components.get(at).map(|component| component.id)
        }
    };
    if let Some(component) = component {
        let (churn, now) = (call.churn, call.now);
        churn.change(&mut ChangingContent { world: call.world, component, now });
    }
}

/// The content of a kind in the context, as far as `acting` sees the spaces that it is in. It is published,
/// but posts need not be. What a moderator has hidden is among it.
pub(super) fn rows(
    call: &Call<'_>,
    kind: Kind,
    context: Context,
    acting: Option<u64>,
) -> Vec<Arc<Record>> {
    let is_open = |record: &&Arc<Record>| {
        kind == Kind::Post || (!record.flag("draft") && !record.get("published_at").is_null())
    };
    call.world
        .rows(kind)
        .filter(is_open)
        .filter(|record| {
            call.home(record).is_some_and(|(component, space)| {
                SPACES.contains(&space.kind)
                    && context.holds(component, space)
                    && sees_space(call, space, acting)
            })
        })
        .cloned()
        .collect()
}

/// The neighbours of a row in its list: the one before and the one after.
pub(super) fn neighbours(rows: &[Arc<Record>], id: u64) -> (Option<u64>, Option<u64>) {
    let Some(at) = rows.iter().position(|row| row.id == id) else {
        return (None, None);
    };
    let number = |at: Option<usize>| at.and_then(|at| rows.get(at)).map(|row| row.id);
    (number(at.checked_sub(1)), number(at.checked_add(1)))
}
