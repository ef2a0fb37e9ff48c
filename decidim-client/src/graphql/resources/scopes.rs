//! Scopes: the parts of a place that spaces are about.

use civic_core::Multiloc;
use serde::{Deserialize, Serialize};

use super::Term;
use crate::graphql::id::Id;
use crate::graphql::text::Translated;

/// A scope. Sites do not list them; a space names its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Scope {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// What it is called.
    #[serde(default, with = "Translated")]
    pub name: Multiloc,
    /// The scope that it is part of; null at the top.
    pub parent: Option<Term>,
}
