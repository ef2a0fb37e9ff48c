//! Links that sign a participant in.

use std::collections::HashMap;

#[derive(Clone, Debug)]
pub(in crate::decidim::rest) struct MagicLink {
    pub(in crate::decidim::rest) id: u64,
    pub(in crate::decidim::rest) token: String,
    pub(in crate::decidim::rest) end: i64,
    pub(in crate::decidim::rest) redirect: Option<String>,
}

/// The newest link of each participant.
#[derive(Debug, Default)]
pub(in crate::decidim::rest) struct MagicLinks {
    pub(in crate::decidim::rest) by_user: HashMap<u64, MagicLink>,
    pub(in crate::decidim::rest) last: u64,
}
