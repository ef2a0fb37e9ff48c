//! Sortitions: proposals drawn by lot.

use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use civic_core::{DateOrDatetime, Multiloc};
use serde::{Deserialize, Serialize};

use super::{Author, Classification};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::records::Content;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::Translated;

/// A drawing of proposals by lot. Up to 0.31.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Sortition {
    /// The id.
    pub id: Id,
    /// The title.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// Who watched: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub witnesses: Multiloc,
    /// More on it: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub additional_info: Multiloc,
    /// What the dice showed, 1 to 6: with the moment, it makes the draw repeatable.
    pub dice: Option<i64>,
    /// How many proposals were to be drawn.
    pub target_items: Option<u64>,
    /// When it was drawn: a day up to 0.30; builds of 0.31 give a moment.
    pub request_timestamp: Option<DateOrDatetime>,
    /// The proposals to draw from, by their ids.
    #[serde(default, with = "numbers")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<u64>"))]
    pub candidate_proposals: Vec<Id>,
    /// The proposals drawn, by their ids.
    #[serde(default, with = "numbers")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<u64>"))]
    pub selected_proposals: Vec<Id>,
    /// The day when it was cancelled; null where it was not.
    pub cancelled_on: Option<Date>,
    /// Why it was cancelled: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub cancel_reason: Multiloc,
    /// Who cancelled it.
    pub cancelled_by_user: Option<Author>,
    /// Who drew; null where the site itself did.
    pub author: Option<Author>,
    /// Taxonomies, or a category: what the proposals were limited to.
    #[serde(flatten)]
    pub classification: Classification,
    /// Comments at every depth.
    pub total_comments_count: Option<u64>,
    /// Whether it can be commented on.
    pub accepts_new_comments: Option<bool>,
    /// Whether comments are for or against.
    pub comments_have_alignment: Option<bool>,
    /// Whether comments can be voted on.
    pub comments_have_votes: Option<bool>,
    /// The reference that the site gives it.
    pub reference: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

/// Ids that the wire has as numbers.
mod numbers {
    use serde::{Deserializer, Serializer};

    use crate::graphql::id::Id;
    use crate::graphql::text::list;

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Id>, D::Error> {
        list::deserialize(deserializer)
    }

    pub(super) fn serialize<S: Serializer>(ids: &[Id], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(ids.iter().map(|id| id.number()))
    }
}

impl Content for Sortition {
    const RESOURCE_NAME: &'static str = "sortitions";
    const COMPONENT: &'static str = "Sortitions";
    const PAGE: Operation =
        Operation::new("Sortitions", include_str!("../../../graphql/sortitions.graphql"));
    const LIST: &'static str = "sortitions";
    const ONE: &'static str = "sortition";

    fn id(&self) -> Id {
        self.id
    }
}

impl Client {
    /// The sortitions of a component. Up to 0.31.
    ///
    /// Servers read them without any order: see [`ContentList::two_passes`](crate::graphql::lists::ContentList::two_passes).
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut sortitions = site.sortitions(49).list().two_passes().stream();
    /// while let Some(sortition) = sortitions.try_next().await? {
    ///     println!("drawn with {:?}: {:?}", sortition.dice, sortition.selected_proposals);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn sortitions(&self, component: impl Into<Id>) -> Contents<Sortition> {
        Contents::new(self, component)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples;
    use super::*;

    #[test]
    fn every_field_is_read() {
        samples::read_every_field::<Sortition>();
    }

    #[test]
    fn the_draw_may_have_a_moment() {
        let row = json!({"id": "1", "requestTimestamp": "2026-05-04T10:00:00Z"});
        let sortition: Sortition = serde_json::from_value(row).unwrap();
        assert!(matches!(sortition.request_timestamp, Some(DateOrDatetime::Datetime(_))));
    }
}
