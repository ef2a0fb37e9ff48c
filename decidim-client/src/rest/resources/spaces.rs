//! Spaces: processes, assemblies and the other places in which people take part.

use civic_core::jiff::Timestamp;
use civic_core::list::query::Filter;
use civic_core::list::source::Key;
use civic_core::{Error, Extra, Multiloc};
use civic_core::{open_enum, sync};
use serde::{Deserialize, Serialize};

use super::space_kind::{SpaceManifest, SpaceType};
use crate::rest::api_request::segment;
use crate::rest::auth::Actor;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::filters::{IdFilter, TextFilter};
use crate::rest::get::Get;
use crate::rest::id::Id;
use crate::rest::lenient_decode::{self, keeps_extra};
use crate::rest::list::List;
use crate::rest::record::{Record, ToMany};
use crate::rest::required_release::Since;
use crate::rest::resource::{Listed, Resource, Single, sealed};
use crate::rest::version::Release;
use crate::rest::wire::{is_default, or_default};

const LISTS_OF_A_KIND: Since = Since::new(Release::V0_2_11, "lists of one kind of space");
const SLUGS: Since = Since::ignored_before(Release::V0_2_10, "a filter on slugs");

impl<A: Actor> Client<A> {
    /// Spaces. Scope `public`, permission `public.space.read`.
    ///
    /// Which ones are listed depends on who asks. A machine is taken for the organisation's first administrator:
    /// it gets all processes and assemblies, also those that are not published and those that are private.
    /// A participant gets the published public ones, and the private ones that they are a member of.
    /// Conferences and initiatives are listed once they are published. No field says whether a space is published.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut spaces = site.spaces().list().stream();
    /// while let Some(space) = spaces.try_next().await? {
    ///     println!("{:?} {} {:?}", space.attributes.manifest_name, space.id, space.attributes.title.text("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn spaces(&self) -> Endpoint<Space, A> {
        Endpoint::new(self)
    }
}

impl<A: Actor> Endpoint<Space, A> {
    /// The assembly with this id.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let assembly = site.spaces().assembly(4).await?;
    /// println!("{:?}", assembly.attributes.title.text(["ca", "es"]));
    /// # Ok(())
    /// # }
    /// ```
    pub fn assembly(&self, id: impl Into<Id>) -> Get<Space> {
        self.get_by_manifest(SpaceManifest::Assemblies, id)
    }

    /// The participatory process with this id.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let process = site.spaces().participatory_process(2).locales(["ca"]).await?;
    /// println!("{:?}", process.attributes.title.get("ca"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn participatory_process(&self, id: impl Into<Id>) -> Get<Space> {
        self.get_by_manifest(SpaceManifest::ParticipatoryProcesses, id)
    }

    /// The space of this manifest with this id: an id by itself is not unique. Conferences and initiatives can be read since
    /// 0.2.10.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::SpaceManifest;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let conference = site.spaces().get_by_manifest(SpaceManifest::Conferences, 7).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn get_by_manifest(
        &self,
        manifest: impl Into<SpaceManifest>,
        id: impl Into<Id>,
    ) -> Get<Space> {
        Get::single(self.session(), &one(&manifest.into(), &id.into()))
    }

    /// The spaces of this manifest, by their own path. Since 0.2.11.
    ///
    /// `list().manifest_name(..)` lists the same spaces on all releases.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::SpaceManifest;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut assemblies = site.spaces().list_by_manifest(SpaceManifest::Assemblies).stream();
    /// while let Some(assembly) = assemblies.try_next().await? {
    ///     println!("{} {:?}", assembly.id, assembly.attributes.title.text("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Unsupported`](civic_core::ErrorKind::Unsupported) where the site's release has no such list.
    pub fn list_by_manifest(&self, manifest: impl Into<SpaceManifest>) -> List<Space, A> {
        let manifest = manifest.into();
        let name = Id::from(manifest.as_str());
        let odd = name
            .is_odd()
            .then(|| Error::invalid_input(format!("{manifest:?} is not a valid manifest")));
        let path = format!("spaces/{}", segment(name.as_str()));
        let kind = Filter::in_the_path("manifest_name").refused(odd);
        let kind = kind.shown(move |space: &Space| {
            space.attributes.manifest_name.as_ref().map(|shown| *shown == manifest)
        });
        self.list().at(path, LISTS_OF_A_KIND).set(kind)
    }
}

