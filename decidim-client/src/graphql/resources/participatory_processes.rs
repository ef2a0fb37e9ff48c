//! Participatory processes.

use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use civic_core::{DateOrDatetime, Multiloc};
use serde::{Deserialize, Serialize};

use super::space_model::space;
use super::{AccessMode, Attachment, Category, Classification, Reference, SpaceLink};
use crate::graphql::client::Client;
use crate::graphql::get::Get;
use crate::graphql::id::Id;
use crate::graphql::lists::{RecordList, Records};
use crate::graphql::members::Sort;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::{Translated, list};

const ALL: Operation = Operation::new(
    "ParticipatoryProcesses",
    include_str!("../../../graphql/participatory_processes.graphql"),
);

space! {
    /// A participatory process.
    pub struct ParticipatoryProcess ("participatory processes", ALL) {
        /// The subtitle.
        #[serde(default, with = "Translated")]
        pub subtitle: Multiloc,
        /// The short description: HTML.
        #[serde(default, with = "Translated")]
        #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
        pub short_description: Multiloc,
        /// A notice: HTML. Up to 0.30.
        #[serde(default, with = "Translated")]
        #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
        pub announcement: Multiloc,
        /// Who takes part.
        #[serde(default, with = "Translated")]
        pub target: Multiloc,
        /// What is decided.
        #[serde(default, with = "Translated")]
        pub participatory_scope: Multiloc,
        /// How it is decided.
        #[serde(default, with = "Translated")]
        pub participatory_structure: Multiloc,
        /// Who promotes it.
        #[serde(default, with = "Translated")]
        pub developer_group: Multiloc,
        /// The area of the organization.
        #[serde(default, with = "Translated")]
        pub local_area: Multiloc,
        /// A further scope, in words.
        #[serde(default, with = "Translated")]
        pub meta_scope: Multiloc,
        /// The first day.
        pub start_date: Option<Date>,
        /// The last day.
        pub end_date: Option<Date>,
        /// The steps.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub steps: Vec<Step>,
        /// Whether it may have steps. Since 0.31.
        pub allows_steps: Option<bool>,
        /// Whether it has steps. Since 0.31.
        pub has_steps: Option<bool>,
        /// Taxonomies, or a scope.
        #[serde(flatten)]
        pub classification: Classification,
        /// The categories of what it holds.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub categories: Vec<Category>,
        /// The group that it belongs to.
        pub participatory_process_group: Option<Reference>,
        /// Links to other spaces.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub linked_participatory_spaces: Vec<SpaceLink>,
        /// Files and pictures.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub attachments: Vec<Attachment>,
        /// Who may see it and take part. Since 0.32.
        pub access_mode: Option<AccessMode>,
        /// Whether the site promotes it.
        pub promoted: Option<bool>,
        /// The hashtag without its `#`. Up to 0.30.
        pub hashtag: Option<String>,
        /// The reference that the site gives it.
        pub reference: Option<String>,
        /// Where the large picture is.
        pub hero_image: Option<String>,
        /// Where the banner is. Up to 0.28.
        pub banner_image: Option<String>,
        /// Its page. Since 0.31.
        pub url: Option<String>,
        /// When it was published.
        pub published_at: Option<Timestamp>,
    }
}

/// A step of a process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Step {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// The title.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The description: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// When it begins: a day up to 0.27, a moment since.
    pub start_date: Option<DateOrDatetime>,
    /// When it ends: a day up to 0.27, a moment since.
    pub end_date: Option<DateOrDatetime>,
    /// Whether it is the current one.
    pub active: Option<bool>,
    /// Its place among the steps, from 0.
    pub position: Option<i64>,
    /// The path that its button leads to.
    pub call_to_action_path: Option<String>,
    /// What its button says.
    #[serde(default, with = "Translated")]
    pub call_to_action_text: Multiloc,
}

impl Client {
    /// The participatory processes of the site.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut processes = site.participatory_processes().list().stream();
    /// while let Some(process) = processes.try_next().await? {
    ///     let current = process.steps.iter().find(|step| step.active == Some(true));
    ///     println!("{:?} {:?}", process.slug, current.map(|step| step.title.text("ca")));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn participatory_processes(&self) -> Records<ParticipatoryProcess> {
        Records::new(self)
    }
}

/// Reading by slug.
impl Records<ParticipatoryProcess> {
    /// The process with this slug.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let process = site.participatory_processes().get_by_slug("budget-2026").await?;
    /// println!("{} {:?} to {:?}", process.id, process.start_date, process.end_date);
    /// # Ok(())
    /// # }
    /// ```
    pub fn get_by_slug(&self, slug: &str) -> Get<ParticipatoryProcess> {
        self.get_by("slug", "String", slug.to_owned())
    }
}

/// What only processes have beside the [filters and orders of all spaces](super::SpaceRecord).
impl RecordList<ParticipatoryProcess> {
    /// Sorts by their first day.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Sort;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let latest = site.participatory_processes().list().by_start_date(Sort::Desc).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn by_start_date(self, sort: Sort) -> Self {
        self.sorted("startDate", sort)
    }
}
