//! The server versions that the platform can play.

use std::fmt;
use std::str::FromStr;

/// A Decidim version. Each has its own schema, limits and spellings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 0.24: complexity 300, categories and scopes, consultations and votings.
    V0_24,
    /// 0.27: complexity 5000.
    V0_27,
    /// 0.28: complexity counts the page size; no consultations.
    V0_28,
    /// 0.29: no votings, custom proposal states, the organization's name in many languages.
    V0_29,
    /// 0.30: taxonomies instead of categories and scopes; the API no longer says the version.
    #[default]
    V0_30,
    /// 0.30.5: as 0.30 with limits on aliases, recursion and introspection.
    V0_30_5,
    /// 0.31: likes instead of endorsements, API credentials, collaborative texts.
    V0_31,
    /// 0.32: coded errors instead of silent nulls, many mutations, static pages, moderations.
    V0_32,
    /// 0.33, in development: administrators write budgets, projects, results, milestones and files.
    V0_33,
}

impl Version {
    /// All versions, oldest first.
    pub const ALL: [Self; 9] = [
        Self::V0_24,
        Self::V0_27,
        Self::V0_28,
        Self::V0_29,
        Self::V0_30,
        Self::V0_30_5,
        Self::V0_31,
        Self::V0_32,
        Self::V0_33,
    ];

    /// The number as people write it: `0.30.5`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V0_24 => "0.24",
            Self::V0_27 => "0.27",
            Self::V0_28 => "0.28",
            Self::V0_29 => "0.29",
            Self::V0_30 => "0.30",
            Self::V0_30_5 => "0.30.5",
            Self::V0_31 => "0.31",
            Self::V0_32 => "0.32",
            Self::V0_33 => "0.33",
        }
    }

    /// The version whose schema it has: a patch release changes none.
    pub(super) fn era(self) -> Self {
        if self == Self::V0_30_5 { Self::V0_30 } else { self }
    }

    /// The full number as the server tells it.
    pub(super) fn release(self) -> &'static str {
        match self {
            Self::V0_24 => "0.24.3",
            Self::V0_27 => "0.27.10",
            Self::V0_28 => "0.28.6",
            Self::V0_29 => "0.29.4",
            Self::V0_30 => "0.30.1",
            Self::V0_30_5 => "0.30.5",
            Self::V0_31 => "0.31.1",
            Self::V0_32 => "0.32.1",
            Self::V0_33 => "0.33.0.dev",
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no version that the platform can play.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not one of the versions {known}", known = Version::ALL.map(Version::as_str).join(", "))]
pub struct UnknownVersion(String);

impl FromStr for Version {
    type Err = UnknownVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|version| version.as_str() == text);
        found.ok_or_else(|| UnknownVersion(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn a_version_reads_back_from_its_text_and_versions_are_in_order() {
        for version in Version::ALL {
            assert_eq!(version.to_string().parse(), Ok(version));
        }
        assert!(Version::ALL.is_sorted());
        assert!("0.23".parse::<Version>().unwrap_err().to_string().contains("0.30.5"));
    }
}
