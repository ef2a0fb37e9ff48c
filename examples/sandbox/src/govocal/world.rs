//! All rows of the platform, and what happens to them.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use fastrand::Rng;
use serde_json::Value;
use uuid::Uuid;

use super::deletion_log::Deletion;
use super::era::Era;
use super::ownership::{Links, OWNED, REFERENCES_TO_USERS};
use super::resource::{self, Resource};
use super::settings::Settings;
use super::table::{Fields, Order, Row, Table};
use crate::moment::{parse_day, parse_moment};
use crate::site::SiteSettings;

/// The platform's content. Copies share their rows until one is changed.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) site: Arc<SiteSettings>,
    pub(super) settings: Settings,
    pub(super) tables: BTreeMap<&'static str, Table>,
    pub(super) deletions: Vec<Deletion>,
    /// Rows that were removed, and from which table.
    pub(super) removed: Vec<(&'static str, Arc<Row>)>,
    pub(super) links: Links,
    pub(super) rng: Rng,
}

impl World {
    pub(super) fn era(&self) -> Era {
        self.settings.era
    }

    pub(super) fn main_locale(&self) -> &str {
        self.site.main_locale()
    }

    pub(super) fn rows(&self, table: &str) -> &[Arc<Row>] {
        self.tables.get(table).map(Table::rows).unwrap_or_default()
    }

    pub(super) fn get(&self, table: &str, id: Uuid) -> Option<&Arc<Row>> {
        self.tables.get(table)?.get(id)
    }

    /// The rows that a list of this resource shows, in its order.
    pub(super) fn listed(&self, resource: &Resource) -> Vec<Arc<Row>> {
        self.selected(resource, |_| true)
    }

    /// Those of them that pass a test. The merged topics are sorted in memory by whole seconds, and
    /// within a second they are in no order.
    pub(super) fn selected(
        &self,
        resource: &Resource,
        passes: impl Fn(&Row) -> bool,
    ) -> Vec<Arc<Row>> {
        let shown = |row: &&Arc<Row>| resource.shows(row) && passes(row);
        let mut rows: Vec<_> = self.rows(resource.table).iter().filter(shown).cloned().collect();
        if resource.is_merged(self.era()) {
            rows.sort_by_key(|row| (Reverse(row.created.div_euclid(1000)), row.tie));
        }
        rows
    }

    pub(super) fn put(&mut self, resource: &Resource, row: Row) {
        self.tables
            .entry(resource.table)
            .or_insert_with(|| Table::new(Order::CreatedDesc, Vec::new()))
            .put(row);
        self.refresh_links(resource.table);
    }

    /// Lays the given fields over an existing row, touched now. Whether it was there.
    pub(super) fn update(&mut self, resource: &Resource, id: Uuid, given: Value, now: i64) -> bool {
        let Some(row) = self.get(resource.table, id).filter(|row| resource.shows(row)) else {
            return false;
        };
        let mut row = Row::clone(row);
        row.updated = now.max(row.created);
        self.overlay(resource, &mut row, given);
        row.id = id;
        // Out of its old place before anything that decides its place has changed.
        if let Some(rows) = self.tables.get_mut(resource.table) {
            rows.remove(id);
        }
        self.put(resource, row);
        true
    }

    pub(super) fn overlay(&self, resource: &Resource, row: &mut Row, given: Value) {
        let Value::Object(given) = given else { return };
        for (name, value) in given {
            match name.as_str() {
                "id" => row.id = uuid_of(&value).unwrap_or(row.id),
                "created_at" => row.created = moment_of(&value).unwrap_or(row.created),
                "updated_at" => row.updated = moment_of(&value).unwrap_or(row.updated),
                _ => self.override_field(resource, &mut row.fields, &name, value),
            }
        }
    }

    fn override_field(&self, resource: &Resource, fields: &mut Fields, name: &str, value: Value) {
        if let Some(text) = name.strip_suffix("_multiloc")
            && resource.maps.contains(&text)
        {
            fields.insert(text.to_owned(), value);
            return;
        }
        let stored = resource.stored_name(name, self.era());
        let value = match value {
            Value::String(text) if resource.localised.contains(&stored) => {
                let locale = self.main_locale().to_owned();
                Value::Object(Fields::from_iter([(locale, Value::String(text))]))
            }
            other => other,
        };
        fields.insert(stored.to_owned(), value);
    }

    /// Removes a row with what hangs on it; only the row itself enters the deletion log.
    pub(super) fn delete(&mut self, resource: &Resource, id: Uuid, now: i64) -> bool {
        let Some(row) = self.remove(resource, id, now) else { return false };
        self.deletions.push(Deletion {
            id,
            table: resource.table,
            kind: row.text("_kind").map(str::to_owned),
            deleted: whole_second(now),
            recorded: now.saturating_add(self.settings.deletion_lag(id)),
            witnessed: true,
        });
        true
    }

