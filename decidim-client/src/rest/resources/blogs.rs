//! Blog posts.

use std::sync::Arc;

use civic_core::jiff::Timestamp;
use civic_core::paging::Key;
use civic_core::{Extra, Multiloc};
use serde::{Deserialize, Serialize};

use crate::rest::actor::Actor;
use crate::rest::client::{Client, Session};
use crate::rest::get::Get;
use crate::rest::id::Id;
use crate::rest::list::{Direction, List};
use crate::rest::record::{Record, ToOne};
use crate::rest::resource::{Placed, Resource, sealed};
use crate::rest::scope::{Needs, Scope};
use crate::rest::wire::{number_or_none, or_default};

impl<A: Actor> Client<A> {
    /// Blog posts. Scope `blogs`, permission `blogs.read`.
    pub fn blogs(&self) -> Blogs<A> {
        Blogs { client: self.clone() }
    }
}

/// Calls on blog posts.
#[derive(Clone, Debug)]
pub struct Blogs<A> {
    client: Client<A>,
}

impl<A: Actor> Blogs<A> {
    fn session(&self) -> &Arc<Session> {
        &self.client.session
    }

    /// All posts that the actor may see, by when they are published. Posts of the future may be
    /// among them: [`BlogPostMeta::published`] tells.
    ///
    /// Left to themselves servers shuffle these for each page, so the order is always asked for.
    pub fn list(&self) -> List<BlogPost, A> {
        List::new(Arc::clone(self.session()))
    }

    /// The post with this id.
    pub fn get(&self, id: impl Into<Id>) -> Get<BlogPost> {
        Get::new(self.session(), &id.into())
    }
}

/// A blog post. Its id is unique.
pub type BlogPost = Record<BlogPostAttributes, BlogPostMeta, BlogPostRelationships>;

/// What a post says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BlogPostAttributes {
    /// Title.
    #[serde(default, deserialize_with = "or_default")]
    pub title: Multiloc,
    /// Text; HTML.
    #[serde(default, deserialize_with = "or_default")]
    pub body: Multiloc,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it is published. Told since 0.2.7; may lie ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What is said about a post.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct BlogPostMeta {
    /// Whether it is published yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<bool>,
    /// The scope that it is for.
    #[serde(deserialize_with = "number_or_none", skip_serializing_if = "Option::is_none")]
    pub scope: Option<i64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a post belongs to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct BlogPostRelationships {
    /// Its space; the type is the manifest's name.
    #[serde(deserialize_with = "or_default")]
    pub space: ToOne,
    /// Its component.
    #[serde(deserialize_with = "or_default")]
    pub component: ToOne,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl sealed::Permitted for BlogPost {
    #[allow(private_interfaces, reason = "not for callers")]
    const NEEDS: Needs = Needs::new(Scope::Blogs, "blogs.read");
}

impl Resource for BlogPost {
    const PATH: &'static str = "blogs";
    const NOUN: &'static str = "blog posts";
    const ALWAYS: &'static [(&'static str, &'static str)] = &[("order", "published_at")];

    fn key(&self) -> Key {
        Key::of([self.id.as_str()])
    }
}

impl Placed for BlogPost {}

impl<A: Actor> List<BlogPost, A> {
    /// Latest first. Default: earliest first.
    pub fn newest_first(self) -> Self {
        self.direction(Direction::NewestFirst)
    }

    /// Earliest first, as by default.
    pub fn oldest_first(self) -> Self {
        self.direction(Direction::OldestFirst)
    }
}
