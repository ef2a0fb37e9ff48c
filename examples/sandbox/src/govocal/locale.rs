//! Which language a flat field is answered in.

use serde_json::Value;

use super::era::Era;

/// The platform locale that a `locale` parameter selects: the first that contains the text (until
/// 2023: equals it), else the platform's first.
pub(super) fn choose<'a>(platform: &'a [String], asked: Option<&str>, era: Era) -> &'a str {
    let fits = |locale: &&String| match asked {
        Some(asked) if era == Era::Y2023 => locale.as_str() == asked,
        Some(asked) => locale.contains(asked),
        None => false,
    };
    platform.iter().find(fits).or_else(|| platform.first()).map_or("en", String::as_str)
}

/// The text of a map in the chosen language, else in the other platform languages in order, else
/// in any; empty without any text, null without a map. A text that was saved blank is a text.
pub(super) fn flat(texts: &Value, chosen: &str, platform: &[String]) -> Value {
    let Value::Object(texts) = texts else {
        return Value::Null;
    };
    let mut preferred = std::iter::once(chosen).chain(platform.iter().map(String::as_str));
    let text = preferred
        .find_map(|locale| texts.get(locale)?.as_str())
        .or_else(|| texts.values().find_map(Value::as_str));
    Value::from(text.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{choose, flat};
    use crate::govocal::era::Era;
    use serde_json::{Value, json};

    fn locales() -> Vec<String> {
        ["en", "nl-BE", "fr-BE"].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_locale_is_matched_by_substring_and_falls_back_to_the_first() {
        let locales = locales();
        let chosen = |asked| choose(&locales, asked, Era::Y2026);
        assert_eq!(chosen(Some("nl")), "nl-BE");
        assert_eq!(chosen(Some("BE")), "nl-BE");
        assert_eq!(chosen(Some("NL")), "en");
        assert_eq!(chosen(Some("de")), "en");
        assert_eq!(chosen(None), "en");
        assert_eq!(choose(&locales, Some("nl"), Era::Y2023), "en");
        assert_eq!(choose(&locales, Some("fr-BE"), Era::Y2023), "fr-BE");
    }

    #[test]
    fn a_missing_text_falls_back_through_the_platform_locales_to_any_key() {
        let locales = locales();
        let text = |map: Value| flat(&map, "nl-BE", &locales);
        assert_eq!(text(json!({"en": "Park", "nl-BE": "Plein"})), "Plein");
        assert_eq!(text(json!({"fr-BE": "Parc", "nl-BE": null})), "Parc");
        assert_eq!(text(json!({"de": "Platz"})), "Platz");
        assert_eq!(text(json!({})), "");
        assert_eq!(text(json!(null)), Value::Null);
    }

    /// `multiloc_service.rb` of the platform asks whether there is a text, and in Ruby an empty one is
    /// there; `multiloc_service_spec.rb` says so.
    #[test]
    fn a_text_that_was_saved_blank_comes_although_another_language_has_one() {
        let locales = locales();
        let text = |map: Value| flat(&map, "nl-BE", &locales);
        assert_eq!(text(json!({"nl-BE": "", "fr-BE": "Parc"})), "");
        assert_eq!(text(json!({"en": "", "fr-BE": "Parc"})), "", "the platform's first language");
        assert_eq!(text(json!({"de": "Platz", "fr-BE": ""})), "");
    }
}
