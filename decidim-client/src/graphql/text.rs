//! The wire forms that many models share, for `#[serde(with = "..")]`.

use civic_core::Multiloc;
use civic_core::multiloc::translations;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Under which name 0.24 to 0.26 give all machine translations together, as the text of a Ruby hash
/// (`translated_field_type.rb` before 0.27): no language, and no text for anybody.
const MACHINE: &str = "machine_translations";

/// Texts by language: `{"translations": [{"locale": "ca", "text": "Arbres"}]}`. Null and absent
/// read as no text in any language.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline, extend("x-civic" = "multilingual")))]
pub(crate) struct Translated<T = Multiloc> {
    #[cfg_attr(feature = "schema", schemars(schema_with = "translations::json_schema"))]
    translations: T,
}

struct Texts(Multiloc);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = translations::deserialize(deserializer)?;
        if texts.get(MACHINE).is_none() {
            return Ok(Self(texts));
        }
        Ok(Self(texts.iter().filter(|text| text.tag != MACHINE).cloned().collect()))
    }
}

struct Borrowed<'a>(&'a Multiloc);

impl Serialize for Borrowed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        translations::serialize(self.0, serializer)
    }
}

impl Translated {
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Multiloc, D::Error> {
        let field = Option::<Translated<Option<Texts>>>::deserialize(deserializer)?;
        Ok(field.and_then(|field| field.translations).map_or_else(Multiloc::new, |texts| texts.0))
    }

    pub(crate) fn serialize<S: Serializer>(
        texts: &Multiloc,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        Translated { translations: Borrowed(texts) }.serialize(serializer)
    }
}

/// A place. `None` unless both numbers are there.
pub(crate) mod place {
    use civic_core::geo::GeoPoint;
    use serde::{Deserialize, Deserializer};

    #[derive(Deserialize)]
    struct Coordinates {
        latitude: Option<f64>,
        longitude: Option<f64>,
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<GeoPoint>, D::Error> {
        let place = Option::<Coordinates>::deserialize(deserializer)?;
        Ok(place.and_then(|place| {
            Some(GeoPoint { longitude: place.longitude?, latitude: place.latitude? })
        }))
    }
}

/// The name or the nickname of somebody. Empty, or a bare `@`, it is that of an account that was deleted:
/// the site blanks the columns and still writes the `@` before the nickname (`destroy_account.rb`,
/// `user_presenter.rb`).
pub(crate) mod name {
    use serde::{Deserialize, Deserializer};

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<String>, D::Error> {
        let name = Option::<String>::deserialize(deserializer)?;
        Ok(name.filter(|name| !matches!(name.as_str(), "" | "@")))
    }
}

/// A list. Null and absent read as empty, and null in place of an entry, which the caller may not
/// see, is left out.
pub(crate) mod list {
    use serde::{Deserialize, Deserializer};

    pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
        deserializer: D,
    ) -> Result<Vec<T>, D::Error> {
        let entries = Option::<Vec<Option<T>>>::deserialize(deserializer)?;
        Ok(entries.into_iter().flatten().flatten().collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // `translated_field_type.rb` of 0.24.3: `object.keys`, of which one is `machine_translations`; a hash
    // becomes text as Ruby prints it.
    #[test]
    fn the_machine_translations_of_old_sites_are_no_language() {
        let field = json!({"translations": [
            {"locale": "en", "text": "A tree", "machineTranslated": false},
            {"locale": "machine_translations", "text": "{\"ca\"=>\"Un arbre\"}",
                "machineTranslated": false},
        ]});
        let texts = Translated::deserialize(field).unwrap();
        assert_eq!(texts.tags().collect::<Vec<_>>(), ["en"]);
        assert_eq!(texts.get("en"), Some("A tree"));
    }
}
