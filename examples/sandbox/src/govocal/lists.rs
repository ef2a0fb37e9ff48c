//! Pages of rows.

use std::sync::Arc;

use serde_json::Value;
use uuid::Uuid;

use super::era::Era;
use super::errors::Failure;
use super::filters;
use super::paging::Page;
use super::resource::Resource;
use super::table::{Order, Row};
use super::world::World;
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
    let page = Page::of(query, &world.settings)?;
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
    Ok(page.reply(resource.list_key, shown, rows.len()))
}

fn ignores_project(world: &World) -> bool {
    world.settings.nested_phases_ignore_project.unwrap_or(world.era() < Era::Y2026)
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
