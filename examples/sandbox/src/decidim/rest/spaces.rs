//! Participatory spaces.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::caller::Caller;
use super::extended_data;
use super::failure::{Answer, Failure};
use super::filter::{Column, Filters};
use super::links::{link, space_meta};
use super::page;
use super::publishing::{sees_space, space_kinds};
use super::rendering::{MOST_RELATED, component_type};
use crate::decidim::world::{Kind, Record};
use crate::reply::Reply;

pub(super) fn search(call: &mut Call<'_>, only: Option<Kind>, caller: &Caller) -> Reply {
    let filters = Filters::of(&call.params);
    let has_slug = call.version().has_all_spaces();
    let kinds =
        space_kinds(call.version()).iter().filter(|kind| only.is_none_or(|it| it == **kind));
    let mut rows: Vec<Arc<Record>> = kinds
        .flat_map(|kind| call.world.rows(*kind))
        .filter(|space| sees_space(call, space, caller.acting))
        .filter(|space| {
            filters.pass(|name| match name {
                // A list of one kind does not know it by this name.
                "manifest_name" if only.is_none() => {
                    Some(Column::One(Some(space.kind.list().to_owned())))
                }
                "id" => Some(Column::One(Some(space.id.to_string()))),
                // Only in the server's own language, whichever are asked for.
                "title" => Some(Column::One(
                    space.text_in("title", call.world.main_locale()).map(str::to_owned),
                )),
                "extended_data" => extended_data::column(call, space),
                // Initiatives have no such column: only for them the condition is passed over.
                "slug" if has_slug && space.kind != Kind::Initiative => {
                    Some(Column::One(space.text("slug").map(str::to_owned)))
                }
                _ => None,
            })
        })
        .cloned()
        .collect();
    call.disorder(&mut rows);
    page::list(call, &rows, |call, space| render(call, space))
}

pub(super) fn show(call: &Call<'_>, kind: Kind, id: &str, caller: &Caller) -> Answer {
    let space = id.parse().ok().and_then(|id| call.world.get(kind, id));
    let space = space.filter(|space| sees_space(call, space, caller.acting));
    let space = space.ok_or(Failure::RecordNotFound)?;
    Ok(Reply::json(StatusCode::OK, &json!({"data": render(call, space)})))
}

pub(super) fn render(call: &Call<'_>, space: &Record) -> Value {
    let manifest = space.kind.list();
    let mut attributes = Map::new();
    for name in ["title", "subtitle", "short_description", "description"] {
        attributes.insert(name.to_owned(), call.translated(space.get(name)));
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
        ("created_at", Call::moment(space.created_at)),
        ("updated_at", Call::moment(space.updated_at)),
    ] {
        attributes.insert(name.to_owned(), value);
    }
    // All of them, published or not.
    let components = call.world.owned((space.kind, space.id), Kind::Component);
    let related: Vec<Value> = components
        .iter()
        .take(MOST_RELATED)
        .map(|component| {
            let manifest = component.text("manifest_name").unwrap_or_default();
            json!({"id": component.id.to_string(), "type": component_type(manifest)})
        })
        .collect();
    let list =
        call.address(&format!("/public/components?filter[participatory_space_id_eq]={}", space.id));
    let own = format!("{}/public/{manifest}/{}", call.site(), space.id);
    let organization = call.organization();
    let above =
        format!("{}/system/organizations/{}", call.site(), organization.map_or(0, |it| it.id));
    let name = organization.map_or("", |organization| call.plain(organization.get("name")));
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
            "self": link(own, call.plain(space.get("title")), "GET", space_meta(space)),
            "related": link(above, name, "GET", json!({})),
        },
    })
}
