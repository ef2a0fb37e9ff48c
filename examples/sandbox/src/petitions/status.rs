//! The states of a petition.

/// Every status that a petition can have: the eight of the API's description, then the three that
/// the site had besides.
pub const STATUSES: [&str; 11] = [
    "concept",
    "staging",
    "live",
    "to_process",
    "withdrawn",
    "in_process",
    "rejected",
    "completed",
    "sign_elsewhere",
    "not_processed",
    "orphaned",
];

/// The only status in which a petition takes signatures.
pub(super) const OPEN: &str = "live";

/// Whether a petition of this status is not public yet.
pub(super) fn is_unpublished(status: &str) -> bool {
    ["concept", "staging"].contains(&status)
}

/// Whether an update may set this status: only those of the description.
pub(super) fn is_settable(status: &str) -> bool {
    STATUSES.iter().take(8).any(|known| *known == status)
}
