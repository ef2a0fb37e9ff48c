//! Choosing the text for a reader by negotiation of language tags.

use std::fmt;
use std::sync::Arc;

use icu_locale_core::LanguageIdentifier;
use serde::Serialize;

use super::{Multiloc, Text, language};
use crate::html::Html;

/// Which languages a reader wants, in order of preference.
///
/// Made from one tag or a list of tags; cheap to clone. A tag that is not valid BCP 47 selects the text
/// under exactly that tag.
#[doc(alias("locale", "i18n", "language", "Accept-Language"))]
///
/// ```
/// use civic_core::multiloc::{Multiloc, Preference};
///
/// let title = Multiloc::from([("en", "Trees"), ("frl", "Beammen")]);
/// let reader = Preference::new(["nl", "frl"]).platform_default("en");
/// assert_eq!(title.choose(&reader).map(|choice| choice.text), Some("Beammen"));
/// assert_eq!(title.choose("en").map(|choice| choice.text), Some("Trees"));
/// assert_eq!(title.choose(["de", "en"]).map(|choice| choice.text), Some("Trees"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[must_use]
pub struct Preference(Arc<Wishes>);

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Wishes {
    wanted: Vec<Wish>,
    platform_default: Option<Wish>,
    human_only: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Wish {
    tag: String,
    language: Option<LanguageIdentifier>,
}

impl Preference {
    /// Prefers these languages, in this order.
    ///
    /// ```
    /// use civic_core::{Multiloc, Preference};
    ///
    /// let title = Multiloc::from([("en", "Trees"), ("nl", "Bomen")]);
    /// let reader = Preference::new(["de", "nl-BE"]);
    /// assert_eq!(title.choose(&reader).map(|choice| choice.text), Some("Bomen"));
    /// ```
    pub fn new<T: Into<String>>(tags: impl IntoIterator<Item = T>) -> Self {
        let wanted = tags.into_iter().map(Wish::new).collect();
        Self(Arc::new(Wishes { wanted, ..Wishes::default() }))
    }

    /// Falls back to this language, the platform's own, before any other. Default: to any language.
    ///
    /// ```
    /// use civic_core::{Multiloc, Preference};
    ///
    /// let title = Multiloc::from([("fr", "Arbres"), ("nl", "Bomen")]);
    /// let reader = Preference::new(["de"]).platform_default("nl");
    /// assert_eq!(title.choose(&reader).map(|choice| choice.text), Some("Bomen"));
    /// ```
    pub fn platform_default(mut self, tag: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.0).platform_default = Some(Wish::new(tag));
        self
    }

    /// Never chooses a text that the server marks as translated by machine. Default: may choose it.
    ///
    /// ```
    /// use civic_core::multiloc::{Multiloc, Preference, Text};
    ///
    /// let mut title = Multiloc::single("nl", "Bomen");
    /// title.put(Text::by_machine("en", "Trees"));
    /// let reader = Preference::new(["en"]);
    /// assert_eq!(title.choose(&reader).map(|choice| choice.text), Some("Trees"));
    /// assert_eq!(title.choose(reader.human_only()).map(|choice| choice.text), Some("Bomen"));
    /// ```
    pub fn human_only(mut self) -> Self {
        Arc::make_mut(&mut self.0).human_only = true;
        self
    }

    /// The wanted tags, as given.
    ///
    /// ```
    /// use civic_core::Preference;
    ///
    /// assert_eq!(Preference::new(["nl-BE", "fr"]).tags().collect::<Vec<_>>(), ["nl-BE", "fr"]);
    /// ```
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.0.wanted.iter().map(|wish| wish.tag.as_str())
    }
}

impl From<&Self> for Preference {
    fn from(preference: &Self) -> Self {
        preference.clone()
    }
}

impl From<&str> for Preference {
    fn from(tag: &str) -> Self {
        Self::new([tag])
    }
}

impl From<String> for Preference {
    fn from(tag: String) -> Self {
        Self::new([tag])
    }
}

impl From<&String> for Preference {
    fn from(tag: &String) -> Self {
        Self::new([tag])
    }
}

impl<T: Into<String>, const N: usize> From<[T; N]> for Preference {
    fn from(tags: [T; N]) -> Self {
        Self::new(tags)
    }
}

