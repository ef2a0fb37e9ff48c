//! The modules that components belong to.

use super::Run;
use super::types::component_type;
use crate::decidim::version::Version;
use crate::decidim::world::{Record, is_manifest};

/// What has become of the module that a component belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Module {
    /// The site has it.
    There,
    /// This version does not have it, and the site has none of its components: the sandbox plays all
    /// versions on the same records.
    Unknown,
    /// The site had it once, and has kept a component.
    Removed,
}

impl Run<'_> {
    pub(super) fn module_of(&self, component: &Record) -> Module {
        let manifest = component.text("manifest_name").unwrap_or_default();
        if self.schema.get(&self.component_type(component)).is_some() {
            Module::There
        } else if is_manifest(manifest) {
            Module::Unknown
        } else {
            Module::Removed
        }
    }

    /// The type of a component. The elections of 0.31 and later name none.
    pub(super) fn component_type(&self, component: &Record) -> String {
        let manifest = component.text("manifest_name").unwrap_or_default();
        if manifest == "elections" && self.version >= Version::V0_31 {
            "Component".to_owned()
        } else {
            component_type(manifest)
        }
    }
}
