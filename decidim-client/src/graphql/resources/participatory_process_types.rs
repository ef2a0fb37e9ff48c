//! Types of participatory processes.

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use serde::{Deserialize, Serialize};

use super::Reference;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Records;
use crate::graphql::records::operation::Operation;
use crate::graphql::records::{ById, Identified, Record};
use crate::graphql::text::{Translated, list};

/// A type of participatory processes. From 0.27 to 0.31.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ParticipatoryProcessType {
    /// The id.
    pub id: Id,
    /// What it is called.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The processes of the type, those that this caller may not see left out.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub processes: Vec<Reference>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Record for ParticipatoryProcessType {
    const RESOURCE_NAME: &'static str = "types of participatory processes";
    const ALL: Operation = Operation::new(
        "ParticipatoryProcessTypes",
        include_str!("../../../graphql/participatory_processes.graphql"),
    );
    const PATH: &'static [&'static str] = &["participatoryProcessTypes"];

    const BY_ID: Option<ById> = Some(ById::of::<Self>());

    fn key(&self) -> Key {
        self.id.key()
    }
}

impl Identified for ParticipatoryProcessType {
    const ONE: &'static [&'static str] = &["participatoryProcessType"];

    fn id(&self) -> Id {
        self.id
    }
}

impl Client {
    /// The types of participatory processes of the site. From 0.27 to 0.31.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut types = site.participatory_process_types().list().stream();
    /// while let Some(kind) = types.try_next().await? {
    ///     println!("{:?}: {} processes", kind.title.text("ca"), kind.processes.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn participatory_process_types(&self) -> Records<ParticipatoryProcessType> {
        Records::new(self)
    }
}
