//! The webhooks that API clients have made.

/// A webhook.
#[derive(Clone, Debug)]
pub(in crate::decidim::rest) struct Hook {
    pub(in crate::decidim::rest) id: u64,
    pub(in crate::decidim::rest) client: usize,
    pub(in crate::decidim::rest) url: String,
    pub(in crate::decidim::rest) events: Vec<String>,
    pub(in crate::decidim::rest) secret: String,
    pub(in crate::decidim::rest) created: i64,
    pub(in crate::decidim::rest) updated: i64,
}

/// All webhooks, oldest first.
#[derive(Debug, Default)]
pub(in crate::decidim::rest) struct Hooks {
    pub(in crate::decidim::rest) all: Vec<Hook>,
    pub(in crate::decidim::rest) last: u64,
}