impl<T: AsRef<str>, const N: usize> From<&[T; N]> for Preference {
    fn from(tags: &[T; N]) -> Self {
        Self::from(tags.as_slice())
    }
}

impl<T: AsRef<str>> From<&Vec<T>> for Preference {
    fn from(tags: &Vec<T>) -> Self {
        Self::from(tags.as_slice())
    }
}

impl<T: Into<String>> From<Vec<T>> for Preference {
    fn from(tags: Vec<T>) -> Self {
        Self::new(tags)
    }
}

impl<T: AsRef<str>> From<&[T]> for Preference {
    fn from(tags: &[T]) -> Self {
        Self::new(tags.iter().map(AsRef::as_ref))
    }
}

impl<T: Into<String>> FromIterator<T> for Preference {
    fn from_iter<I: IntoIterator<Item = T>>(tags: I) -> Self {
        Self::new(tags)
    }
}

/// The text that was chosen, and why.
///
/// `Display` shows the text only. Where the field holds HTML, so does the text; see
/// [`html`](Self::html).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Choice<'a> {
    /// The text. Never blank.
    pub text: &'a str,
    /// The tag of the text, as the server writes it.
    pub tag: &'a str,
    /// Whether the server says that a machine translated it.
    pub machine_translated: bool,
    /// Whether it may be in another language than its tag says; see [`Text::possible_fallback`].
    pub possible_fallback: bool,
    /// How it came to be chosen.
    pub matched: Matched,
}

impl Choice<'_> {
    /// The text as [`Html`], for fields that hold HTML.
    ///
    /// ```
    /// use civic_core::Multiloc;
    ///
    /// let body = Multiloc::single("en", "<p>Oak</p>");
    /// let html = body.choose("en").map(|choice| choice.html());
    /// assert_eq!(html.as_ref().map(|html| html.raw()), Some("<p>Oak</p>"));
    /// ```
    pub fn html(&self) -> Html {
        Html::new(self.text)
    }
}

impl fmt::Display for Choice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text)
    }
}

impl AsRef<str> for Choice<'_> {
    fn as_ref(&self) -> &str {
        self.text
    }
}

/// How a text came to be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Matched {
    /// Its tag is one that the reader wants.
    Exact,
    /// It is in a language and script that the reader wants, as used in another region.
    SameLanguage,
    /// No text is in a language that the reader wants; this one is in the platform's own.
    PlatformDefault,
    /// There is no such text either; this is the first of all.
    Any,
}

impl Multiloc {
    /// Chooses the text for a reader. None only if there is no text at all.
    ///
    /// For each wanted tag in order: the same tag, else the same language and script in another region.
    /// Then the platform's default in the same way, then any text. At each step a person's text is
    /// preferred to a machine's. A [possible fallback](super::Text::possible_fallback) is chosen only
    /// where no wanted tag has a text of its own. [`choose_only`](Self::choose_only) chooses no other
    /// language than a wanted one.
    #[doc(alias = "negotiate")]
    ///
    /// ```
    /// use civic_core::multiloc::{Matched, Multiloc};
    ///
    /// let title = Multiloc::from([("en", "Trees"), ("zh-CN", "树木")]);
    /// let chosen = title.choose(["zh-Hant", "en-GB"]).map(|choice| (choice.tag, choice.matched));
    /// assert_eq!(chosen, Some(("en", Matched::SameLanguage)));
    /// ```
    pub fn choose(&self, preference: impl Into<Preference>) -> Option<Choice<'_>> {
        let Preference(wishes) = preference.into();
        let candidates = Candidates::of(self, wishes.human_only);
        let wanted = |fallbacks| candidates.wanted(&wishes, fallbacks);
        let platform_default = |fallbacks| {
            let wish = wishes.platform_default.as_ref()?;
            let (text, _) = candidates.matching(wish, fallbacks)?;
            Some((text, Matched::PlatformDefault))
        };
        wanted(false)
            .or_else(|| wanted(true))
            .or_else(|| platform_default(false))
            .or_else(|| platform_default(true))
            .or_else(|| Some((candidates.any()?, Matched::Any)))
            .and_then(|(text, matched)| Choice::new(text, matched))
    }

    /// Chooses the text for a reader, only in a language that the reader wants. `None` if there is no such text.
    ///
    /// For each wanted tag in order: the same tag, else the same language and script in another region. It
    /// never falls back to another language: not to the platform's default, not to any text, and not to
    /// a [possible fallback](super::Text::possible_fallback), which may be in another language than
    /// its tag says.
    ///
    /// ```
    /// use civic_core::multiloc::Multiloc;
    ///
    /// let title = Multiloc::from([("en", "Trees"), ("fr-BE", "Arbres")]);
    /// assert_eq!(title.choose_only(["nl", "fr"]).map(|choice| choice.text), Some("Arbres"));
    /// assert_eq!(title.choose_only("nl"), None);
    /// assert_eq!(title.choose("nl").map(|choice| choice.text), Some("Trees"));
    /// ```
    #[doc(alias("negotiate", "strict"))]
    pub fn choose_only(&self, preference: impl Into<Preference>) -> Option<Choice<'_>> {
        let Preference(wishes) = preference.into();
        let (text, matched) = Candidates::of(self, wishes.human_only).wanted(&wishes, false)?;
        Choice::new(text, matched)
    }
}

