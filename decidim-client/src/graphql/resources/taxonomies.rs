//! Taxonomies: the terms by which a site sorts what it holds.

use std::collections::{BTreeMap, BTreeSet};

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

impl Taxonomy {
    /// The ids of all taxonomies below this one, of those that [`Client::taxonomies`] lists, so that one kind
    /// of a record's [taxonomies](super::Classification::taxonomies) can be told from the others:
    /// districts from themes.
    ///
    /// Sites that list only those at the top show two levels below them. Where there are deeper ones, which
    /// are rare, their ids are not here.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let all = site.taxonomies().list().stream().collect_consistent().await?;
    /// let root = all.iter().find(|root| root.name.get("en") == Some("Districts"));
    /// let districts = root.map(|root| root.below(&all)).unwrap_or_default();
    ///
    /// let proposal = site.proposals(39).get(35).await?;
    /// for term in &proposal.classification.taxonomies {
    ///     let is_district = term.id.is_some_and(|id| districts.contains(&id));
    ///     println!("{} {:?}", if is_district { "district" } else { "theme" }, term.name.text("en"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("children", "subtree", "descendants"))]
    pub fn below(&self, all: &[Self]) -> BTreeSet<Id> {
        let mut right_below: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
        for taxonomy in all {
            if let Some(parent) = taxonomy.parent.and_then(|parent| parent.id) {
                right_below.entry(parent).or_default().push(taxonomy.id);
            }
            note_children(taxonomy.id, &taxonomy.children, &mut right_below);
        }
        note_children(self.id, &self.children, &mut right_below);
        let (mut below, mut open) = (BTreeSet::new(), vec![self.id]);
        while let Some(id) = open.pop() {
            let children = right_below.get(&id).into_iter().flatten();
            open.extend(children.filter(|child| below.insert(**child)));
        }
        below
    }
}

fn note_children(
    parent: Id,
    children: &[Taxonomy<Option<Id>>],
    right_below: &mut BTreeMap<Id, Vec<Id>>,
) {
    for child in children {
        if let Some(id) = child.id {
            right_below.entry(parent).or_default().push(id);
            note_children(id, &child.children, right_below);
        }
    }
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
    ///     println!("{} {:?}", taxonomy.id, taxonomy.name.text(["ca", "es"]));
    ///     for child in &taxonomy.children {
    ///         println!("  {:?} {:?}", child.id, child.name.text(["ca", "es"]));
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn taxonomies(&self) -> Records<Taxonomy> {
        Records::new(self)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(rows: Value) -> Vec<Taxonomy> {
        serde_json::from_value(rows).unwrap()
    }

    fn below(all: &[Taxonomy], root: u64) -> Vec<u64> {
        let root = all.iter().find(|it| it.id.number() == root).unwrap();
        root.below(all).into_iter().map(Id::number).collect()
    }

    // `organization_type.rb` in one state: `object.taxonomies.roots`, with `children` in `taxonomy_type.rb`.
    #[test]
    fn those_below_are_found_where_only_the_roots_are_listed() {
        let all = read(json!([
            {"id": "1", "isRoot": true, "parent": null, "children": [
                {"id": "2", "children": [{"id": "3"}]}, {"id": "4", "children": []}]},
            {"id": "5", "isRoot": true, "parent": null, "children": [{"id": "6"}]},
        ]));
        assert_eq!((below(&all, 1), below(&all, 5)), (vec![2, 3, 4], vec![6]));
    }

    // In another: all of them, with `parent` and `children_count` in `taxonomy_type.rb`.
    #[test]
    fn those_below_are_found_where_every_depth_is_listed_by_its_parent() {
        let of = |id: u64, parent: Option<u64>| {
            let parent = parent.map(|id| json!({"id": id.to_string()}));
            json!({"id": id.to_string(), "parent": parent})
        };
        let all = read(json!([
            of(4, Some(3)),
            of(3, Some(2)),
            of(2, Some(1)),
            of(1, None),
            of(6, Some(5)),
            of(5, None),
        ]));
        assert_eq!((below(&all, 1), below(&all, 5)), (vec![2, 3, 4], vec![6]));
        assert_eq!(below(&all, 4), [0; 0]);
        // A circle, which no site should have, ends all the same.
        assert_eq!(below(&read(json!([of(1, Some(2)), of(2, Some(1))])), 1), [1, 2]);
    }
}
