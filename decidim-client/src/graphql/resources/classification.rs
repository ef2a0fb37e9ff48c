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
    /// The taxonomies or, up to 0.29, the category, of which a record has one at most.
    ///
    /// The scope, by area, is a field of its own, [`scope`](Self::scope). Since 0.30 taxonomies stand for both:
    /// themes, districts and whatever else the site sorts by are mixed, and a record's own do not say which
    /// they are. The site's list of taxonomies does: keep those
    /// [below](super::Taxonomy::below) the one that you want.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let proposal = site.proposals(39).get(35).await?;
    /// for term in proposal.classification.taxonomies_or_category() {
    ///     println!("{:?}", term.name.text(["ca", "es"]));
    /// }
    ///
    /// // Since 0.30, only the themes:
    /// let all = site.taxonomies().list().stream().collect_consistent().await?;
    /// let themes = all.iter().find(|root| root.name.get("en") == Some("Themes"));
    /// let themes = themes.map(|root| root.below(&all)).unwrap_or_default();
    /// let is_theme = |id| themes.contains(&id);
    /// let mut terms = proposal.classification.taxonomies_or_category();
    /// let theme = terms.find(|term| term.id.is_some_and(is_theme));
    /// # Ok(())
    /// # }
    /// ```
    pub fn taxonomies_or_category(&self) -> impl Iterator<Item = &Term> {
        self.taxonomies.iter().chain(&self.category)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names(json: serde_json::Value) -> Vec<String> {
        let record: Classification = serde_json::from_value(json).unwrap();
        let names = record.taxonomies_or_category().map(|it| it.name.choose("en").unwrap().text);
        names.map(str::to_owned).collect()
    }

    #[test]
    fn a_scope_is_no_category() {
        let term =
            |name| json!({"id": "1", "name": {"translations": [{"locale": "en", "text": name}]}});
        let old = json!({"category": term("Green"), "scope": term("North")});
        assert_eq!(names(old), ["Green"]);
        assert_eq!(names(json!({"category": null, "scope": term("North")})), [""; 0]);
        assert_eq!(
            names(json!({"taxonomies": [term("Green"), term("North")]})),
            ["Green", "North"]
        );
    }
}