/// Only the text, for a program that needs nothing more.
impl Multiloc {
    /// The text that [`choose`](Self::choose) chooses, in whichever language. Empty only if there is no text at
    /// all.
    ///
    /// ```
    /// use civic_core::multiloc::Multiloc;
    ///
    /// let title = Multiloc::from([("en", "Trees"), ("fr-BE", "Arbres")]);
    /// assert_eq!(title.text(["nl", "fr"]), "Arbres");
    /// assert_eq!(title.text("nl"), "Trees");
    /// ```
    pub fn text(&self, preference: impl Into<Preference>) -> &str {
        self.choose(preference).map_or("", |choice| choice.text)
    }

    /// The text that [`choose_only`](Self::choose_only) chooses. Empty if no text is in a
    /// language that the reader wants.
    ///
    /// ```
    /// use civic_core::multiloc::Multiloc;
    ///
    /// let title = Multiloc::from([("en", "Trees"), ("fr-BE", "Arbres")]);
    /// assert_eq!(title.text_only(["ca", "fr"]), "Arbres");
    /// assert_eq!(title.text_only(["ca", "es"]), "");
    /// ```
    pub fn text_only(&self, preference: impl Into<Preference>) -> &str {
        self.choose_only(preference).map_or("", |choice| choice.text)
    }
}

impl<'a> Choice<'a> {
    fn new(text: &'a Text, matched: Matched) -> Option<Self> {
        Some(Self {
            text: text.non_blank()?,
            tag: &text.tag,
            machine_translated: text.machine_translated,
            possible_fallback: text.possible_fallback,
            matched,
        })
    }
}

impl Wish {
    fn new(tag: impl Into<String>) -> Self {
        let tag = tag.into();
        Self { language: language::parse(&tag), tag }
    }
}

/// The texts that may be chosen, with their tags parsed once.
struct Candidates<'a>(Vec<(&'a Text, Option<LanguageIdentifier>)>);

impl<'a> Candidates<'a> {
    fn of(multiloc: &'a Multiloc, human_only: bool) -> Self {
        let eligible = |text: &&Text| !(text.is_blank() || human_only && text.machine_translated);
        let texts = multiloc.iter().filter(eligible);
        Self(texts.map(|text| (text, language::parse(&text.tag))).collect())
    }

    fn wanted(&self, wishes: &Wishes, possible_fallbacks: bool) -> Option<(&'a Text, Matched)> {
        wishes.wanted.iter().find_map(|wish| self.matching(wish, possible_fallbacks))
    }

