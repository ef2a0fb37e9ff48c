//! The part of a site that a call is about.

use civic_core::Error;

use super::id::Id;
use super::resource::Whereabouts;
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

    /// What no site has. Servers drop empty values, and with them the condition: everything would
    /// be listed.
    pub(crate) fn invalid(&self) -> Option<Error> {
        let of_space = self.space.as_ref().and_then(|(_, id)| id.as_ref());
        let id = of_space.into_iter().chain(&self.component).find(|id| id.is_odd());
        if let Some(id) = id {
            return Some(Error::invalid_input(format!("{:?} is no id", id.as_str())));
        }
        let (manifest, _) = self.space.as_ref()?;
        let named = !manifest.as_str().trim().is_empty();
        (!named).then(|| Error::invalid_input("a space's manifest has a name"))
    }

    /// The condition that a record does not fulfil, by the parameter's name; `None` where it
    /// fulfils them all, as far as it shows where it is.
    pub(crate) fn refuses(&self, shown: &Whereabouts<'_>) -> Option<&'static str> {
        let differs = |wanted: Option<&Id>, shown: Option<&Id>| {
            wanted.zip(shown).is_some_and(|(wanted, shown)| wanted != shown)
        };
        if differs(self.component.as_ref(), shown.component) {
            return Some("component_id");
        }
        let (manifest, id) = self.space.as_ref()?;
        // A type that is no known manifest says nothing.
        if shown.manifest.as_ref().is_some_and(|shown| shown.is_known() && shown != manifest) {
            return Some("space_manifest");
        }
        differs(id.as_ref(), shown.space).then_some("space_id")
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
