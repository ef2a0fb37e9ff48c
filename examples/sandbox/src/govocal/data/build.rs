//! The whole content in the order in which things depend on each other, and single rows later.

use std::collections::BTreeMap;
use std::sync::Arc;

use fastrand::Rng;
use uuid::{Builder, Uuid};

use super::maker::Maker;
use super::scale::{planned, span};
use super::{
    areas_and_topics, counts, discussion, email, events, files, ideas, people, projects, voting,
};
use crate::data_cache::DataCache;
use crate::govocal::dates::midnight_before;
use crate::govocal::deletion_log::Deletion;
use crate::govocal::ownership::Links;
use crate::govocal::resource::{self, Resource};
use crate::govocal::settings::Settings;
use crate::govocal::table::{Fields, Row, Table};
use crate::govocal::world::{World, whole_second};
use crate::moment::DAY;
use crate::site::SiteSettings;

/// Resources in the order of their dependencies. Both kinds of topics exist in every version; older
/// ones show them as one.
const ORDER: &[&str] = &[
    "areas",
    "project_folders",
    "projects",
    "topics",
    "phases",
    "users",
    "project_topics",
    "initiatives",
    "ideas",
    "idea_phases",
    "idea_topics",
    "comments",
    "internal_comments",
    "reactions",
    "baskets",
    "basket_ideas",
    "events",
    "event_attendances",
    "email_campaigns",
    "email_campaign_deliveries",
    "volunteering_causes",
    "volunteering_volunteers",
    "files",
    "file_attachments",
];

/// Share of rows, in percent, made at the same instant as the row before (bulk imports).
const TIES: u8 = 6;
/// Share of rows, in percent, stamped exactly at a midnight.
const MIDNIGHTS: u8 = 2;

/// Seed, languages and settings, and the content that they give.
type Made = DataCache<(u64, Vec<String>, Settings), World>;

static MADE: Made = DataCache::new();

pub(in crate::govocal) fn build(site: Arc<SiteSettings>, settings: Settings) -> World {
    let key = (site.seed, site.locales.clone(), settings.clone());
    let made = MADE.get(key, || make_all(Arc::clone(&site), settings));
    World { site, ..made }
}

fn make_all(site: Arc<SiteSettings>, settings: Settings) -> World {
    let rng = Rng::with_seed(site.seed);
    let mut world = World {
        site,
        settings,
        tables: BTreeMap::new(),
        deletions: Vec::new(),
        removed: Vec::new(),
        links: Links::default(),
        rng,
    };
    for name in ORDER {
        if let Some(resource) = resource::find(name, world.era()) {
            let rows = many(&mut world, resource);
            world.tables.insert(resource.table, Table::new(resource.order, rows));
            world.links = Links::of(world.rows("phases"), world.rows("topics"));
        }
    }
    areas_and_topics::nest_topics(&mut world);
    discussion::link_replies(&mut world);
    counts::settle(&mut world);
    delete_some(&mut world);
    world
}

fn many(world: &mut World, resource: &Resource) -> Vec<Row> {
    let end = world.era().data_ends() * 1000;
    let start = end - span(world) * DAY;
    let crowded = midnight_before(start + (end - start) / 2);
    let mut at = start;
    let mut rows = Vec::new();
    let mut pairs = std::collections::HashSet::new();
    let (count, automated) = planned(world, resource.table);
    for ordinal in 0..count {
        at = moment(&mut world.rng, start, end, at);
        if resource.name == "ideas" && ordinal < world.settings.crowded_day {
            let day_end = crowded + DAY - 1;
            at = moment(&mut world.rng, crowded, day_end, at.clamp(crowded, day_end));
        }
        let Some(mut row) = make(world, resource, at, ordinal) else {
            continue;
        };
        if !resource.own_id && !pairs.insert(pair_of(&row)) {
            continue;
        }
        if automated > 0 && ordinal >= count - automated {
            row.fields.insert("_kind".to_owned(), "automated".into());
        }
        rows.push(row);
    }
    rows
}

/// A single row for later; for a pair, one that does not exist yet.
pub(in crate::govocal) fn one_row(world: &mut World, resource: &Resource, at: i64) -> Option<Row> {
    let existing = world.rows(resource.table).len();
    if resource.own_id {
        let mut row = make(world, resource, at, existing)?;
        if let Some(kind) = resource.kind {
            row.fields.insert("_kind".to_owned(), kind.into());
        }
        return Some(row);
    }
    for attempt in 0..2000 {
        let row = make(world, resource, at, existing + attempt)?;
        let pair = pair_of(&row);
        if world.rows(resource.table).iter().all(|other| pair_of(other) != pair) {
            return Some(row);
        }
    }
    None
}

