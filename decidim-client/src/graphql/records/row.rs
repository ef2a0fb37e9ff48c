//! A row of a list, as a copy knows it.

use std::fmt;

use civic_core::sync::Key;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A row of a list, as a copy knows it.
pub trait Row: Clone + fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Whether the rows have something that tells them apart. A copy of a list without is replaced as a
    /// whole.
    const HAS_KEYS: bool = true;

    /// What makes it the same row: its id. The file `resources/row_keys.rs` says it for each type.
    fn row_key(&self) -> Option<Key>;
}
