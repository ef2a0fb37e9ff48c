//! The releases of graphql-ruby that the versions run on.

use super::version::Version;

/// A release of graphql-ruby, the library that reads and checks GraphQL requests on the server. It
/// says how mistakes are reported; a site may run a newer one than its Decidim version was released with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Engine {
    /// 1.12.10, with Decidim 0.24: reports fields that conflict pair by pair.
    V1_12_10,
    /// 1.12.20 and later, with Decidim 0.25 to 0.27: reports them key by key.
    V1_12,
    /// 2.0, with Decidim 0.28.
    V2_0,
    /// 2.2, with Decidim 0.29 and 0.30.
    V2_2,
    /// 2.4, with Decidim 0.31 and with up-to-date sites of 0.30.5: offers the nearest known name, for
    /// which it looks at every type there is. Where introspection is closed, this ends the whole
    /// check: a request with an unknown type gets the one error `INTROSPECTION_DISABLED_ERROR`.
    V2_4,
    /// 2.5, with Decidim 0.32 and 0.33: as 2.4.
    V2_5,
}

impl Engine {
    /// The release that a site of this version runs on, if nothing else is said.
    pub(super) fn of(version: Version) -> Self {
        match version {
            Version::V0_24 => Self::V1_12_10,
            Version::V0_27 => Self::V1_12,
            Version::V0_28 => Self::V2_0,
            Version::V0_29 | Version::V0_30 => Self::V2_2,
            Version::V0_30_5 | Version::V0_31 => Self::V2_4,
            Version::V0_32 | Version::V0_33 => Self::V2_5,
        }
    }

    /// Whether mistakes come with the nearest known name.
    pub(super) fn suggests(self) -> bool {
        self >= Self::V2_4
    }
}
