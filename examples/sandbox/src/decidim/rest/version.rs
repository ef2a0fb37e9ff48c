//! The versions of the REST module that the platform can play, and how they differ.

/// A version of the REST module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum RestVersion {
    /// 0.2.3: a missing or unknown token is a 500, a stale one a 403; vote labels are plain texts.
    #[default]
    V0_2_3,
    /// 0.2.10: every bad token is a 401; vote labels are translated; no health check.
    V0_2_10,
    /// 0.2.12: lists of one kind of space, a redirect address in magic links (both since 0.2.11).
    V0_2_12,
    /// 0.3.4: another path prefix, writes that end in a job, votes under another path.
    V0_3,
    /// Unreleased: the main branch as of August 2026, at the paths of 0.3. Webhooks and meetings by API; extended
    /// data of components, spaces, proposals and meetings.
    Unreleased,
}

impl RestVersion {
    /// All released versions, oldest first.
    pub const ALL: [Self; 4] = [Self::V0_2_3, Self::V0_2_10, Self::V0_2_12, Self::V0_3];

    /// The release of the module: `0.2.10`.
    pub fn release(self) -> &'static str {
        match self {
            Self::V0_2_3 => "0.2.3",
            Self::V0_2_10 => "0.2.10",
            Self::V0_2_12 => "0.2.12",
            Self::V0_3 => "0.3.4",
            Self::Unreleased => "unreleased",
        }
    }

    /// The path before every operation: `/api/rest_full/v0.2`. No other prefix is served.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::V0_2_3 | Self::V0_2_10 | Self::V0_2_12 => "/api/rest_full/v0.2",
            Self::V0_3 | Self::Unreleased => "/api/rest_full/v0.3",
        }
    }

    /// Bad tokens are 401 and come in the header only; unknown grant types are an error of the
    /// caller, not of the server.
    pub(super) fn maps_token_errors(self) -> bool {
        self >= Self::V0_2_10
    }

    /// A password grant looks for the API client before it asks how to sign in (since 0.2.10), not after.
    pub(super) fn looks_for_the_client_first(self) -> bool {
        self >= Self::V0_2_10
    }

    pub(super) fn has_health(self) -> bool {
        self < Self::V0_2_10
    }

    /// Vote labels by locale (since 0.2.8) instead of one text.
    pub(super) fn translates_vote_labels(self) -> bool {
        self >= Self::V0_2_10
    }

    /// Blog posts tell when they were published (since 0.2.7).
    pub(super) fn tells_publication(self) -> bool {
        self >= Self::V0_2_10
    }

    /// The draft that a component links to is one of that component (since 0.2.6).
    pub(super) fn links_own_draft(self) -> bool {
        self >= Self::V0_2_10
    }

    /// A filter on one's votes breaks without a participant (since 0.2.5) instead of being ignored.
    pub(super) fn fails_on_nobodys_votes(self) -> bool {
        self >= Self::V0_2_10
    }

    /// Rows are looked for without a failure of the framework: no post of this id is an error of the module's
    /// own, and a proposal that a filter leaves out has no neighbours instead of breaking the server.
    pub(super) fn minds_missing_rows(self) -> bool {
        self >= Self::V0_2_10
    }

    /// A filter on one's votes is heeded without the plugin for weights, too (since 0.2.5).
    pub(super) fn always_filters_votes(self) -> bool {
        self >= Self::V0_2_10
    }

    /// Extended data that comes with an impersonation is kept.
    pub(super) fn permits_extra(self) -> bool {
        self >= Self::Unreleased
    }

    /// Conferences and initiatives, and a filter on slugs.
    pub(super) fn has_all_spaces(self) -> bool {
        self >= Self::V0_2_10
    }

    /// Whether tokens can have a scope: no client of an older release was ever made with it.
    pub(super) fn knows_scope(self, scope: &str) -> bool {
        match scope {
            "roles" => self >= Self::V0_2_10,
            "attachments" | "surveys" => self >= Self::V0_3,
            "webhooks" => self >= Self::Unreleased,
            _ => true,
        }
    }

    /// Lists of one kind of space (since 0.2.11).
    pub(super) fn lists_each_kind_of_space(self) -> bool {
        self >= Self::V0_2_12
    }

    /// Magic links heed a redirect address (since 0.2.11).
    pub(super) fn redirects_magic_links(self) -> bool {
        self >= Self::V0_2_12
    }

    /// Writes end in a job, unless `/sync` is appended; votes have a path of their own; extended data
    /// never 404.
    pub(super) fn is_asynchronous(self) -> bool {
        self >= Self::V0_3
    }
}
