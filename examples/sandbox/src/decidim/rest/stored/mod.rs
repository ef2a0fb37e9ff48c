//! What the module stores of its own between requests: tokens, links, votes and jobs.

mod hooks;
mod jobs;
mod magic_links;
mod roles;
mod tokens;
mod uploads;
mod votes;

pub(super) use hooks::Hook;
pub(super) use jobs::Job;
pub(super) use magic_links::MagicLink;
pub(super) use roles::SpaceRole;
pub(super) use tokens::Grant;
pub(super) use uploads::Upload;
pub(super) use votes::Vote;

use fastrand::Rng;
use serde_json::json;

use crate::decidim::world::{Fields, Kind, World};
use hooks::Hooks;
use jobs::Jobs;
use magic_links::MagicLinks;
use roles::SpaceRoles;
use tokens::Grants;
use uploads::Uploads;
use votes::Votes;

/// What the module remembers between requests, besides the content that all APIs share.
#[derive(Debug)]
pub(in crate::decidim) struct Rest {
    pub(super) grants: Grants,
    pub(super) links: MagicLinks,
    pub(super) votes: Votes,
    pub(super) jobs: Jobs,
    pub(super) hooks: Hooks,
    pub(super) space_roles: SpaceRoles,
    pub(super) uploads: Uploads,
    /// The host of the organization that the API clients belong to.
    pub(super) clients_host: String,
    /// Not seeded: two platforms with the same data must not accept each other's tokens.
    pub(super) rng: Rng,
}

/// What the module keeps for each organization by itself. Tokens, of machines and participants alike, are those
/// of the whole server.
#[derive(Debug)]
pub(in crate::decidim) struct OfOrganization {
    jobs: Jobs,
    space_roles: SpaceRoles,
}

impl OfOrganization {
    pub(in crate::decidim) fn on(world: &mut World) -> Self {
        Self { jobs: Jobs::default(), space_roles: SpaceRoles::of(world) }
    }
}

impl Rest {
    /// The module on a platform with this content, to which it adds the server's other
    /// organizations.
    pub(in crate::decidim) fn on(world: &mut World) -> Self {
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
            hooks: Hooks::default(),
            space_roles: SpaceRoles::of(world),
            uploads: Uploads::default(),
            clients_host: world.settings.host.clone(),
            rng: Rng::new(),
        }
    }

    /// Takes what belongs to another organization in place of what belongs to this one.
    pub(in crate::decidim) fn swap(&mut self, other: &mut OfOrganization) {
        std::mem::swap(&mut self.jobs, &mut other.jobs);
        std::mem::swap(&mut self.space_roles, &mut other.space_roles);
    }

    /// No token issued so far is known from now on.
    pub(in crate::decidim) fn forget_tokens(&mut self) {
        self.grants.forget_all();
    }

    /// Every token issued so far is worth nothing from now on.
    pub(in crate::decidim) fn revoke_tokens(&mut self) {
        self.grants.revoke_all();
    }
}
