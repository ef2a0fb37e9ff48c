//! What a host does not have.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Something of the schema that a host does not have, as it said itself.
///
/// `Display` writes it as `Proposal.likes`, `Proposals.proposals(order:)` and the like.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "lacks")]
#[non_exhaustive]
pub enum Lack {
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
    /// The object form of a field that is a plain text there: the text is lifted into the form of
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

impl fmt::Display for Lack {
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

/// What is known of a host's version: everything that it lacks of what was asked so far.
///
/// It can be written down and given to another client of the same host, which then asks for no
/// more than the host has: [`ClientBuilder::capabilities`](crate::graphql::ClientBuilder::capabilities).
///
/// ```
/// use decidim_client::graphql::Capabilities;
///
/// let kept = r#"{"lacks":[{"lacks":"field","on":"Proposal","field":"likes"}]}"#;
/// let known: Capabilities = serde_json::from_str(kept).unwrap();
/// assert!(known.lacks_field("Proposal", "likes"));
/// assert_eq!(known.to_string(), "lacks Proposal.likes");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Capabilities {
    /// In order.
    #[serde(default)]
    pub lacks: BTreeSet<Lack>,
}

impl Capabilities {
    /// Whether the host said that it has no such field. `false` also where it was never asked.
    pub fn lacks_field(&self, on: &str, field: &str) -> bool {
        self.lacks.contains(&Lack::Field { on: on.to_owned(), field: field.to_owned() })
            || self.lacks_type(on)
    }

    /// Whether the host said that it has no such type. `false` also where it was never asked.
    pub fn lacks_type(&self, name: &str) -> bool {
        self.lacks.contains(&Lack::Type { name: name.to_owned() })
    }
}

/// In one line.
impl fmt::Display for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.lacks.is_empty() {
            return f.write_str("lacks nothing that was asked for");
        }
        for (index, lack) in self.lacks.iter().enumerate() {
            write!(f, "{}{lack}", if index == 0 { "lacks " } else { ", " })?;
        }
        Ok(())
    }
}
