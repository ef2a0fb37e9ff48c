//! Text in many languages, and how to choose one.
//!
//! Platforms send one text in several languages, each in its own wire form. [`Multiloc`] holds
//! them all, in the order and under the names the server gave, and [`Multiloc::choose`] picks one
//! for a reader.
//!
//! ```
//! use civic_core::multiloc::{Matched, Multiloc, Preference};
//!
//! # fn main() -> Result<(), serde_json::Error> {
//! let title: Multiloc = serde_json::from_str(r#"{"en": "Trees", "nl-NL": "Bomen", "fr": null}"#)?;
//! assert_eq!(title.get("en"), Some("Trees"));
//!
//! let reader = Preference::new(["nl-BE", "fr"]).platform_default("en");
//! if let Some(choice) = title.choose(&reader) {
//!     assert_eq!(choice.text, "Bomen");
//!     assert_eq!(choice.matched, Matched::SameLanguage);
//! }
//! # Ok(())
//! # }
//! ```

mod language;
mod negotiation;
mod text;
pub mod translations;
mod wire;

use std::collections::HashSet;

use serde_json::{Map, Value};

pub use negotiation::{Choice, Matched, Preference};
pub use text::Text;

/// Text in many languages: language tags and the text of each.
///
/// Order and tags are exactly the server's. A tag whose text is null or blank (white space only) is kept,
/// so that serialising gives back the same object, but is never chosen.
///
/// A tag may occur twice, with a text that a person wrote and with one translated by machine; every
/// look-up prefers the person's. Two values are equal when they hold the same texts in the same order.
///
/// # Wire form
///
/// A JSON object of tag to text, null or blank. Texts inside a nested `machine_translations`
/// object count as translated by machine. Members of any other shape are kept in
/// [`others`](Self::others). For the list form of a GraphQL API see [`translations`]. Whether a
/// text is a possible fallback does not travel in the object form.
#[doc(alias("i18n", "locale", "translation", "language"))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Multiloc {
    texts: Vec<Text>,
    /// Boxed because it is almost always absent. Never an empty map.
    others: Option<Box<Map<String, Value>>>,
}

impl Multiloc {
    /// No text in any language.
    ///
    /// ```
    /// use civic_core::Multiloc;
    ///
    /// let mut title = Multiloc::new();
    /// assert!(title.is_empty());
    /// title.insert("en", "Trees");
    /// assert!(!title.is_empty());
    /// ```
    pub const fn new() -> Self {
        Self { texts: Vec::new(), others: None }
    }

    /// One text in one language, for platforms that know only one.
    ///
    /// ```
    /// use civic_core::multiloc::Multiloc;
    ///
    /// assert_eq!(Multiloc::single("nl", "Bomen").get("nl"), Some("Bomen"));
    /// ```
    pub fn single(tag: impl Into<String>, text: impl Into<String>) -> Self {
        Self { texts: vec![Text::new(tag, text)], others: None }
    }

    /// Joins the texts of one field that was read once in each language.
    ///
    /// Where a text is not translated, such platforms answer in another language without saying so. A
    /// text that equals one read earlier is therefore marked as a
    /// [possible fallback](Text::possible_fallback): put the platform's own language first.
    ///
    /// ```
    /// use civic_core::multiloc::Multiloc;
    ///
    /// let title = Multiloc::from_readings([
    ///     ("en", Some("Trees")),
    ///     ("fr", Some("Trees")),
    ///     ("nl", Some("Bomen")),
    /// ]);
    /// assert_eq!(title.lacks(["en", "fr", "nl"]), ["fr"]);
    /// ```
    pub fn from_readings<T, S>(readings: impl IntoIterator<Item = (T, Option<S>)>) -> Self
    where
        T: Into<String>,
        S: Into<String>,
    {
        let mut joined = Self::new();
        for (tag, text) in readings {
            joined.add_reading(tag, text);
        }
        joined
    }

    /// Adds the text that was read in one more language, as [`from_readings`](Self::from_readings) does.
    ///
    /// It replaces a text that is already there under this tag.
    ///
    /// ```
    /// use civic_core::Multiloc;
    ///
    /// let mut title = Multiloc::single("en", "Trees");
    /// title.add_reading("fr", Some("Trees"));
    /// assert!(title.entry("fr").is_some_and(|text| text.possible_fallback));
    /// ```
    pub fn add_reading<S: Into<String>>(&mut self, tag: impl Into<String>, text: Option<S>) {
        let mut text = Text::from_parts(tag.into(), text.map(Into::into));
        text.possible_fallback = text.non_blank().is_some_and(|new| {
            self.texts.iter().any(|old| old.is_another_with_text(&text.tag, new))
        });
        self.put(text);
    }

