//! Blog posts.

use civic_core::http::types::Method;
use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use civic_core::{Error, Extra, Multiloc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::rest::api_request::ApiRequest;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::auth::{Actor, User};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::id::Id;
use crate::rest::lenient_decode::{self, keeps_extra};
use crate::rest::list::{Direction, List};
use crate::rest::record::{Record, ToOne};
use crate::rest::required_release::Since;
use crate::rest::resource::{Listed, Placed, Readable, Resource, Single, Whereabouts, sealed};
use crate::rest::version::Release;
use crate::rest::wire::{is_default, or_default};
use crate::rest::write::Write;

const WRITES: Since = Since::new(Release::V0_3_0, "writes of blog posts");
const WRITE: Needs = Needs::new(Scope::Blogs, "blogs.write");
const DESTROY: Needs = Needs::new(Scope::Blogs, "blogs.destroy");

/// `BlogsOperations` (0.3.0 to main, read in August 2026): `build_form` gives the form no participant,
/// `visible_blog_component_ids` asks for a column that components do not have.
const FAULT: &str = "releases 0.3.0 to 0.3.4 of decidim-rest-full fail at each write of a blog post, by a \
                     mistake of their own";

impl<A: Actor> Client<A> {
    /// Blog posts. Scope `blogs`, permission `blogs.read`; since 0.3 they can be written, too.
    ///
    /// The list has all posts in the [spaces](Self::spaces) that the actor may see, by when they are published.
    /// Servers do not look at publication: posts of the future and posts without a date are among them, whoever
    /// wrote them ([`BlogPostMeta::published`] says so), and so are posts in a component that is not published
    /// ([`ComponentMeta::published`](super::ComponentMeta::published)). Posts that a moderator has hidden come
    /// along, too; no field tells them. Servers that are asked for no order shuffle
    /// these for each page, so the order is always asked for.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut posts = site.blogs().list().in_component(46).stream();
    /// while let Some(post) = posts.try_next().await? {
    ///     println!("{:?} {:?}", post.attributes.published_at, post.attributes.title.text("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn blogs(&self) -> Endpoint<BlogPost, A> {
        Endpoint::new(self)
    }
}

impl Endpoint<BlogPost, User> {
    /// Writes a post into this component of blogs, in the participant's name. Title and text are needed.
    /// Scope `blogs`, permission `blogs.write`. Since 0.3.
    ///
    /// The server does it by a [job](crate::rest::jobs), for which this waits. **Releases 0.3.0 to 0.3.4 fail
    /// at it**, as at [`update`](Self::update) and [`delete`](Self::delete): their code has mistakes, so
    /// that each such job ends in an error of the server. The error says so; nothing is written then.
    ///
    /// ```no_run
    /// # use decidim_client::Multiloc;
    /// # use decidim_client::rest::resources::BlogPostChange;
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let post = BlogPostChange::new()
    ///     .title(&Multiloc::single("ca", "Obrim el parc"))
    ///     .body(&Multiloc::single("ca", "<p>Dissabte a les deu.</p>"))
    ///     .published_at("2026-03-01T09:00:00Z".parse().ok());
    /// let post = ana.blogs().create(46, &post).await?;
    /// println!("{}", post.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) without title or text;
    /// [`Rejected`](civic_core::ErrorKind::Rejected) where there is no such component;
    /// [`Server`](civic_core::ErrorKind::Server) from the releases named above;
    /// [`Unsupported`](civic_core::ErrorKind::Unsupported) where the site has version 0.2, before anything
    /// is sent.
    pub fn create(&self, component_id: impl Into<Id>, post: &BlogPostChange) -> Write<BlogPost> {
        let component_id = component_id.into();
        let body = json!({"data": {"component_id": component_id.to_json(), "attributes": post}});
        let has_all = ["title", "body"].iter().all(|name| post.changes.contains_key(*name));
        let missing = (!has_all).then(|| Error::invalid_input("a post needs a title and a text"));
        let call = ApiRequest::new(Method::POST, BlogPost::PATH, WRITE).naming(&component_id);
        self.write(call.json(&body).refused(missing))
    }
}

impl<A: Actor> Endpoint<BlogPost, A> {
    /// Changes a post, whoever wrote it. Permission `blogs.write`. Since 0.3.
    ///
    /// A title or a text that is given replaces the old one in all locales. See
    /// [`create`](Self::create) for what releases 0.3.0 to 0.3.4 do with it.
    ///
    /// ```no_run
    /// # use decidim_client::Multiloc;
    /// # use decidim_client::rest::resources::BlogPostChange;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let change = BlogPostChange::new().title(&Multiloc::from([("ca", "Parc"), ("es", "Parque")]));
    /// let post = site.blogs().update(77, &change).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for an empty change, and as for
    /// [`create`](Self::create).
    pub fn update(&self, id: impl Into<Id>, change: &BlogPostChange) -> Write<BlogPost> {
        let nothing = change.changes.is_empty();
        let nothing = nothing.then(|| Error::invalid_input("the change has no field"));
        let call = ApiRequest::on(Method::PUT, BlogPost::PATH, &id.into(), "", WRITE);
        self.write(call.json(&json!({"data": {"attributes": change}})).refused(nothing))
    }

    /// Deletes a post, whoever wrote it, and returns it as it was. Permission `blogs.destroy`. Since 0.3.
    ///
    /// See [`create`](Self::create) for what releases 0.3.0 to 0.3.4 do with it.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let gone = site.blogs().delete(77).await?;
    /// println!("deleted {:?}", gone.attributes.title.text("ca"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As for [`create`](Self::create).
    pub fn delete(&self, id: impl Into<Id>) -> Write<BlogPost> {
        self.write(ApiRequest::on(Method::DELETE, BlogPost::PATH, &id.into(), "", DESTROY))
    }

    /// Their paths for writes that are done at once fail always (`blogs_controller.rb`, 0.3.0 to main: the
    /// block belongs to `render`), so a job does it.
    fn write(&self, call: ApiRequest) -> Write<BlogPost> {
        Write::at_its_own_path(self.session(), call.since([WRITES])).known_fault(FAULT)
    }
}

/// What to write of a post; all else stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[must_use]
pub struct BlogPostChange {
    #[serde(flatten)]
    changes: Extra,
}

impl BlogPostChange {
    /// No change yet.
    ///
    /// ```
    /// use decidim_client::Multiloc;
    /// use decidim_client::rest::resources::BlogPostChange;
    ///
    /// let change = BlogPostChange::new().title(&Multiloc::single("en", "Open day"));
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// The title, in all its locales.
    pub fn title(self, title: &Multiloc) -> Self {
        self.set("title", json!(title))
    }

    /// The text, in all its locales; HTML.
    pub fn body(self, body: &Multiloc) -> Self {
        self.set("body", json!(body))
    }

    /// When it is published; may lie ahead. `None` takes it off the site.
    pub fn published_at(self, moment: impl Into<Option<Timestamp>>) -> Self {
        let moment = moment.into().map(|moment| moment.to_string());
        self.set("published_at", json!(moment))
    }

    fn set(mut self, name: &str, value: serde_json::Value) -> Self {
        self.changes.insert(name.to_owned(), value);
        self
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
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub space: ToOne,
    /// Its component.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub component: ToOne,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(BlogPostAttributes, BlogPostMeta, BlogPostRelationships);

impl sealed::Permitted for BlogPost {
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

    fn single(key: &str) -> Option<Single> {
        Some(Single::of::<Self>(key))
    }
}

impl Listed for BlogPost {}

impl Readable for BlogPost {}

impl Placed for BlogPost {
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
