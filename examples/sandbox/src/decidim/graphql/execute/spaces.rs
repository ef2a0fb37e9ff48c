//! The organization and the participatory spaces.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Run;
use super::failure::Stop;
use super::item::Item;
use super::order;
use super::types::type_name;
use crate::decidim::graphql::schema::Field;
use crate::decidim::version::Version;
use crate::decidim::world::{COMMENTABLE, Kind, Record, SPACES};

impl Run<'_> {
    pub(super) fn organization(&self, field: &str, definition: &Field) -> Option<Item> {
        Some(match field {
            "name" => self.organization_name(&definition.ty),
            "stats" => {
                let spaces = SPACES
                    .iter()
                    .map(|kind| (format!("{}_count", kind.list()), self.world.count(*kind)));
                let content = COMMENTABLE
                    .iter()
                    .chain([&Kind::Comment])
                    .map(|kind| (format!("{}_count", kind.list()), self.world.count(*kind)));
                let users = [("users_count".to_owned(), self.world.count(Kind::User))];
                self.stats(users.into_iter().chain(spaces).chain(content))
            }
            "taxonomies" => self.children(Kind::Taxonomy, None),
            "themeColor" => "#e02d2d".into(),
            _ => return None,
        })
    }

    /// Up to 0.30 a statistic has only a name, later a key and a name for people.
    fn stats(&self, all: impl Iterator<Item = (String, usize)>) -> Item {
        let old = self.version < Version::V0_31;
        let locale = self.world.main_locale();
        let stats = all.map(|(key, value)| {
            let words = key.trim_end_matches("_count").replace('_', " ");
            let name = if old { json!(key) } else { json!({locale: words}) };
            Item::Typed(
                "Statistic",
                json!({"key": key, "name": name, "value": value, "description": {}}),
            )
        });
        Item::List(stats.collect())
    }

    /// The records of a tree below one, or its roots.
    pub(super) fn children(&self, kind: Kind, parent: Option<u64>) -> Item {
        let below = self.world.rows(kind).filter(|record| record.id_in("parent_id") == parent);
        Item::records(below.cloned())
    }

    pub(super) fn space(
        &self,
        space: &Arc<Record>,
        field: &str,
        arguments: &Value,
    ) -> Result<Option<Item>, Stop> {
        Ok(Some(match field {
            "components" => self.components(space, arguments)?,
            "stats" => {
                let components = self.world.owned((space.kind, space.id), Kind::Component);
                let count = |kind| -> usize {
                    let owned = components
                        .iter()
                        .map(|it| self.world.owned((Kind::Component, it.id), kind).len());
                    owned.sum()
                };
                let kinds = [Kind::Proposal, Kind::Meeting, Kind::Result, Kind::Debate];
                let all = kinds.map(|kind| (format!("{}_count", kind.list()), count(kind)));
                self.stats(all.into_iter())
            }
            "manifest" => {
                let locale = self.world.main_locale();
                let name = space.kind.list();
                let single = type_name(space.kind);
                Item::Typed(
                    "ParticipatorySpaceManifest",
                    json!({
                        "name": name,
                        "human_name": {"single": {locale: single}, "plural": {locale: name}},
                    }),
                )
            }
            "categories" => {
                let parents = order::filter(arguments).get("parentId").cloned();
                let rows = self.world.owned((space.kind, space.id), Kind::Category);
                let is_wanted = |category: &Arc<Record>| match &parents {
                    None => true,
                    Some(Value::Null) => category.get("parent_id").is_null(),
                    Some(parents) => {
                        let parent = category.id_in("parent_id").map(|id| id.to_string());
                        let listed = parents.as_array().into_iter().flatten();
                        let mut listed =
                            listed.map(|id| id.as_str().map_or(id.to_string(), str::to_owned));
                        parent.is_some_and(|parent| listed.any(|id| id == parent))
                    }
                };
                Item::records(rows.into_iter().filter(|category| is_wanted(category)))
            }
            "linkedParticipatorySpaces" => {
                let link = json!({
                    "id": 1, "name": "included_participatory_processes",
                    "from_type": "Decidim::Assembly", "to_type": "Decidim::ParticipatoryProcess",
                });
                let is_linked = (space.kind, space.id) == (Kind::Process, 1);
                Item::List(if is_linked {
                    vec![Item::Typed("ParticipatorySpaceLink", link)]
                } else {
                    Vec::new()
                })
            }
            "participatoryProcessGroup" => {
                let group = space.id_in("group_id");
                Item::record(group.and_then(|id| self.world.get(Kind::ProcessGroup, id)))
            }
            "children" => self.children(space.kind, Some(space.id)),
            "childrenCount" => match self.children(space.kind, Some(space.id)) {
                Item::List(children) => Item::count(children.len()),
                other => other,
            },
            "hasSteps" | "allowsSteps" => (space.kind == Kind::Process).into(),
            "url" => {
                let path = space.kind.list().trim_start_matches("participatory_");
                let slug = space.text("slug").unwrap_or_default();
                self.url(&format!("{path}/{slug}"))
            }
            _ => return Ok(None),
        }))
    }

    /// An address on the platform.
    pub(super) fn url(&self, path: &str) -> Item {
        let host = &self.world.settings.host;
        // From 0.32 on an address tells its language.
        let locale = if self.version < Version::V0_32 {
            String::new()
        } else {
            format!("/{}", self.world.main_locale())
        };
        format!("https://{host}{locale}/{path}").into()
    }
}