    /// Sets the text of a tag, replacing what a person wrote there before.
    ///
    /// ```
    /// use civic_core::Multiloc;
    ///
    /// let mut title = Multiloc::single("en", "Tree");
    /// title.insert("en", "Trees");
    /// title.insert("nl", "Bomen");
    /// assert_eq!(title.tags().collect::<Vec<_>>(), ["en", "nl"]);
    /// ```
    pub fn insert(&mut self, tag: impl Into<String>, text: impl Into<String>) {
        self.put(Text::new(tag, text));
    }

    /// Adds a text with its marks, replacing the one with the same tag and origin (person or
    /// machine).
    ///
    /// ```
    /// use civic_core::Multiloc;
    /// use civic_core::multiloc::Text;
    ///
    /// let mut title = Multiloc::single("en", "Trees");
    /// title.put(Text::by_machine("fr", "Arbres"));
    /// assert!(title.entry("fr").is_some_and(|text| text.machine_translated));
    /// ```
    pub fn put(&mut self, text: Text) {
        let same = |old: &&mut Text| {
            old.tag == text.tag && old.machine_translated == text.machine_translated
        };
        match self.texts.iter_mut().find(same) {
            Some(old) => *old = text,
            None => self.texts.push(text),
        }
    }

    /// The text under exactly this tag, if it is not blank.
    ///
    /// The tag is compared byte for byte. [`choose`](Self::choose) also finds similar tags.
    ///
    /// ```
    /// use civic_core::Multiloc;
    ///
    /// let title = Multiloc::from([("en", "Trees"), ("fr", " ")]);
    /// assert_eq!(title.get("en"), Some("Trees"));
    /// assert_eq!(title.get("fr"), None); // blank
    /// assert_eq!(title.get("en-GB"), None); // choose("en-GB") finds it
    /// ```
    pub fn get(&self, tag: &str) -> Option<&str> {
        self.entry(tag).and_then(Text::non_blank)
    }

    /// The entry under exactly this tag, blank or not.
    ///
    /// Where a tag occurs more than once: a person's text, else a machine's, else a blank entry.
    ///
    /// ```
    /// use civic_core::Multiloc;
    ///
    /// let title = Multiloc::from([("fr", " ")]);
    /// assert!(title.entry("fr").is_some_and(|text| text.is_blank()));
    /// assert!(title.entry("de").is_none());
    /// ```
    pub fn entry(&self, tag: &str) -> Option<&Text> {
        self.texts
            .iter()
            .filter(|text| text.tag == tag)
            .min_by_key(|text| (text.is_blank(), text.machine_translated))
    }

    /// All entries in the server's order, blank ones included.
    ///
    /// ```
    /// use civic_core::Multiloc;
    ///
    /// let title = Multiloc::from([("en", "Trees"), ("nl", "Bomen")]);
    /// for text in title.iter() {
    ///     println!("{}: {}", text.tag, text.non_blank().unwrap_or("no text"));
    /// }
    /// ```
    pub fn iter(&self) -> std::slice::Iter<'_, Text> {
        self.texts.iter()
    }

    /// The tags that have a text, each once, in the server's order.
    ///
    /// ```
    /// use civic_core::Multiloc;
    ///
    /// let title = Multiloc::from([("en", "Trees"), ("fr", ""), ("nl", "Bomen")]);
    /// assert_eq!(title.tags().collect::<Vec<_>>(), ["en", "nl"]);
    /// ```
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        let mut seen = HashSet::new();
        self.texts
            .iter()
            .filter(|text| !text.is_blank())
            .map(|text| text.tag.as_str())
            .filter(move |tag| seen.insert(*tag))
    }

    /// Whether no language has a text. Blank entries do not count.
    ///
    /// ```
    /// use civic_core::Multiloc;
    ///
    /// assert!(Multiloc::from([("en", " ")]).is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.texts.iter().all(Text::is_blank)
    }

    /// Which of the wanted tags have no text of their own.
    ///
    /// Tags are compared as language tags (`nl_be` is `nl-BE`, `nl` is not). A possible fallback counts
    /// as no text, a machine's translation as a text.
    ///
    /// ```
    /// use civic_core::multiloc::Multiloc;
    ///
    /// let title = Multiloc::from([("en", "Trees"), ("fr", " ")]);
    /// assert_eq!(title.lacks(["en", "fr", "de"]), ["fr", "de"]);
    /// ```
    pub fn lacks<T: AsRef<str>>(&self, wanted: impl IntoIterator<Item = T>) -> Vec<T> {
        let has_own_text = |tag: &str| {
            self.texts.iter().any(|text| {
                !text.is_blank() && !text.possible_fallback && language::same_tag(&text.tag, tag)
            })
        };
        wanted.into_iter().filter(|tag| !has_own_text(tag.as_ref())).collect()
    }

    /// Members of the JSON object that are not texts, as the server sent them. `None` where there are
    /// none, as with every known server.
    pub fn others(&self) -> Option<&Map<String, Value>> {
        self.others.as_deref()
    }
}

impl<T: Into<String>, S: Into<String>> FromIterator<(T, S)> for Multiloc {
    fn from_iter<I: IntoIterator<Item = (T, S)>>(texts: I) -> Self {
        let mut multiloc = Self::new();
        for (tag, text) in texts {
            multiloc.insert(tag, text);
        }
        multiloc
    }
}

