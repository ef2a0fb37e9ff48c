//! Reading the attributes of a mutation, and all that is wrong with them.

use serde_json::{Value, json};

use crate::decidim::graphql::execute::failure::{Failure, Stop};
use crate::decidim::world::{Fields, Record, World};
use crate::moment::parse_moment;

pub(super) const BLANK: &str = "cannot be blank";

/// The attributes of one input.
pub(super) struct Attributes<'i> {
    given: &'i Value,
    locale: &'i str,
    locales: &'i [String],
    main_locale: &'i str,
    wrong: Vec<(String, &'static str)>,
    fields: Fields,
}

impl<'i> Attributes<'i> {
    /// The locale must be one of the platform's.
    pub(super) fn of(input: &'i Value, world: &'i World) -> Result<Self, Stop> {
        let locales = &world.site.locales;
        let locale = match input.get("locale").and_then(Value::as_str) {
            None => world.main_locale(),
            Some(locale) if locales.iter().any(|known| known == locale) => locale,
            Some(locale) => {
                let message = format!("Invalid locale: {locale}");
                return Err(Failure::coded(message, "INVALID_LOCALE_ERROR").into());
            }
        };
        let given = input.get("attributes").unwrap_or(&Value::Null);
        let main_locale = world.main_locale();
        let (wrong, fields) = (Vec::new(), Fields::new());
        Ok(Self { given, locale, locales, main_locale, wrong, fields })
    }

    pub(super) fn get(&self, name: &str) -> &'i Value {
        self.given.get(name).unwrap_or(&Value::Null)
    }

    pub(super) fn refuse(&mut self, name: impl Into<String>, why: &'static str) {
        self.wrong.push((name.into(), why));
    }

    pub(super) fn put(&mut self, column: &str, value: impl Into<Value>) {
        self.fields.insert(column.to_owned(), value.into());
    }

    /// A text that must be there, in the input's locale.
    pub(super) fn text(&mut self, name: &'static str, column: &str) {
        let text = self.get(name).as_str().unwrap_or_default();
        if text.trim().is_empty() {
            self.refuse(name, BLANK);
        }
        self.put(column, json!({self.locale: text}));
    }

    /// A title that must be there and long enough.
    pub(super) fn title(&mut self) {
        self.text("title", "title");
        if self.get("title").as_str().unwrap_or_default().chars().count() < 15 {
            self.refuse("title", "is too short (under 15 characters)");
        }
    }

    /// A text that may be left out.
    pub(super) fn optional_text(&mut self, name: &str, column: &str) {
        if let Some(text) = self.get(name).as_str() {
            self.put(column, json!({self.locale: text}));
        }
    }

    /// A text by locale, as a JSON object.
    pub(super) fn texts(&mut self, name: &'static str, column: &str) {
        match self.get(name) {
            Value::Null => {}
            Value::Object(texts) => self.put(column, texts.clone()),
            _ => self.refuse(name, "is invalid"),
        }
    }

    /// A text by locale that replaces all languages of the one before. That stays where none is given.
    pub(super) fn replaced(
        &mut self,
        name: &'static str,
        before: Option<&Record>,
        required: bool,
    ) -> Result<(), Stop> {
        let kept = before.filter(|_| self.get(name).is_null());
        let kept = kept.map_or(Value::Null, |it| it.get(name).clone());
        self.translated(name, &kept, required)
    }

    /// A text by locale, each of which must be one of the platform's; what was there before stays, unless
    /// `before` is null. A text that is `required` must be there in the main language.
    pub(super) fn translated(
        &mut self,
        name: &'static str,
        before: &Value,
        required: bool,
    ) -> Result<(), Stop> {
        let mut texts = before.as_object().cloned().unwrap_or_default();
        if let Value::Object(given) = self.get(name) {
            if let Some(unknown) = given.keys().find(|given| !self.locales.contains(given)) {
                let message = format!("Invalid locale: {unknown}");
                return Err(Failure::coded(message, "INVALID_LOCALE_ERROR").into());
            }
            texts.extend(given.clone());
        }
        let main = texts.get(self.main_locale).and_then(Value::as_str).unwrap_or_default();
        if required && main.trim().is_empty() {
            // As a form names the field of one language: `title_en`, in camel case.
            let mut letters = self.main_locale.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            let suffix: String = first.into_iter().chain(letters).collect();
            self.refuse(format!("{name}{suffix}"), BLANK);
        }
        self.put(name, texts);
        Ok(())
    }

    /// A whole number from `least` on; what was there before stays where none is given.
    pub(super) fn amount(&mut self, name: &'static str, column: &str, least: i64, before: &Value) {
        let given = self.get(name);
        let value = if given.is_null() { before } else { given };
        match value.as_i64() {
            None => self.refuse(name, BLANK),
            Some(amount) if amount < least && least > 0 => {
                self.refuse(name, "must be greater than 0");
            }
            Some(amount) if amount < least => {
                self.refuse(name, "must be greater than or equal to 0");
            }
            Some(amount) => self.put(column, amount),
        }
    }

    /// A day. One that cannot be read counts as absent.
    pub(super) fn day(&mut self, name: &str, column: &str) {
        if let Some(text) = self.get(name).as_str() {
            self.put(column, parse_moment(&format!("{text}T00:00:00Z")));
        }
    }

    /// Whether a column gets a value that is not null.
    pub(super) fn has(&self, column: &str) -> bool {
        self.fields.get(column).is_some_and(|value| !value.is_null())
    }

    /// Numbers of records, as they are given.
    pub(super) fn numbers(&mut self, name: &str, column: &str) {
        if let Some(ids) = self.get(name).as_array() {
            let ids = ids.iter().filter_map(Value::as_u64).collect::<Vec<_>>();
            self.put(column, ids);
        }
    }

    /// A moment that must be there.
    pub(super) fn moment(&mut self, name: &'static str, column: &str) -> Option<i64> {
        let moment = self.get(name).as_str().and_then(parse_moment);
        match moment {
            Some(moment) => self.put(column, moment),
            None => self.refuse(name, "is invalid"),
        }
        moment
    }

    /// A value as it is, if it is there.
    pub(super) fn plain(&mut self, name: &str, column: &str) {
        let value = self.get(name);
        if !value.is_null() {
            self.put(column, value.clone());
        }
    }

    /// An enum's value in the database's spelling.
    pub(super) fn choice(&mut self, name: &str, column: &str) {
        if let Some(value) = self.get(name).as_str() {
            self.put(column, value.to_lowercase());
        }
    }

    pub(super) fn taxonomies(&mut self) {
        if let Some(ids) = self.get("taxonomies").as_array() {
            let ids =
                ids.iter().filter_map(|id| id.as_str().map_or(id.as_u64(), |id| id.parse().ok()));
            self.put("taxonomy_ids", ids.collect::<Vec<u64>>());
        }
    }

    /// The columns to write, or everything that is wrong.
    pub(super) fn finish(self) -> Result<Fields, Stop> {
        if self.wrong.is_empty() {
            Ok(self.fields)
        } else {
            Err(Failure::attributes(&self.wrong).into())
        }
    }
}
