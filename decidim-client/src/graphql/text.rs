//! The wire forms that many models share, for `#[serde(with = "..")]`.

use civic_core::Multiloc;
use civic_core::multiloc::translations;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
        translations::deserialize(deserializer).map(Self)
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
