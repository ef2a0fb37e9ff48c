//! Groups of participatory processes.

use civic_core::Multiloc;
use civic_core::list::source::Key;
use serde::{Deserialize, Serialize};

use super::Reference;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Records;
use crate::graphql::records::operation::Operation;
use crate::graphql::records::{ById, Identified, Record};
use crate::graphql::text::{Translated, list};

/// A group of participatory processes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ParticipatoryProcessGroup {
    /// The id.
    pub id: Id,
    /// What it is called.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The description: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// Where the large picture is.
    pub hero_image: Option<String>,
    /// Its processes, those that this caller may not see left out.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub participatory_processes: Vec<Reference>,
}

impl Record for ParticipatoryProcessGroup {
    const RESOURCE_NAME: &'static str = "groups of participatory processes";
    const ALL: Operation = Operation::new(
        "ParticipatoryProcessGroups",
        include_str!("../../../graphql/participatory_processes.graphql"),
    );
    const PATH: &'static [&'static str] = &["participatoryProcessGroups"];

    const BY_ID: Option<ById> = Some(ById::of::<Self>());

    fn key(&self) -> Key {
        self.id.key()
    }
}

impl Identified for ParticipatoryProcessGroup {
    const ONE: &'static [&'static str] = &["participatoryProcessGroup"];

    fn id(&self) -> Id {
        self.id
    }
}

impl Client {
    /// The groups of participatory processes of the site.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut groups = site.participatory_process_groups().list().stream();
    /// while let Some(group) = groups.try_next().await? {
    ///     println!("{:?}: {} processes", group.title.text("ca"), group.participatory_processes.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn participatory_process_groups(&self) -> Records<ParticipatoryProcessGroup> {
        Records::new(self)
    }
}
