//! The versions of the module, and where each has its API.

use std::fmt;

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
        let mut parts = release.trim().trim_start_matches('v').split('.');
        match (parts.next(), parts.next()) {
            (Some("0"), Some("2")) => Ok(Self::V0_2),
            (Some("0"), Some("3")) => Ok(Self::V0_3),
            _ => Err(Error::invalid_input(format!(
                "release {release:?} is neither 0.2.x nor 0.3.x, the versions of this client"
            ))),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

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