/// Keeps every text as given, even two with the same tag.
impl FromIterator<Text> for Multiloc {
    fn from_iter<I: IntoIterator<Item = Text>>(texts: I) -> Self {
        Self { texts: texts.into_iter().collect(), others: None }
    }
}

impl<T: Into<String>, S: Into<String>, const N: usize> From<[(T, S); N]> for Multiloc {
    fn from(texts: [(T, S); N]) -> Self {
        texts.into_iter().collect()
    }
}

/// Appends every text as given, even one with a tag that is already there.
impl Extend<Text> for Multiloc {
    fn extend<I: IntoIterator<Item = Text>>(&mut self, texts: I) {
        self.texts.extend(texts);
    }
}

impl<'a> IntoIterator for &'a Multiloc {
    type Item = &'a Text;
    type IntoIter = std::slice::Iter<'a, Text>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Multiloc {
    type Item = Text;
    type IntoIter = std::vec::IntoIter<Text>;

    fn into_iter(self) -> Self::IntoIter {
        self.texts.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn get_returns_no_blank_text() {
        let title = Multiloc::from([("en", "Trees"), ("fr", " \n\u{a0}")]);
        assert_eq!(title.get("en"), Some("Trees"));
        assert_eq!(title.get("fr"), None);
        assert!(title.entry("fr").is_some());
        assert_eq!(title.get("EN"), None);
    }

    #[test]
    fn a_persons_text_comes_before_a_machines_under_the_same_tag() {
        let title: Multiloc =
            [Text::by_machine("fr", "Des arbres"), Text::new("fr", "Arbres")].into_iter().collect();
        assert_eq!(title.get("fr"), Some("Arbres"));
        assert_eq!(title.tags().collect::<Vec<_>>(), ["fr"]);
    }

    #[test]
    fn a_machines_text_comes_before_a_blank_one_under_the_same_tag() {
        let title: Multiloc =
            [Text::new("fr", ""), Text::by_machine("fr", "Arbres")].into_iter().collect();
        assert_eq!(title.get("fr"), Some("Arbres"));
    }

    #[test]
    fn extend_appends_also_a_tag_that_is_there() {
        let mut title = Multiloc::single("en", "Tree");
        title.extend([Text::new("fr", "Arbre"), Text::new("en", "Trees")]);
        let texts: Vec<_> = title.iter().filter_map(|text| text.text.as_deref()).collect();
        assert_eq!(texts, ["Tree", "Arbre", "Trees"]);
    }

    #[test]
    fn insert_replaces_in_place_and_keeps_the_order() {
        let mut title = Multiloc::from([("en", "Tree"), ("fr", "Arbre")]);
        title.insert("en", "Trees");
        assert_eq!(title.iter().map(|text| text.tag.as_str()).collect::<Vec<_>>(), ["en", "fr"]);
        assert_eq!(title.get("en"), Some("Trees"));
    }

    #[test]
    fn blank_entries_leave_it_empty() {
        assert!(Multiloc::new().is_empty());
        assert!(Multiloc::from([("en", " ")]).is_empty());
        assert!(!Multiloc::single("en", "x").is_empty());
    }

    #[test]
    fn missing_tags_are_compared_as_language_tags() {
        let title = Multiloc::from([("nl_be", "Bomen"), ("nl_gr", "Bomen")]);
        assert_eq!(title.lacks(["nl-BE", "nl", "nl_gr"]), ["nl"]);
    }

    #[test]
    fn a_reading_equal_to_an_earlier_one_is_a_possible_fallback() {
        let title = Multiloc::from_readings([
            ("en", Some("Trees")),
            ("fr", Some("Trees")),
            ("nl", Some("Bomen")),
            ("de", None),
            ("es", Some("")),
            ("it", Some("")),
        ]);
        let marked: Vec<_> =
            title.iter().filter(|text| text.possible_fallback).map(|t| t.tag.as_str()).collect();
        assert_eq!(marked, ["fr"]);
        assert_eq!(title.iter().count(), 6);
    }

    #[test]
    fn reading_the_same_language_again_marks_nothing() {
        let title = Multiloc::from_readings([("en", Some("Trees")), ("en", Some("Trees"))]);
        assert_eq!(title.iter().count(), 1);
        assert!(!title.entry("en").unwrap().possible_fallback);
    }

    #[test]
    fn it_is_iterated_as_it_is_or_by_reference() {
        let title = Multiloc::from([("en", "Trees"), ("fr", "Arbres")]);
        let tags: Vec<_> = (&title).into_iter().map(|text| text.tag.as_str().to_owned()).collect();
        assert_eq!(tags, ["en", "fr"]);
        let texts: Vec<_> = title.into_iter().filter_map(|text| text.text).collect();
        assert_eq!(texts, ["Trees", "Arbres"]);
    }
}
