//! Participatory spaces.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::failure::{Answer, Failure};
use super::filter::{Column, Filters};
use super::links::{link, space_meta};
use super::page;
use super::publishing::space_kinds;
use super::rendering::{MOST_RELATED, component_type};
use super::visit::Visit;
use crate::decidim::world::{Kind, Record};
use crate::reply::Reply;

pub(super) fn search(visit: &mut Visit<'_>, only: Option<Kind>) -> Reply {
    let filters = Filters::of(&visit.params);
    let has_slug = visit.version().has_all_spaces();
    let kinds =
        space_kinds(visit.version()).iter().filter(|kind| only.is_none_or(|it| it == **kind));
    let mut rows: Vec<Arc<Record>> = kinds
        .flat_map(|kind| visit.world.rows(*kind))
        .filter(|space| is_published(space))
        .filter(|space| {
            filters.pass(|name| match name {
                "manifest_name" => Some(Column::One(Some(space.kind.list().to_owned()))),
                "id" => Some(Column::One(Some(space.id.to_string()))),
                "title" => Some(Column::Many(visit.texts(space.get("title")))),
                "slug" if has_slug => Some(Column::One(space.text("slug").map(str::to_owned))),
                _ => None,
            })
        })
        .cloned()
        .collect();
    visit.disorder(&mut rows);
    page::list(visit, &rows, |visit, space| render(visit, space))
}

pub(super) fn show(visit: &Visit<'_>, kind: Kind, id: &str) -> Answer {
    let space = id.parse().ok().and_then(|id| visit.world.get(kind, id));
    let space = space.filter(|space| is_published(space)).ok_or(Failure::RecordNotFound)?;
    Ok(Reply::json(StatusCode::OK, &json!({"data": render(visit, space)})))
}

fn is_published(space: &Record) -> bool {
    !space.get("published_at").is_null()
}

fn render(visit: &Visit<'_>, space: &Record) -> Value {
    let manifest = space.kind.list();
    let mut attributes = Map::new();
    for name in ["title", "subtitle", "short_description", "description"] {
        attributes.insert(name.to_owned(), visit.translated(space.get(name)));
    }
    let visibility = match (space.flag("private_space"), space.flag("is_transparent")) {
        (true, _) => "private",
        (false, true) => "transparent",
        (false, false) => "public",
    };
    for (name, value) in [
        ("manifest_name", json!(manifest)),
        ("participatory_space_type", json!(space.kind.class())),
        ("visibility", json!(visibility)),
        ("created_at", Visit::moment(space.created_at)),
        ("updated_at", Visit::moment(space.updated_at)),
    ] {
        attributes.insert(name.to_owned(), value);
    }
    // All of them, published or not.
    let components = visit.world.owned((space.kind, space.id), Kind::Component);
    let related: Vec<Value> = components
        .iter()
        .take(MOST_RELATED)
        .map(|component| {
            let manifest = component.text("manifest_name").unwrap_or_default();
            json!({"id": component.id.to_string(), "type": component_type(manifest)})
        })
        .collect();
    let list = visit
        .address(&format!("/public/components?filter[participatory_space_id_eq]={}", space.id));
    let own = format!("{}/public/{manifest}/{}", visit.site(), space.id);
    let organization = visit.organization();
    let above =
        format!("{}/system/organizations/{}", visit.site(), organization.map_or(0, |it| it.id));
    let name = organization.map_or("", |organization| visit.plain(organization.get("name")));
    json!({
        "id": space.id.to_string(),
        "type": "space",
        "attributes": attributes,
        "relationships": {"components": {
            "data": related,
            "meta": {"count": components.len()},
            "links": {
                "self": link(list, "Component list for this space", "GET", space_meta(space)),
            },
        }},
        "links": {
            "self": link(own, visit.plain(space.get("title")), "GET", space_meta(space)),
            "related": link(above, name, "GET", json!({})),
        },
    })
}
