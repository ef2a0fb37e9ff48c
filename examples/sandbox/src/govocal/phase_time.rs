//! When phases begin and end: on dates, or since April 2026 at midnights of the platform's zone.

use super::era::Era;
use super::settings::Settings;
use crate::moment::DAY;

const HOUR: i64 = 3_600_000;

impl Settings {
    /// Whether phases show moments.
    pub(super) fn phases_show_moments(&self) -> bool {
        self.phase_datetimes && self.era == Era::Y2026
    }

    /// What date filters compare: the date's own midnight, or the moment that is stored for it.
    pub(super) fn compared_phase_moment(&self, field: &str, day: i64) -> i64 {
        match self.phase_zone.filter(|_| self.era == Era::Y2026) {
            Some(_) => self.stored_phase_moment(field, day),
            None => day,
        }
    }

    /// The moment that is stored for a date: the stored end is the midnight after the last day.
    pub(super) fn stored_phase_moment(&self, field: &str, day: i64) -> i64 {
        let after = if field == "end_at" { DAY } else { 0 };
        day + after - i64::from(self.phase_zone.unwrap_or(0)) * HOUR
    }
}
