//! What a host does not have.

use std::collections::BTreeSet;
use std::fmt;

use civic_core::jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::graphql::schema::Schema;

/// Something of the schema that a host does not have, as it said itself.
///
/// `Display` writes it as `Proposal.likes`, `Proposals.proposals(order:)` and the like.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[non_exhaustive]
pub enum MissingFeature {
    /// A type: a kind of component, a filter.
    Type {
        /// Its name.
        name: String,
    },
    /// A field of a type.
    Field {
        /// The type.
        on: String,
        /// The field.
        field: String,
    },
    /// The object form of a field that is a plain text there: the text is upcast into the form of
    /// newer versions, under the language `und`.
    Object {
        /// The type.
        on: String,
        /// The field.
        field: String,
    },
    /// An argument of a field.
    Argument {
        /// The type that has the field; empty where it is not known to this client.
        on: String,
        /// The field.
        field: String,
        /// The argument.
        argument: String,
    },
    /// A member of an input object.
    Member {
        /// The input's type.
        input: String,
        /// The member.
        member: String,
    },
    /// A type as a possible kind of another.
    Kind {
        /// The other type; empty where the host does not say.
        of: String,
        /// The type.
        name: String,
    },
}

impl MissingFeature {
    /// Whether it is about something that this client has a name for. Nothing else is remembered, so
    /// that a server cannot fill the memory with names that it makes up.
    pub(super) fn is_of_the_schema(&self) -> bool {
        let schema = Schema::own();
        match self {
            Self::Type { name } => schema.has(name),
            Self::Field { on, field } | Self::Argument { on, field, .. } => {
                schema.field_type(on, field).is_some()
            }
            Self::Member { input, member } => schema.field_type(input, member).is_some(),
            // Of one query, not of the site.
            Self::Object { .. } | Self::Kind { .. } => false,
        }
    }
}

impl fmt::Display for MissingFeature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type { name } => f.write_str(name),
            Self::Field { on, field } => write!(f, "{on}.{field}"),
            Self::Object { on, field } => write!(f, "{on}.{field} as an object"),
            Self::Argument { on, field, argument } if on.is_empty() => {
                write!(f, "{field}({argument}:)")
            }
            Self::Argument { on, field, argument } => write!(f, "{on}.{field}({argument}:)"),
            Self::Member { input, member } => write!(f, "{input}.{member}"),
            Self::Kind { of, name } => write!(f, "{name} as a kind of {of}"),
        }
    }
}

/// What is known of a host's version: everything that it does not have of what the typed reads and
/// writes of this crate asked so far. A query of the caller's own teaches nothing here: what was cut from it is
/// in its [`Answer::missing_features`](crate::graphql::Answer::missing_features).
///
/// It can be written down and given to another client of the same host, which then asks for no
/// more than the host has: [`ClientBuilder::capabilities`](crate::graphql::ClientBuilder::capabilities).
/// After a day it is found out again, and so it is as soon as the host shows that it is another
/// version now.
///
/// ```
/// use decidim_client::graphql::Capabilities;
///
/// let kept = r#"{"missing_features":[{"kind":"field","on":"Proposal","field":"likes"}]}"#;
/// let known: Capabilities = serde_json::from_str(kept).unwrap();
/// assert!(known.is_field_missing("Proposal", "likes"));
/// assert_eq!(known.to_string(), "missing: Proposal.likes");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Capabilities {
    /// In order.
    #[serde(default)]
    pub missing_features: BTreeSet<MissingFeature>,
    /// When the host said so, the earliest of all. `None` where nothing is missing. Capabilities
    /// with missing features and no time are not trusted, but found out again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learned: Option<Timestamp>,
}

impl Capabilities {
    /// Whether the host said that it has no such field. `false` also where it was never asked.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// site.proposals(39).list().stream().try_next().await?;
    /// if site.capabilities().is_field_missing("Proposal", "followsCount") {
    ///     println!("this site does not count followers: it is older than 0.31");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_field_missing(&self, on: &str, field: &str) -> bool {
        self.missing_features
            .contains(&MissingFeature::Field { on: on.to_owned(), field: field.to_owned() })
            || self.is_type_missing(on)
    }

    /// Whether the host said that it has no such type. `false` also where it was never asked.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// site.all_components().list().stream().try_next().await?;
    /// if site.capabilities().is_type_missing("CollaborativeTexts") {
    ///     println!("this site has no collaborative texts");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_type_missing(&self, name: &str) -> bool {
        self.missing_features.contains(&MissingFeature::Type { name: name.to_owned() })
    }
}

/// In one line.
impl fmt::Display for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.missing_features.is_empty() {
            return f.write_str("nothing is missing of what was asked for");
        }
        for (index, feature) in self.missing_features.iter().enumerate() {
            write!(f, "{}{feature}", if index == 0 { "missing: " } else { ", " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        text.to_owned()
    }

    #[test]
    fn what_is_missing_is_named_as_the_schema_names_it() {
        let argument =
            |on| MissingFeature::Argument { on: of(on), field: of("posts"), argument: of("order") };
        for (feature, shown) in [
            (MissingFeature::Type { name: of("Post") }, "Post"),
            (MissingFeature::Field { on: of("Post"), field: of("title") }, "Post.title"),
            (
                MissingFeature::Object { on: of("Post"), field: of("author") },
                "Post.author as an object",
            ),
            (argument("Blogs"), "Blogs.posts(order:)"),
            (argument(""), "posts(order:)"),
            (MissingFeature::Member { input: of("PostSort"), member: of("id") }, "PostSort.id"),
            (
                MissingFeature::Kind { of: of("Component"), name: of("Blogs") },
                "Blogs as a kind of Component",
            ),
        ] {
            assert_eq!(feature.to_string(), shown);
        }
    }

    #[test]
    fn a_type_that_is_missing_takes_its_fields_along_and_no_others() {
        let missing_features = [
            MissingFeature::Type { name: of("Post") },
            MissingFeature::Field { on: of("Blogs"), field: of("posts") },
        ];
        let known = Capabilities { missing_features: missing_features.into(), learned: None };
        assert!(known.is_type_missing("Post") && known.is_field_missing("Post", "title"));
        assert!(!known.is_type_missing("Blogs") && !known.is_field_missing("Blogs", "name"));
        assert!(known.is_field_missing("Blogs", "posts"));
        assert_eq!(known.to_string(), "missing: Post, Blogs.posts");
    }

    #[test]
    fn only_what_the_schema_of_this_crate_has_is_remembered() {
        let field = |on: &str, field: &str| MissingFeature::Field { on: of(on), field: of(field) };
        let object = MissingFeature::Object { on: of("Proposal"), field: of("title") };
        for (feature, is_known) in [
            (field("Proposal", "title"), true),
            (field("Proposal", "madeUp"), false),
            (MissingFeature::Type { name: of("Proposal") }, true),
            (MissingFeature::Type { name: of("MadeUp") }, false),
            (object, false),
        ] {
            assert_eq!(feature.is_of_the_schema(), is_known, "{feature}");
        }
    }
}
