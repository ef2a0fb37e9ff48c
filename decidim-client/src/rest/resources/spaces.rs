//! Spaces: processes, assemblies and the other places in which people take part.

use std::sync::Arc;

use civic_core::jiff::Timestamp;
use civic_core::open_enum;
use civic_core::paging::Key;
use civic_core::{Extra, Multiloc};
use serde::{Deserialize, Serialize};

use crate::rest::actor::Actor;
use crate::rest::client::{Client, Session};
use crate::rest::get::Get;
use crate::rest::id::Id;
use crate::rest::list::{Filter, IdFilter, List, TextFilter};
use crate::rest::record::{Record, ToMany};
use crate::rest::resource::{Resource, sealed};
use crate::rest::scope::{Needs, Scope};
use crate::rest::wire::or_default;

impl<A: Actor> Client<A> {
    /// Spaces. Scope `public`, permission `public.space.read`.
    pub fn spaces(&self) -> Spaces<A> {
        Spaces { client: self.clone() }
    }
}

/// Calls on spaces.
#[derive(Clone, Debug)]
pub struct Spaces<A> {
    client: Client<A>,
}

impl<A: Actor> Spaces<A> {
    fn session(&self) -> &Arc<Session> {
        &self.client.session
    }

    /// All spaces that the actor may see.
    pub fn list(&self) -> List<Space, A> {
        List::new(Arc::clone(self.session()))
    }

    /// The assembly with this id.
    pub fn assembly(&self, id: impl Into<Id>) -> Get<Space> {
        self.get(SpaceManifest::Assemblies, id)
    }

    /// The participatory process with this id.
    pub fn participatory_process(&self, id: impl Into<Id>) -> Get<Space> {
        self.get(SpaceManifest::ParticipatoryProcesses, id)
    }

    /// The space of this manifest with this id. Conferences and initiatives can be read since
    /// 0.2.10.
    pub fn get(&self, manifest: impl Into<SpaceManifest>, id: impl Into<Id>) -> Get<Space> {
        let manifest = manifest.into();
        Get::at(self.session(), &format!("spaces/{manifest}"), &id.into())
    }
}

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

open_enum! {
    /// Who may see a space.
    pub enum Visibility {
        /// Everybody.
        Public = "public",
        /// Everybody; only members take part.
        Transparent = "transparent",
        /// Members.
        Private = "private",
    }
}

/// A space. Its id is unique only among those of its manifest.
pub type Space = Record<SpaceAttributes, Extra, SpaceRelationships>;

/// What a space says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SpaceAttributes {
    /// Its kind.
    pub manifest_name: SpaceManifest,
    /// The same as a class name. Not told by all versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participatory_space_type: Option<SpaceType>,
    /// Title.
    #[serde(default, deserialize_with = "or_default")]
    pub title: Multiloc,
    /// Subtitle.
    #[serde(default, deserialize_with = "or_default")]
    pub subtitle: Multiloc,
    /// Short description; HTML.
    #[serde(default, deserialize_with = "or_default")]
    pub short_description: Multiloc,
    /// Description; HTML.
    #[serde(default, deserialize_with = "or_default")]
    pub description: Multiloc,
    /// Who may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What belongs to a space.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct SpaceRelationships {
    /// Its components; at most 50 are named.
    #[serde(deserialize_with = "or_default")]
    pub components: ToMany,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl sealed::Permitted for Space {
    #[allow(private_interfaces, reason = "not for callers")]
    const NEEDS: Needs = Needs::new(Scope::Public, "public.space.read");
}

impl Resource for Space {
    const PATH: &'static str = "spaces/search";
    const NOUN: &'static str = "spaces";

    fn key(&self) -> Key {
        Key::of([self.attributes.manifest_name.as_str(), self.id.as_str()])
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

impl<A: Actor> List<Space, A> {
    /// By their kind.
    pub fn manifest_name(self, manifest: impl Into<TextFilter>) -> Self {
        self.on("manifest_name", manifest.into().0, |space| {
            Some(space.attributes.manifest_name.to_string())
        })
    }

    /// By their id, which is unique only together with their kind.
    pub fn id(self, id: impl Into<IdFilter>) -> Self {
        self.on("id", id.into().0, |space| Some(space.id.to_string()))
    }

    /// By their title in any one locale.
    pub fn title(self, title: impl Into<TextFilter>) -> Self {
        self.set(Filter::new("title", title.into().0))
    }
}
