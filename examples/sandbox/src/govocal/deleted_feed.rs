//! The deleted feeds: which rows were removed, and when.

use serde_json::{Value, json};

use super::dates::wire_moment;
use super::deletion_log::Deletion;
use super::errors::Failure;
use super::filters;
use super::paging::Page;
use super::resource::Resource;
use super::world::World;
use crate::query::Query;
use crate::reply::Reply;

/// Answers a resource's deleted feed.
pub(super) fn answer(
    world: &World,
    resource: &Resource,
    query: &Query,
    now: i64,
) -> Result<Reply, Failure> {
    let page = Page::of(query, &world.settings)?;
    let reading = filters::reading(world, now);
    let read = |parameter| {
        let ignored = world.settings.ignore_dates;
        if ignored { Ok(None) } else { filters::range(query, parameter, reading) }
    };
    let deleted = read("deleted_at")?;
    let created = read("created_at")?;
    let updated = read("updated_at")?;
    let works = !resource.deleted_is_empty || world.settings.deleted_feeds_work;
    let mut deletions: Vec<&Deletion> = world
        .deletions
        .iter()
        .filter(|deletion| works && deletion.is_of(resource) && deletion.recorded <= now)
        .filter(|deletion| deleted.is_none_or(|range| range.holds(deletion.deleted)))
        // These two are about the log's own record.
        .filter(|deletion| created.is_none_or(|range| range.holds(deletion.recorded)))
        .filter(|deletion| updated.is_none_or(|range| range.holds(deletion.recorded)))
        .collect();
    deletions.reverse();
    deletions.sort_by_key(|deletion| std::cmp::Reverse(deletion.recorded));
    let items: Vec<Value> = page
        .cut(&deletions)
        .iter()
        .map(|deletion| {
            json!({
                "id": deletion.id,
                "type": deletion.type_name(resource, world.era()),
                "deleted_at": wire_moment(deletion.deleted),
            })
        })
        .collect();
    Ok(page.reply("deleted_items", items, deletions.len()))
}
