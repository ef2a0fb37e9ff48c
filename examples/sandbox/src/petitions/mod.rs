//! A petitions.eu server: version 1 of its API.
//!
//! No public implementation of that API is known, so the server plays what its one-page description
//! says and takes its [`Shape`] from a test wherever the description leaves room.

mod builder;
mod churn;
mod data;
mod dates;
mod failure;
mod jobs;
mod key;
mod language;
mod reading;
mod render;
mod routes;
mod settings;
mod shape;
mod state;
mod status;
mod world;
mod writing;

pub use builder::PetitionsBuilder;
pub use key::ApiKey;
pub use shape::{
    ContentShape, IdShape, ListShape, MissingShape, MomentShape, NumberShape, OneShape,
    OrganisationShape, RefusalShape, Shape, SignatureShape, TimestampsShape, WrittenShape,
};
pub use status::STATUSES;

use std::sync::{Arc, MutexGuard};

use bytes::Bytes;
use http::Request;

use crate::fault::PageParameters;
use crate::moment::milliseconds;
use crate::reply::Reply;
use crate::site::{Conditions, Site, SiteSettings, Software};
use settings::Settings;
use state::PetitionsState;

/// A petitions.eu server. Clones are the same server.
pub type Petitions = Site<PetitionsState>;

impl Software for PetitionsState {
    type Settings = Settings;

    /// The API has no pages; the nearest that a fault about pages can bend is the number of rows.
    const PAGES: Option<PageParameters> = Some(PageParameters { size: "count", number: "skip" });

    fn site_settings() -> SiteSettings {
        settings::of_site()
    }

    fn install(site: Arc<SiteSettings>, settings: Settings) -> Self {
        let mut world = data::build(site.seed, &settings);
        // Last night everything was counted.
        world.do_jobs(milliseconds((site.clock)()), settings.drifting_counts);
        Self { settings, world }
    }

    fn answer(&mut self, request: &Request<Bytes>, conditions: Conditions<'_>) -> Reply {
        self.reply(request, conditions)
    }
}

impl Site<PetitionsState> {
    /// The public test key: three rows of everything, writes without effect.
    pub const TEST_KEY: &'static str = settings::TEST_KEY;
    /// The default key of an ordinary reader.
    pub const PLAIN_KEY: &'static str = settings::PLAIN_KEY;
    /// The default key with every right: date bounds, unlimited rows, all fields, updates.
    pub const FULL_KEY: &'static str = settings::FULL_KEY;

    /// From now on, answers are written in this shape.
    pub fn reshape(&self, shape: Shape) {
        self.software().settings.shape = shape;
    }

    /// The software after the jobs of the nights that have passed.
    fn by_day(&self) -> MutexGuard<'_, PetitionsState> {
        let now = self.now();
        let mut state = self.software();
        let drift = state.settings.drifting_counts;
        state.world.do_jobs(now, drift);
        state
    }

    /// The ids of all petitions, newest first.
    pub fn petition_ids(&self) -> Vec<u64> {
        self.software().world.petitions.iter().map(|petition| petition.id).collect()
    }

    /// The ids of all organisations.
    pub fn organisation_ids(&self) -> Vec<u64> {
        self.software().world.organisations.iter().map(|organisation| organisation.id).collect()
    }

    /// The status of a petition; `None` for an unknown id.
    pub fn status(&self, petition: u64) -> Option<String> {
        self.software().world.petition(petition).map(|petition| petition.status.clone())
    }

    /// Sets the status of a petition to any text, as an administrator's task may: one of them writes
    /// `orphan`. Whether there is such a petition.
    pub fn set_status(&self, petition: u64, status: &str) -> bool {
        let mut state = self.software();
        let petition = state.world.petition_mut(petition);
        petition.map(|petition| status.clone_into(&mut petition.status)).is_some()
    }

    /// When a petition's confirmed signatures were confirmed, newest first, in seconds of the Unix
    /// epoch. Those without a moment are left out.
    pub fn signatures(&self, petition: u64) -> Vec<i64> {
        let state = self.software();
        let signatures = state.world.signatures.iter().rev();
        signatures
            .filter(|signature| signature.petition == petition)
            .filter_map(|signature| Some(signature.confirmed?.div_euclid(1000)))
            .collect()
    }

    /// How many signatures wait for their signatory to follow the mailed link. After three weeks they are
    /// deleted at night.
    pub fn unconfirmed(&self) -> usize {
        self.by_day().world.unconfirmed.len()
    }

    /// Every signatory follows the mailed link now. How many there were.
    pub fn confirm_all(&self) -> usize {
        let now = self.now();
        self.by_day().world.confirm_all(now)
    }

    /// Deletes a petition with its signatures. Whether that was done: the site refuses it from 100
    /// signatures on, confirmed or not.
    pub fn delete_petition(&self, petition: u64) -> bool {
        self.by_day().world.delete_petition(petition)
    }

    /// Addresses a petition to this organisation, or to nobody. Whether there is such a petition.
    pub fn address(&self, petition: u64, organisation: Option<u64>) -> bool {
        let mut state = self.software();
        let petition = state.world.petition_mut(petition);
        petition.map(|petition| petition.organisation = organisation).is_some()
    }

    /// Deletes an organisation. Whether there was one.
    pub fn delete_organisation(&self, organisation: u64) -> bool {
        let organisations = &mut self.software().world.organisations;
        let before = organisations.len();
        organisations.retain(|other| other.id != organisation);
        organisations.len() < before
    }

    /// Gives an organisation another name. Whether there is such an organisation.
    pub fn rename_organisation(&self, organisation: u64, name: &str) -> bool {
        let organisations = &mut self.software().world.organisations;
        let found = organisations.iter_mut().find(|other| other.id == organisation);
        found.map(|found| found.name = Some(name.to_owned())).is_some()
    }

    /// Removes the newest confirmed signature of a petition. Whether there was one.
    pub fn unsign(&self, petition: u64) -> bool {
        let signatures = &mut self.by_day().world.signatures;
        let newest = signatures.iter().rposition(|signature| signature.petition == petition);
        newest.map(|newest| signatures.remove(newest)).is_some()
    }

    /// Adds confirmed signatures of one second, given in seconds of the Unix epoch.
    pub fn sign(&self, petition: u64, at: i64, count: usize) {
        let mut state = self.by_day();
        for _ in 0..count {
            state.world.sign(petition, at.saturating_mul(1000));
        }
    }
}

#[cfg(test)]
mod tests;
