//! Which fields a row has in which version, and what they are called there.

use serde_json::{Map, Value};

use super::era::Era;
use super::resource::Resource;

impl Era {
    /// Gives a rendered row the field set of this version.
    pub(super) fn shape(self, resource: &Resource, row: &mut Map<String, Value>) {
        let (gone, renamed): (&[&str], &[(&str, &str)]) = match (resource.table, self) {
            ("comments", Self::Y2024) => (&[], &[("idea_id", "post_id")]),
            ("comments", Self::Y2023) => (&["project_id"], &[("idea_id", "post_id")]),
            ("comments" | "reactions", Self::Y2026) => (&["post_type"], &[]),
            ("reactions", Self::Y2023) => (&["post_type", "post_id"], &[]),
            ("basket_ideas", Self::Y2023) => (&["id", "phase_id", "project_id", "user_id"], &[]),
            ("ideas", Self::Y2024) => (&["creation_phase_title", "survey_title"], &[]),
            ("ideas", Self::Y2023) => {
                (&["creation_phase_title", "survey_title", "submitted_at"], &[])
            }
            ("phases", Self::Y2024) => (&["placement_type"], &[]),
            ("phases", Self::Y2023) => (
                &["placement_type", "autoshare_results_enabled"],
                &[("submission_enabled", "posting_enabled")],
            ),
            ("events", Self::Y2023 | Self::Y2024) => (&["maximum_attendees"], &[]),
            ("projects", Self::Y2024 | Self::Y2026) => (PROJECT_FIELDS_OF_2023, &[]),
            _ => (&[], &[]),
        };
        for field in gone {
            row.remove(*field);
        }
        for (stored, wire) in renamed {
            rename(row, stored, wire);
        }
    }
}

/// Participation settings that moved from projects to phases before the end of 2024.
const PROJECT_FIELDS_OF_2023: &[&str] = &[
    "process_type",
    "participation_method",
    "posting_enabled",
    "commenting_enabled",
    "reacting_enabled",
    "reacting_like_method",
    "reacting_like_limited_max",
    "reacting_dislike_enabled",
    "reacting_dislike_method",
    "reacting_dislike_limited_max",
    "voting_max_total",
    "voting_min_total",
    "baskets_count",
    "votes_count",
];

pub(super) fn rename(row: &mut Map<String, Value>, from: &str, to: &str) {
    if let Some(value) = row.remove(from) {
        row.insert(to.to_owned(), value);
    }
}
