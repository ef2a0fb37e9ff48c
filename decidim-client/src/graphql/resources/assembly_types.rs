//! Types of assemblies.

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

/// A type of assemblies. Up to 0.31.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AssemblyType {
    /// The id.
    pub id: Id,
    /// What it is called.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The assemblies of the type, those that this caller may not see left out.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub assemblies: Vec<Reference>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Record for AssemblyType {
    const RESOURCE_NAME: &'static str = "types of assemblies";
    const ALL: Operation =
        Operation::new("AssemblyTypes", include_str!("../../../graphql/assemblies.graphql"));
    const PATH: &'static [&'static str] = &["assembliesTypes"];

    const BY_ID: Option<ById> = Some(ById::of::<Self>());

    fn key(&self) -> Key {
        self.id.key()
    }
}

impl Identified for AssemblyType {
    const ONE: &'static [&'static str] = &["assembliesType"];

    fn id(&self) -> Id {
        self.id
    }
}

impl Client {
    /// The types of assemblies of the site. Up to 0.31.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut types = site.assembly_types().list().stream();
    /// while let Some(kind) = types.try_next().await? {
    ///     println!("{:?}: {} assemblies", kind.title.text("ca"), kind.assemblies.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn assembly_types(&self) -> Records<AssemblyType> {
        Records::new(self)
    }
}
