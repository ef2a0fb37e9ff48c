//! What the REST module is set up with.

use super::client::ApiClient;
use super::version::RestVersion;

pub(in crate::decidim) const CLIENT_ID: &str = "sandbox-api-client-9QfXk2";
pub(in crate::decidim) const CLIENT_SECRET: &str = "sandbox-secret-Zr4bUe8NwTq1XyPm6KdGs0Lv";
pub(in crate::decidim) const PASSWORD: &str = "sandbox-password-123456";

/// The method of the builder that sets a field says what it means.
#[derive(Clone, Debug)]
pub(in crate::decidim) struct RestSettings {
    pub(in crate::decidim) version: RestVersion,
    pub(in crate::decidim) clients: Vec<ApiClient>,
    pub(in crate::decidim) password: String,
    pub(in crate::decidim) secondary_hosts: Vec<String>,
    pub(in crate::decidim) known_hosts_only: bool,
    pub(in crate::decidim) neighbours: Vec<String>,
    pub(in crate::decidim) left_out_headers: Vec<String>,
    pub(in crate::decidim) unordered_lists: bool,
    pub(in crate::decidim) weighted_votes: bool,
    pub(in crate::decidim) false_numbers: bool,
    pub(in crate::decidim) is_healthy: bool,
    pub(in crate::decidim) is_switched_off: bool,
    pub(in crate::decidim) polls_per_job: usize,
    pub(in crate::decidim) writes_are_mended: bool,
    pub(in crate::decidim) most_per_page: Option<usize>,
}

impl Default for RestSettings {
    fn default() -> Self {
        Self {
            version: RestVersion::default(),
            clients: vec![ApiClient::new(CLIENT_ID, CLIENT_SECRET)],
            password: PASSWORD.to_owned(),
            secondary_hosts: Vec::new(),
            known_hosts_only: false,
            neighbours: Vec::new(),
            left_out_headers: Vec::new(),
            unordered_lists: false,
            weighted_votes: false,
            false_numbers: false,
            is_healthy: true,
            is_switched_off: false,
            polls_per_job: 1,
            writes_are_mended: false,
            most_per_page: None,
        }
    }
}
