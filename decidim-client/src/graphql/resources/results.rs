//! Results of accountability: what is done, and how far it got.

use civic_core::Multiloc;
use civic_core::geo::GeoPoint;
use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Attachment, Classification, Reference};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::records::Content;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::{Translated, list, place};

/// A result: something that is done, and how far it got. The platform calls it `Result`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AccountabilityResult {
    /// The id.
    pub id: Id,
    /// The title.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The description: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// The first day.
    pub start_date: Option<Date>,
    /// The last day.
    pub end_date: Option<Date>,
    /// How far it got, in percent.
    pub progress: Option<f64>,
    /// The status as the site defines it.
    pub status: Option<ResultStatus>,
    /// What happened so far. Since 0.31.
    #[serde(default, deserialize_with = "list::deserialize")]
    milestones: Vec<Milestone>,
    /// What happened so far. Up to 0.30.
    #[serde(default, deserialize_with = "list::deserialize")]
    timeline_entries: Vec<Milestone>,
    /// The result that it is part of.
    pub parent: Option<Reference>,
    /// Its parts, by their ids.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub children: Vec<Reference>,
    /// How many parts it has.
    pub children_count: Option<u64>,
    /// The proposals that it comes from, by their ids. Since 0.31.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub proposals: Vec<Reference>,
    /// Taxonomies, or category and scope.
    #[serde(flatten)]
    pub classification: Classification,
    /// The address, as text. Since 0.31.
    pub address: Option<String>,
    /// Where it is. Since 0.31.
    #[serde(default, deserialize_with = "place::deserialize")]
    pub coordinates: Option<GeoPoint>,
    /// Files and pictures. Since 0.31.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub attachments: Vec<Attachment>,
    /// Comments at every depth.
    pub total_comments_count: Option<u64>,
    /// Whether it can be commented on.
    pub accepts_new_comments: Option<bool>,
    /// Whether comments are for or against.
    pub comments_have_alignment: Option<bool>,
    /// Whether comments can be voted on.
    pub comments_have_votes: Option<bool>,
    /// Its id in another system.
    pub external_id: Option<String>,
    /// The reference that the site gives it.
    pub reference: Option<String>,
    /// Its place among its siblings.
    pub weight: Option<i64>,
    /// How many versions there are. Since 0.31.
    pub versions_count: Option<u64>,
    /// Its page. Since 0.31.
    pub url: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl AccountabilityResult {
    /// What happened so far; up to 0.30 they are timeline entries.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let result = site.results(47).get(5).await?;
    /// for milestone in result.milestones() {
    ///     println!("{:?} {:?}", milestone.entry_date, milestone.title.text("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn milestones(&self) -> &[Milestone] {
        if self.milestones.is_empty() { &self.timeline_entries } else { &self.milestones }
    }
}

/// A status of results, as the site defines it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResultStatus {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// Its name in the site's own words, such as `ongoing`.
    pub key: Option<String>,
    /// What it is called.
    #[serde(default, with = "Translated")]
    pub name: Multiloc,
    /// More on it.
    #[serde(default, with = "Translated")]
    pub description: Multiloc,
    /// How far a result with it got, in percent.
    pub progress: Option<i64>,
    /// The day when it was created.
    pub created_at: Option<Date>,
    /// The day when it was last changed.
    pub updated_at: Option<Date>,
}

/// Something that happened on the way to a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Milestone {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// The title. Since 0.27.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The description: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// The day.
    pub entry_date: Option<Date>,
    /// How many versions of it there are. Since 0.31.
    pub versions_count: Option<u64>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Content for AccountabilityResult {
    const RESOURCE_NAME: &'static str = "results";
    const COMPONENT: &'static str = "Accountability";
    const PAGE: Operation =
        Operation::new("Results", include_str!("../../../graphql/results.graphql"));
    const LIST: &'static str = "results";
    const ONE: &'static str = "result";

    fn id(&self) -> Id {
        self.id
    }
}

impl Client {
    /// The results of an accountability component.
    ///
    /// Servers read them without any order: see [`ContentList::two_passes`](crate::graphql::lists::ContentList::two_passes).
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// for result in site.results(47).list().two_passes().stream().collect_consistent().await? {
    ///     let status = result.status.as_ref().and_then(|status| status.name.choose("ca"));
    ///     println!("{:?} {:?} {status:?}", result.title.text("ca"), result.progress);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn results(&self, component: impl Into<Id>) -> Contents<AccountabilityResult> {
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
        samples::read_every_field::<AccountabilityResult>();
    }

    #[test]
    fn milestones_of_either_name_are_the_milestones() {
        for name in ["timelineEntries", "milestones"] {
            let row = json!({"id": "1", name: [{"id": "2", "entryDate": "2026-05-04"}]});
            let result: AccountabilityResult = serde_json::from_value(row).unwrap();
            assert_eq!(result.milestones().len(), 1, "{name}");
        }
    }
}
