//! Blog posts.

use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use civic_core::{Extra, Multiloc};
use serde::{Deserialize, Serialize};

use crate::rest::auth::Actor;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::id::Id;
use crate::rest::kept::{self, Kept};
use crate::rest::list::{Direction, List};
use crate::rest::record::{Record, ToOne};
use crate::rest::resource::{Listed, Placed, Readable, Resource, Single, Whereabouts, sealed};
use crate::rest::wire::{is_default, or_default};

impl<A: Actor> Client<A> {
    /// Blog posts. Scope `blogs`, permission `blogs.read`.
    ///
    /// The list has all that the actor may see, by when they are published. Posts of the future may
    /// be among them: [`BlogPostMeta::published`] says so. Servers that are asked for no order shuffle
    /// these for each page, so the order is always asked for.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut posts = site.blogs().list().in_component(46).stream();
    /// while let Some(post) = posts.try_next().await? {
    ///     println!("{:?} {:?}", post.attributes.published_at, post.attributes.title.choose("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn blogs(&self) -> Endpoint<BlogPost, A> {
        Endpoint::new(self)
    }
}

/// A blog post. Its id is unique.
pub type BlogPost = Record<BlogPostAttributes, BlogPostMeta, BlogPostRelationships>;

/// The fields of a post.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct BlogPostAttributes {
    /// Title.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub title: Multiloc,
    /// Text; HTML.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub body: Multiloc,
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// When it is published. Since 0.2.7; may lie ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Data about a post.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct BlogPostMeta {
    /// Whether it is published yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<bool>,
    /// The scope that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Id>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The records that a post is related to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct BlogPostRelationships {
    /// Its space; the type is the manifest's name.
    #[serde(deserialize_with = "kept::part", skip_serializing_if = "is_default")]
    pub space: ToOne,
    /// Its component.
    #[serde(deserialize_with = "kept::part", skip_serializing_if = "is_default")]
    pub component: ToOne,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Kept for BlogPostAttributes {
    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.extra
    }
}

impl Kept for BlogPostMeta {
    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.extra
    }
}

impl Kept for BlogPostRelationships {
    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.extra
    }
}

impl sealed::Permitted for BlogPost {
    #[allow(private_interfaces, reason = "not for callers")]
    const NEEDS: Needs = Needs::new(Scope::Blogs, "blogs.read");
}

impl Resource for BlogPost {
    const PATH: &'static str = "blogs";
    const RESOURCE_NAME: &'static str = "blog posts";
    const ALWAYS: &'static [(&'static str, &'static str)] = &[("order", "published_at")];

    fn key(&self) -> Key {
        self.identity(None)
    }

    fn component_id(&self) -> Option<&Id> {
        self.relationships.component.data.as_ref().map(|component| &component.id)
    }

    #[allow(private_interfaces, reason = "not for callers")]
    fn single(key: &str) -> Option<Single> {
        Some(Single::of::<Self>(key))
    }
}

impl Listed for BlogPost {}

impl Readable for BlogPost {}

impl Placed for BlogPost {
    #[allow(private_interfaces, reason = "not for callers")]
    fn whereabouts(&self) -> Whereabouts<'_> {
        let place = &self.relationships;
        Whereabouts::related(&place.space, &place.component)
    }
}

impl<A: Actor> List<BlogPost, A> {
    /// Latest first. Default: earliest first.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let latest = site.blogs().list().newest_first().stream().try_next().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn newest_first(self) -> Self {
        self.direction(Direction::NewestFirst)
    }

    /// Earliest first, as by default.
    pub fn oldest_first(self) -> Self {
        self.direction(Direction::OldestFirst)
    }
}
