//! Counters that agree with the rows they count.

use std::collections::HashMap;

use serde_json::json;
use uuid::Uuid;

use crate::govocal::table::Row;
use crate::govocal::world::World;

/// A counter: the table and field that show it, and the table and reference that it counts.
type Tally = (&'static str, &'static str, &'static str, &'static str, fn(&Row) -> i64);

fn each(_: &Row) -> i64 {
    1
}

fn up(row: &Row) -> i64 {
    i64::from(row.text("mode") == Some("up"))
}

fn down(row: &Row) -> i64 {
    i64::from(row.text("mode") == Some("down"))
}

fn votes(row: &Row) -> i64 {
    row.fields.get("votes").and_then(serde_json::Value::as_i64).unwrap_or(0)
}

const TALLIES: &[Tally] = &[
    ("ideas", "comments_count", "comments", "idea_id", each),
    ("ideas", "likes_count", "reactions", "reactable_id", up),
    ("ideas", "dislikes_count", "reactions", "reactable_id", down),
    ("ideas", "baskets_count", "basket_ideas", "idea_id", each),
    ("ideas", "votes_count", "basket_ideas", "idea_id", votes),
    ("initiatives", "comments_count", "comments", "idea_id", each),
    ("initiatives", "likes_count", "reactions", "reactable_id", up),
    ("initiatives", "dislikes_count", "reactions", "reactable_id", down),
    ("comments", "likes_count", "reactions", "reactable_id", up),
    ("comments", "dislikes_count", "reactions", "reactable_id", down),
    ("comments", "children_count", "comments", "parent_id", each),
    ("internal_comments", "children_count", "internal_comments", "parent_id", each),
    ("projects", "ideas_count", "ideas", "project_id", each),
    ("projects", "comments_count", "comments", "project_id", each),
    ("phases", "ideas_count", "idea_phases", "phase_id", each),
    ("phases", "baskets_count", "baskets", "phase_id", each),
    ("phases", "votes_count", "basket_ideas", "phase_id", votes),
    ("events", "attendees_count", "event_attendances", "event_id", each),
    ("email_campaigns", "deliveries_count", "email_campaign_deliveries", "email_campaign_id", each),
    (
        "volunteering_causes",
        "volunteers_count",
        "volunteering_volunteers",
        "volunteering_cause_id",
        each,
    ),
];

pub(super) fn settle(world: &mut World) {
    for (table, field, counted, reference, worth) in TALLIES {
        let mut counts: HashMap<Uuid, i64> = HashMap::new();
        for row in world.rows(counted) {
            if let Some(of) = row.uuid(reference) {
                *counts.entry(of).or_default() += worth(row);
            }
        }
        if let Some(rows) = world.tables.get_mut(table) {
            rows.transform(|row| {
                let count = counts.get(&row.id).copied().unwrap_or(0);
                row.fields.insert((*field).to_owned(), json!(count));
            });
        }
    }
}
