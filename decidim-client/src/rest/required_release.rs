//! From which release on the API has something, and what is said of a site that does not have it.

use std::fmt;

use civic_core::{Error, ErrorKind};

use super::server_error::ServerError;
use super::version::{ApiVersion, Release};

/// From which release on the API has something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Since {
    release: Release,
    /// What it has: `roles`.
    what: &'static str,
    /// Whether older releases pass over it in silence.
    is_ignored_before: bool,
}

/// What is known of a site's release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KnownRelease {
    /// By its answers.
    pub(crate) api_version: ApiVersion,
    /// By whoever made the client.
    pub(crate) told: Option<Release>,
}

impl Since {
    /// Something without which older releases answer with an error.
    pub(crate) const fn new(release: Release, what: &'static str) -> Self {
        Self { release, what, is_ignored_before: false }
    }

    /// Something that older releases ignore: it is sent only to a site that is known to heed it.
    pub(crate) const fn ignored_before(release: Release, what: &'static str) -> Self {
        Self { release, what, is_ignored_before: true }
    }

    /// Something that no release has yet: it is asked for only where the site is known to run the main branch.
    pub(crate) const fn unreleased(what: &'static str) -> Self {
        Self::ignored_before(Release::UNRELEASED, what)
    }

    /// Why a site of which this is known is not even asked.
    pub(crate) fn refusal(self, known: KnownRelease) -> Option<Error> {
        let KnownRelease { api_version, told } = known;
        let needed = self.release.api_version();
        if needed > api_version {
            return Some(self.unsupported(format_args!("this site has version {api_version}")));
        }
        if needed < api_version || self.release.is_first() {
            return None;
        }
        // What was told says nothing about a site that was upgraded since.
        match told.filter(|told| told.api_version() == api_version) {
            Some(told) if told >= self.release => None,
            Some(told) => Some(self.unsupported(format_args!("this site has {told}"))),
            None if self.release == Release::UNRELEASED => {
                let error = self.unsupported(format_args!("no release has it"));
                let hint = "where a site runs that, say so: .release(\"unreleased\")";
                Some(error.with_hint(hint))
            }
            None if self.is_ignored_before => {
                let error = self.unsupported(format_args!(
                    "older releases ignore it in silence, and it is not known which this site has"
                ));
                Some(error.with_hint("tell the release by ClientBuilder::release"))
            }
            None => None,
        }
    }

    fn unsupported(self, why: impl fmt::Display) -> Error {
        let Self { release, what, .. } = self;
        let message = format!("decidim-rest-full has {what} since {release}, and {why}");
        Error::new(ErrorKind::Unsupported, message)
    }

    /// Explains an answer that says the path does not exist: this came with a release.
    pub(crate) fn explain(self, error: Error) -> Error {
        if !ServerError::is_of_no_route(&error) {
            return error;
        }
        let Self { release, what, .. } = self;
        error.with_kind(ErrorKind::Unsupported).with_hint(format!(
            "decidim-rest-full has {what} since {release}: this site has an older release, or they are \
             switched off"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(api_version: ApiVersion, told: Option<&str>) -> KnownRelease {
        KnownRelease { api_version, told: told.map(|told| told.parse().unwrap()) }
    }

    #[test]
    fn a_site_that_cannot_have_it_is_not_asked() {
        let votes = Since::new(Release::V0_3_0, "votes");
        let error = votes.refusal(known(ApiVersion::V0_2, None)).unwrap();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("votes since 0.3.0, and this site has version v0.2"));
        assert!(votes.refusal(known(ApiVersion::V0_3, None)).is_none());

        let roles = Since::new(Release::V0_2_10, "roles");
        assert!(roles.refusal(known(ApiVersion::V0_2, None)).is_none());
        assert!(roles.refusal(known(ApiVersion::V0_2, Some("0.2.12"))).is_none());
        assert!(roles.refusal(known(ApiVersion::V0_2, Some("0.2.9"))).is_some());
        // It was upgraded since.
        assert!(roles.refusal(known(ApiVersion::V0_3, Some("0.2.9"))).is_none());
    }

    #[test]
    fn what_would_be_ignored_is_sent_only_to_a_site_that_heeds_it() {
        let slug = Since::ignored_before(Release::V0_2_10, "a filter on slugs");
        let error = slug.refusal(known(ApiVersion::V0_2, None)).unwrap();
        assert!(error.hint().unwrap().contains("ClientBuilder::release"));
        assert!(slug.refusal(known(ApiVersion::V0_2, Some("0.2.10"))).is_none());
        assert!(slug.refusal(known(ApiVersion::V0_3, None)).is_none());
    }

    #[test]
    fn what_no_release_has_is_asked_of_a_site_that_is_said_to_run_the_main_branch() {
        let webhooks = Since::unreleased("webhooks");
        for (version, told) in [
            (ApiVersion::V0_2, None),
            (ApiVersion::V0_2, Some("0.2.12")),
            (ApiVersion::V0_3, None),
            (ApiVersion::V0_3, Some("0.3.4")),
        ] {
            let error = webhooks.refusal(known(version, told)).unwrap();
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
            assert!(error.to_string().contains("webhooks since its unreleased main branch"));
        }
        assert!(webhooks.refusal(known(ApiVersion::V0_3, Some("unreleased"))).is_none());
        // It went back to an older release.
        assert!(webhooks.refusal(known(ApiVersion::V0_2, Some("unreleased"))).is_some());
    }
}
