//! Taxonomies: the terms by which a site sorts what it holds.

use civic_core::Multiloc;
use civic_core::list::source::Key;
use serde::{Deserialize, Serialize};

use super::Reference;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Records;
use crate::graphql::records::Record;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::{Translated, list};

/// A taxonomy of the site, with what is below it. Since 0.30. Of those in
/// [`children`](Self::children) the id may be missing: `Taxonomy<Option<Id>>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Taxonomy<I = Id> {
    /// The id.
    pub id: I,
    /// What it is called.
    #[serde(default, with = "Translated")]
    pub name: Multiloc,
    /// Whether it is at the top. Null on those below in [`children`](Self::children).
    pub is_root: Option<bool>,
    /// The one above; null at the top, and on those below in [`children`](Self::children).
    pub parent: Option<Reference>,
    /// How many are right below it. Since 0.31.
    pub children_count: Option<u64>,
    /// Those right below it, with those right below these. There the query ends, for sites refuse
    /// to go deeper. How many are deeper is in [`children_count`](Self::children_count), since 0.31.
    /// Where the site lists taxonomies of every depth, they also come as rows of their own, each
    /// with its [`parent`](Self::parent).
    #[serde(default, deserialize_with = "list::deserialize")]
    pub children: Vec<Taxonomy<Option<Id>>>,
}

impl Record for Taxonomy {
    const RESOURCE_NAME: &'static str = "taxonomies";
    const ALL: Operation =
        Operation::new("Taxonomies", include_str!("../../../graphql/site.graphql"));
    const PATH: &'static [&'static str] = &["organization", "taxonomies"];

    fn key(&self) -> Key {
        self.id.key()
    }
}

impl Client {
    /// The taxonomies of the site, each with two levels below it. Since 0.30.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut taxonomies = site.taxonomies().list().stream();
    /// while let Some(taxonomy) = taxonomies.try_next().await? {
    ///     println!("{} {:?}", taxonomy.id, taxonomy.name.choose(["ca", "es"]));
    ///     for child in &taxonomy.children {
    ///         println!("  {:?} {:?}", child.id, child.name.choose(["ca", "es"]));
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn taxonomies(&self) -> Records<Taxonomy> {
        Records::new(self)
    }
}
