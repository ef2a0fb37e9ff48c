//! The records that a site holds: a test reads them to compare, and changes them.

use serde_json::Value;

use super::snake_case::snake_case;
use super::state::DecidimState;
use super::world::{self, Kind};
use crate::site::Site;

impl Site<DecidimState> {
    /// The names of all lists of records, for [`count`](Self::count) and its kin.
    pub fn lists() -> Vec<&'static str> {
        Kind::all().map(|(_, list)| list).collect()
    }

    /// How many records a list has, hidden ones included; 0 for an unknown list.
    pub fn count(&self, list: &str) -> usize {
        Kind::of_list(list).map_or(0, |kind| self.software().world.count(kind))
    }

    /// The numbers of a list's records in order, hidden ones included.
    pub fn ids(&self, list: &str) -> Vec<u64> {
        let state = self.software();
        let kind = Kind::of_list(list).into_iter();
        kind.flat_map(|kind| state.world.rows(kind)).map(|record| record.id).collect()
    }

    /// The numbers of the records of a list that hang on one component, in order, hidden ones
    /// included.
    pub fn ids_in(&self, component: u64, list: &str) -> Vec<u64> {
        let Some(kind) = Kind::of_list(list) else { return Vec::new() };
        let rows = self.software().world.owned((Kind::Component, component), kind);
        rows.iter().map(|record| record.id).collect()
    }

    /// The numbers of a list's records that a moderator has hidden, in order.
    pub fn hidden_ids(&self, list: &str) -> Vec<u64> {
        let state = self.software();
        let rows = Kind::of_list(list).into_iter().flat_map(|kind| state.world.rows(kind));
        rows.filter(|record| record.is_hidden()).map(|record| record.id).collect()
    }

    /// The numbers of the comments that their authors have deleted, in order.
    pub fn deleted_comments(&self) -> Vec<u64> {
        let state = self.software();
        let rows = state.world.rows(Kind::Comment).filter(|comment| comment.flag("deleted"));
        rows.map(|comment| comment.id).collect()
    }

    /// The numbers of the published components of a type (`Proposals`), in order.
    pub fn component_ids(&self, component_type: &str) -> Vec<u64> {
        let manifest = snake_case(component_type);
        self.software().world.components(&manifest).iter().map(|component| component.id).collect()
    }

    /// A record as the platform's database holds it: moments in milliseconds, texts by locale.
    /// `None` where there is none.
    pub fn record(&self, list: &str, id: u64) -> Option<Value> {
        let kind = Kind::of_list(list)?;
        self.software().world.get(kind, id).map(|record| record.to_json())
    }

    /// Adds a piece of generated content to a component, created now; its number. `None` for an
    /// unknown component and one whose content is not records.
    pub fn insert_into(&self, component: u64) -> Option<u64> {
        let now = self.now();
        world::content_record(&mut self.software().world, component, now).map(|(_, id)| id)
    }

    /// Lays these database fields over a record, changed now. Whether it was there.
    pub fn update(&self, list: &str, id: u64, fields: Value) -> bool {
        let now = self.now();
        let (Some(kind), Value::Object(fields)) = (Kind::of_list(list), fields) else {
            return false;
        };
        self.software().world.change(kind, id, |record| {
            record.fields.extend(fields);
            record.updated_at = now.max(record.created_at);
        })
    }

    /// Removes a record with all that hangs on it. Whether it was there.
    pub fn delete(&self, list: &str, id: u64) -> bool {
        Kind::of_list(list).is_some_and(|kind| self.software().world.remove(kind, id))
    }
}
