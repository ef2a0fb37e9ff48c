//! What a schema is made of: types, their fields, and what these are given.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use apollo_compiler::ast::Type;
use serde_json::Value;

/// The names of the types that every schema has.
pub(super) const BUILT_IN: [&str; 5] = ["Boolean", "Float", "ID", "Int", "String"];

/// The types by name.
pub(super) type Types = BTreeMap<String, Arc<Definition>>;

/// What a type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::decidim::graphql) enum Shape {
    Scalar,
    Enum,
    Object,
    Interface,
    Union,
    Input,
}

/// An argument, or a member of an input.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::decidim::graphql) struct Input {
    pub(in crate::decidim::graphql) ty: Type,
    pub(in crate::decidim::graphql) default: Option<Value>,
}

impl Input {
    /// Whether it must be given.
    pub(in crate::decidim::graphql) fn is_required(&self) -> bool {
        self.ty.is_non_null() && self.default.is_none()
    }
}

/// A field of an object or interface.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::decidim::graphql) struct Field {
    pub(in crate::decidim::graphql) ty: Type,
    pub(in crate::decidim::graphql) arguments: BTreeMap<String, Input>,
}

impl Field {
    /// Whether it answers page by page.
    pub(in crate::decidim::graphql) fn is_connection(&self) -> bool {
        self.ty.inner_named_type().ends_with("Connection")
    }
}

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::decidim::graphql) struct Definition {
    pub(in crate::decidim::graphql) shape: Shape,
    pub(in crate::decidim::graphql) interfaces: BTreeSet<String>,
    pub(in crate::decidim::graphql) fields: BTreeMap<String, Arc<Field>>,
    /// Members of an input.
    pub(in crate::decidim::graphql) inputs: BTreeMap<String, Input>,
    /// Values of an enum, members of a union.
    pub(in crate::decidim::graphql) names: BTreeSet<String>,
}

impl Definition {
    pub(super) fn of(shape: Shape) -> Self {
        Self {
            shape,
            interfaces: BTreeSet::new(),
            fields: BTreeMap::new(),
            inputs: BTreeMap::new(),
            names: BTreeSet::new(),
        }
    }

    pub(in crate::decidim::graphql) fn is_composite(&self) -> bool {
        matches!(self.shape, Shape::Object | Shape::Interface | Shape::Union)
    }

    pub(in crate::decidim::graphql) fn is_input(&self) -> bool {
        matches!(self.shape, Shape::Scalar | Shape::Enum | Shape::Input)
    }
}
