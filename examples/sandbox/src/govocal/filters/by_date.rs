//! Date filters, and which filters break beside them.

use super::read::{Test, read, read_list};
use crate::govocal::dates::{Range, Reading};
use crate::govocal::era::Era;
use crate::govocal::errors::Failure;
use crate::govocal::resource::Resource;
use crate::govocal::table::Order;
use crate::govocal::world::World;
use crate::moment::parse_day;
use crate::query::Query;

pub(super) fn dates<'a>(
    world: &'a World,
    resource: &Resource,
    query: &Query,
    now: i64,
    tests: &mut Vec<Test<'a>>,
) -> Result<(), Failure> {
    // The associations without timestamps do not read the parameters at all.
    if world.settings.ignore_dates || (resource.order == Order::HiddenId && !resource.timestamps) {
        return Ok(());
    }
    let reading = reading(world, now);
    let mut filtered = false;
    if let Some(range) = range(query, "created_at", reading)? {
        filtered = true;
        tests.push(Box::new(move |row| range.holds(row.created)));
    }
    if let Some(range) = range(query, "updated_at", reading)? {
        filtered = true;
        tests.push(Box::new(move |row| range.holds(row.updated)));
    }
    if filtered && joins(world, resource, query) {
        // Both joined tables have these columns, and the query does not say which it means.
        return Err(Failure::ServerError);
    }
    if resource.name == "phases" {
        for field in ["start_at", "end_at"] {
            if let Some(range) = range(query, field, reading)? {
                tests.push(Box::new(move |row| {
                    let day = row.text(field).and_then(parse_day);
                    let compared = day.map(|day| world.settings.compared_phase_moment(field, day));
                    compared.is_some_and(|moment| range.holds(moment))
                }));
            }
        }
    }
    Ok(())
}

/// How this platform reads the dates of a range.
pub(in crate::govocal) fn reading(world: &World, now: i64) -> Reading {
    Reading {
        whole_day_ends: world.settings.whole_day_ends,
        filled_open_sides: (world.era() == Era::Y2023).then_some(now),
    }
}

pub(in crate::govocal) fn range(
    query: &Query,
    parameter: &str,
    reading: Reading,
) -> Result<Option<Range>, Failure> {
    query.get(parameter).map_or(Ok(None), |text| Range::parse(text, reading))
}

fn joins(world: &World, resource: &Resource, query: &Query) -> bool {
    let filled = |parameter| read(world, query, parameter).is_some();
    match resource.name {
        "projects" => {
            filled("folder_id")
                || filled("publication_status")
                || !read_list(world, query, "topic_ids").is_empty()
                || !read_list(world, query, "area_ids").is_empty()
        }
        "project_folders" => filled("publication_status"),
        _ => false,
    }
}
