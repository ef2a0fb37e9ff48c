//! What several resources have in common.

use serde_json::{Map, Value, json};

use super::call::Call;
use crate::decidim::world::{Kind, Record};

/// At most so many related resources are named.
pub(super) const MOST_RELATED: usize = 50;

/// What the module calls a component of this manifest: `proposals` gives `proposal_component`.
pub(super) fn component_type(manifest: &str) -> String {
    match manifest {
        "accountability" | "dummy" => format!("{manifest}_component"),
        _ => format!("{}_component", manifest.strip_suffix('s').unwrap_or(manifest)),
    }
}

/// What the module calls content of this kind.
pub(super) fn content_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Proposal => "proposal",
        Kind::Meeting => "meeting",
        Kind::Budget => "budget",
        Kind::Result => "result",
        Kind::Debate => "debate",
        Kind::Post => "blog",
        Kind::Page => "page",
        Kind::Survey => "survey",
        Kind::Sortition => "sortition",
        Kind::Election => "election",
        _ => "resource",
    }
}

/// Space and component of a piece of content, as relationships.
pub(super) fn placed(component: &Record, space: &Record) -> Map<String, Value> {
    let manifest = component.text("manifest_name").unwrap_or_default();
    Map::from_iter([
        (
            "space".to_owned(),
            json!({"data": {"id": space.id.to_string(), "type": space.kind.list()}}),
        ),
        (
            "component".to_owned(),
            json!({"data": {"id": component.id.to_string(), "type": component_type(manifest)}}),
        ),
    ])
}

impl Call<'_> {
    /// The component that content is in, and its space; published or not.
    pub(super) fn home(&self, record: &Record) -> Option<(&Record, &Record)> {
        let component = self.world.component_of(record)?;
        let space = self.world.space_of(component)?;
        Some((component.as_ref(), space.as_ref()))
    }

    /// The texts of a translated column, for filters.
    pub(super) fn texts(&self, text: &Value) -> Vec<String> {
        let locales = self.world.site.locales.iter();
        locales.filter_map(|locale| text.get(locale)?.as_str()).map(str::to_owned).collect()
    }

    /// Puts the rows of a list without an order of its own into any order.
    pub(super) fn disorder<T>(&mut self, rows: &mut [T]) {
        if self.settings().unordered_lists {
            self.world.rng.shuffle(rows);
        }
    }
}
