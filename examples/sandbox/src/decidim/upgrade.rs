//! Upgrades in place: another version on the same data.

use std::sync::Arc;

use super::builder::Settings;
use super::graphql::Schema;
use super::rest::RestVersion;
use super::{Decidim, Version};

impl Decidim {
    /// From now on the site runs on this version, newer or older: its data, accounts and tokens are
    /// the same, its schema, limits and tables are that version's. What
    /// [`DecidimBuilder::engine`](super::DecidimBuilder::engine) said holds no longer.
    pub fn upgrade(&self, version: Version) {
        self.change_settings(|settings| {
            settings.version = version;
            settings.engine = None;
        });
    }

    /// From now on the REST module is of this version, newer or older, on the same data.
    pub fn upgrade_rest(&self, version: RestVersion) {
        self.change_settings(|settings| settings.rest.set_version(version));
    }

    fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        let mut state = self.state();
        let mut settings = Settings::clone(&state.world.settings);
        change(&mut settings);
        state.schema = Arc::new(Schema::of(&settings));
        state.world.settings = Arc::new(settings);
    }
}