    fn matching(&self, wish: &Wish, possible_fallbacks: bool) -> Option<(&'a Text, Matched)> {
        let texts =
            || self.0.iter().filter(move |(text, _)| text.possible_fallback == possible_fallbacks);
        let exact = texts()
            .filter(|(text, language)| {
                text.tag == wish.tag || (language.is_some() && *language == wish.language)
            })
            .min_by_key(|(text, _)| (text.machine_translated, text.tag != wish.tag));
        if let Some((text, _)) = exact {
            return Some((text, Matched::Exact));
        }
        let wanted = wish.language.as_ref()?;
        texts()
            .filter_map(|(text, language)| Some((*text, language.as_ref()?)))
            .filter(|(_, language)| language::same_language(wanted, language))
            .min_by_key(|(text, language)| {
                (text.machine_translated, language::region_distance(wanted, language))
            })
            .map(|(text, _)| (text, Matched::SameLanguage))
    }

    fn any(&self) -> Option<&'a Text> {
        let texts = self.0.iter().map(|(text, _)| *text);
        texts.min_by_key(|text| (text.possible_fallback, text.machine_translated))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chosen(multiloc: &Multiloc, preference: impl Into<Preference>) -> Option<(&str, Matched)> {
        multiloc.choose(preference).map(|choice| (choice.tag, choice.matched))
    }

    #[test]
    fn the_same_tag_goes_before_the_same_language() {
        let title = Multiloc::from([("nl", "a"), ("nl-NL", "b"), ("nl-BE", "c")]);
        assert_eq!(chosen(&title, "nl-BE"), Some(("nl-BE", Matched::Exact)));
        assert_eq!(chosen(&title, "nl-SR"), Some(("nl", Matched::SameLanguage)));
        assert_eq!(chosen(&title, "NL_be"), Some(("nl-BE", Matched::Exact)));
    }

    #[test]
    fn the_text_alone_is_the_one_that_is_chosen_or_empty() {
        let title = Multiloc::from([("en", "Trees"), ("fr-BE", "Arbres")]);
        assert_eq!((title.text(["nl", "fr"]), title.text("nl")), ("Arbres", "Trees"));
        assert_eq!((title.text_only(["nl", "fr"]), title.text_only("nl")), ("Arbres", ""));
        assert_eq!(Multiloc::default().text("nl"), "");
    }

    #[test]
    fn the_same_language_goes_before_the_next_wish() {
        let title = Multiloc::from([("fr", "a"), ("nl-NL", "b")]);
        assert_eq!(chosen(&title, ["nl-BE", "fr"]), Some(("nl-NL", Matched::SameLanguage)));
    }

    #[test]
    fn the_next_wish_goes_before_the_platform_default() {
        let title = Multiloc::from([("en", "a"), ("fr-BE", "b")]);
        let reader = Preference::new(["nl", "fr"]).platform_default("en");
        assert_eq!(chosen(&title, &reader), Some(("fr-BE", Matched::SameLanguage)));
    }

    #[test]
    fn wishes_can_be_collected() {
        let title = Multiloc::from([("en", "a"), ("fr", "b"), ("nl", "c")]);
        let accepted = "de;q=1, nl;q=0.9, fr;q=0.8";
        let tags = accepted.split(", ").filter_map(|wish| wish.split(';').next());
        let reader: Preference = tags.collect();
        assert_eq!(chosen(&title, &reader), Some(("nl", Matched::Exact)));
    }

    #[test]
    fn the_platform_default_goes_before_any_other() {
        let title = Multiloc::from([("de", "a"), ("en-GB", "b")]);
        let reader = Preference::new(["nl"]).platform_default("en");
        assert_eq!(chosen(&title, &reader), Some(("en-GB", Matched::PlatformDefault)));
        assert_eq!(chosen(&title, "nl"), Some(("de", Matched::Any)));
        assert_eq!(chosen(&title, Preference::default()), Some(("de", Matched::Any)));
    }

    #[test]
    fn blanks_are_passed_over() {
        let title = Multiloc::from([("nl", " "), ("en", "a")]);
        assert_eq!(chosen(&title, "nl"), Some(("en", Matched::Any)));
        assert_eq!(chosen(&Multiloc::from([("nl", "\t")]), "nl"), None);
    }

    #[test]
    fn another_script_is_another_language() {
        let title = Multiloc::from([("zh-CN", "a"), ("zh-HK", "b"), ("sr", "c")]);
        assert_eq!(chosen(&title, "zh-Hant"), Some(("zh-HK", Matched::SameLanguage)));
        assert_eq!(chosen(&title, "zh-TW"), Some(("zh-HK", Matched::SameLanguage)));
        assert_eq!(chosen(&title, "zh"), Some(("zh-CN", Matched::SameLanguage)));
        assert_eq!(chosen(&title, "sr-Latn"), Some(("zh-CN", Matched::Any)));
    }

