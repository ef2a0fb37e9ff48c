//! Components: what a space is made of, such as its proposals or its blog.

use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use civic_core::open_enum;
use civic_core::{Extra, Multiloc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::space_kind::SpaceType;
use crate::rest::auth::Actor;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::filters::{IdFilter, TextFilter};
use crate::rest::id::Id;
use crate::rest::lenient_decode::{self, Kept, keeps_extra};
use crate::rest::list::List;
use crate::rest::record::{Record, ToMany};
use crate::rest::resource::{Listed, Resource, sealed};
use crate::rest::wire::{is_default, or_default};

pub(crate) const READ: Needs = Needs::new(Scope::Public, "public.component.read");

impl<A: Actor> Client<A> {
    /// Components of every kind. Scope `public`, permission `public.component.read`.
    ///
    /// The list has the components of all [spaces](Self::spaces) that the actor may see. Those that are not
    /// published are among them: see [`ComponentMeta::published`].
    ///
    /// Those of proposals and of blogs can be read one by one, and have more fields:
    /// [`proposal_components`](Self::proposal_components), [`blog_components`](Self::blog_components).
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::ComponentManifest;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut meetings = site.components().list().manifest_name(ComponentManifest::Meetings).stream();
    /// while let Some(component) = meetings.try_next().await? {
    ///     println!("{} {:?}", component.id, component.attributes.name.text("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn components(&self) -> Endpoint<Component, A> {
        Endpoint::new(self)
    }
}

open_enum! {
    /// The kind of a component, by the name of its manifest. Plugins add more.
    pub enum ComponentManifest {
        /// A page.
        Pages = "pages",
        /// Proposals.
        Proposals = "proposals",
        /// Meetings.
        Meetings = "meetings",
        /// Budgets.
        Budgets = "budgets",
        /// A survey.
        Surveys = "surveys",
        /// Results.
        Accountability = "accountability",
        /// Debates.
        Debates = "debates",
        /// Sortitions.
        Sortitions = "sortitions",
        /// A blog.
        Blogs = "blogs",
        /// A map, of the plugin `decidim_awesome`.
        AwesomeMap = "awesome_map",
        /// A frame, of the plugin `decidim_awesome`.
        AwesomeIframe = "awesome_iframe",
    }
}

impl From<ComponentManifest> for TextFilter {
    fn from(manifest: ComponentManifest) -> Self {
        Self::eq(manifest)
    }
}

/// A component of any kind. Its id is unique.
pub type Component = Record<ComponentAttributes, ComponentMeta, ComponentRelationships>;

/// The fields of a component.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct ComponentAttributes {
    /// Its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest_name: Option<ComponentManifest>,
    /// The kind of its space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participatory_space_type: Option<SpaceType>,
    /// Its space, unique only together with the type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participatory_space_id: Option<Id>,
    /// Name.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub name: Multiloc,
    /// What is announced above it; HTML. Often empty.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub global_announcement: Multiloc,
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The settings of a component: an open map, of which every kind has two.
///
/// Numbers that are not set come as `false`; they read as `None` here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
#[cfg_attr(feature = "schema", schemars(inline, extend("x-civic" = "json")))]
pub struct ComponentMeta(pub(crate) Extra);

impl ComponentMeta {
    /// Whether it is published. The lists have both kinds.
    pub fn published(&self) -> Option<bool> {
        self.flag("published")
    }

    /// Whether it has scopes.
    pub fn scopes_enabled(&self) -> Option<bool> {
        self.flag("scopes_enabled")
    }

    /// The setting of this name, if it is yes or no.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let component = site.proposal_components().get(12).await?;
    /// println!("{:?}", component.meta.settings().flag("amendments_enabled"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    /// The setting of this name, if it is a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.0.get(name)?.as_i64()
    }

    /// The setting of this name, if it is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// The setting of this name, as it came.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// All settings as they came.
    pub fn as_json(&self) -> &Extra {
        &self.0
    }
}

/// What belongs to a component. Some kinds send nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct ComponentRelationships {
    /// What is in it; at most 50 are named.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub resources: ToMany,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(ComponentAttributes, ComponentRelationships);

impl Kept for ComponentMeta {
    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.0
    }
}

impl sealed::Permitted for Component {
    const NEEDS: Needs = READ;
}

impl Resource for Component {
    const PATH: &'static str = "components/search";
    const RESOURCE_NAME: &'static str = "components";

    fn key(&self) -> Key {
        self.identity(None)
    }
}

impl Listed for Component {}

/// A component of whatever kind.
pub trait InSpace: Resource {
    /// What it says.
    #[doc(hidden)]
    fn component(&self) -> &ComponentAttributes;
}

impl InSpace for Component {
    fn component(&self) -> &ComponentAttributes {
        &self.attributes
    }
}

impl<T: InSpace, A: Actor> List<T, A> {
    /// By their space's id, which is unique only together with its type.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::SpaceType;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let of_an_assembly = site.components().list()
    ///     .participatory_space_type(SpaceType::Assembly.as_str())
    ///     .participatory_space_id(4)
    ///     .stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn participatory_space_id(self, id: impl Into<IdFilter>) -> Self {
        self.on("participatory_space_id", id.into().0, |row| {
            row.component().participatory_space_id.as_ref().map(ToString::to_string)
        })
    }

    /// By their space's kind: a [`SpaceType`], for servers compare class
    /// names here.
    pub fn participatory_space_type(self, kind: impl Into<TextFilter>) -> Self {
        self.on("participatory_space_type", kind.into().0, |row| {
            row.component().participatory_space_type.as_ref().map(ToString::to_string)
        })
    }

    /// By their name, as the database has it: all locales in one text, in JSON.
    ///
    /// Servers have no rule for how to compare this column. It is *likely* that they find nothing, or fail.
    /// It is safer to read all components and to look at their names.
    ///
    /// ```no_run
    /// # use decidim_client::rest::filters::TextFilter;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let budgets = site.components().list().name(TextFilter::matches("%budget%")).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn name(self, name: impl Into<TextFilter>) -> Self {
        self.set(name.into().0.on("name"))
    }
}

impl<A: Actor> List<Component, A> {
    /// By their kind.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::ComponentManifest;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let blogs = site.components().list().manifest_name(ComponentManifest::Blogs).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn manifest_name(self, manifest: impl Into<TextFilter>) -> Self {
        self.on("manifest_name", manifest.into().0, |component| {
            component.attributes.manifest_name.as_ref().map(ToString::to_string)
        })
    }

    /// By their id.
    pub fn id(self, id: impl Into<IdFilter>) -> Self {
        self.on("id", id.into().0, |component| Some(component.id.to_string()))
    }
}
