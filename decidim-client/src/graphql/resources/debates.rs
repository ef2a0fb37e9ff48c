//! Debates.

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Attachment, Author, Classification};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::records::Content;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::{Translated, list};

/// A debate. What people say in it are its comments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Debate {
    /// The id.
    pub id: Id,
    /// The title.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The description: HTML, as a stranger may have written it.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// How to debate: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub instructions: Multiloc,
    /// What is new about it: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub information_updates: Multiloc,
    /// What came of it. Empty while it is open. Since 0.31.
    #[serde(default, with = "Translated")]
    pub conclusions: Multiloc,
    /// When it begins; null for one that is always open.
    pub start_time: Option<Timestamp>,
    /// When it ends; null for one that is always open.
    pub end_time: Option<Timestamp>,
    /// When it was closed. Since 0.31.
    pub closed_at: Option<Timestamp>,
    /// Who opened it; null where the site itself did. See [`Client::debates`] for sites up to 0.26.
    pub author: Option<Author>,
    /// Taxonomies, or category and scope.
    #[serde(flatten)]
    pub classification: Classification,
    /// Where its picture is.
    pub image: Option<String>,
    /// Files and pictures. Since 0.31.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub attachments: Vec<Attachment>,
    /// How many people like it. Since 0.31.
    pub likes_count: Option<u64>,
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
    /// Whether comments are switched on. Since 0.31.
    pub comments_enabled: Option<bool>,
    /// When the last comment came. Since 0.31.
    pub last_comment_at: Option<Timestamp>,
    /// Who wrote the last comment. Since 0.31.
    pub last_comment_by: Option<Author>,
    /// The reference that the site gives it.
    pub reference: Option<String>,
    /// How many versions there are. Since 0.31.
    pub versions_count: Option<u64>,
    /// Its page. Since 0.31.
    pub url: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Content for Debate {
    const RESOURCE_NAME: &'static str = "debates";
    const COMPONENT: &'static str = "Debates";
    const PAGE: Operation =
        Operation::new("Debates", include_str!("../../../graphql/debates.graphql"));
    const LIST: &'static str = "debates";
    const ONE: &'static str = "debate";

    fn id(&self) -> Id {
        self.id
    }
}

impl Client {
    /// The debates of a component.
    ///
    /// Servers read them without any order: see [`ContentList::two_passes`](crate::graphql::lists::ContentList::two_passes).
    ///
    /// Up to 0.26 a site fails where it is asked for the author of an official one. Then the page is read
    /// without authors, and the report has an error that says so.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let debates = site.debates(41).list().two_passes().stream().collect_consistent().await?;
    /// let open = debates.iter().filter(|debate| debate.closed_at.is_none());
    /// println!("{} of {} are open", open.count(), debates.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn debates(&self, component: impl Into<Id>) -> Contents<Debate> {
        Contents::new(self, component)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn every_field_is_read() {
        samples::read_every_field::<Debate>();
    }
}
