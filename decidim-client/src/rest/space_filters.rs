//! The part of a site that a list or a read is about.
//!
//! A space's id says nothing without its manifest, so it cannot be given without one.

use civic_core::list::query::{Filter, Query};

use super::id::Id;
use super::resource::Placed;
use super::resources::space_kind::SpaceManifest;

/// Only what is in spaces of this kind.
pub(crate) fn in_spaces<T: Placed>(query: &mut Query<T>, manifest: SpaceManifest) {
    query.remove("space_id");
    // A type that is not a known manifest says nothing.
    let filter = Filter::one("space_manifest", &manifest);
    query.set(filter.shown(move |row: &T| {
        row.whereabouts().manifest.filter(SpaceManifest::is_known).map(|shown| shown == manifest)
    }));
}

/// Only what is in this space.
pub(crate) fn in_space<T: Placed>(query: &mut Query<T>, manifest: SpaceManifest, id: Id) {
    in_spaces(query, manifest);
    let filter = Filter::one("space_id", &id).refused(id.refusal());
    query.set(filter.shown(move |row: &T| row.whereabouts().space.map(|shown| *shown == id)));
}

/// Only what is in this component.
pub(crate) fn in_component<T: Placed>(query: &mut Query<T>, id: Id) {
    let filter = Filter::one("component_id", &id).refused(id.refusal());
    query.set(filter.shown(move |row: &T| row.whereabouts().component.map(|shown| *shown == id)));
}

/// The conditions on a place as methods of a type that keeps a [`Query`] in its field `query`.
macro_rules! place_filters {
    () => {
        /// Only what is in spaces of this kind.
        pub fn in_spaces(mut self, manifest: SpaceManifest) -> Self {
            space_filters::in_spaces(&mut self.query, manifest);
            self
        }

        /// Only what is in this space: an id is unique only among the spaces of one manifest.
        pub fn in_space(mut self, manifest: SpaceManifest, id: impl Into<Id>) -> Self {
            space_filters::in_space(&mut self.query, manifest, id.into());
            self
        }

        /// Only what is in this component.
        pub fn in_component(mut self, id: impl Into<Id>) -> Self {
            space_filters::in_component(&mut self.query, id.into());
            self
        }
    };
}

pub(super) use place_filters;
