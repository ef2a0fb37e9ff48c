//! Which fields were compared with which, and what was found.

use std::collections::{HashMap, HashSet};

use apollo_compiler::Node;
use apollo_compiler::ast::Field as AstField;

/// What was compared already in this document.
#[derive(Default)]
pub(super) struct Compared<'d> {
    pub(super) fragments: HashSet<&'d str>,
    pub(super) pairs: HashSet<(&'d str, &'d str, bool)>,
    /// Places of two fields whose content was compared.
    pub(super) fields: HashSet<[Option<usize>; 2]>,
    /// Whether two types have an object in common.
    pub(super) overlaps: HashMap<(String, String), bool>,
    /// What is found in one selection set.
    pub(super) conflicts: Vec<Conflict<'d>>,
}

/// Fields under one key that are not one.
pub(super) struct Conflict<'d> {
    pub(super) key: &'d str,
    /// About the arguments, not the fields.
    pub(super) of_arguments: bool,
    pub(super) fields: Vec<(&'d Node<AstField>, String)>,
}
