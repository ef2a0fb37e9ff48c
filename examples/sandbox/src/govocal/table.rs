//! Rows in list order.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};
use uuid::Uuid;

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Newest first; rows of the same instant in no particular order.
    CreatedDesc,
    /// By an id that the wire does not show.
    HiddenId,
}

pub(super) type Fields = Map<String, Value>;

/// A stored row. Localised fields hold their whole map; fields that start with `_` never go out.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: Uuid,
    /// Milliseconds of the Unix epoch, as are all moments here.
    pub(super) created: i64,
    pub(super) updated: i64,
    /// The arbitrary order among rows of the same instant.
    pub(super) tie: u64,
    pub(super) fields: Fields,
}

impl Row {
    pub(super) fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(Value::as_str)
    }

    pub(super) fn uuid(&self, field: &str) -> Option<Uuid> {
        self.text(field).and_then(|text| Uuid::parse_str(text).ok())
    }
}

/// The rows of one table, in the order in which lists show them.
#[derive(Debug)]
pub(super) struct Table {
    order: Order,
    rows: Vec<Arc<Row>>,
    by_id: HashMap<Uuid, Arc<Row>>,
}

type Key = (Reverse<i64>, u64, Uuid);

impl Table {
    pub(super) fn new(order: Order, rows: Vec<Row>) -> Self {
        let mut rows: Vec<Arc<Row>> = rows.into_iter().map(Arc::new).collect();
        rows.sort_by_key(|row| key(order, row));
        let by_id = rows.iter().map(|row| (row.id, Arc::clone(row))).collect();
        Self { order, rows, by_id }
    }

    pub(super) fn rows(&self) -> &[Arc<Row>] {
        &self.rows
    }

    pub(super) fn get(&self, id: Uuid) -> Option<&Arc<Row>> {
        self.by_id.get(&id)
    }

    /// Adds a row, or replaces the one with its id.
    pub(super) fn put(&mut self, row: Row) {
        self.remove(row.id);
        let row = Arc::new(row);
        let place = key(self.order, &row);
        let at = self.rows.partition_point(|other| key(self.order, other) < place);
        self.by_id.insert(row.id, Arc::clone(&row));
        self.rows.insert(at, row);
    }

    pub(super) fn remove(&mut self, id: Uuid) -> Option<Arc<Row>> {
        let row = self.by_id.remove(&id)?;
        let place = key(self.order, &row);
        if let Ok(at) = self.rows.binary_search_by_key(&place, |other| key(self.order, other)) {
            self.rows.remove(at);
        }
        Some(row)
    }

    /// Changes every row; ids, moments and ties must stay.
    pub(super) fn transform(&mut self, mut change: impl FnMut(&mut Row)) {
        self.by_id.clear();
        for row in &mut self.rows {
            change(Arc::make_mut(row));
        }
        self.by_id = self.rows.iter().map(|row| (row.id, Arc::clone(row))).collect();
    }

    /// Changes a row in place.
    pub(super) fn update(&mut self, id: Uuid, change: impl FnOnce(&mut Row)) {
        if let Some(row) = self.get(id) {
            let mut row = Row::clone(row);
            change(&mut row);
            self.put(row);
        }
    }
}

fn key(order: Order, row: &Row) -> Key {
    match order {
        Order::CreatedDesc => (Reverse(row.created), row.tie, row.id),
        Order::HiddenId => (Reverse(0), 0, row.id),
    }
}

#[cfg(test)]
mod tests {
    use super::{Fields, Order, Row, Table};
    use uuid::Uuid;

    fn row(id: u128, created: i64) -> Row {
        Row { id: Uuid::from_u128(id), created, updated: created, tie: 0, fields: Fields::new() }
    }

    fn ids(table: &Table) -> Vec<u128> {
        table.rows().iter().map(|row| row.id.as_u128()).collect()
    }

    #[test]
    fn newest_first_or_by_hidden_id() {
        let rows = || vec![row(1, 10), row(2, 30), row(3, 20)];
        assert_eq!(ids(&Table::new(Order::CreatedDesc, rows())), [2, 3, 1]);
        assert_eq!(ids(&Table::new(Order::HiddenId, rows())), [1, 2, 3]);
    }

    #[test]
    fn rows_enter_and_leave_at_their_place() {
        let mut table = Table::new(Order::CreatedDesc, vec![row(1, 10), row(2, 30)]);
        table.put(row(3, 20));
        assert_eq!(ids(&table), [2, 3, 1]);
        table.remove(Uuid::from_u128(2));
        table.update(Uuid::from_u128(1), |row| row.updated = 99);
        assert_eq!(ids(&table), [3, 1]);
        assert_eq!(table.get(Uuid::from_u128(1)).unwrap().updated, 99);
    }
}
