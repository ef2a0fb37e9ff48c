//! Metrics: how a site's figures grew.

use civic_core::list::source::Key;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::SpaceKind;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::{RecordList, Records};
use crate::graphql::records::Record;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::list;

/// A figure and how it grew. Up to 0.30.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Metric {
    /// What is counted: `users`, `proposals`, `votes` and the like.
    pub name: String,
    /// The figure of now.
    pub count: Option<i64>,
    /// The figure of each of the last days, 60 at most, newest first.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub history: Vec<MetricHistory>,
}

/// The figure of a day. Up to 0.30.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MetricHistory {
    /// The day, as the site writes it: `2026-03-01`; null where it does not give it.
    pub key: Option<String>,
    /// The figure.
    pub value: Option<i64>,
}

impl Record for Metric {
    const RESOURCE_NAME: &'static str = "metrics";
    const ALL: Operation = Operation::new("Metrics", include_str!("../../../graphql/site.graphql"));
    const PATH: &'static [&'static str] = &["metrics"];

    fn key(&self) -> Key {
        Key::of([&self.name])
    }
}

impl Client {
    /// The figures of the site and how they grew. Up to 0.30; since, the figures of now stand in
    /// [`Organization::stats`](super::Organization::stats).
    ///
    /// ```no_run
    /// # use decidim_client::graphql::{Client, resources::SpaceKind};
    /// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
    /// let growth = site.metrics().list().named(["proposals", "comments"]);
    /// let mut metrics = growth.of_space(SpaceKind::Assembly, 4).stream();
    /// while let Some(metric) = metrics.try_next().await? {
    ///     println!("{} {:?}", metric.name, metric.count);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn metrics(&self) -> Records<Metric> {
        Records::new(self)
    }
}

/// Filters.
impl RecordList<Metric> {
    /// Only metrics of these names; without any, all.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut proposals = site.metrics().list().named(["proposals"]).stream();
    /// while let Some(metric) = proposals.try_next().await? {
    ///     for day in metric.history {
    ///         println!("{:?} {:?}", day.key, day.value);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn named(self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let names: Vec<Value> = names.into_iter().map(|name| name.into().into()).collect();
        self.variable("names", names)
    }

    /// Counts within one space instead of the whole site.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::SpaceKind;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let figures = site.metrics().list().of_space(SpaceKind::ParticipatoryProcess, 2).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn of_space(self, kind: SpaceKind, id: impl Into<Id>) -> Self {
        self.variable("spaceType", kind.class()).variable("spaceId", id.into().number())
    }
}
