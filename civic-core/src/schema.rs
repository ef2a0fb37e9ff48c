//! How a value describes itself in JSON Schema, for records that derive `schemars::JsonSchema`.

/// Implements `JsonSchema` for a type that is not derived. Expands to nothing without the feature
/// `schema` of this crate.
#[cfg(feature = "schema")]
#[doc(hidden)]
#[macro_export]
macro_rules! value_schema {
    ($name:ident, $($schema:tt)+) => {
        impl $crate::schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(::std::stringify!($name))
            }

            fn schema_id() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(::std::concat!(
                    ::std::module_path!(),
                    "::",
                    ::std::stringify!($name)
                ))
            }

            fn json_schema(
                _: &mut $crate::schemars::SchemaGenerator,
            ) -> $crate::schemars::Schema {
                $crate::schemars::json_schema!($($schema)+)
            }
        }
    };
}

#[cfg(not(feature = "schema"))]
#[doc(hidden)]
#[macro_export]
macro_rules! value_schema {
    ($($any:tt)*) => {};
}

#[cfg(all(test, feature = "schema"))]
mod tests {
    use schemars::generate::SchemaSettings;
    use serde_json::{Value, json};

    use crate::geo::{GeoJson, GeoPoint, WktPoint};
    use crate::{DateOrDatetime, Extra, Html, Multiloc};

    crate::open_enum! {
        /// A colour.
        enum Colour {
            /// As the sky.
            Blue = "blue",
            /// As the grass.
            Green = "green",
        }
    }

    /// A record with a value of every kind.
    #[derive(schemars::JsonSchema, serde::Serialize)]
    struct Record {
        /// A title.
        title: Multiloc,
        /// In the list form.
        #[serde(serialize_with = "crate::multiloc::translations::serialize")]
        #[schemars(schema_with = "crate::multiloc::translations::json_schema")]
        name: Multiloc,
        /// A text.
        body: Option<Html>,
        /// A colour.
        colour: Option<Colour>,
        /// When.
        at: Option<DateOrDatetime>,
        /// Where.
        place: Option<GeoPoint>,
        /// Where, as a text.
        point: Option<WktPoint>,
        /// Where, as a geometry.
        geometry: Option<GeoJson>,
        #[serde(flatten)]
        extra: Extra,
    }

    fn columns() -> Value {
        let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        let schema = generator.into_root_schema_for::<Record>();
        assert_eq!(schema.get("additionalProperties"), Some(&true.into()));
        schema.get("properties").cloned().unwrap_or_default()
    }

    #[test]
    fn a_value_says_what_it_is_written_as() {
        let columns = columns();
        let html = json!({
            "type": ["string", "null"], "contentMediaType": "text/html", "description": "A text.",
        });
        assert_eq!(columns["body"], html);
        let when = json!({
            "type": ["string", "null"], "x-civic": "date-or-time", "description": "When.",
        });
        assert_eq!(columns["at"], when);
        let colour = json!({
            "type": ["string", "null"], "examples": ["blue", "green"], "description": "A colour.",
        });
        assert_eq!(columns["colour"], colour);
    }

    #[test]
    fn texts_and_places_are_marked_whatever_they_are_written_as() {
        let columns = columns();
        for (name, kind) in [("title", json!("object")), ("name", json!("array"))] {
            assert_eq!(columns[name]["type"], kind);
            assert_eq!(columns[name]["x-civic"], "multilingual");
        }
        let kinds = [
            ("place", json!(["object", "null"])),
            ("point", json!(["string", "null"])),
            ("geometry", Value::Null),
        ];
        for (name, kind) in kinds {
            assert_eq!(columns[name]["type"], kind);
            assert_eq!(columns[name]["x-civic"], "point");
        }
    }
}
