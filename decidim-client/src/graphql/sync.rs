//! How lists are read for a copy that is kept true.

mod groups;
mod model;
mod source;

pub(super) use groups::Groups;
pub(super) use model::Model;
pub(super) use source::Source;
