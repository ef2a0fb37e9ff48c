//! The kinds of spaces, by the two names that servers give them.

use civic_core::open_enum;

use crate::rest::filters::TextFilter;

open_enum! {
    /// The kind of a space, by the name of its manifest.
    pub enum SpaceManifest {
        /// Participatory processes.
        ParticipatoryProcesses = "participatory_processes",
        /// Assemblies.
        Assemblies = "assemblies",
        /// Conferences. Since 0.2.10.
        Conferences = "conferences",
        /// Initiatives. Since 0.2.10.
        Initiatives = "initiatives",
    }
}

open_enum! {
    /// The kind of a space, by the name of its class. Filters on components take this one, where
    /// everything else takes the [`SpaceManifest`].
    pub enum SpaceType {
        /// A participatory process.
        ParticipatoryProcess = "Decidim::ParticipatoryProcess",
        /// An assembly.
        Assembly = "Decidim::Assembly",
        /// A conference.
        Conference = "Decidim::Conference",
        /// An initiative.
        Initiative = "Decidim::Initiative",
    }
}

impl From<&SpaceManifest> for SpaceType {
    fn from(manifest: &SpaceManifest) -> Self {
        match manifest {
            SpaceManifest::ParticipatoryProcesses => Self::ParticipatoryProcess,
            SpaceManifest::Assemblies => Self::Assembly,
            SpaceManifest::Conferences => Self::Conference,
            SpaceManifest::Initiatives => Self::Initiative,
            SpaceManifest::Other(name) => Self::Other(name.clone()),
        }
    }
}

impl SpaceManifest {
    /// That of spaces of a class, where it is known.
    pub(crate) fn of(class: &SpaceType) -> Option<Self> {
        let mut known = Self::KNOWN.iter().map(|name| Self::from(*name));
        known.find(|manifest| SpaceType::from(manifest) == *class)
    }
}

/// By the text of an open enum.
impl From<SpaceManifest> for TextFilter {
    fn from(manifest: SpaceManifest) -> Self {
        Self::eq(manifest)
    }
}

/// By the text of an open enum.
impl From<SpaceType> for TextFilter {
    fn from(kind: SpaceType) -> Self {
        Self::eq(kind)
    }
}
