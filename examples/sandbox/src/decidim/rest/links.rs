//! Link objects. Many of their addresses lead nowhere, on the real servers as here.

use serde_json::{Map, Value, json};

use super::call::Call;
use crate::decidim::world::Record;

/// A link with its `meta`, to which the method is added.
pub(super) fn link(href: impl Into<String>, title: &str, method: &str, meta: Value) -> Value {
    let mut meta = match meta {
        Value::Object(meta) => meta,
        _ => Map::new(),
    };
    meta.insert("action_method".to_owned(), json!(method));
    json!({"href": href.into(), "title": title, "rel": "resource", "meta": meta})
}

/// What links say about a space.
pub(super) fn space_meta(space: &Record) -> Value {
    json!({"space_id": space.id.to_string(), "space_manifest": space.kind.list()})
}

/// What links say about a component and its space.
pub(super) fn component_meta(component: &Record, space: &Record) -> Value {
    json!({
        "space_id": space.id.to_string(),
        "space_manifest": space.kind.list(),
        "component_id": component.id.to_string(),
        "component_manifest": component.get("manifest_name"),
    })
}

/// What links say about a piece of content.
pub(super) fn resource_meta(id: u64, component: &Record, space: &Record) -> Value {
    let mut meta = component_meta(component, space);
    if let Some(meta) = meta.as_object_mut() {
        meta.insert("resource_id".to_owned(), json!(id.to_string()));
    }
    meta
}

impl Call<'_> {
    /// An address below the module's prefix.
    pub(super) fn address(&self, path: &str) -> String {
        format!("{}{}{path}", self.site(), self.version().prefix())
    }

    /// A stored text in the main language.
    pub(super) fn plain<'t>(&self, text: &'t Value) -> &'t str {
        text.get(self.world.main_locale()).and_then(Value::as_str).unwrap_or_default()
    }

    /// The links of a piece of content (`proposals`, `Proposals`).
    pub(super) fn content_links(
        &self,
        id: u64,
        family: &str,
        title: &str,
        component: &Record,
        space: &Record,
    ) -> Map<String, Value> {
        let meta = || resource_meta(id, component, space);
        let related = link(
            format!("{}/public/components/{}", self.site(), component.id),
            self.plain(component.get("name")),
            "GET",
            component_meta(component, space),
        );
        let own = self.address(&format!("/{family}/{id}"));
        let all = self.address(&format!("/{family}"));
        Map::from_iter([
            ("related".to_owned(), related),
            ("self".to_owned(), link(own, &format!("{title} Details"), "GET", meta())),
            ("collection".to_owned(), link(all, &format!("{title} List"), "GET", meta())),
        ])
    }
}
