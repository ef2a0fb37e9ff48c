//! Texts in several languages.

use serde_json::{Map, Value, json};

use super::item::Item;
use crate::decidim::version::Version;

const MACHINE: &str = "machine_translations";

/// A field of a `TranslatedField`. Versions before 0.27 know nothing of machine translations: theirs are
/// one more language, with the text of a Ruby hash.
pub(super) fn translated(text: &Value, field: &str, arguments: &Value, version: Version) -> Item {
    let texts = if version < Version::V0_27 { as_stored(text) } else { texts(text) };
    match field {
        "translation" => {
            let wanted = arguments.get("locale").and_then(Value::as_str).unwrap_or_default();
            let found = texts.into_iter().find(|(locale, ..)| *locale == wanted);
            found.map_or(Value::Null, |(_, text, _)| text).into()
        }
        "locales" => Item::Value(texts.into_iter().map(|(locale, ..)| json!(locale)).collect()),
        _ => {
            let asked = arguments.get("locales").and_then(Value::as_array);
            let is_wanted = |locale: &str| {
                asked.is_none_or(|asked| {
                    asked.is_empty() || asked.iter().any(|wanted| wanted == locale)
                })
            };
            let all = texts.into_iter().filter(|(locale, ..)| is_wanted(locale));
            let all = all.map(|(locale, text, machine)| {
                json!({"locale": locale, "text": text, "machine_translated": machine})
            });
            Item::Value(all.collect())
        }
    }
}

/// Locale, text, and whether no person wrote it.
type Text<'t> = (&'t str, Value, bool);

/// A person's text is shown unless it is blank; then a machine's is, or none, and both count as a
/// machine's.
fn texts(text: &Value) -> Vec<Text<'_>> {
    let own = text.as_object().into_iter().flatten();
    let own: Vec<_> = own.filter(|(locale, _)| *locale != MACHINE).collect();
    let by_machine = text.get(MACHINE).and_then(Value::as_object);
    let written: Vec<_> = own
        .iter()
        .map(|(locale, text)| {
            let is_written = text.as_str().is_some_and(|text| !text.trim().is_empty());
            let machine = || by_machine.and_then(|machine| machine.get(*locale));
            let shown = if is_written { Some(*text) } else { machine() };
            (locale.as_str(), shown.cloned().unwrap_or_default(), !is_written)
        })
        .collect();
    let others = by_machine.into_iter().flatten();
    let others = others.filter(|(locale, _)| own.iter().all(|(other, _)| other != locale));
    let others = others.map(|(locale, text)| (locale.as_str(), text.clone(), true));
    written.into_iter().chain(others).collect()
}

fn as_stored(text: &Value) -> Vec<Text<'_>> {
    let all = text.as_object().into_iter().flatten();
    all.map(|(locale, text)| {
        let text = text.as_object().map_or_else(|| text.clone(), |texts| hash(texts).into());
        (locale.as_str(), text, false)
    })
    .collect()
}

/// A hash as Ruby prints it.
fn hash(texts: &Map<String, Value>) -> String {
    let pairs: Vec<_> = texts
        .iter()
        .map(|(locale, text)| {
            let text = if text.is_null() { "nil".to_owned() } else { text.to_string() };
            format!("{locale:?}=>{text}")
        })
        .collect();
    format!("{{{}}}", pairs.join(", "))
}
