//! Hashtags.

use civic_core::list::source::Key;
use serde::{Deserialize, Serialize};

use crate::graphql::client::Client;
use crate::graphql::lists::{RecordList, Records};
use crate::graphql::records::Record;
use crate::graphql::records::operation::Operation;

/// A hashtag that somebody used. Up to 0.30.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Hashtag {
    /// The hashtag without its `#`.
    pub name: String,
}

impl Record for Hashtag {
    const RESOURCE_NAME: &'static str = "hashtags";
    const ALL: Operation =
        Operation::new("Hashtags", include_str!("../../../graphql/site.graphql"));
    const PATH: &'static [&'static str] = &["hashtags"];

    fn key(&self) -> Key {
        Key::of([&self.name])
    }
}

impl Client {
    /// The hashtags that were used on the site. Up to 0.30.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut hashtags = site.hashtags().list().stream();
    /// while let Some(hashtag) = hashtags.try_next().await? {
    ///     println!("#{}", hashtag.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn hashtags(&self) -> Records<Hashtag> {
        Records::new(self)
    }
}

/// Filters.
impl RecordList<Hashtag> {
    /// Only hashtags like this; how much of one must match is up to the site.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let green = site.hashtags().list().named("green").stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn named(self, text: impl Into<String>) -> Self {
        self.variable("name", text.into())
    }
}
