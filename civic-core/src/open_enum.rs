//! String enums that survive values this version does not know.

/// Defines an enum over strings that keeps unknown values with their text.
///
/// A server may send a value that is newer than the library. A closed enum would lose the whole
/// record to it; this one holds it in `Other`, and serialises it back as it came.
///
/// The enum gets a variant `Other(Box<str>)`, the constant `KNOWN` with the known texts,
/// `as_str()`, `is_known()`, conversions from strings (which never fail and never put a known text
/// into `Other`), `Display`, `AsRef<str>`, comparison with strings, serialisation as a string, and
/// the usual traits. Equality, order and hash are those of the text. With the feature `schema` of
/// this crate its JSON Schema is a string, with the known texts as examples. The calling crate needs
/// no dependency on serde or schemars.
///
/// With a line `shown as path::of::the::Enum;` at its beginning, the docs of `as_str()` and `is_known()` have
/// an example, which imports the enum by that path.
///
/// ```
/// civic_core::open_enum! {
///     /// Where a thing stands.
///     pub enum PublicationStatus {
///         /// Not yet visible.
///         Draft = "draft",
///         /// Visible.
///         Published = "published",
///     }
/// }
///
/// # fn main() -> Result<(), serde_json::Error> {
/// let status: PublicationStatus = serde_json::from_str("\"draft\"")?;
/// assert!(matches!(status, PublicationStatus::Draft));
///
/// let newer = PublicationStatus::from("embargoed");
/// assert!(!newer.is_known());
/// assert_eq!(newer.as_str(), "embargoed");
/// assert_eq!(PublicationStatus::KNOWN, ["draft", "published"]);
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! open_enum {
    (shown as $path:path; $($rest:tt)+) => {
        $crate::open_enum! { @example [$path] $($rest)+ }
    };
    (
        @example [$($path:path)?]
        $(#[$enum_meta:meta])*
        $visibility:vis enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $text:literal ),+ $(,)?
        }
    ) => {
        $(#[$enum_meta])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        $visibility enum $name {
            $( $(#[$variant_meta])* $variant, )+
            /// A value that this version does not know, with its text.
            Other(::std::boxed::Box<str>),
        }

        #[allow(dead_code, reason = "a private enum may not need all of them")]
        impl $name {
            /// The texts that this version knows.
            $visibility const KNOWN: &'static [&'static str] = &[$($text),+];

            /// The text, as the server writes it.
            ///
            #[doc = $crate::__open_enum_example!(as_str [$($path)?] $name $($variant $text)+)]
            $visibility fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )+
                    Self::Other(text) => text,
                }
            }

            /// Whether this version knows the value.
            ///
            #[doc = $crate::__open_enum_example!(is_known [$($path)?] $name $($variant $text)+)]
            $visibility fn is_known(&self) -> bool {
                Self::KNOWN.contains(&self.as_str())
            }

            fn from_known(text: &str) -> ::std::option::Option<Self> {
                match text {
                    $( $text => ::std::option::Option::Some(Self::$variant), )+
                    _ => ::std::option::Option::None,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::from_known(text).unwrap_or_else(|| Self::Other(text.into()))
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::from_known(&text).unwrap_or_else(|| Self::Other(text.into()))
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                ::std::result::Result::Ok(Self::from(text))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl ::std::cmp::Eq for $name {}

        impl ::std::cmp::PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl ::std::cmp::PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl ::std::cmp::PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                ::std::option::Option::Some(::std::cmp::Ord::cmp(self, other))
            }
        }

        impl ::std::cmp::Ord for $name {
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                ::std::cmp::Ord::cmp(self.as_str(), other.as_str())
            }
        }

        impl ::std::hash::Hash for $name {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                ::std::hash::Hash::hash(self.as_str(), state);
            }
        }

        impl $crate::open_enum::__private::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error>
            where
                S: $crate::open_enum::__private::serde::Serializer,
            {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::open_enum::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
            where
                D: $crate::open_enum::__private::serde::Deserializer<'de>,
            {
                $crate::open_enum::__private::deserialize(deserializer)
            }
        }

        $crate::value_schema!($name, { "type": "string", "examples": [$($text),+] });
    };
    ($(#[$enum_meta:meta])* $visibility:vis enum $($rest:tt)+) => {
        $crate::open_enum! { @example [] $(#[$enum_meta])* $visibility enum $($rest)+ }
    };
}

/// An example for the docs of one of the methods, where the path of the enum is known.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum_example {
    ($method:ident [] $($rest:tt)*) => {
        ""
    };
    (as_str [$path:path] $name:ident $variant:ident $text:literal $($rest:tt)*) => {
        concat!(
            "```\nuse ",
            stringify!($path),
            ";\n\nassert_eq!(",
            stringify!($name::$variant),
            ".as_str(), \"",
            $text,
            "\");\nassert_eq!(",
            stringify!($name),
            "::from(\"unheard-of\").as_str(), \"unheard-of\");\n```"
        )
    };
    (is_known [$path:path] $name:ident $variant:ident $($rest:tt)*) => {
        concat!(
            "```\nuse ",
            stringify!($path),
            ";\n\nassert!(",
            stringify!($name::$variant),
            ".is_known());\nassert!(!",
            stringify!($name),
            "::from(\"unheard-of\").is_known());\n```"
        )
    };
}

/// What the expansion of [`open_enum!`](crate::open_enum!) needs. No part of the API.
#[doc(hidden)]
pub mod __private {
    use std::fmt;
    use std::marker::PhantomData;

    pub use serde;
    use serde::Deserializer;
    use serde::de::Visitor;

    /// Reads a string, borrowed or owned, without an allocation for a known value.
    pub fn deserialize<'de, D, T>(deserializer: D) -> Result<T, D::Error>
    where
        D: Deserializer<'de>,
        T: for<'a> From<&'a str> + From<String>,
    {
        deserializer.deserialize_str(TextVisitor(PhantomData))
    }

    struct TextVisitor<T>(PhantomData<T>);

    impl<T: for<'a> From<&'a str> + From<String>> Visitor<'_> for TextVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E>(self, text: &str) -> Result<T, E> {
            Ok(text.into())
        }

        fn visit_string<E>(self, text: String) -> Result<T, E> {
            Ok(text.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    crate::open_enum! {
        /// Where a thing stands.
        enum Status {
            /// Not yet visible.
            Draft = "draft",
            /// Visible.
            Published = "published",
        }
    }

    #[test]
    fn a_known_text_becomes_its_variant() {
        assert!(matches!(Status::from("draft"), Status::Draft));
        assert!(matches!(Status::from("published".to_owned()), Status::Published));
        assert!(matches!("draft".parse().unwrap(), Status::Draft));
        assert!(Status::Draft.is_known());
    }

    #[test]
    fn an_unknown_text_is_kept() {
        let newer: Status = serde_json::from_str("\"embargoed\"").unwrap();
        assert!(!newer.is_known());
        assert_eq!(serde_json::to_string(&newer).unwrap(), "\"embargoed\"");
        assert_ne!(newer, Status::from("Embargoed"));
    }

    #[test]
    fn a_known_text_forced_into_other_equals_its_variant() {
        let forced = Status::Other("draft".into());
        assert_eq!(forced, Status::Draft);
        assert!(forced.is_known());
        assert_eq!(HashMap::from([(forced, 1)]).get(&Status::Draft), Some(&1));
    }

    #[test]
    fn it_compares_displays_and_sorts_as_its_text() {
        assert_eq!(Status::Draft, "draft");
        assert_eq!(Status::Draft, *"draft");
        assert_eq!(format!("{:<6}|{}", Status::Draft, Status::Other("x".into())), "draft |x");
        let mut sorted = [Status::Published, Status::from("embargoed"), Status::Draft];
        sorted.sort();
        assert_eq!(sorted, ["draft", "embargoed", "published"]);
        assert_eq!(Status::Published.as_ref(), "published");
    }

    #[test]
    fn it_is_read_from_borrowed_escaped_and_owned_strings() {
        for value in [
            serde_json::from_str::<Status>("\"draft\"").unwrap(),
            serde_json::from_str("\"dr\\u0061ft\"").unwrap(),
            serde_json::from_reader(&b"\"draft\""[..]).unwrap(),
            serde_json::from_value("draft".into()).unwrap(),
        ] {
            assert!(matches!(value, Status::Draft));
        }
        assert!(serde_json::from_str::<Status>("1").is_err());
        assert!(serde_json::from_str::<Status>("null").is_err());
    }

    #[test]
    fn it_can_be_the_key_of_a_map() {
        let counts: HashMap<Status, u32> =
            serde_json::from_str(r#"{"draft": 1, "new": 2}"#).unwrap();
        assert_eq!(counts.get(&Status::Draft), Some(&1));
        assert_eq!(counts.get(&Status::from("new")), Some(&2));
    }

    proptest! {
        #[test]
        fn every_text_survives(text in "draft|published|\\PC{0,8}") {
            let status = Status::from(text.clone());
            prop_assert_eq!(status.as_str(), &text);
            let wire = serde_json::to_string(&status).unwrap();
            prop_assert_eq!(serde_json::from_str::<Status>(&wire).unwrap(), status);
        }
    }
}
