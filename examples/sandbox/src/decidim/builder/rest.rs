//! How the REST module of a Decidim site is set up.

use crate::decidim::rest::{ApiClient, RestSettings, RestVersion};
use crate::decidim::state::DecidimState;
use crate::site::Builder;

impl Builder<DecidimState> {
    fn rest(self, change: impl FnOnce(&mut RestSettings)) -> Self {
        self.with(|it| change(&mut it.rest))
    }

    /// The version of the REST module. Default 0.2.3.
    pub fn rest_version(self, version: RestVersion) -> Self {
        self.rest(|rest| rest.version = version)
    }

    /// One more API client, besides the one of [`CLIENT_ID`](crate::Decidim::CLIENT_ID); one of the same id is
    /// replaced.
    pub fn api_client(self, client: ApiClient) -> Self {
        self.rest(|rest| {
            rest.clients.retain(|known| known.uid != client.uid);
            rest.clients.push(client);
        })
    }

    /// The password of every participant. Default [`PASSWORD`](crate::Decidim::PASSWORD).
    pub fn password(self, password: impl Into<String>) -> Self {
        self.rest(|rest| rest.password = password.into())
    }

    /// Hosts (without port) at which every request is sent away to the main host, with an empty 301.
    pub fn secondary_hosts<H: Into<String>>(self, hosts: impl IntoIterator<Item = H>) -> Self {
        self.rest(|rest| rest.secondary_hosts = hosts.into_iter().map(Into::into).collect())
    }

    /// Only the main host is the organization's; at any other there is none. Default: every host is.
    pub fn known_hosts_only(self, strict: bool) -> Self {
        self.rest(|rest| rest.known_hosts_only = strict)
    }

    /// Hosts of other organizations on the same server, each with a little content of its own. The API clients are
    /// the main organization's. Default none.
    pub fn neighbours<H: Into<String>>(self, hosts: impl IntoIterator<Item = H>) -> Self {
        self.rest(|rest| rest.neighbours = hosts.into_iter().map(Into::into).collect())
    }

    /// Leaves paging headers out of REST lists: `Total`, `Per-Page`, `Link`.
    pub fn leave_out_headers<H: Into<String>>(self, names: impl IntoIterator<Item = H>) -> Self {
        self.rest(|rest| {
            rest.left_out_headers =
                names.into_iter().map(|name| name.into().to_ascii_lowercase()).collect();
        })
    }

    /// REST lists without an order of their own, and rows of one moment, come in another order at
    /// every request. Default: by number.
    pub fn unordered_lists(self, unordered: bool) -> Self {
        self.rest(|rest| rest.unordered_lists = unordered)
    }

    /// Proposals can be voted with weights 0 (abstention) to 3. Default: with 1 only.
    pub fn weighted_votes(self, weighted: bool) -> Self {
        self.rest(|rest| rest.weighted_votes = weighted)
    }

    /// Unset numbers in the `meta` of components are `false`. Default: of meeting components only.
    pub fn false_numbers(self, are_false: bool) -> Self {
        self.rest(|rest| rest.false_numbers = are_false)
    }

    /// What the health check says. Default true.
    pub fn healthy(self, healthy: bool) -> Self {
        self.rest(|rest| rest.is_healthy = healthy)
    }

    /// The organization has the REST module switched off: every operation is a 501, as from the
    /// releases after 0.3.4 on. Default: it is on.
    pub fn rest_switched_off(self, off: bool) -> Self {
        self.rest(|rest| rest.is_switched_off = off)
    }

    /// How often a job is looked at before it is done. Default once: the first look finds it
    /// running, the second done.
    pub fn polls_per_job(self, polls: usize) -> Self {
        self.rest(|rest| rest.polls_per_job = polls)
    }

    /// Writes of blog posts and of attachments do what the module's documents say. Default: as in 0.3.4,
    /// whose mistakes make each of them fail.
    pub fn mended_rest_writes(self, mended: bool) -> Self {
        self.rest(|rest| rest.writes_are_mended = mended)
    }

    /// The size to which larger REST pages are cut in silence. Default: there is none.
    pub fn most_per_page(self, rows: usize) -> Self {
        self.rest(|rest| rest.most_per_page = Some(rows.max(1)))
    }
}
