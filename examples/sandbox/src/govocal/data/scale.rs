//! How much of everything there is.

use crate::govocal::world::World;

/// How many rows to make, and how many of them are campaigns that the list hides.
pub(super) fn planned(world: &World, table: &str) -> (usize, usize) {
    let ideas = world.settings.ideas;
    let asked = |name: &str| world.settings.rows.get(name).copied();
    let is_wanted = world.settings.only.as_ref().is_none_or(|only| only.contains(table));
    let scaled = match table {
        // What others refer to; the rest is left out.
        "areas" | "topics" | "users" | "project_folders" if !is_wanted => 8,
        "projects" if !is_wanted => 7,
        "phases" if !is_wanted => 21,
        _ if !is_wanted => 0,
        "areas" | "topics" => (8 + ideas / 12).min(400),
        "project_folders" => (ideas / 80).clamp(3, 60),
        // Fewer than seven projects would leave out some participation methods.
        "projects" => (ideas / 20).clamp(7, 200),
        "phases" => planned(world, "projects").0 * 3,
        "project_topics" => planned(world, "projects").0 * 2,
        "users" => (ideas / 2).max(12),
        "ideas" | "idea_phases" | "idea_topics" | "email_campaign_deliveries" => ideas,
        "initiatives" => (ideas / 8).max(8),
        "comments" => ideas + ideas / 2,
        "reactions" => ideas * 2,
        "baskets" | "volunteering_volunteers" => ideas / 4,
        "basket_ideas" | "event_attendances" => ideas / 2,
        "internal_comments" | "file_attachments" => ideas / 6,
        "events" => (ideas / 10).max(12),
        "email_campaigns" | "volunteering_causes" => (ideas / 20).clamp(6, 100),
        "files" => (ideas / 10).max(14),
        _ => 0,
    };
    let by_kind = match table {
        "topics" => match (asked("global_topics"), asked("input_topics")) {
            (None, None) => None,
            (global, input) => Some(global.unwrap_or(scaled / 2) + input.unwrap_or(scaled / 2)),
        },
        _ => None,
    };
    match table {
        "email_campaigns" if is_wanted => (asked(table).unwrap_or(scaled) + 2, 2),
        "project_topics" => {
            (asked(table).or_else(|| asked("project_global_topics")).unwrap_or(scaled), 0)
        }
        "idea_topics" => {
            (asked(table).or_else(|| asked("ideas_input_topics")).unwrap_or(scaled), 0)
        }
        _ => (asked(table).or(by_kind).unwrap_or(scaled), 0),
    }
}

/// How many of the topics are global; the others belong to projects.
pub(super) fn global_topics(world: &World) -> usize {
    let all = planned(world, "topics").0;
    let asked = |name: &str| world.settings.rows.get(name).copied();
    match (asked("global_topics"), asked("input_topics")) {
        (Some(global), _) => global.min(all),
        (None, Some(input)) => all.saturating_sub(input),
        (None, None) => all / 2,
    }
}

/// Days of data: about three ideas a day, so that days and pages cut across each other.
pub(super) fn span(world: &World) -> i64 {
    i64::try_from(world.settings.ideas / 3).unwrap_or(i64::MAX).clamp(40, 900)
}
