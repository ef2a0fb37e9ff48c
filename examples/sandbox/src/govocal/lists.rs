//! Pages of rows and of the deletion log.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::dates::wire_moment;
use super::era::Era;
use super::errors::Failure;
use super::filters;
use super::paging::Page;
use super::resource::{self, Order, Resource};
use super::table::Row;
use super::world::{Grave, World};
use crate::query::Query;
use crate::reply::Reply;

/// Answers a list; `project` is the id in the path of a project's phases.
pub(super) fn list(
    world: &mut World,
    resource: &'static Resource,
    query: &Query,
    language: &str,
    now: i64,
    project: Option<&str>,
) -> Result<Reply, Failure> {
    let page = page_of(world, query)?;
    let salt = world.rng.u64(..);
    let mut rows = filters::select(world, resource, query, now)?;
    if let Some(project) = project.filter(|_| !ignores_project(world)) {
        let project = Uuid::parse_str(project).ok();
        rows.retain(|row| project.is_some() && row.uuid("project_id") == project);
    }
    if let Some(search) = query.filled("search").filter(|_| resource.name == "files") {
        let search = search.to_lowercase();
        rows.sort_by_key(|row| filters::relevance(row, &search));
    } else if world.settings.shuffled_ties && resource.order == Order::CreatedDesc {
        shuffle_ties(world, resource, &mut rows, salt);
    }
    let shown: Vec<Value> =
        page.cut(&rows).iter().map(|row| world.render(resource, row, language)).collect();
    Ok(paged(resource.list_key, Value::Array(shown), page.meta(rows.len())))
}

/// Answers a resource's deleted feed.
pub(super) fn deleted(
    world: &World,
    resource: &Resource,
    query: &Query,
    now: i64,
) -> Result<Reply, Failure> {
    let page = page_of(world, query)?;
    let reading = filters::reading(world, now);
    let read = |parameter| {
        let ignored = world.settings.ignore_dates;
        if ignored { Ok(None) } else { filters::range(query, parameter, reading) }
    };
    let deleted = read("deleted_at")?;
    let created = read("created_at")?;
    let updated = read("updated_at")?;
    let works = !resource.deleted_is_empty || world.settings.deleted_feeds_work;
    let mut graves: Vec<&Grave> = world
        .graves
        .iter()
        .filter(|grave| works && resource.buried(grave) && grave.recorded <= now)
        .filter(|grave| deleted.is_none_or(|range| range.holds(grave.deleted)))
        // These two are about the log's own record.
        .filter(|grave| created.is_none_or(|range| range.holds(grave.recorded)))
        .filter(|grave| updated.is_none_or(|range| range.holds(grave.recorded)))
        .collect();
    graves.reverse();
    graves.sort_by_key(|grave| std::cmp::Reverse(grave.recorded));
    let items: Vec<Value> = page
        .cut(&graves)
        .iter()
        .map(|grave| {
            json!({
                "id": grave.id,
                "type": resource::name_in_log(grave, resource, world.era()),
                "deleted_at": wire_moment(grave.deleted),
            })
        })
        .collect();
    Ok(paged("deleted_items", Value::Array(items), page.meta(graves.len())))
}

impl Resource {
    /// Whether an entry of the deletion log is about a row of this resource.
    pub(super) fn buried(&self, grave: &Grave) -> bool {
        grave.table == self.table
            && self.kind.is_none_or(|kind| grave.kind.as_deref() == Some(kind))
    }
}

fn page_of(world: &World, query: &Query) -> Result<Page, Failure> {
    let settings = &world.settings;
    let default = settings.default_page_size.unwrap_or(settings.era.default_page_size());
    let most = settings.max_page_size.unwrap_or(settings.era.max_page_size());
    Page::of(query, default.min(most), most)
}

fn ignores_project(world: &World) -> bool {
    world.settings.nested_phases_ignore_project.unwrap_or(world.era() < Era::Y2026)
}

fn paged(key: &str, rows: Value, meta: Value) -> Reply {
    let body = Map::from_iter([(key.to_owned(), rows), ("meta".to_owned(), meta)]);
    Reply::json(StatusCode::OK, &Value::Object(body))
}

/// Newest first, and rows of one instant in an order that differs from request to request. The
/// merged topics compare whole seconds.
fn shuffle_ties(world: &World, resource: &Resource, rows: &mut [Arc<Row>], salt: u64) {
    let grain = if resource.is_merged(world.era()) { 1000 } else { 1 };
    rows.sort_by_key(|row| {
        let place = (row.tie ^ salt).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31);
        (std::cmp::Reverse(row.created.div_euclid(grain)), place)
    });
}