    #[test]
    fn a_group_of_countries_goes_before_a_foreign_country() {
        let title = Multiloc::from([("es-ES", "a"), ("es-419", "b")]);
        assert_eq!(chosen(&title, "es-MX"), Some(("es-419", Matched::SameLanguage)));
    }

    #[test]
    fn the_wanted_region_goes_before_any_other_though_only_the_text_names_its_script() {
        let title = Multiloc::from([("zh-HK", "a"), ("zh-Hant-TW", "b")]);
        assert_eq!(chosen(&title, "zh-TW"), Some(("zh-Hant-TW", Matched::SameLanguage)));
        let title = Multiloc::from([("en", "a"), ("en-Latn-GB", "b")]);
        assert_eq!(chosen(&title, "en-GB"), Some(("en-Latn-GB", Matched::SameLanguage)));
    }

    #[test]
    fn tags_outside_bcp_47_are_selectable_verbatim() {
        let title = Multiloc::from([("en", "a"), ("nl_gr", "b"), ("old english", "c")]);
        assert_eq!(chosen(&title, "nl_gr"), Some(("nl_gr", Matched::Exact)));
        assert_eq!(chosen(&title, "old english"), Some(("old english", Matched::Exact)));
        assert_eq!(chosen(&title, "older english"), Some(("en", Matched::Any)));
    }

    #[test]
    fn of_two_spellings_the_wanted_one_is_taken() {
        let title = Multiloc::from([("nl_BE", "a"), ("nl-BE", "b")]);
        assert_eq!(chosen(&title, "nl-BE"), Some(("nl-BE", Matched::Exact)));
        assert_eq!(chosen(&title, "nl_BE"), Some(("nl_BE", Matched::Exact)));
    }

    #[test]
    fn a_person_goes_before_a_machine_within_a_step() {
        let title: Multiloc = [
            Text::by_machine("fr", "machine"),
            Text::new("fr-CA", "person"),
            Text::new("fr", "person too"),
        ]
        .into_iter()
        .collect();
        assert_eq!(title.choose("fr").unwrap().text, "person too");
        assert_eq!(title.choose("fr-BE").unwrap().text, "person too");
        assert_eq!(title.choose("de").unwrap().text, "person");
    }

    #[test]
    fn a_machine_is_used_and_named_unless_refused() {
        let title: Multiloc =
            [Text::new("en", "Trees"), Text::by_machine("fr", "Arbres")].into_iter().collect();
        assert!(title.choose("fr").unwrap().machine_translated);
        let reader = Preference::new(["fr"]).human_only();
        assert_eq!(chosen(&title, &reader), Some(("en", Matched::Any)));
    }

    #[test]
    fn a_possible_fallback_yields_to_the_next_wish_but_not_to_other_languages() {
        let title = Multiloc::from_readings([
            ("en", Some("Trees")),
            ("nl", Some("Trees")),
            ("fr", Some("Arbres")),
        ]);
        assert_eq!(chosen(&title, ["nl", "fr"]), Some(("fr", Matched::Exact)));
        let reader = Preference::new(["nl"]).platform_default("en");
        let choice = title.choose(&reader).unwrap();
        assert_eq!((choice.tag, choice.possible_fallback), ("nl", true));
    }

