//! The fields that all kinds of participatory spaces have, written once.

/// Declares the model of a kind of space: the fields of all kinds, then its own.
///
/// A macro, so that users write `assembly.title` and docs.rs shows every field of an `Assembly` on one
/// page. A struct of the shared fields, flattened by serde, would be `assembly.space.title`, and serde
/// would copy each row before it reads it.
macro_rules! space {
    (
        $(#[$docs:meta])*
        pub struct $name:ident ($resource_name:literal, $all:expr) { $($own:tt)* }
    ) => {
        $(#[$docs])*
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub struct $name {
            /// The id, unique among spaces of the kind.
            pub id: crate::graphql::id::Id,
            /// Its name in addresses.
            pub slug: Option<String>,
            /// The title.
            #[serde(default, with = "crate::graphql::text::Translated")]
            pub title: ::civic_core::Multiloc,
            /// The description: HTML.
            #[serde(default, with = "crate::graphql::text::Translated")]
            #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
            pub description: ::civic_core::Multiloc,
            /// Its figures.
            #[serde(default, deserialize_with = "crate::graphql::text::list::deserialize")]
            pub stats: Vec<crate::graphql::resources::Statistic>,
            /// When it was created.
            pub created_at: Option<::civic_core::jiff::Timestamp>,
            /// When it was last changed.
            pub updated_at: Option<::civic_core::jiff::Timestamp>,
            $($own)*
        }

        impl crate::graphql::resources::SpaceRecord for $name {
            const KIND: crate::graphql::resources::SpaceKind =
                crate::graphql::resources::SpaceKind::$name;

            fn title(&self) -> &::civic_core::Multiloc {
                &self.title
            }
        }

        impl crate::graphql::records::Record for $name {
            const RESOURCE_NAME: &'static str = $resource_name;
            const ALL: crate::graphql::records::Operation = $all;
            const PATH: &'static [&'static str] =
                &[crate::graphql::resources::SpaceKind::$name.list()];

            const BY_ID: Option<crate::graphql::records::ById> =
                Some(crate::graphql::records::ById::of::<Self>());

            fn key(&self) -> ::civic_core::list::source::Key {
                self.id.key()
            }
        }

        impl crate::graphql::records::Identified for $name {
            const ONE: &'static [&'static str] =
                &[crate::graphql::resources::SpaceKind::$name.field()];
            const ID_TYPE: &'static str = "ID";

            fn id(&self) -> crate::graphql::id::Id {
                self.id
            }
        }
    };
}

pub(super) use space;
