//! The order in which a world comes to be.

use std::sync::Arc;

use super::kind::Kind;
use super::maker::Maker;
use super::{World, components, discussion, people, platform, spaces, surveys, taxonomies};
use crate::data_cache::DataCache;
use crate::decidim::settings::{DataSettings, Settings};
use crate::site::SiteSettings;

/// Seed, languages and settings, and the world that they give.
type Made = DataCache<(u64, Vec<String>, DataSettings), World>;

static MADE: Made = DataCache::new();

/// A world made only from the seed: the same settings give the same records.
pub(in crate::decidim) fn build(site: Arc<SiteSettings>, settings: Arc<Settings>) -> World {
    let key = (site.seed, site.locales.clone(), settings.of_data());
    let made = MADE.get(key, || make(Arc::clone(&site), Arc::clone(&settings)));
    World { site, settings, ..made }
}

fn make(site: Arc<SiteSettings>, settings: Arc<Settings>) -> World {
    let mut world = World::empty(site, settings);
    let mut maker = Maker { world: &mut world };
    platform::organization(&mut maker);
    people::make(&mut maker);
    taxonomies::make(&mut maker);
    spaces::make(&mut maker);
    components::make(&mut maker);
    discussion::comments(&mut maker);
    platform::pages(&mut maker);
    platform::moderations(&mut maker);
    surveys::answers(&mut maker);
    world
}

/// Adds one more piece of content to a component, with what hangs on it. `None` for a component
/// whose content is not records.
pub(in crate::decidim) fn content_record(
    world: &mut World,
    component: u64,
    at: i64,
) -> Option<(Kind, u64)> {
    let record = world.get(Kind::Component, component)?;
    let kind = components::content_of(record.text("manifest_name")?)?;
    let id = components::one(&mut Maker { world }, kind, component, at);
    Some((kind, id))
}
