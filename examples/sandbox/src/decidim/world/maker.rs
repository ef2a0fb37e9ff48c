//! What the generators work with: the world so far, chance, and the span of its past.

use serde_json::{Value, json};

use super::World;
use super::kind::Kind;
use super::record::Fields;
use super::text::{self, PLACES, SUBJECTS, Words};
use crate::moment::DAY;

/// When the platform opened: 2020-01-01.
pub(super) const OPENED: i64 = 1_577_836_800_000;

/// The end of the generated past: 2026-11-01.
pub(super) const LATEST: i64 = 1_793_491_200_000;

/// The world under construction.
pub(super) struct Maker<'w> {
    pub(super) world: &'w mut World,
}

impl Maker<'_> {
    pub(super) fn locales(&self) -> Vec<String> {
        self.world.site.locales.clone()
    }

    /// How many records of a kind to make: as the builder was set, else this many.
    pub(super) fn amount(&self, kind: Kind, usual: usize) -> usize {
        self.world.settings.rows.get(kind.list()).copied().unwrap_or(usual)
    }

    /// The number of proposals; everything else scales from it.
    pub(super) fn scale(&self) -> usize {
        self.world.settings.proposals
    }

    /// True in so many of a hundred cases.
    pub(super) fn chance(&mut self, percent: u8) -> bool {
        self.world.rng.u8(..100) < percent
    }

    /// A value, or null in so many of a hundred cases.
    pub(super) fn or_null(&mut self, nulls: u8, value: impl Into<Value>) -> Value {
        if self.chance(nulls) { Value::Null } else { value.into() }
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { self.world.rng.usize(..end) }
    }

    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        self.world.rng.choice(list)
    }

    /// A moment of the past, to the second.
    pub(super) fn moment(&mut self) -> i64 {
        self.world.rng.i64(OPENED / 1000..LATEST / 1000) * 1000
    }

    /// A moment at most so many days after another.
    pub(super) fn after(&mut self, moment: i64, days: i64) -> i64 {
        moment + self.world.rng.i64(0..days * DAY / 1000) * 1000
    }

    /// The midnight of a day at most so many days after a moment.
    pub(super) fn day_after(&mut self, moment: i64, days: i64) -> i64 {
        self.after(moment, days).div_euclid(DAY) * DAY
    }

    /// Somebody who has not left: what those who left wrote is for a test to choose.
    pub(super) fn user(&mut self) -> Option<u64> {
        let count = self.world.count(Kind::User);
        let at = self.below(count);
        let (before, after): (Vec<_>, Vec<_>) =
            self.world.rows(Kind::User).enumerate().partition(|(place, _)| *place < at);
        let mut from_there = after.into_iter().chain(before).map(|(_, user)| user);
        from_there.find(|user| !user.flag("deleted")).map(|user| user.id)
    }

    /// A few different participants.
    pub(super) fn users(&mut self, most: usize) -> Vec<u64> {
        let count = self.below(most + 1);
        let mut ids: Vec<u64> = (0..count).filter_map(|_| self.user()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Numbers of a kind, some of those there are.
    pub(super) fn some(&mut self, kind: Kind, most: usize) -> Vec<u64> {
        let all: Vec<u64> = self.world.rows(kind).map(|record| record.id).collect();
        let count = self.below(most + 1);
        let mut ids: Vec<u64> = (0..count).filter_map(|_| self.pick(&all).copied()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    pub(super) fn any(&mut self, kind: Kind) -> Option<u64> {
        let count = self.world.count(kind);
        let at = self.below(count);
        self.world.rows(kind).nth(at).map(|record| record.id)
    }

    /// A name in every language.
    pub(super) fn name(&self, words: Words) -> Value {
        text::whole(&self.locales(), |locale| text::in_locale(words, locale))
    }

    /// A numbered title, with gaps.
    pub(super) fn title(&mut self, number: usize) -> Value {
        let (Some(subject), Some(place)) = (self.pick(SUBJECTS), self.pick(PLACES)) else {
            return json!({});
        };
        let locales = self.locales();
        text::gappy(&mut self.world.rng, &locales, |locale| {
            let (subject, place) =
                (text::in_locale(*subject, locale), text::in_locale(*place, locale));
            format!("{subject} {place} {number}")
        })
    }

    pub(super) fn html(&mut self) -> Value {
        let locales = self.locales();
        text::body(&mut self.world.rng, &locales)
    }

    /// A place on the map: its address, latitude and longitude, or three nulls.
    pub(super) fn place(&mut self, nulls: u8) -> Fields {
        if self.chance(nulls) {
            return fields(json!({"address": null, "latitude": null, "longitude": null}));
        }
        // One division of whole numbers: the shortest text of the result reads back equal.
        let mut part = |from: u32, span: u32| f64::from(from + self.world.rng.u32(..span)) / 1e4;
        let (latitude, longitude) = (part(413_500, 800), part(21_000, 900));
        let number = self.world.rng.u8(1..99);
        fields(json!({
            "address": format!("Example Street {number}"),
            "latitude": latitude,
            "longitude": longitude,
        }))
    }

    /// Marks it as hidden by a moderator in the share that the builder was set to.
    pub(super) fn moderated(&mut self, fields: &mut Fields) {
        let share = self.world.settings.hidden;
        if share > 0.0 && self.world.rng.f64() < share {
            fields.insert("hidden".to_owned(), Value::Bool(true));
        }
    }

    /// Marks a comment as deleted by its author in the share that the builder was set to.
    pub(super) fn withdrawn(&mut self, fields: &mut Fields) {
        let share = self.world.settings.deleted;
        if share > 0.0 && self.world.rng.f64() < share {
            fields.insert("deleted".to_owned(), Value::Bool(true));
        }
    }

    pub(super) fn add(
        &mut self,
        kind: Kind,
        owner: Option<(Kind, u64)>,
        created_at: i64,
        fields: Fields,
    ) -> u64 {
        self.world.add(kind, owner, created_at, fields)
    }
}

/// The fields of a JSON object.
pub(in crate::decidim) fn fields(object: Value) -> Fields {
    match object {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}

/// The reference of a record, as the platform prints it.
pub(super) fn reference(kind: &str, created_at: i64, number: usize) -> String {
    let month = crate::moment::format(created_at, "%Y-%m");
    format!("ex-{kind}-{month}-{number}")
}