    /// Removes a row with what hangs on it. Nothing of it enters the deletion log.
    pub(super) fn remove(&mut self, resource: &Resource, id: Uuid, now: i64) -> Option<Arc<Row>> {
        let row = self.get(resource.table, id).filter(|row| resource.shows(row)).cloned()?;
        self.remove_with_children(resource.table, id, now);
        self.refresh_links(resource.table);
        Some(row)
    }

    /// Puts the row that was removed last under this id back as it was, without what hung on it.
    pub(super) fn restore(&mut self, resource: &Resource, id: Uuid) -> bool {
        let is_it = |(table, row): &&(&str, Arc<Row>)| *table == resource.table && row.id == id;
        let Some((_, row)) = self.removed.iter().rev().find(is_it) else { return false };
        self.put(resource, Row::clone(row));
        true
    }

    fn remove_with_children(&mut self, table: &'static str, id: Uuid, now: i64) {
        if let Some(row) = self.tables.get_mut(table).and_then(|rows| rows.remove(id)) {
            self.removed.push((table, row));
        }
        for (_, child, field) in OWNED.iter().filter(|(parent, ..)| *parent == table) {
            for child_id in self.holders(child, field, id) {
                if !self.outlives((table, child), child_id, now) {
                    self.remove_with_children(child, child_id, now);
                }
            }
        }
        for (child, field) in REFERENCES_TO_USERS.iter().filter(|_| table == "users") {
            for holder in self.holders(child, field, id) {
                let Some(rows) = self.tables.get_mut(child) else {
                    continue;
                };
                rows.update(holder, |row| {
                    row.fields.insert((*field).to_owned(), Value::Null);
                    if *child == "baskets" {
                        row.updated = now.max(row.created);
                    }
                });
            }
        }
    }

    /// What stays although its parent goes: topics, before projects had their own, and a basket that was
    /// handed in for a phase that is over.
    fn outlives(&self, kinship: (&str, &str), id: Uuid, now: i64) -> bool {
        match kinship {
            ("projects", "topics") => self.era() < Era::Y2026,
            ("users", "baskets") => self.counts(id, now),
            _ => false,
        }
    }

    fn counts(&self, basket: Uuid, now: i64) -> bool {
        let Some(basket) = self.get("baskets", basket) else { return false };
        let phase = basket.uuid("phase_id").and_then(|phase| self.get("phases", phase));
        let end = phase.and_then(|phase| phase.text("end_at")).and_then(parse_day);
        let is_over = |end| self.settings.compared_phase_moment("end_at", end) <= now;
        basket.text("submitted_at").is_some() && end.is_some_and(is_over)
    }

    /// The rows whose reference holds this id.
    fn holders(&self, table: &str, field: &str, id: Uuid) -> Vec<Uuid> {
        let id = id.to_string();
        let holds = |row: &&Arc<Row>| row.text(field) == Some(id.as_str());
        self.rows(table).iter().filter(holds).map(|row| row.id).collect()
    }

    pub(super) fn touch(&mut self, table: &str, id: Uuid, now: i64) {
        if let Some(rows) = self.tables.get_mut(table) {
            rows.update(id, |row| row.updated = now.max(row.created));
        }
    }

    pub(super) fn random_row(&mut self, resource: &Resource) -> Option<Arc<Row>> {
        let at = self.random_place(resource)?;
        self.rows(resource.table).get(at).filter(|row| resource.shows(row)).cloned()
    }

    pub(super) fn random_neighbours(&mut self, resource: &Resource, count: usize) -> Vec<Uuid> {
        let Some(at) = self.random_place(resource) else {
            return Vec::new();
        };
        let rows = self.rows(resource.table).iter().skip(at);
        rows.filter(|row| resource.shows(row)).take(count).map(|row| row.id).collect()
    }

    fn random_place(&mut self, resource: &Resource) -> Option<usize> {
        let count = self.rows(resource.table).len();
        (count > 0).then(|| self.rng.usize(..count))
    }

    fn refresh_links(&mut self, table: &str) {
        if matches!(table, "phases" | "topics" | "projects") {
            self.links = Links::of(self.rows("phases"), self.rows("topics"));
        }
    }
}

/// The beginning of a moment's second.
pub(super) fn whole_second(moment: i64) -> i64 {
    moment.div_euclid(1000) * 1000
}

fn uuid_of(value: &Value) -> Option<Uuid> {
    value.as_str().and_then(|text| Uuid::parse_str(text).ok())
}

fn moment_of(value: &Value) -> Option<i64> {
    value.as_str().and_then(parse_moment)
}

/// The resource of this name in the world's version.
pub(super) fn resource_of(world: &World, name: &str) -> Option<&'static Resource> {
    resource::find(name, world.era())
}
