//! The platform's REST module, as `decidim-rest-full` serves it.

mod blogs;
mod caching;
mod caller;
mod client;
mod components;
mod drafts;
mod extended_data;
mod failure;
mod filter;
mod grants;
mod introspection;
mod jobs;
mod links;
mod magic_links;
mod operation;
mod organizations;
mod page;
mod params;
mod proposals;
mod publishing;
mod rendering;
mod routes;
mod settings;
mod spaces;
mod tenant;
mod token;
mod users;
mod version;
mod visit;
mod votes;

pub use client::ApiClient;
pub use version::RestVersion;

pub(super) use routes::answer;
pub(super) use settings::{CLIENT_ID, CLIENT_SECRET, PASSWORD, RestSettings};
pub(super) use tenant::sent_to_main_host;

use fastrand::Rng;
use serde_json::json;

use super::world::{Fields, Kind, World};
use grants::Grants;
use jobs::Jobs;
use magic_links::MagicLinks;
use votes::Votes;

/// What the module remembers between requests, besides the content that all APIs share.
#[derive(Debug)]
pub(super) struct Rest {
    grants: Grants,
    links: MagicLinks,
    votes: Votes,
    jobs: Jobs,
    /// Not seeded: two platforms with the same data must not accept each other's tokens.
    rng: Rng,
}

impl Rest {
    /// The module on a platform with this content, to which it adds the server's other
    /// organizations.
    pub(super) fn on(world: &mut World) -> Self {
        let opened = world.rows(Kind::Organization).next().map_or(0, |main| main.created_at);
        for (number, host) in world.settings.rest.neighbours.clone().into_iter().enumerate() {
            let fields = json!({
                "name": {world.main_locale(): format!("Neighbour {}", number + 1)},
                "description": {},
                "host": host,
                "secondary_hosts": [],
                "available_locales": world.site.locales,
                "default_locale": world.main_locale(),
                "reference_prefix": "nb",
                "time_zone": "UTC",
                "extended_data": {},
            });
            let fields = fields.as_object().cloned().unwrap_or_else(Fields::new);
            world.add(Kind::Organization, None, opened, fields);
        }
        let secondary = world.settings.rest.secondary_hosts.clone();
        let main = world.rows(Kind::Organization).next().map_or(0, |main| main.id);
        world.change(Kind::Organization, main, |main| {
            main.fields.insert("secondary_hosts".to_owned(), json!(secondary));
        });
        Self {
            grants: Grants::default(),
            links: MagicLinks::default(),
            votes: Votes::default(),
            jobs: Jobs::default(),
            rng: Rng::new(),
        }
    }

    /// No token issued so far is known from now on.
    pub(super) fn forget_tokens(&mut self) {
        self.grants.forget_all();
    }

    /// Every token issued so far is worth nothing from now on.
    pub(super) fn revoke_tokens(&mut self) {
        self.grants.revoke_all();
    }
}

#[cfg(test)]
mod tests;
