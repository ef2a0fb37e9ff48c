//! How a record is sorted: by taxonomies since 0.30, by a category and a scope before.

use civic_core::Multiloc;
use serde::{Deserialize, Serialize};

use crate::graphql::id::Id;
use crate::graphql::text::{Translated, list};

/// A taxonomy, a category or a scope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Term {
    /// The id, unique among terms of the kind; null where the site does not give it.
    pub id: Option<Id>,
    /// What it is called.
    #[serde(default, with = "Translated")]
    pub name: Multiloc,
}

/// How a record is sorted. A model holds it flat.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Classification {
    /// Since 0.30.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub taxonomies: Vec<Term>,
    /// Up to 0.29.
    pub category: Option<Term>,
    /// Up to 0.29.
    pub scope: Option<Term>,
}

impl Classification {
    /// All terms, of whichever kind the site's version has.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let proposal = site.proposals(39).get(35).await?;
    /// for term in proposal.classification.terms() {
    ///     println!("{:?}", term.name.choose(["ca", "es"]));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.taxonomies.iter().chain(&self.category).chain(&self.scope)
    }
}
