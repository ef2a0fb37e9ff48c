//! Components of the spaces.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::caller::Caller;
use super::component_meta::meta;
use super::drafts;
use super::extended_data;
use super::failure::{Answer, Failure};
use super::filter::{Column, Filters};
use super::links::{link, resource_meta, space_meta};
use super::page;
use super::publishing::is_shown;
use super::rendering::{MOST_RELATED, component_type, content_type};
use crate::decidim::world::{Kind, Record};
use crate::reply::Reply;

pub(super) fn search(call: &mut Call<'_>, only: Option<&str>, caller: &Caller) -> Reply {
    let filters = Filters::of(&call.params);
    let mut rows: Vec<Arc<Record>> = call
        .world
        .rows(Kind::Component)
        .filter(|component| only.is_none_or(|it| component.text("manifest_name") == Some(it)))
        .filter(|component| is_shown(call, component, caller.acting))
        .filter(|component| {
            let owner = component.owner;
            filters.pass(|name| match name {
                "manifest_name" if only.is_none() => {
                    Some(Column::One(component.text("manifest_name").map(str::to_owned)))
                }
                "id" => Some(Column::One(Some(component.id.to_string()))),
                "participatory_space_id" => Some(Column::One(owner.map(|(_, id)| id.to_string()))),
                "participatory_space_type" => {
                    Some(Column::One(owner.map(|(kind, _)| kind.class().to_owned())))
                }
                "name" => Some(Column::Many(call.texts(component.get("name")))),
                "extended_data" => extended_data::column(call, component),
                _ => None,
            })
        })
        .cloned()
        .collect();
    call.disorder(&mut rows);
    page::list(call, &rows, |call, component| render(call, component, caller))
}

/// Any of this manifest: neither the space nor the caller is looked at.
pub(super) fn show(call: &Call<'_>, manifest: &str, id: &str, caller: &Caller) -> Answer {
    let component = id.parse().ok().and_then(|id| call.world.get(Kind::Component, id));
    let component = component
        .filter(|component| component.text("manifest_name") == Some(manifest))
        .ok_or(Failure::RecordNotFound)?;
    Ok(Reply::json(StatusCode::OK, &json!({"data": render(call, component, caller)})))
}

fn render(call: &Call<'_>, component: &Record, caller: &Caller) -> Value {
    let manifest = component.text("manifest_name").unwrap_or_default();
    let family = component_type(manifest);
    let mut body = json!({
        "id": component.id.to_string(),
        "type": family,
        "attributes": {
            "manifest_name": manifest,
            "participatory_space_type": component.owner.map(|(kind, _)| kind.class()),
            "participatory_space_id": component.owner.map(|(_, id)| id.to_string()),
            "name": call.translated(component.get("name")),
            "global_announcement": {},
            "created_at": Call::moment(component.created_at),
            "updated_at": Call::moment(component.updated_at),
        },
        "meta": meta(call, component, manifest, caller),
    });
    let Some(record) = body.as_object_mut() else {
        return body;
    };
    if let Some(resources) = resources(call, component, caller) {
        record.insert("relationships".to_owned(), json!({"resources": resources}));
    }
    if let Some(space) = call.world.space_of(component) {
        let own = format!("{}/components/{family}s/{}", call.site(), component.id);
        let above = format!("{}/spaces/{}/{}", call.site(), space.kind.list(), space.id);
        let mut links = Map::from_iter([
            // Its title is the language, by mistake.
            ("self".to_owned(), link(own, call.world.main_locale(), "GET", space_meta(space))),
            (
                "related".to_owned(),
                link(above, call.plain(space.get("title")), "GET", space_meta(space)),
            ),
        ]);
        if manifest == "proposals"
            && let Some(draft) = drafts::linked(call, component, caller)
        {
            let address = call.address(&format!("/draft_proposals/{}", draft.id));
            let meta = resource_meta(draft.id, component, space);
            links.insert("draft".to_owned(), link(address, "Draft Details", "GET", meta));
        }
        record.insert("links".to_owned(), Value::Object(links));
    }
    body
}

/// What hangs on it; nothing at all for the types that have no such relation. Of proposals and posts what is
/// published, and one's own that is not; a moderator hides nothing here.
fn resources(call: &Call<'_>, component: &Record, caller: &Caller) -> Option<Value> {
    let kind = match component.text("manifest_name")? {
        "proposals" => Kind::Proposal,
        "meetings" => Kind::Meeting,
        "budgets" => Kind::Budget,
        "accountability" => Kind::Result,
        "debates" => Kind::Debate,
        "blogs" => Kind::Post,
        "pages" => Kind::Page,
        "surveys" => Kind::Survey,
        "sortitions" => Kind::Sortition,
        "elections" => Kind::Election,
        _ => return None,
    };
    let rows = call.world.owned((Kind::Component, component.id), kind);
    let is_own = |record: &Record| {
        caller.acting.is_some_and(|user| {
            record.ids_in("author_ids").contains(&user) || record.id_in("author_id") == Some(user)
        })
    };
    let is_shown = |record: &&Arc<Record>| match kind {
        Kind::Proposal | Kind::Post => !record.get("published_at").is_null() || is_own(record),
        _ => !record.flag("draft"),
    };
    let shown: Vec<&Arc<Record>> = rows.iter().filter(is_shown).collect();
    let data: Vec<Value> = shown
        .iter()
        .take(MOST_RELATED)
        .map(|record| json!({"id": record.id.to_string(), "type": content_type(kind)}))
        .collect();
    Some(json!({"data": data, "meta": {"count": shown.len()}}))
}
