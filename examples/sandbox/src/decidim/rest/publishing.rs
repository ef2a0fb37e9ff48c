//! Published content: which of it a list shows, and in which order.

use std::sync::Arc;

use super::failure::Failure;
use super::version::RestVersion;
use super::visit::Visit;
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
    pub(super) fn of(visit: &Visit<'_>, usual: bool) -> Result<Self, Failure> {
        let descending = match visit.params.filled("order_direction") {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(other) => {
                return Err(Failure::BadRequest(format!("Unknown order direction {other}")));
            }
        };
        let by_publication = match visit.params.filled("order") {
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
    pub(super) fn sort(self, visit: &mut Visit<'_>, rows: &mut [Arc<Record>]) {
        if !self.by_publication {
            visit.world.rng.shuffle(rows);
            return;
        }
        visit.disorder(rows);
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

/// Whether a component and its space are published, and the version knows the kind of space.
pub(super) fn is_shown(visit: &Visit<'_>, component: &Record) -> bool {
    let known = space_kinds(visit.version());
    let space = visit.world.space_of(component);
    !component.get("published_at").is_null()
        && space.is_some_and(|space| {
            known.contains(&space.kind) && !space.get("published_at").is_null()
        })
}

/// Space and component that a list is narrowed to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    space: Option<(Kind, Option<u64>)>,
    component: Option<u64>,
}

impl Context {
    pub(super) fn of(visit: &Visit<'_>) -> Result<Self, Failure> {
        let number = |name: &str| visit.params.filled(name).map(|id| id.parse().unwrap_or(0));
        let space = match visit.params.filled("space_manifest") {
            None => None,
            Some(manifest) => {
                let known = space_kinds(visit.version());
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
pub(super) fn churn(visit: &mut Visit<'_>, manifest: &str) {
    let wanted = visit.params.filled("component_id").and_then(|id| id.parse().ok());
    let components = visit.world.components(manifest);
    let component = match wanted {
        Some(id) => Some(id),
        None if components.is_empty() => None,
        None => {
            let at = visit.world.rng.usize(..components.len());
            components.get(at).map(|component| component.id)
        }
    };
    if let Some(component) = component {
        let (churn, now) = (visit.churn, visit.now);
        churn.change(&mut ChangingContent { world: visit.world, component, now });
    }
}

/// The published content of a kind, in the context.
pub(super) fn rows(visit: &Visit<'_>, kind: Kind, context: Context) -> Vec<Arc<Record>> {
    let is_open = |record: &&Arc<Record>| {
        !record.flag("draft") && !record.get("published_at").is_null() && !record.is_hidden()
    };
    visit
        .world
        .rows(kind)
        .filter(is_open)
        .filter(|record| {
            visit.published_home(record).is_some_and(|(component, space)| {
                SPACES.contains(&space.kind) && context.holds(component, space)
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
