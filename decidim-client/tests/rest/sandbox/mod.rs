//! The REST API's client before the sandbox, which plays real servers of four releases.

mod attachments;
mod blogs;
mod conditional;
mod forms;
mod lists;
mod newer;
mod roles;
mod sync;
mod sync_newer;
mod tokens;
mod unreleased;
mod upgrades;
mod writes;

use crate::bench::Bench;
use civic_sandbox::{Decidim, DecidimBuilder, RestVersion};
use decidim_client::rest::{Client, UserClient};

pub(super) fn site(bench: &Bench, host: &str) -> Client {
    Client::builder(format!("https://{host}"))
        .credentials(Decidim::CLIENT_ID, Decidim::CLIENT_SECRET)
        .scopes(["public", "proposals", "blogs", "oauth", "system"])
        .http(bench.http.clone())
        .build()
        .unwrap()
}

/// A client that is told which release the site has.
pub(super) fn of_release(bench: &Bench, version: RestVersion) -> Client {
    Client::builder("https://decidim.example.org")
        .credentials(Decidim::CLIENT_ID, Decidim::CLIENT_SECRET)
        .release(version.release())
        .http(bench.http.clone())
        .build()
        .unwrap()
}

pub(super) fn machine(bench: &Bench) -> Client {
    site(bench, "decidim.example.org")
}

pub(super) fn participant(bench: &Bench) -> UserClient {
    let person = machine(bench).impersonate("oak_street").register_on_missing(true);
    person.accept_tos_on_register(true).skip_confirmation_on_register(true).build().unwrap()
}

/// A quiet platform of each version.
pub(super) fn every_version(check: impl Fn(RestVersion, Bench)) {
    for version in RestVersion::ALL {
        check(version, Bench::new(platform(version)));
    }
}

pub(super) fn platform(version: RestVersion) -> DecidimBuilder {
    Decidim::builder().seed(7).proposals(60).rest_version(version).no_rate_limit()
}
