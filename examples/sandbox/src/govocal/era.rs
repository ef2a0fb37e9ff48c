//! Which server version the platform plays.

use serde_json::{Map, Value};

use super::resource::Resource;

/// A server version: its field sets, routes and limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Era {
    /// The `CitizenLab` server of October 2023: pages of 12, at most 24; open date ranges end in
    /// 2017 and tomorrow; a locale must match exactly; the older field sets.
    Y2023,
    /// The Go Vocal server of December 2024: initiatives still exist.
    Y2024,
    /// The Go Vocal server of autumn 2026: no initiatives; two kinds of topics, files, internal
    /// comments, visits and writes.
    #[default]
    Y2026,
}

impl Era {
    /// Rows per page when a request names no size.
    pub(super) fn default_page_size(self) -> usize {
        if self == Self::Y2023 { 12 } else { 25 }
    }

    /// The size to which larger requests are cut.
    pub(super) fn max_page_size(self) -> usize {
        if self == Self::Y2023 { 24 } else { 100 }
    }

    /// The last moment of generated data, in seconds of the Unix epoch.
    pub(super) fn data_ends(self) -> i64 {
        match self {
            Self::Y2023 => 1_696_118_400, // 2023-10-01
            Self::Y2024 => 1_734_652_800, // 2024-12-20
            Self::Y2026 => 1_793_491_200, // 2026-11-01
        }
    }

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
