//! What a write says, checked before it is sent.

use civic_core::Multiloc;
use civic_core::geo::GeoPoint;
use civic_core::jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::graphql::id::Id;

/// The variables of a write, and what is wrong with them.
#[derive(Clone, Debug, Default)]
pub(super) struct Input {
    variables: Map<String, Value>,
    fault: Option<String>,
}

impl Input {
    /// Sets a variable.
    pub(super) fn set(&mut self, name: &str, value: impl Serialize) {
        match serde_json::to_value(value) {
            Ok(value) => {
                self.variables.insert(name.to_owned(), value);
            }
            Err(error) => self.fault(format!("{name} cannot be written: {error}")),
        }
    }

    /// Sets a text that must not be blank.
    pub(super) fn text(&mut self, name: &str, text: String) {
        if text.trim().is_empty() {
            self.fault(format!("{name} is blank"));
        }
        self.set(name, text);
    }

    /// Sets texts by language, in the form that the site itself keeps them in.
    pub(super) fn texts(&mut self, name: &str, texts: &Multiloc) {
        let texts = texts.iter().filter_map(|text| {
            text.text.as_ref().map(|words| (text.tag.clone(), Value::from(words.as_str())))
        });
        self.set(name, texts.collect::<Map<_, _>>());
    }

    /// Sets texts by language, of which at least one must not be blank.
    pub(super) fn some_texts(&mut self, name: &str, texts: &Multiloc) {
        let is_blank = |text: &str| text.trim().is_empty();
        if texts.iter().filter_map(|text| text.text.as_ref()).all(|text| is_blank(text.as_str())) {
            self.fault(format!("{name} is blank"));
        }
        self.texts(name, texts);
    }

    /// Says that a variable must be set.
    pub(super) fn needs(&mut self, name: &str) {
        if !self.variables.contains_key(name) {
            self.fault(format!("{name} is missing"));
        }
    }

    /// Says that something must be set.
    pub(super) fn needs_something(&mut self) {
        if self.variables.is_empty() {
            self.fault("nothing is set".to_owned());
        }
    }

    /// Sets a number. JSON has none that is not finite: it would be left out.
    pub(super) fn number(&mut self, name: &str, number: f64) {
        if !number.is_finite() {
            self.fault(format!("{name} is not a finite number"));
        }
        self.set(name, number);
    }

    /// Sets a whole number. Servers take no more than 31 bits.
    pub(super) fn count(&mut self, name: &str, count: u32) {
        if i32::try_from(count).is_err() {
            self.fault(format!("{name} is too large"));
        }
        self.set(name, count);
    }

    /// Sets a choice: what answers write in lower case is written in upper case.
    pub(super) fn choice(&mut self, name: &str, choice: &str) {
        self.set(name, choice.to_uppercase());
    }

    /// Sets a place.
    pub(super) fn place(&mut self, place: GeoPoint) {
        if !place.is_in_range() {
            self.fault("the coordinates are not on earth".to_owned());
        }
        self.set("latitude", place.latitude);
        self.set("longitude", place.longitude);
    }

    /// Sets a list of ids.
    pub(super) fn ids(&mut self, name: &str, ids: impl IntoIterator<Item = Id>) {
        self.set(name, ids.into_iter().collect::<Vec<_>>());
    }

    /// Sets a list of ids that the site takes as numbers of at most 31 bits.
    pub(super) fn id_numbers(&mut self, name: &str, ids: impl IntoIterator<Item = Id>) {
        let numbers: Vec<u64> = ids.into_iter().map(Id::number).collect();
        if numbers.iter().any(|number| i32::try_from(*number).is_err()) {
            self.fault(format!("one of {name} is too large"));
        }
        self.set(name, numbers);
    }

    /// Sets an id that the site takes as a number of at most 31 bits.
    pub(super) fn id_number(&mut self, name: &str, id: Id) {
        if i32::try_from(id.number()).is_err() {
            self.fault(format!("{name} is too large"));
        }
        self.set(name, id.number());
    }

    /// Sets the two ends of a time.
    pub(super) fn span(&mut self, start: Timestamp, end: Timestamp) {
        if end < start {
            self.fault("it ends before it starts".to_owned());
        }
        self.set("startTime", start);
        self.set("endTime", end);
    }

    /// Notes what is wrong; the first fault counts.
    pub(super) fn fault(&mut self, fault: String) {
        self.fault.get_or_insert(fault);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.variables.is_empty()
    }

    /// The variables, and what is wrong with them, if anything.
    pub(super) fn into_parts(self) -> (Map<String, Value>, Option<String>) {
        (self.variables, self.fault)
    }
}
