//! Posts of blogs.

use civic_core::jiff::Timestamp;
use civic_core::{DateRange, Multiloc};
use serde::{Deserialize, Serialize};

use super::{Attachment, Author};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::{ContentList, Contents};
use crate::graphql::members::Sort;
use crate::graphql::records::Content;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::{Translated, list};

/// A post of a blog.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Post {
    /// The id.
    pub id: Id,
    /// The title.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The text: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub body: Multiloc,
    /// Who wrote it; null where the site itself did.
    pub author: Option<Author>,
    /// Files and pictures.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub attachments: Vec<Attachment>,
    /// Endorsements. Up to 0.30.
    endorsements_count: Option<u64>,
    /// Likes. Since 0.31.
    likes_count: Option<u64>,
    /// Followers. Since 0.31.
    pub follows_count: Option<u64>,
    /// Comments at every depth.
    pub total_comments_count: Option<u64>,
    /// Whether it can be commented on.
    pub accepts_new_comments: Option<bool>,
    /// Whether comments are for or against.
    pub comments_have_alignment: Option<bool>,
    /// Whether comments can be voted on.
    pub comments_have_votes: Option<bool>,
    /// How many versions there are.
    pub versions_count: Option<u64>,
    /// Its page. Since 0.31.
    pub url: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// When it was published. Since 0.28.
    pub published_at: Option<Timestamp>,
}

impl Post {
    /// How many people like it; up to 0.30 they endorsed it.
    pub fn likes_count(&self) -> Option<u64> {
        self.likes_count.or(self.endorsements_count)
    }
}

impl Content for Post {
    const RESOURCE_NAME: &'static str = "posts";
    const COMPONENT: &'static str = "Blogs";
    const PAGE: Operation = Operation::new("Posts", include_str!("../../../graphql/posts.graphql"));
    const LIST: &'static str = "posts";
    const ONE: &'static str = "post";
    const SORTS_BY_ID: bool = true;

    fn id(&self) -> Id {
        self.id
    }

    fn updated_at(&self) -> Option<Timestamp> {
        self.updated_at
    }
}

impl Client {
    /// The posts of a blog component.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let posts = site.posts(46).list().stream().collect_proven().await?;
    /// for post in posts {
    ///     println!("{:?} {:?}", post.published_at, post.title.text(["ca", "es"]));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn posts(&self, component: impl Into<Id>) -> Contents<Post> {
        Contents::new(self, component)
    }
}

/// Filters and orders.
impl ContentList<Post> {
    /// Only posts created in this range of days, UTC.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::DateRange;
    ///
    /// let march = site.posts(46).list().created_at(DateRange::month(2026, 3)?);
    /// let posts = march.stream().collect_proven().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("since", "from", "to"))]
    pub fn created_at(self, range: DateRange) -> Self {
        self.dates("created", range)
    }

    /// Only posts last changed in this range of days, UTC.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// use decidim_client::{DateRange, jiff::civil::date};
    ///
    /// let changed = site.posts(46).list().updated_at(DateRange::since(date(2026, 3, 1))).stream();
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("incremental", "updated_since", "modified_since", "since"))]
    pub fn updated_at(self, range: DateRange) -> Self {
        self.dates("updated", range)
    }

    /// Sorts by when they were created.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Sort;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let latest = site.posts(46).list().by_created_at(Sort::Desc).stream().try_next().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn by_created_at(self, sort: Sort) -> Self {
        self.sorted("createdAt", sort)
    }

    /// Sorts by when they were last changed.
    pub fn by_updated_at(self, sort: Sort) -> Self {
        self.sorted("updatedAt", sort)
    }

    /// Sorts by likes; up to 0.30 by endorsements.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Sort;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut liked = site.posts(46).list().by_likes_count(Sort::Desc).stream().limit_items(3);
    /// while let Some(post) = liked.try_next().await? {
    ///     println!("{:?} {:?}", post.likes_count(), post.title.text("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn by_likes_count(self, sort: Sort) -> Self {
        self.sorted("likeCount", sort)
    }

    /// Sorts by id.
    pub fn by_id(self, sort: Sort) -> Self {
        self.sorted("id", sort)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples;
    use super::*;

    #[test]
    fn every_field_is_read() {
        samples::read_every_field::<Post>();
    }

    #[test]
    fn endorsements_are_likes() {
        for name in ["endorsementsCount", "likesCount"] {
            let post: Post = serde_json::from_value(json!({"id": "1", name: 3})).unwrap();
            assert_eq!(post.likes_count(), Some(3), "{name}");
        }
    }
}
