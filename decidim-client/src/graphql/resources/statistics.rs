//! Figures that a site or a space shows of itself.

use civic_core::Multiloc;
use serde::{Deserialize, Serialize};

use crate::graphql::text::Translated;

/// A figure that a site or a space shows of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Statistic {
    /// What it counts, such as `users_count`. Since 0.31.
    key: Option<String>,
    /// What it counts, in words. Up to 0.30 the key stands here, under the language `und`.
    #[serde(default, with = "Translated")]
    pub name: Multiloc,
    /// More on what it counts. Since 0.31.
    #[serde(default, with = "Translated")]
    pub description: Multiloc,
    /// The figure.
    pub value: Option<i64>,
}

impl Statistic {
    /// What it counts, such as `users_count`.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let organization = site.organization().await?;
    /// let users = organization.stats.iter().find(|figure| figure.key() == Some("users_count"));
    /// println!("{:?} people", users.and_then(|figure| figure.value));
    /// # Ok(())
    /// # }
    /// ```
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref().or_else(|| self.name.get("und"))
    }
}
