//! The versions of the module, and where each has its API.

use std::fmt;
use std::str::FromStr;

use civic_core::Error;

/// A version of the API. A server serves one: that of its module's release, major and minor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ApiVersion {
    /// Releases 0.2.x: writes are done when the answer comes.
    #[default]
    V0_2,
    /// Releases 0.3.x: writes are [jobs](super::jobs), unless their `/sync` path is asked.
    V0_3,
}

impl ApiVersion {
    /// The version of a release, such as `0.2.10`.
    ///
    /// ```
    /// use decidim_client::rest::ApiVersion;
    ///
    /// assert_eq!(ApiVersion::of_release("0.2.10").ok(), Some(ApiVersion::V0_2));
    /// assert!(ApiVersion::of_release("1.0.0").is_err());
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for releases that have another API
    /// than this client speaks.
    pub fn of_release(release: &str) -> Result<Self, Error> {
        release.parse().map(|release: Release| release.api_version())
    }

    /// Where the API is below the site's address: `/api/rest_full/v0.2`.
    pub fn path_prefix(self) -> &'static str {
        match self {
            Self::V0_2 => "/api/rest_full/v0.2",
            Self::V0_3 => "/api/rest_full/v0.3",
        }
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V0_2 => "v0.2",
            Self::V0_3 => "v0.3",
        })
    }
}

/// A release of the module, such as 0.2.10. Two releases of one [`ApiVersion`] differ in what the API
/// has at the same paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Release {
    api_version: ApiVersion,
    patch: u32,
}

/// How [`Release::UNRELEASED`] is read.
const UNRELEASED: &str = "unreleased";

impl Release {
    pub(crate) const V0_2_10: Self = Self { api_version: ApiVersion::V0_2, patch: 10 };
    pub(crate) const V0_2_11: Self = Self { api_version: ApiVersion::V0_2, patch: 11 };
    /// The module's main branch as of August 2026, for Decidim 0.32, which is **not released**: 0.3.4 with webhooks
    /// and meetings by API, and with extended data of components, spaces, proposals and meetings. A server does
    /// not tell it from 0.3.4.
    pub(crate) const UNRELEASED: Self = Self { api_version: ApiVersion::V0_3, patch: u32::MAX };

    pub(crate) const V0_3_0: Self = Self { api_version: ApiVersion::V0_3, patch: 0 };

    /// The version of its API.
    pub(crate) fn api_version(self) -> ApiVersion {
        self.api_version
    }

    /// Whether each release with this version of the API comes at or after this one.
    pub(crate) fn is_first(self) -> bool {
        self.patch == 0
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::UNRELEASED {
            return f.write_str("its unreleased main branch");
        }
        let minor = match self.api_version {
            ApiVersion::V0_2 => 2,
            ApiVersion::V0_3 => 3,
        };
        write!(f, "0.{minor}.{}", self.patch)
    }
}

/// Reads `0.2.10`, also with a `v` before it. `0.2` is 0.2.0, and `unreleased` is [`Release::UNRELEASED`].
impl FromStr for Release {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text.trim() == UNRELEASED {
            return Ok(Self::UNRELEASED);
        }
        let unknown = || {
            Error::invalid_input(format!(
                "release {text:?} is neither 0.2.x nor 0.3.x, the versions of this client"
            ))
        };
        let mut parts = text.trim().trim_start_matches('v').splitn(3, '.');
        let api_version = match (parts.next(), parts.next()) {
            (Some("0"), Some("2")) => ApiVersion::V0_2,
            (Some("0"), Some("3")) => ApiVersion::V0_3,
            _ => return Err(unknown()),
        };
        let patch = parts.next().map_or(Ok(0), str::parse).map_err(|_| unknown())?;
        Ok(Self { api_version, patch })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_in_order_of_their_numbers() {
        let read = |text: &str| text.parse::<Release>().unwrap();
        assert!(read("0.2.9") < read("v0.2.10") && read("0.2.12") < read("0.3"));
        assert_eq!(read(" v0.3.4 ").to_string(), "0.3.4");
        assert_eq!((read("0.2"), read("0.2.10")), (read("0.2.0"), Release::V0_2_10));
        assert!(Release::V0_3_0.is_first() && !Release::V0_2_11.is_first());
        assert_eq!(read(" unreleased "), Release::UNRELEASED);
        assert!(Release::UNRELEASED > read("0.3.4") && !Release::UNRELEASED.is_first());
        for odd in ["0.2.x", "0.2.", "0.2.1.0", "0.4.0", "1"] {
            assert!(odd.parse::<Release>().is_err(), "{odd}");
        }
    }

    #[test]
    fn a_release_tells_the_path() {
        for (release, prefix) in [
            ("0.2.3", "/api/rest_full/v0.2"),
            ("v0.2", "/api/rest_full/v0.2"),
            ("0.3.4", "/api/rest_full/v0.3"),
        ] {
            assert_eq!(ApiVersion::of_release(release).unwrap().path_prefix(), prefix);
        }
        for release in ["", "0.1.9", "0.20.1", "1.2"] {
            assert!(ApiVersion::of_release(release).is_err(), "{release}");
        }
    }
}
