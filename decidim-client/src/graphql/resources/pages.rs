//! Pages of page components.

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::records::Content;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::Translated;

/// A page of a component.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Page {
    /// The id.
    pub id: Id,
    /// The title: the component's name.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The text: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub body: Multiloc,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Content for Page {
    const RESOURCE_NAME: &'static str = "pages";
    const COMPONENT: &'static str = "Pages";
    const PAGE: Operation = Operation::new("Pages", include_str!("../../../graphql/pages.graphql"));
    const LIST: &'static str = "pages";
    const ONE: &'static str = "page";

    fn id(&self) -> Id {
        self.id
    }
}

impl Client {
    /// The pages of a component, which has one as a rule.
    ///
    /// Servers read them without any order: see [`ContentList::two_passes`](crate::graphql::lists::ContentList::two_passes).
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut pages = site.pages(33).list().stream();
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("{:?}", page.body.choose("ca").map(|body| body.html()));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(&self, component: impl Into<Id>) -> Contents<Page> {
        Contents::new(self, component)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn every_field_is_read() {
        samples::read_every_field::<Page>();
    }
}