/// The ids that make up an association.
fn pair_of(row: &Row) -> Vec<String> {
    let ids = row.fields.iter().filter(|(name, _)| name.ends_with("_id"));
    ids.filter_map(|(_, id)| id.as_str().map(str::to_owned)).collect()
}

fn make(world: &mut World, resource: &Resource, at: i64, ordinal: usize) -> Option<Row> {
    let id = new_id(&mut world.rng);
    let rng = world.rng.fork();
    let tie = world.rng.u64(..);
    let mut maker = Maker { world, rng, id, at, ordinal };
    let fields = generate(&mut maker, resource)?;
    let created = maker.at;
    let latest = maker.world.era().data_ends() * 1000;
    let updated = if maker.chance(40) || created >= latest {
        created
    } else {
        maker.rng.i64(created..=latest.min(created + 60 * DAY))
    };
    Some(Row { id, created, updated, tie, fields })
}

fn generate(maker: &mut Maker<'_>, resource: &Resource) -> Option<Fields> {
    match resource.table {
        "areas" => Some(areas_and_topics::area(maker)),
        "project_folders" => Some(areas_and_topics::folder(maker)),
        "topics" => Some(areas_and_topics::topic(maker)),
        "users" => Some(people::user(maker)),
        "projects" => Some(projects::project(maker)),
        "phases" => projects::phase(maker),
        "project_topics" => projects::topic_link(maker),
        "initiatives" => Some(ideas::initiative(maker)),
        "ideas" => ideas::idea(maker),
        "idea_phases" => ideas::phase_link(maker),
        "idea_topics" => ideas::topic_link(maker),
        "comments" => discussion::comment(maker),
        "internal_comments" => discussion::internal_comment(maker),
        "reactions" => discussion::reaction(maker),
        "baskets" => voting::basket(maker),
        "basket_ideas" => voting::basket_idea(maker),
        "events" => Some(events::event(maker)),
        "event_attendances" => events::attendance(maker),
        "email_campaigns" => Some(email::campaign(maker)),
        "email_campaign_deliveries" => email::delivery(maker),
        "volunteering_causes" => Some(events::cause(maker)),
        "volunteering_volunteers" => events::volunteer(maker),
        "files" => Some(files::file(maker)),
        "file_attachments" => Some(files::attachment(maker)),
        _ => None,
    }
}

fn moment(rng: &mut Rng, start: i64, end: i64, before: i64) -> i64 {
    let kind = rng.u8(..100);
    if kind < TIES {
        return before;
    }
    let at = rng.i64(start..=end);
    if kind < TIES + MIDNIGHTS { midnight_before(at).max(start) } else { at }
}

/// A random id, version 4.
fn new_id(rng: &mut Rng) -> Uuid {
    Builder::from_random_bytes(rng.u128(..).to_be_bytes()).into_uuid()
}

/// A row with these fields that is made now.
pub(in crate::govocal) fn new_row(rng: &mut Rng, now: i64, fields: Fields) -> Row {
    Row { id: new_id(rng), created: now, updated: now, tie: rng.u64(..), fields }
}

/// Deletions from before the start, one for each twenty rows.
fn delete_some(world: &mut World) {
    let end = world.era().data_ends() * 1000;
    let start = end - span(world) * DAY;
    for resource in resource::all(world.era()).filter(|resource| resource.deleted.is_some()) {
        // Deleted topics of each kind are in a feed of their own where there is one.
        let skipped =
            resource.name == "topics" && resource::find("input_topics", world.era()).is_some();
        if skipped {
            continue;
        }
        let count = world.rows(resource.table).len().div_ceil(20).max(2);
        let mut at = start;
        for _ in 0..count {
            let before = at;
            at = moment(&mut world.rng, start, end, at);
            let id = new_id(&mut world.rng);
            // Some are deleted one right after the other, so that their jobs overtake each other.
            if id.as_u128().is_multiple_of(3) && before > start {
                at = (before + 1000).min(end);
            }
            let recorded = at.saturating_add(world.settings.deletion_lag(id)).min(end);
            world.deletions.push(Deletion {
                id,
                table: resource.table,
                kind: resource.kind.map(str::to_owned),
                deleted: whole_second(at),
                recorded,
                witnessed: false,
            });
        }
    }
    world.deletions.sort_by_key(|deletion| deletion.recorded);
}
