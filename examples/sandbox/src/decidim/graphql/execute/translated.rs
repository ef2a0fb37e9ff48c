//! Texts in several languages.

use serde_json::{Value, json};

use super::item::Item;

const MACHINE: &str = "machine_translations";

/// A field of a `TranslatedField`.
pub(super) fn translated(text: &Value, field: &str, arguments: &Value) -> Item {
    let wanted = arguments.get("locale").and_then(Value::as_str).unwrap_or_default();
    match field {
        "translation" => {
            let machine = text.get(MACHINE).and_then(|machine| machine.get(wanted));
            let own = text.get(wanted).filter(|_| wanted != MACHINE);
            own.or(machine).cloned().unwrap_or_default().into()
        }
        "locales" => {
            let all = texts(text).into_iter().map(|(locale, ..)| json!(locale));
            Item::Value(all.collect())
        }
        _ => {
            let asked = arguments.get("locales").and_then(Value::as_array);
            let is_wanted = |locale: &str| {
                asked.is_none_or(|asked| asked.iter().any(|wanted| wanted == locale))
            };
            let all = texts(text).into_iter().filter(|(locale, ..)| is_wanted(locale));
            let all = all.map(|(locale, text, machine)| {
                    json!({"locale": locale, "text": text, "machine_translated": machine})
                });
            Item::Value(all.collect())
        }
    }
}

/// Locale, text, and whether a machine wrote it.
fn texts(text: &Value) -> Vec<(&str, &Value, bool)> {
    let own = text.as_object().into_iter().flatten();
    let mut all: Vec<(&str, &Value, bool)> = own
        .filter(|(locale, _)| *locale != MACHINE)
        .map(|(locale, text)| (locale.as_str(), text, false))
        .collect();
    let machine = text.get(MACHINE).and_then(Value::as_object).into_iter().flatten();
    for (locale, text) in machine {
        if !all.iter().any(|(other, ..)| other == locale) {
            all.push((locale, text, true));
        }
    }
    all
}
