//! The platform's content: records as a database holds them, in no API's form.

mod accountability;
mod budgets;
mod build;
mod components;
mod content;
mod content_fields;
mod discussion;
mod kind;
mod maker;
mod meetings;
mod people;
mod platform;
mod proposals;
mod record;
mod spaces;
mod surveys;
mod taxonomies;
mod text;

pub(in crate::decidim) use build::{build, content_record};
pub(in crate::decidim) use components::is_manifest;
pub(in crate::decidim) use kind::{COMMENTABLE, Kind, SPACES};
pub(in crate::decidim) use record::{Fields, Record};

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use fastrand::Rng;

use super::settings::Settings;
use crate::site::SiteSettings;

/// All records. Copies share them until one is changed.
#[derive(Clone, Debug)]
pub(in crate::decidim) struct World {
    pub(in crate::decidim) site: Arc<SiteSettings>,
    /// An upgrade replaces them.
    pub(in crate::decidim) settings: Arc<Settings>,
    pub(in crate::decidim) rng: Rng,
    tables: BTreeMap<Kind, BTreeMap<u64, Arc<Record>>>,
    /// Owner, then kind of what hangs on it, to their numbers.
    owned: HashMap<(Kind, u64), BTreeMap<Kind, BTreeSet<u64>>>,
    next: HashMap<Kind, u64>,
    /// The next free place for a row.
    next_place: u64,
}

impl World {
    fn empty(site: Arc<SiteSettings>, settings: Arc<Settings>) -> Self {
        let rng = Rng::with_seed(site.seed);
        Self {
            site,
            settings,
            rng,
            tables: BTreeMap::new(),
            owned: HashMap::new(),
            next: HashMap::new(),
            next_place: 0,
        }
    }

    /// The platform's main language.
    pub(in crate::decidim) fn main_locale(&self) -> &str {
        self.site.main_locale()
    }

    /// The records of a kind, by number.
    pub(in crate::decidim) fn rows(&self, kind: Kind) -> impl Iterator<Item = &Arc<Record>> {
        self.tables.get(&kind).into_iter().flat_map(BTreeMap::values)
    }

    pub(in crate::decidim) fn count(&self, kind: Kind) -> usize {
        self.tables.get(&kind).map_or(0, BTreeMap::len)
    }

    pub(in crate::decidim) fn get(&self, kind: Kind, id: u64) -> Option<&Arc<Record>> {
        self.tables.get(&kind)?.get(&id)
    }

    /// The records of a kind that hang on this owner, by number.
    pub(in crate::decidim) fn owned(&self, owner: (Kind, u64), kind: Kind) -> Vec<Arc<Record>> {
        let ids = self.owned.get(&owner).and_then(|kinds| kinds.get(&kind));
        let ids = ids.into_iter().flatten();
        ids.filter_map(|id| self.get(kind, *id)).cloned().collect()
    }

    /// The organization whose content this is.
    pub(in crate::decidim) fn organization(&self) -> Option<&Arc<Record>> {
        let host = self.settings.host.as_str();
        let own = self.rows(Kind::Organization).find(|it| it.text("host") == Some(host));
        own.or_else(|| self.rows(Kind::Organization).next())
    }

    /// Takes the server's list of organizations from the content of another of them.
    pub(in crate::decidim) fn share_organizations(&mut self, other: &Self) {
        let all = other.tables.get(&Kind::Organization).cloned().unwrap_or_default();
        self.tables.insert(Kind::Organization, all);
    }

    /// Adds a record under the next number of its kind, which never comes again.
    pub(in crate::decidim) fn add(
        &mut self,
        kind: Kind,
        owner: Option<(Kind, u64)>,
        created_at: i64,
        fields: Fields,
    ) -> u64 {
        let next = self.next.entry(kind).or_insert(self.settings.first_id);
        let id = *next;
        *next += 1;
        if let Some(owner) = owner {
            self.owned.entry(owner).or_default().entry(kind).or_default().insert(id);
        }
        let (updated_at, place) = (created_at, self.next_place);
        self.next_place += 1;
        let record = Record { kind, id, owner, created_at, updated_at, place, fields };
        self.tables.entry(kind).or_default().insert(id, Arc::new(record));
        id
    }

    /// Changes a record, which the database keeps behind all others from then on. Whether it was
    /// there.
    pub(in crate::decidim) fn change(
        &mut self,
        kind: Kind,
        id: u64,
        change: impl FnOnce(&mut Record),
    ) -> bool {
        match self.tables.get_mut(&kind).and_then(|table| table.get_mut(&id)) {
            Some(record) => {
                let record = Arc::make_mut(record);
                record.place = self.next_place;
                self.next_place += 1;
                change(record);
                true
            }
            None => false,
        }
    }

    /// Removes a record with all that hangs on it. Whether it was there.
    pub(in crate::decidim) fn remove(&mut self, kind: Kind, id: u64) -> bool {
        let Some(record) = self.tables.get_mut(&kind).and_then(|table| table.remove(&id)) else {
            return false;
        };
        if let Some(owner) = record.owner
            && let Some(ids) = self.owned.get_mut(&owner).and_then(|kinds| kinds.get_mut(&kind))
        {
            ids.remove(&id);
        }
        for (kind, ids) in self.owned.remove(&(kind, id)).unwrap_or_default() {
            for id in ids {
                self.remove(kind, id);
            }
        }
        true
    }

    /// What something hangs on.
    pub(in crate::decidim) fn owner(&self, record: &Record) -> Option<&Arc<Record>> {
        let (kind, id) = record.owner?;
        self.get(kind, id)
    }

    /// The component that a record belongs to, however deep it hangs below.
    pub(in crate::decidim) fn component_of(&self, record: &Record) -> Option<&Arc<Record>> {
        let owner = self.owner(record)?;
        if owner.kind == Kind::Component { Some(owner) } else { self.component_of(owner) }
    }

    /// The space that a record belongs to.
    pub(in crate::decidim) fn space_of(&self, record: &Record) -> Option<&Arc<Record>> {
        let owner = self.owner(record)?;
        if owner.kind.is_space() { Some(owner) } else { self.space_of(owner) }
    }

    /// The published components of this type (`proposals`), by number.
    pub(in crate::decidim) fn components(&self, manifest: &str) -> Vec<Arc<Record>> {
        let wanted = |record: &&Arc<Record>| {
            record.text("manifest_name") == Some(manifest) && !record.get("published_at").is_null()
        };
        self.rows(Kind::Component).filter(wanted).cloned().collect()
    }

    /// The comments on a record and on those comments, as its counter has it: without those that
    /// are hidden or deleted, with what hangs on them.
    pub(in crate::decidim) fn all_comments(&self, record: &Record) -> usize {
        let comments = self.owned((record.kind, record.id), Kind::Comment);
        let counts = |it: &Record| usize::from(!it.is_hidden() && !it.flag("deleted"));
        comments.iter().map(|comment| counts(comment) + self.all_comments(comment)).sum()
    }
}

#[cfg(test)]
mod tests;
