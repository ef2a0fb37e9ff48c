//! How a Decidim site is set up: its data, its version and its GraphQL API.

mod open_data;
mod rest;

use super::engine::Engine;
use super::settings::Door;
use super::state::DecidimState;
use super::version::Version;
use crate::site::Builder;

/// Sets up a Decidim site.
pub type DecidimBuilder = Builder<DecidimState>;

impl Builder<DecidimState> {
    /// The number of proposals in all components; everything else scales from it. Default 120.
    pub fn proposals(self, count: usize) -> Self {
        self.with(|it| it.proposals = count)
    }

    /// The number of records of one list, by the names of [`lists`](crate::Decidim::lists): `meetings`,
    /// `comments`, `participatory_processes`, …
    pub fn rows(self, list: impl Into<String>, count: usize) -> Self {
        self.with(|it| {
            it.rows.insert(list.into(), count);
        })
    }

    /// The share, from 0 to 1, of content that a moderator has hidden. Default 0. Lists of comments
    /// leave the hidden ones out; of other content hidden rows are holes from 0.28 on, and shown
    /// before.
    pub fn hidden(self, share: f64) -> Self {
        self.with(|it| it.hidden = share)
    }

    /// The share, from 0 to 1, of comments that their authors have deleted. Default 0. Up to 0.27
    /// GraphQL shows them like any other; since then one makes the list that it is in null.
    pub fn deleted_comments(self, share: f64) -> Self {
        self.with(|it| it.deleted = share)
    }

    /// The server version. Default 0.30.
    pub fn version(self, version: Version) -> Self {
        self.with(|it| it.version = version)
    }

    /// The release of graphql-ruby that the site runs on. Default: the one that belongs to the version,
    /// which is 2.4 for 0.30.5 (released with 2.2, and open to newer ones).
    pub fn engine(self, engine: Engine) -> Self {
        self.with(|it| it.engine = Some(engine))
    }

    /// The host name in the addresses that the platform prints. Default `decidim.example.org`.
    pub fn host(self, host: impl Into<String>) -> Self {
        self.with(|it| it.host = host.into())
    }

    /// Takes items out of this instance's GraphQL schema, with what cannot be without them: a type
    /// (`Meeting`), a field (`Proposal.likes`), an argument (`Proposals.proposals(order:)`), a
    /// member of an input (`ProposalFilter.publishedSince`). What is not there is passed over.
    pub fn without<I: Into<String>>(self, items: impl IntoIterator<Item = I>) -> Self {
        self.with(|it| it.without.extend(items.into_iter().map(Into::into)))
    }

    /// Adds what plugins add: components of the type `Plans` and of the bare type `Component`,
    /// and a few fields that no plain server has.
    pub fn plugin_components(self) -> Self {
        self.with(|it| it.plugin_components = true)
    }

    /// Whether visitors may read the schema where the version forbids it by default. Default false.
    pub fn introspection(self, open: bool) -> Self {
        self.with(|it| it.introspection = open)
    }

    /// Who is turned away. Default nobody.
    pub fn force_authentication(self, door: Door) -> Self {
        self.with(|it| it.door = door)
    }

    /// The largest complexity of a query. Default 300 in 0.24, then 5000.
    pub fn max_complexity(self, most: u64) -> Self {
        self.with(|it| it.max_complexity = Some(most))
    }

    /// The largest depth of a query. Default 15.
    pub fn max_depth(self, most: usize) -> Self {
        self.with(|it| it.max_depth = most)
    }

    /// Whether addresses of files expire (Rails' `urls_expire_in`): then each answer signs them anew. Default
    /// false.
    pub fn expiring_addresses(self, expire: bool) -> Self {
        self.with(|it| it.expiring_addresses = expire)
    }

    /// The size to which larger pages are cut in silence. Default 50.
    pub fn max_page_size(self, rows: usize) -> Self {
        self.with(|it| it.max_page_size = rows.max(1))
    }

    /// The size in bytes above which files are refused (0.33 on). Default 10 MiB.
    pub fn max_file_size(self, bytes: usize) -> Self {
        self.with(|it| it.max_file_size = bytes)
    }

    /// Whether a query with too many aliases is refused with a code (0.30.5 on). Default true, as every
    /// release does; builds of the development branch listed the aliases for a while instead.
    pub fn codes_alias_limit(self, coded: bool) -> Self {
        self.with(|it| it.codes_alias_limit = coded)
    }

    /// Whether `decidim { version }` tells the version. Default: yes before 0.30, then no.
    pub fn disclose_version(self, told: bool) -> Self {
        self.with(|it| it.disclose_version = Some(told))
    }
}