fn one(manifest: &SpaceManifest, id: &Id) -> Single {
    let name = Id::from(manifest.as_str());
    let collection = format!("spaces/{}", segment(name.as_str()));
    Single { collection, id: id.clone(), within: Some(name) }
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

/// The fields of a space.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct SpaceAttributes {
    /// Its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest_name: Option<SpaceManifest>,
    /// The same as a class name. Not in all versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participatory_space_type: Option<SpaceType>,
    /// Title.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub title: Multiloc,
    /// Subtitle.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub subtitle: Multiloc,
    /// Short description; HTML.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub short_description: Multiloc,
    /// Description; HTML.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// Who may see it, as the server says.
    ///
    /// `public` is not evidence of openness: from Decidim 0.32 on the module reads two columns that
    /// spaces no longer have, and calls every space public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
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

/// What belongs to a space.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct SpaceRelationships {
    /// Its components; at most 50 are named.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub components: ToMany,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(SpaceAttributes, SpaceRelationships);

impl sealed::Permitted for Space {
    const NEEDS: Needs = Needs::new(Scope::Public, "public.space.read");
}

impl Resource for Space {
    const PATH: &'static str = "spaces/search";
    const RESOURCE_NAME: &'static str = "spaces";

    fn key(&self) -> Key {
        let manifest = self.attributes.manifest_name.as_ref();
        self.identity(Some(manifest.map_or("", SpaceManifest::as_str)))
    }

    /// Its manifest and its id: `assemblies/3`.
    fn row_key(&self) -> Option<sync::Key> {
        let manifest = self.attributes.manifest_name.as_ref()?;
        (!self.id.is_missing()).then(|| sync::Key::new(format!("{manifest}/{}", self.id)))
    }

    fn single(key: &str) -> Option<Single> {
        let (manifest, id) = key.split_once('/')?;
        Some(one(&manifest.into(), &id.into()))
    }
}

impl Listed for Space {}

impl<A: Actor> List<Space, A> {
    /// By their kind.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let assemblies = site.spaces().list().manifest_name("assemblies").stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn manifest_name(self, manifest: impl Into<TextFilter>) -> Self {
        self.on("manifest_name", manifest.into().0, |space| {
            space.attributes.manifest_name.as_ref().map(ToString::to_string)
        })
    }

    /// By their id, which is unique only together with their kind.
    pub fn id(self, id: impl Into<IdFilter>) -> Self {
        self.on("id", id.into().0, |space| Some(space.id.to_string()))
    }

    /// By their title in one language: the server's own default, whichever locales the texts come in. A title
    /// in another language is not found.
    ///
    /// ```no_run
    /// # use decidim_client::rest::filters::TextFilter;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let budgets = site.spaces().list().title(TextFilter::starts_with("Budget")).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn title(self, title: impl Into<TextFilter>) -> Self {
        self.set(title.into().0.on("title"))
    }

    /// By their slug, the name in their address. Since 0.2.10.
    ///
    /// A server with version 0.2 is asked only if [`release`](crate::rest::ClientBuilder::release) says that
    /// it is recent enough, for older ones list all spaces instead. Initiatives have no slug that servers
    /// can filter, so these list all of them: they are dropped here by the slug that their id makes
    /// (`i-7`), and the report names the filter as ignored.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let budget = site.spaces().list().slug("budget-2026").stream().try_next().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Unsupported`](civic_core::ErrorKind::Unsupported) where the site may ignore it.
    pub fn slug(self, slug: impl Into<TextFilter>) -> Self {
        let condition = slug.into().0;
        let sent = condition.on("slug");
        let of_initiatives = Filter::in_the_path("slug").shown(move |space: &Space| {
            let is_one = space.attributes.manifest_name == Some(SpaceManifest::Initiatives);
            is_one.then(|| condition.holds_for(&format!("i-{}", space.id))).flatten()
        });
        self.since(SLUGS).set(sent).set(of_initiatives)
    }
}
