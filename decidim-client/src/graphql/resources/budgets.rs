//! Budgets, to be spent on projects.

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Classification, Reference};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::records::Content;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::{Translated, list};

/// A budget, to be spent on projects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Budget {
    /// The id.
    pub id: Id,
    /// The title.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The description: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// How much there is to spend, in the site's currency.
    #[serde(rename = "total_budget")]
    total_before_0_33: Option<i64>,
    /// The same, as it is named since 0.33.
    #[serde(rename = "totalBudget")]
    total_since_0_33: Option<i64>,
    /// Its place among the component's budgets. Since 0.31.
    pub weight: Option<i64>,
    /// Taxonomies since 0.31, or a scope up to 0.29.
    #[serde(flatten)]
    pub classification: Classification,
    /// Its projects by their ids; see [`Contents::projects`].
    #[serde(default, deserialize_with = "list::deserialize")]
    pub projects: Vec<Reference>,
    /// How many versions there are.
    pub versions_count: Option<u64>,
    /// Its page. Since 0.31.
    pub url: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Budget {
    /// How much there is to spend, in the site's currency, by whichever of its two names the site has.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let budget = site.budgets(44).get(5).await?;
    /// println!("{:?} to spend", budget.total_budget());
    /// # Ok(())
    /// # }
    /// ```
    pub fn total_budget(&self) -> Option<i64> {
        self.total_since_0_33.or(self.total_before_0_33)
    }
}

impl Content for Budget {
    const RESOURCE_NAME: &'static str = "budgets";
    const COMPONENT: &'static str = "Budgets";
    const PAGE: Operation =
        Operation::new("Budgets", include_str!("../../../graphql/budgets.graphql"));
    const LIST: &'static str = "budgets";
    const ONE: &'static str = "budget";

    fn id(&self) -> Id {
        self.id
    }
}

impl Client {
    /// The budgets of a component. Their projects are read by [`Contents::projects`].
    ///
    /// Servers read them without any order: see [`ContentList::two_passes`](crate::graphql::lists::ContentList::two_passes).
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// for budget in site.budgets(44).list().two_passes().stream().collect_consistent().await? {
    ///     println!("{:?}: {:?}", budget.title.text("ca"), budget.total_budget());
    ///     let projects = site.budgets(44).projects(budget.id).list().stream();
    ///     println!("{} projects", projects.collect_consistent().await?.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn budgets(&self, component: impl Into<Id>) -> Contents<Budget> {
        Contents::new(self, component)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn every_field_is_read() {
        samples::read_every_field::<Budget>();
    }
}
