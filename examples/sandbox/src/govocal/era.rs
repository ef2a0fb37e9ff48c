//! Which server version the platform plays.

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
}
