//! The commands of the tool, one file each.

pub(crate) mod completions;
pub(crate) mod export;
pub(crate) mod harvest;
pub(crate) mod lists;
pub(crate) mod schema;
pub(crate) mod sync;
