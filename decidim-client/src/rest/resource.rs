//! What can be listed and read.

use civic_core::paging::Key;
use serde::de::DeserializeOwned;

use super::scope::Needs;

pub(crate) mod sealed {
    use super::Needs;

    /// What a call for it needs; not for callers.
    pub trait Permitted {
        /// Scope and permission.
        #[doc(hidden)]
        #[allow(private_interfaces, reason = "not for callers")]
        const NEEDS: Needs;
    }
}

/// A record that sites list. Each file in [`resources`](super::resources) implements this for its
/// model.
pub trait Resource: sealed::Permitted + DeserializeOwned + Send + Sync + 'static {
    /// The path of its list.
    const PATH: &'static str;

    /// What the rows are called in reports.
    const NOUN: &'static str;

    /// Parameters that every list is asked with.
    const ALWAYS: &'static [(&'static str, &'static str)] = &[];

    /// Whether its texts come in locales that can be chosen.
    const TRANSLATED: bool = true;

    /// What makes a record the same record.
    fn key(&self) -> Key;

    /// How many rows of the list are this record.
    fn copies(&self) -> u32 {
        1
    }
}

/// A record that stands in a component, and so in a space.
pub trait Placed: Resource {}
