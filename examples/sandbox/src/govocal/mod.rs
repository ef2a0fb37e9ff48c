//! A Go Vocal platform.

mod auth;
mod builder;
mod churn;
mod data;
mod dates;
mod deleted_feed;
mod deletion_log;
mod era;
mod errors;
mod fields_of_era;
mod filters;
mod lists;
mod locale;
mod ownership;
mod paging;
mod phase_time;
mod render;
mod resource;
mod routes;
mod settings;
mod state;
mod table;
mod unreported_changes;
mod visits;
mod world;
mod writes;

pub use builder::GoVocalBuilder;
pub use era::Era;

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use serde_json::Value;
use uuid::Uuid;

use crate::fault::PageParameters;
use crate::rate_limit::Counter;
use crate::reply::Reply;
use crate::site::{Conditions, Multilingual, SignsIn, Site, SiteSettings, Software};
use crate::tokens::Tokens;
use settings::Settings;
use state::GoVocalState;
use world::resource_of;

/// A Go Vocal site. Clones are the same site.
pub type GoVocal = Site<GoVocalState>;

impl Software for GoVocalState {
    type Settings = Settings;

    const PAGES: Option<PageParameters> =
        Some(PageParameters { size: "page_size", number: "page_number" });

    fn site_settings() -> SiteSettings {
        settings::of_site()
    }

    fn install(site: Arc<SiteSettings>, settings: Settings) -> Self {
        let world = data::build(site, settings);
        Self { world, tokens: Tokens::new(), searches: Counter::default() }
    }

    fn answer(&mut self, request: &Request<Bytes>, conditions: Conditions<'_>) -> Reply {
        self.reply(request, conditions)
    }
}

impl SignsIn for GoVocalState {
    fn revoke_tokens(&mut self) {
        self.tokens.revoke_all();
    }
}

impl Multilingual for GoVocalState {}

impl Site<GoVocalState> {
    /// The default client id.
    pub const CLIENT_ID: &'static str = settings::CLIENT_ID;
    /// The default client secret.
    pub const CLIENT_SECRET: &'static str = settings::CLIENT_SECRET;

    /// The client id that this platform accepts.
    pub fn client_id(&self) -> &str {
        &self.settings().client_id
    }

    /// The client secret that this platform accepts.
    pub fn client_secret(&self) -> &str {
        &self.settings().client_secret
    }

    /// The server version that it plays.
    pub fn era(&self) -> Era {
        self.software().world.era()
    }

    /// The resources that have a list in this version.
    pub fn resources(&self) -> Vec<&'static str> {
        resource::all(self.era()).map(|resource| resource.name).collect()
    }

    /// How many rows a list shows without a filter; 0 for a resource that this version lacks.
    pub fn count(&self, resource: &str) -> usize {
        self.ids(resource).len()
    }

    /// The ids of a list's rows in list order. Associations have ids here that the wire hides.
    pub fn ids(&self, resource: &str) -> Vec<Uuid> {
        let state = self.software();
        resource_of(&state.world, resource)
            .map(|resource| state.world.listed(resource).iter().map(|row| row.id).collect())
            .unwrap_or_default()
    }

    /// A list's rows in list order and wire form, in the platform's main language.
    pub fn rows(&self, resource: &str) -> Vec<Value> {
        self.rows_in(resource, self.settings().main_locale())
    }

    /// A list's rows in list order and wire form, as answered to a `locale` parameter.
    pub fn rows_in(&self, resource: &str, locale: &str) -> Vec<Value> {
        let state = self.software();
        let world = &state.world;
        let chosen = locale::choose(&world.site.locales, Some(locale), world.era());
        let Some(resource) = resource_of(world, resource) else {
            return Vec::new();
        };
        world.listed(resource).iter().map(|row| world.render(resource, row, chosen)).collect()
    }

    /// Adds a row made of the given wire fields over generated ones, created now unless
    /// `created_at` says otherwise. A nil id is answered for a resource that this version lacks.
    pub fn insert(&self, resource: &str, fields: Value) -> Uuid {
        let now = self.now();
        let mut state = self.software();
        let Some(resource) = resource_of(&state.world, resource) else {
            return Uuid::nil();
        };
        state.world.insert(resource, fields, now)
    }

    /// Lays the given wire fields over a row, whose `updated_at` becomes now unless given. Whether it
    /// was there.
    pub fn update(&self, resource: &str, id: Uuid, fields: Value) -> bool {
        let now = self.now();
        let mut state = self.software();
        let Some(resource) = resource_of(&state.world, resource) else {
            return false;
        };
        state.world.update(resource, id, fields, now)
    }

    /// Removes a row, with what hangs on it, and logs it for the deleted feed. Whether it was there.
    pub fn delete(&self, resource: &str, id: Uuid) -> bool {
        let now = self.now();
        let mut state = self.software();
        let Some(resource) = resource_of(&state.world, resource) else {
            return false;
        };
        state.world.delete(resource, id, now)
    }

    /// The ids of all rows removed from a resource since the start, oldest removal first, whether
    /// or not its deleted feed shows them. Rows that went with their parent are not among them.
    pub fn removed(&self, resource: &str) -> Vec<Uuid> {
        let state = self.software();
        let Some(resource) = resource_of(&state.world, resource) else {
            return Vec::new();
        };
        let deletions = state.world.deletions.iter().filter(|deletion| deletion.witnessed);
        deletions.filter(|deletion| deletion.is_of(resource)).map(|deletion| deletion.id).collect()
    }
}

#[cfg(test)]
mod tests;
