//! Longer texts: why these crates are as they are, and how they compare with other ways.

pub mod compare;
pub mod design;
