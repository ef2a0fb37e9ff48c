//! References from one record to another.

use serde::{Deserialize, Serialize};

use crate::graphql::id::Id;

/// Another record, by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Reference {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
}
