//! Projects on which a budget may be spent.

use civic_core::Multiloc;
use civic_core::geo::GeoPoint;
use civic_core::jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Attachment, Budget, Classification, Reference};
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::lists::Listed;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::{Translated, list, place};

const OF_BUDGET: Operation =
    Operation::new("BudgetProjects", include_str!("../../../graphql/budgets.graphql"));

const PATH: &[&str] = &["component", "budget", "projects"];

/// A project on which a budget may be spent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Project {
    /// The id.
    pub id: Id,
    /// The title.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The description: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// What it costs, in the site's currency.
    #[serde(rename = "budget_amount")]
    pub budget_amount: Option<i64>,
    /// Whether it was chosen.
    pub selected: Option<bool>,
    /// When it was chosen. Since 0.31.
    pub selected_at: Option<Timestamp>,
    /// Votes; null while they are hidden. Since 0.31.
    pub confirmed_votes: Option<u64>,
    /// Taxonomies, or category and scope.
    #[serde(flatten)]
    pub classification: Classification,
    /// The address, as text. Since 0.31.
    pub address: Option<String>,
    /// Where it is. Since 0.31.
    #[serde(default, deserialize_with = "place::deserialize")]
    pub coordinates: Option<GeoPoint>,
    /// The proposals that it comes from, by their ids. Since 0.31.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub related_proposals: Vec<Reference>,
    /// Files and pictures.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub attachments: Vec<Attachment>,
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
    /// The reference that the site gives it.
    pub reference: Option<String>,
    /// How many versions there are. Since 0.31.
    pub versions_count: Option<u64>,
    /// Its page. Since 0.31.
    pub url: Option<String>,
    /// The page of its budget. Since 0.31.
    pub budget_url: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Contents<Budget> {
    /// The projects of the budget with this id, which come in one answer. No version gives a single one.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Client;
    /// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
    /// let budgets = site.budgets(12);
    /// let mut list = budgets.list().stream();
    /// while let Some(budget) = list.try_next().await? {
    ///     let mut projects = budgets.projects(budget.id).list().stream();
    ///     while let Some(project) = projects.try_next().await? {
    ///         println!("{:?} {:?}", project.title.text("en"), project.budget_amount);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn projects(&self, id: impl Into<Id>) -> Listed<Project> {
        let key = |project: &Project| project.id.key();
        self.of_record(id.into(), OF_BUDGET, PATH, "projects", key)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn every_field_is_read() {
        samples::read_every_field_at::<Project>(OF_BUDGET, PATH);
        samples::read_next_to_nothing::<Project>(OF_BUDGET, PATH);
    }
}
