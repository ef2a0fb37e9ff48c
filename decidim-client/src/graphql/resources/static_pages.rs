//! The pages that a site's administrators wrote.

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use serde::{Deserialize, Serialize};

use super::Reference;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Records;
use crate::graphql::records::Record;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::{Translated, list};

/// A page that the site's administrators wrote: terms, help and the like. Since 0.32.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StaticPage {
    /// The id.
    pub id: Id,
    /// The title.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The text: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub content: Multiloc,
    /// The topic that it is filed under; null where it is under none.
    pub topic: Option<Reference>,
    /// Where it is.
    pub url: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

/// A topic that pages are filed under. Since 0.32.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StaticPageTopic {
    /// The id.
    pub id: Id,
    /// What it is called.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The description: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// Whether the foot of every page links to it.
    pub show_in_footer: Option<bool>,
    /// Its pages, those that this caller may not see left out.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub static_pages: Vec<Reference>,
}

impl Record for StaticPage {
    const RESOURCE_NAME: &'static str = "static pages";
    const ALL: Operation =
        Operation::new("StaticPages", include_str!("../../../graphql/static_pages.graphql"));
    const PATH: &'static [&'static str] = &["staticPages"];

    fn key(&self) -> Key {
        self.id.key()
    }
}

impl Record for StaticPageTopic {
    const RESOURCE_NAME: &'static str = "topics of static pages";
    const ALL: Operation =
        Operation::new("StaticPageTopics", include_str!("../../../graphql/static_pages.graphql"));
    const PATH: &'static [&'static str] = &["staticPageTopics"];

    fn key(&self) -> Key {
        self.id.key()
    }
}

impl Client {
    /// The pages that the site's administrators wrote. Since 0.32.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut pages = site.static_pages().list().stream();
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("{:?} {:?}", page.title.text("ca"), page.url);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn static_pages(&self) -> Records<StaticPage> {
        Records::new(self)
    }

    /// The topics that these pages are filed under. Since 0.32.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut topics = site.static_page_topics().list().stream();
    /// while let Some(topic) = topics.try_next().await? {
    ///     println!("{:?}: {} pages", topic.title.text("ca"), topic.static_pages.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn static_page_topics(&self) -> Records<StaticPageTopic> {
        Records::new(self)
    }
}