    #[test]
    fn only_a_wanted_language_is_chosen_where_no_other_will_do() {
        let only = |multiloc: &Multiloc, preference: &Preference| {
            multiloc.choose_only(preference).map(|choice| (choice.tag.to_owned(), choice.matched))
        };
        let title = Multiloc::from([("de", " "), ("en-GB", "a"), ("fr", "b")]);
        let reader = Preference::new(["de", "fr-BE", "en"]).platform_default("en");
        assert_eq!(only(&title, &reader), Some(("fr".to_owned(), Matched::SameLanguage)));
        let reader = Preference::new(["nl"]).platform_default("en");
        assert_eq!(only(&title, &reader), None);
        assert_eq!(only(&title, &Preference::default()), None);

        let read = Multiloc::from_readings([("en", Some("Trees")), ("nl", Some("Trees"))]);
        assert_eq!(only(&read, &"nl".into()), None, "it may be English");
        let reader = Preference::new(["nl", "en"]);
        assert_eq!(only(&read, &reader), Some(("en".to_owned(), Matched::Exact)));

        let translated: Multiloc = [Text::by_machine("fr", "Arbres")].into_iter().collect();
        assert_eq!(only(&translated, &"fr".into()), Some(("fr".to_owned(), Matched::Exact)));
        assert_eq!(only(&translated, &Preference::new(["fr"]).human_only()), None);
    }

    #[test]
    fn a_choice_displays_as_its_text() {
        let title = Multiloc::single("en", "Trees");
        let choice = title.choose("en").unwrap();
        assert_eq!(choice.to_string(), "Trees");
        assert_eq!(format!("{choice:>6}"), " Trees");
        assert_eq!(choice.html().raw(), "Trees");
    }

    const TAGS: &str = "(nl|fr|zh|sr|en)([-_](BE|nl|Hant|CN|Latn))?|[a-z_-]{0,9}|\\PC{0,3}";

    proptest! {
        #[test]
        fn the_choice_is_never_blank_and_never_missing_when_there_is_a_text(
            texts in prop::collection::vec((TAGS, "[ \t]{0,2}|\\PC{0,3}"), 0..6),
            wanted in prop::collection::vec(TAGS, 0..4),
            default in TAGS,
        ) {
            let multiloc: Multiloc = texts.into_iter().collect();
            let reader = Preference::new(&wanted).platform_default(default);
            let choice = multiloc.choose(&reader);
            prop_assert_eq!(choice.is_none(), multiloc.is_empty());
            if let Some(choice) = choice {
                prop_assert!(!choice.text.trim().is_empty());
                prop_assert_eq!(multiloc.get(choice.tag), Some(choice.text));
            }
            let is_wanted = |it: &Choice<'_>| {
                matches!(it.matched, Matched::Exact | Matched::SameLanguage)
            };
            prop_assert_eq!(multiloc.choose_only(&reader), choice.filter(is_wanted));
        }

        #[test]
        fn a_text_is_always_found_under_its_own_tag(
            texts in prop::collection::vec((TAGS, "[a-z]{1,3}"), 1..6),
        ) {
            let multiloc: Multiloc = texts.into_iter().collect();
            for text in &multiloc {
                prop_assert_eq!(chosen(&multiloc, &text.tag), Some((&*text.tag, Matched::Exact)));
            }
        }
    }

    #[test]
    fn a_preference_is_made_of_whatever_holds_tags() {
        let tags = ["nl-BE", "fr"];
        let list = tags.map(str::to_owned).to_vec();
        let made: [Preference; 6] = [
            tags.into(),
            (&tags).into(),
            tags.as_slice().into(),
            (&list).into(),
            list.clone().into(),
            list.iter().collect(),
        ];
        for preference in made {
            assert_eq!(preference.tags().collect::<Vec<_>>(), tags);
        }
        for one in [Preference::from("nl"), "nl".to_owned().into(), (&"nl".to_owned()).into()] {
            assert_eq!(one.tags().collect::<Vec<_>>(), ["nl"]);
        }
    }

    #[test]
    fn a_human_s_text_goes_before_a_machine_s_where_that_is_asked_for() {
        let mut title = Multiloc::single("nl", "Bomen");
        title.put(Text::by_machine("en", "Trees"));
        let reader = Preference::new(["en"]);
        let by_machine = title.choose(&reader).unwrap();
        assert_eq!((by_machine.as_ref(), by_machine.to_string().as_str()), ("Trees", "Trees"));
        let by_human = title.choose(reader.human_only()).unwrap();
        assert_eq!(AsRef::<str>::as_ref(&by_human), "Bomen");
        // The other wishes still count.
        title.put(Text::new("fr", "Arbres"));
        let reader = Preference::new(["en", "fr"]).human_only();
        assert_eq!(chosen(&title, reader), Some(("fr", Matched::Exact)));
    }
}
