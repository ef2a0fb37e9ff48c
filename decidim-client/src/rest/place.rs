//! The part of a site that a call is about.

use super::id::Id;
use super::resources::spaces::SpaceManifest;

/// A space or component to which lists and reads are narrowed. A space's id says nothing without
/// its manifest, so there is no way to give it alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    space: Option<(SpaceManifest, Option<Id>)>,
    component: Option<Id>,
}

impl Place {
    pub(crate) fn spaces(&mut self, manifest: SpaceManifest) {
        self.space = Some((manifest, None));
    }

    pub(crate) fn space(&mut self, manifest: SpaceManifest, id: Id) {
        self.space = Some((manifest, Some(id)));
    }

    pub(crate) fn component(&mut self, id: Id) {
        self.component = Some(id);
    }

    pub(crate) fn parameters(&self) -> Vec<(String, String)> {
        let mut parameters = Vec::new();
        let mut add = |name: &str, value: String| parameters.push((name.to_owned(), value));
        if let Some((manifest, id)) = &self.space {
            add("space_manifest", manifest.to_string());
            if let Some(id) = id {
                add("space_id", id.to_string());
            }
        }
        if let Some(id) = &self.component {
            add("component_id", id.to_string());
        }
        parameters
    }
}
