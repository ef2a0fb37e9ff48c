//! The list form, `[{"locale": "en", "text": "Trees", "machineTranslated": false}]`, for
//! `#[serde(with = "civic_core::multiloc::translations")]`.
//!
//! ```
//! use civic_core::multiloc::{self, Multiloc};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct TranslatedField {
//!     #[serde(with = "multiloc::translations")]
//!     translations: Multiloc,
//! }
//!
//! # fn main() -> Result<(), serde_json::Error> {
//! let title: TranslatedField = serde_json::from_str(
//!     r#"{"translations": [{"locale": "fr", "text": "Arbres", "machineTranslated": true}]}"#,
//! )?;
//! assert!(title.translations.iter().all(|text| text.machine_translated));
//! # Ok(())
//! # }
//! ```

use serde::{Deserialize, Deserializer, Serializer};

use super::{Multiloc, Text};

/// Reads the list form. Null in place of an entry is skipped: it names no language.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Multiloc, D::Error> {
    let entries = Vec::<Option<Text>>::deserialize(deserializer)?;
    Ok(entries.into_iter().flatten().collect())
}

/// Writes the list form.
pub fn serialize<S: Serializer>(multiloc: &Multiloc, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(multiloc.iter())
}

/// Describes the list form, for `schemars(schema_with = "..")`.
#[cfg(feature = "schema")]
pub fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let mut schema = generator.subschema_for::<Vec<Text>>();
    schema.insert("x-civic".to_owned(), "multilingual".into());
    schema
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: serde_json::Value) -> Multiloc {
        deserialize(json).unwrap()
    }

    #[test]
    fn flags_nulls_and_unknown_members_are_accepted() {
        let title = read(json!([
            {"locale": "en", "text": "Trees", "__typename": "LocalizedString"},
            {"locale": "fr", "text": "Arbres", "machineTranslated": true},
            {"locale": "ca", "text": null, "machineTranslated": null},
            null,
        ]));
        assert_eq!(title.iter().count(), 3);
        assert!(!title.entry("en").unwrap().machine_translated);
        assert!(title.entry("fr").unwrap().machine_translated);
        assert_eq!(title.get("ca"), None);
    }

    #[test]
    fn it_goes_out_as_it_came_in() {
        let wire = json!([
            {"locale": "en", "text": "Trees", "machineTranslated": false},
            {"locale": "en", "text": "Tree", "machineTranslated": true},
            {"locale": "nl_gr", "text": null, "machineTranslated": false},
        ]);
        let title = read(wire.clone());
        assert_eq!(serialize(&title, serde_json::value::Serializer).unwrap(), wire);
    }

    #[test]
    fn a_possible_fallback_survives_a_round_trip() {
        let title = Multiloc::from_readings([("en", Some("Trees")), ("fr", Some("Trees"))]);
        assert_eq!(read(serialize(&title, serde_json::value::Serializer).unwrap()), title);
    }
}
