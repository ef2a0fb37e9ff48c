//! `GET /insights/visits`: counts in buckets, made up from the seed.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::json;
use uuid::Uuid;

use super::dates::{midnight_before, wire_day};
use super::errors::Failure;
use super::world::World;
use crate::moment::{DAY, format, has_form_of_day, parse_day};
use crate::query::Query;
use crate::reply::Reply;

const HOUR: i64 = 3_600_000;
const RESOLUTIONS: &[&str] = &["all", "year", "month", "day", "hour"];

pub(super) fn answer(world: &World, query: &Query, now: i64) -> Result<Reply, Failure> {
    let resolution = query.get("resolution").unwrap_or("month");
    if !RESOLUTIONS.contains(&resolution) {
        return Err(Failure::BadEnum {
            parameter: "resolution",
            value: resolution.to_owned(),
            allowed: RESOLUTIONS,
        });
    }
    // Text without a date in it is not a bound; other forms of dates are not imitated.
    let day = |parameter| match query.get(parameter).filter(|text| has_form_of_day(text)) {
        Some(text) => parse_day(text).map(Some).ok_or(Failure::ServerError),
        None => Ok(None),
    };
    let opened = data_start(world);
    let default_start = match resolution {
        "day" => midnight_before(now) - 365 * DAY,
        "hour" => midnight_before(now) - 7 * DAY,
        _ => opened,
    };
    let default_start = if query.get("start_at").is_some() { opened } else { default_start };
    let from = day("start_at")?.unwrap_or(default_start).max(opened);
    // The end day counts in full.
    let to = day("end_at")?.map_or(now, |end| end + DAY).min(now.max(data_end(world)));
    let project = match query.get("project_id") {
        None => 0,
        Some(text) => match Uuid::parse_str(text).ok().and_then(|id| world.get("projects", id)) {
            Some(project) => project.tie | 1,
            None => return Ok(visits(&BTreeMap::new(), resolution)),
        },
    };
    let residents_only = query.get("exclude_admins_and_moderators").is_some_and(is_true);
    let mut buckets: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut hour = from.div_euclid(HOUR) * HOUR;
    while hour < to {
        let (mut sessions, mut people) = traffic(world.site.seed, project, hour);
        if residents_only {
            sessions -= sessions / 8;
            people -= people / 10;
        }
        if sessions > 0 {
            let bucket = buckets.entry(label(resolution, hour)).or_default();
            bucket.0 += sessions;
            bucket.1 += people;
        }
        hour += HOUR;
    }
    Ok(visits(&buckets, resolution))
}

/// The buckets that have visits; all in one, also where there are none.
fn visits(buckets: &BTreeMap<String, (u64, u64)>, resolution: &str) -> Reply {
    let mut rows = Vec::new();
    if resolution == "all" {
        let (sessions, people) = buckets.values().next().copied().unwrap_or_default();
        rows.push(json!({"visits": sessions, "visitors": people}));
    } else {
        for (label, (sessions, people)) in buckets {
            rows.push(json!({"visits": sessions, "visitors": people, "date_group": label}));
        }
    }
    Reply::json(StatusCode::OK, &json!({"visits": rows}))
}

/// What the framework reads as true: all but these.
fn is_true(text: &str) -> bool {
    !matches!(text, "" | "0" | "f" | "F" | "false" | "FALSE" | "off" | "OFF")
}

fn label(resolution: &str, hour: i64) -> String {
    match resolution {
        "all" => String::new(),
        "year" => format(hour, "%Y-01-01"),
        "month" => format(hour, "%Y-%m-01"),
        "day" => wire_day(hour),
        _ => format(hour, "%Y-%m-%d %H:%M"),
    }
}

/// Sessions and people of one hour. Nights are empty.
fn traffic(seed: u64, project: u64, hour: i64) -> (u64, u64) {
    let at = u64::try_from(hour / HOUR).unwrap_or(0);
    if at % 24 < 6 {
        return (0, 0);
    }
    let mixed = (at ^ seed.rotate_left(17) ^ project).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    let sessions = mixed % if project == 0 { 9 } else { 3 };
    (sessions, sessions.div_ceil(2))
}

fn data_start(world: &World) -> i64 {
    let oldest = world.rows("projects").last().map_or(data_end(world), |row| row.created);
    midnight_before(oldest)
}

fn data_end(world: &World) -> i64 {
    world.era().data_ends() * 1000
}
