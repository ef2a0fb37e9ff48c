//! What a generator works with: the world so far, chance, and the moment of the new row.

use std::sync::Arc;

use fastrand::Rng;
use serde_json::{Value, json};
use uuid::Uuid;

use super::text::{self, Style};
use crate::govocal::dates::wire_moment;
use crate::govocal::era::Era;
use crate::govocal::table::{Fields, Row};
use crate::govocal::world::World;
use crate::moment::DAY;

/// A row about to be made.
pub(super) struct Maker<'w> {
    pub(super) world: &'w World,
    pub(super) rng: Rng,
    /// The new row's id.
    pub(super) id: Uuid,
    /// When the row is created; a generator may move it behind what the row hangs on.
    pub(super) at: i64,
    /// The row's number within its table.
    pub(super) ordinal: usize,
}

impl Maker<'_> {
    pub(super) fn era(&self) -> Era {
        self.world.era()
    }

    pub(super) fn locales(&self) -> Vec<String> {
        self.world.site.locales.clone()
    }

    /// True in so many of a hundred rows.
    pub(super) fn chance(&mut self, percent: u8) -> bool {
        self.rng.u8(..100) < percent
    }

    /// A value, or null in so many of a hundred rows.
    pub(super) fn or_null(&mut self, nulls: u8, value: impl Into<Value>) -> Value {
        if self.chance(nulls) { Value::Null } else { value.into() }
    }

    pub(super) fn pick(&mut self, table: &str) -> Option<Arc<Row>> {
        self.rng.choice(self.world.rows(table)).cloned()
    }

    pub(super) fn pick_id(&mut self, table: &str) -> Option<Uuid> {
        self.pick(table).map(|row| row.id)
    }

    /// A user's id, or null in so many of a hundred rows.
    pub(super) fn user(&mut self, nulls: u8) -> Value {
        let user = self.pick_id("users");
        if self.chance(nulls) { Value::Null } else { json!(user) }
    }

    /// A text in several languages.
    pub(super) fn texts(&mut self, write: impl Fn(&str) -> String) -> Value {
        let locales = self.locales();
        text::gappy(&mut self.rng, &locales, write)
    }

    pub(super) fn html(&mut self) -> Value {
        let locales = self.locales();
        text::body(&mut self.rng, &locales, Style::Html)
    }

    pub(super) fn plain(&mut self) -> Value {
        let locales = self.locales();
        text::body(&mut self.rng, &locales, Style::Plain)
    }

    /// A moment after the row's creation, up to so many days.
    pub(super) fn later(&mut self, days: i64) -> String {
        wire_moment(self.at + self.rng.i64(0..days * DAY))
    }

    /// Moves the row's creation behind that of the row it hangs on.
    pub(super) fn not_before(&mut self, other: &Row) {
        let latest = self.world.era().data_ends() * 1000;
        if self.at < other.created {
            self.at = self.rng.i64(other.created..=latest.max(other.created));
        }
    }

    /// Well-known text, longitude first.
    pub(super) fn point(&mut self) -> (f64, f64) {
        // One division of whole numbers: the shortest text of the result reads back equal.
        let mut place = |from: u32, span: u32| f64::from(from + self.rng.u32(..span)) / 10_000.0;
        (place(36_800, 900), place(510_200, 600))
    }

    pub(super) fn wkt(&mut self, nulls: u8) -> Value {
        let (longitude, latitude) = self.point();
        self.or_null(nulls, format!("POINT ({longitude:.4} {latitude:.4})"))
    }

    /// Picture addresses by size.
    pub(super) fn images(&mut self, sizes: &[&str], folder: &str) -> Value {
        let count = self.rng.usize(..3);
        let images = (0..count).map(|_| {
            let number = self.rng.u32(..);
            let sizes = sizes.iter().map(|size| {
                let address = format!("https://cdn.example.org/{folder}/{size}_{number:08x}.jpg");
                ((*size).to_owned(), json!(address))
            });
            Value::Object(sizes.collect())
        });
        Value::Array(images.collect())
    }
}

/// The fields of a JSON object.
pub(in crate::govocal) fn fields(object: Value) -> Fields {
    match object {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}
