//! Upgrades in place: another version on the same data.

use std::iter;
use std::sync::Arc;

use super::rest::RestVersion;
use super::settings::Settings;
use super::state::DecidimState;
use super::version::Version;
use crate::site::Site;

impl Site<DecidimState> {
    /// From now on the site runs on this version, newer or older: its data, accounts and tokens are
    /// the same, its schema, limits and tables are that version's. What
    /// [`engine`](super::DecidimBuilder::engine) said holds no longer.
    pub fn upgrade(&self, version: Version) {
        self.change_settings(|settings| {
            settings.version = version;
            settings.engine = None;
        });
    }

    /// From now on the REST module is of this version, newer or older, on the same data.
    pub fn upgrade_rest(&self, version: RestVersion) {
        self.change_settings(|settings| settings.rest.version = version);
    }

    fn change_settings(&self, change: impl Fn(&mut Settings)) {
        let mut software = self.software();
        let DecidimState { world, graphql, neighbours, .. } = &mut *software;
        let neighbours = neighbours.iter_mut().map(|neighbour| &mut neighbour.world);
        for world in iter::once(&mut *world).chain(neighbours) {
            change(Arc::make_mut(&mut world.settings));
        }
        graphql.follow(&world.settings);
    }
}
