//! Which component the rows of a whole site are in: no row says it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::graphql::id::Id;

/// The component of each row that was read. Clones share it.
#[derive(Clone, Default)]
pub(in crate::graphql) struct Groups(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    components: HashMap<Id, Id>,
    /// The components that the site listed last; `None` where they were listed by an earlier run.
    listed: Option<HashSet<Id>>,
}

impl Groups {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that these rows are in a component.
    pub(in crate::graphql) fn note(&self, component: Id, rows: impl IntoIterator<Item = Id>) {
        self.known().components.extend(rows.into_iter().map(|row| (row, component)));
    }

    /// Notes the components that the site lists.
    pub(in crate::graphql) fn list(&self, components: impl IntoIterator<Item = Id>) {
        self.known().listed = Some(components.into_iter().collect());
    }

    /// The component that a row is in.
    pub(super) fn of(&self, row: Id) -> Option<Id> {
        self.known().components.get(&row).copied()
    }

    /// Whether a row is in a component that the site lists, as far as that is known. Sites answer for some
    /// others too, such as those in kinds of spaces that their version has no more.
    pub(super) fn is_listed(&self, row: Id) -> bool {
        let known = self.known();
        let component = known.components.get(&row);
        known.listed.as_ref().zip(component).is_none_or(|(listed, it)| listed.contains(it))
    }
}
