//! Projects, their phases and their topics.

use serde_json::{Value, json};

use super::areas_and_topics::publication_status;
use super::maker::{Maker, fields};
use super::text::{self, PHASE_NAMES, PLACES, PROJECT_NAMES, Style, in_locale};
use crate::govocal::dates::wire_day;
use crate::govocal::era::Era;
use crate::govocal::table::Fields;
use crate::moment::DAY;

pub(super) fn project(maker: &mut Maker<'_>) -> Fields {
    let number = maker.ordinal + 1;
    let name = maker.rng.choice(PROJECT_NAMES).copied().unwrap_or_default();
    let place = maker.rng.choice(PLACES).copied().unwrap_or_default();
    let title = maker.texts(|locale| {
        format!("{}, {} ({number})", in_locale(name, locale), in_locale(place, locale))
    });
    let locales = maker.locales();
    let preview = text::body(&mut maker.rng, &locales, Style::Plain);
    let slug = text::slug(Some(&json!(name.0)), maker.rng.u32(1000..));
    let folder = maker.pick_id("project_folders");
    let (longitude, latitude) = maker.point();
    let areas: Vec<Value> = (0..maker.rng.usize(..3))
        .filter_map(|_| maker.pick_id("areas"))
        .map(|area| json!(area))
        .collect();
    let visible_to = match maker.rng.u8(..10) {
        0 => Value::Null,
        1 => json!("admins"),
        2 | 3 => json!("groups"),
        _ => json!("public"),
    };
    let centre = json!({"type": "Point", "coordinates": [longitude, latitude]});
    let mut project = fields(json!({
        "title": title,
        "description_html": maker.html(),
        "description_preview": maker.or_null(10, preview),
        "href": text::href(maker.world.main_locale(), "projects", &slug),
        "slug": maker.or_null(3, slug),
        "folder_id": maker.or_null(45, json!(folder)),
        "visible_to": visible_to,
        "images": maker.images(&["small", "medium", "large"], "p"),
        "ideas_count": 0,
        "comments_count": 0,
        "map_center_geojson": maker.or_null(40, centre),
        "publication_status": publication_status(maker),
        "_area_ids": areas,
        "_all_areas": maker.chance(15),
    }));
    if maker.era() == Era::Y2023 {
        project.extend(settings_of_2023(maker));
    }
    project
}

/// Participation settings that a project of 2023 still carried itself.
fn settings_of_2023(maker: &mut Maker<'_>) -> Fields {
    let is_continuous = maker.chance(40);
    fields(json!({
        "process_type": if is_continuous { "continuous" } else { "timeline" },
        "participation_method": is_continuous.then_some("ideation"),
        "posting_enabled": is_continuous.then_some(true),
        "commenting_enabled": is_continuous.then_some(true),
        "reacting_enabled": is_continuous,
        "reacting_like_method": "unlimited",
        "reacting_like_limited_max": maker.or_null(50, 10),
        "reacting_dislike_enabled": false,
        "reacting_dislike_method": "unlimited",
        "reacting_dislike_limited_max": maker.or_null(50, 10),
        "voting_max_total": null,
        "voting_min_total": 0,
        "baskets_count": 0,
        "votes_count": 0,
    }))
}

/// Methods by round: what a project does first, next and last.
const FIRST: &[&str] = &["ideation", "native_survey", "ideation", "proposals", "ideation"];
const FIRST_OF_2026: &[&str] = &["common_ground", "community_monitor_survey"];
const NEXT: &[&str] = &["voting", "voting", "poll", "survey", "document_annotation"];
const LAST: &[&str] = &["information", "volunteering"];

pub(super) fn phase(maker: &mut Maker<'_>) -> Option<Fields> {
    let projects = maker.world.rows("projects");
    let project = projects.get(maker.ordinal % projects.len().max(1))?.clone();
    let round = maker.ordinal / projects.len().max(1);
    let turn = maker.ordinal % projects.len().max(1);
    maker.not_before(&project);
    let method = match round % 3 {
        0 if maker.era() == Era::Y2026 && turn % 7 >= 5 => FIRST_OF_2026.get(turn % 7 - 5),
        0 => FIRST.get(turn % FIRST.len()),
        1 => NEXT.get(turn % NEXT.len()),
        _ => LAST.get(turn % LAST.len()),
    };
    let method = method.copied().unwrap_or("information");
    let first_day = project.created + 45 * DAY * i64::try_from(round).unwrap_or(0);
    // The last phase of half the projects has no end.
    let is_open = round == 2 && turn.is_multiple_of(2);
    let name = PHASE_NAMES.get(round % 3).copied().unwrap_or_default();
    let survey = maker.texts(|locale| format!("{} ?", in_locale(name, locale)));
    let is_voting = method == "voting";
    let is_limited = maker.chance(30);
    let title = maker.texts(|locale| format!("{} {}", in_locale(name, locale), round + 1));
    let description = maker.html();
    let is_standalone = method == "community_monitor_survey" || maker.chance(8);
    Some(fields(json!({
        "title": title,
        "description": maker.or_null(10, description),
        "participation_method": method,
        "project_id": project.id,
        "start_at": maker.or_null(2, wire_day(first_day)),
        "end_at": (!is_open).then(|| wire_day(first_day + 44 * DAY)),
        "ideas_count": 0,
        "baskets_count": 0,
        "votes_count": 0,
        "submission_enabled": maker.or_null(10, method == "ideation"),
        "autoshare_results_enabled": maker.or_null(30, true),
        "commenting_enabled": maker.or_null(10, true),
        "reacting_enabled": method == "ideation",
        "reacting_like_method": if is_limited { "limited" } else { "unlimited" },
        "reacting_like_limited_max": if is_limited { json!(5) } else { maker.or_null(50, 10) },
        "reacting_dislike_enabled": maker.chance(30),
        "reacting_dislike_method": "unlimited",
        "reacting_dislike_limited_max": maker.or_null(50, 10),
        "voting_max_total": is_voting.then(|| maker.rng.i64(3..5_000_000_000)),
        "voting_min_total": is_voting.then_some(0),
        "placement_type": if is_standalone { "standalone" } else { "on_timeline" },
        "_survey_title": if method.ends_with("survey") { survey } else { Value::Null },
    })))
}

pub(super) fn topic_link(maker: &mut Maker<'_>) -> Option<Fields> {
    let projects = maker.world.rows("projects");
    let topics = maker.world.links.global_topics();
    let project = projects.get(maker.ordinal % projects.len().max(1))?.clone();
    let round = maker.ordinal / projects.len().max(1);
    let topic = topics.get((maker.ordinal + round) % topics.len().max(1)).copied()?;
    maker.not_before(&project);
    Some(fields(json!({"project_id": project.id, "topic_id": topic})))
}
