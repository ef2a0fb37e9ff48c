//! Components of blogs.

use civic_core::Extra;
use civic_core::list::source::Key;
use serde::{Deserialize, Serialize};

use super::components::{
    ComponentAttributes, ComponentMeta, ComponentRelationships, InSpace, READ,
};
use super::space_kind::SpaceManifest;
use crate::rest::auth::Actor;
use crate::rest::auth::scope::Needs;
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::lenient_decode::Kept;
use crate::rest::record::Record;
use crate::rest::resource::{Listed, Placed, Readable, Resource, Whereabouts, sealed};

impl<A: Actor> Client<A> {
    /// Components of blogs. Scope `public`, permission `public.component.read`.
    ///
    /// The list has those of the [spaces](Self::spaces) that the actor may see. One that is read by its id is
    /// returned whether or not the actor may see its space.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let component = site.blog_components().get(46).await?;
    /// println!("{:?}", component.attributes.name.text("ca"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn blog_components(&self) -> Endpoint<BlogComponent, A> {
        Endpoint::new(self)
    }
}

/// A component of blogs. Its id is unique.
pub type BlogComponent = Record<ComponentAttributes, BlogComponentMeta, ComponentRelationships>;

/// The settings of a component of blogs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct BlogComponentMeta(ComponentMeta);

impl BlogComponentMeta {
    /// All settings.
    pub fn settings(&self) -> &ComponentMeta {
        &self.0
    }

    /// Whether it is published.
    pub fn published(&self) -> Option<bool> {
        self.0.published()
    }
}

impl Kept for BlogComponentMeta {
    fn extra_mut(&mut self) -> &mut Extra {
        self.0.extra_mut()
    }
}

impl sealed::Permitted for BlogComponent {
    const NEEDS: Needs = READ;
}

impl Resource for BlogComponent {
    const PATH: &'static str = "components/blog_components";
    const RESOURCE_NAME: &'static str = "blog components";

    fn key(&self) -> Key {
        self.identity(None)
    }
}

impl Listed for BlogComponent {}

impl Readable for BlogComponent {}

/// It is a component itself, in the space that it names.
impl Placed for BlogComponent {
    fn whereabouts(&self) -> Whereabouts<'_> {
        let space = &self.attributes;
        Whereabouts {
            manifest: space.participatory_space_type.as_ref().and_then(SpaceManifest::of),
            space: space.participatory_space_id.as_ref(),
            component: Some(&self.id).filter(|id| !id.is_odd()),
        }
    }
}

impl InSpace for BlogComponent {
    fn component(&self) -> &ComponentAttributes {
        &self.attributes
    }
}
