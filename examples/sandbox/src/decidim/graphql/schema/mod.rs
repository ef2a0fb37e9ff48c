//! The schema of one instance: what its version has, less what was taken out, plus its plugins.

mod items;
mod plugins;
mod print;
mod table;

pub(in crate::decidim) use items::items;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use apollo_compiler::ast::Type;
use apollo_compiler::validation::Valid;
use serde_json::Value;

use crate::decidim::settings::Settings;

/// What a type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Scalar,
    Enum,
    Object,
    Interface,
    Union,
    Input,
}

/// An argument, or a member of an input.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Input {
    pub(super) ty: Type,
    pub(super) default: Option<Value>,
}

impl Input {
    /// Whether it must be given.
    pub(super) fn is_required(&self) -> bool {
        self.ty.is_non_null() && self.default.is_none()
    }
}

/// A field of an object or interface.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    pub(super) ty: Type,
    pub(super) arguments: BTreeMap<String, Input>,
}

impl Field {
    /// Whether it answers page by page.
    pub(super) fn is_connection(&self) -> bool {
        self.ty.inner_named_type().ends_with("Connection")
    }
}

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Definition {
    pub(super) shape: Shape,
    pub(super) interfaces: BTreeSet<String>,
    pub(super) fields: BTreeMap<String, Arc<Field>>,
    /// Members of an input.
    pub(super) inputs: BTreeMap<String, Input>,
    /// Values of an enum, members of a union.
    pub(super) names: BTreeSet<String>,
}

impl Definition {
    fn of(shape: Shape) -> Self {
        Self {
            shape,
            interfaces: BTreeSet::new(),
            fields: BTreeMap::new(),
            inputs: BTreeMap::new(),
            names: BTreeSet::new(),
        }
    }

    pub(super) fn is_composite(&self) -> bool {
        matches!(self.shape, Shape::Object | Shape::Interface | Shape::Union)
    }

    pub(super) fn is_input(&self) -> bool {
        matches!(self.shape, Shape::Scalar | Shape::Enum | Shape::Input)
    }
}

/// A schema.
#[derive(Debug)]
pub(in crate::decidim) struct Schema {
    pub(super) types: BTreeMap<String, Arc<Definition>>,
    compiled: OnceLock<Valid<Compiled>>,
}

/// A schema of the compiler crate.
type Compiled = apollo_compiler::Schema;

/// The types of a text in the schema language.
pub(super) fn types_of(text: &str) -> BTreeMap<String, Arc<Definition>> {
    table::read(&table::parse(text), None)
}

impl Schema {
    /// The schema of an instance.
    pub(in crate::decidim) fn of(settings: &Settings) -> Self {
        let mut types = table::types(settings.version).clone();
        if settings.plugin_components {
            plugins::add(&mut types);
        }
        for item in &settings.without {
            items::remove(&mut types, item);
        }
        if !settings.without.is_empty() {
            items::sweep(&mut types);
        }
        Self { types, compiled: OnceLock::new() }
    }

    /// The names of the types that every schema has.
    pub(super) const BUILT_IN: [&'static str; 5] = ["Boolean", "Float", "ID", "Int", "String"];

    pub(super) fn get(&self, name: &str) -> Option<&Definition> {
        self.types.get(name).map(AsRef::as_ref)
    }

    pub(super) fn field(&self, parent: &str, name: &str) -> Option<&Arc<Field>> {
        self.get(parent)?.fields.get(name)
    }

    /// Whether objects of this type are also of that one.
    pub(super) fn is_a(&self, object: &str, wanted: &str) -> bool {
        object == wanted
            || self.get(object).is_some_and(|object| object.interfaces.contains(wanted))
            || self
                .get(wanted)
                .is_some_and(|wanted| wanted.shape == Shape::Union && wanted.names.contains(object))
    }

    /// The object types that a value of this type can have.
    pub(super) fn possible(&self, name: &str) -> BTreeSet<&str> {
        let objects = self.types.iter().filter(|(_, definition)| definition.shape == Shape::Object);
        objects
            .map(|(object, _)| object.as_str())
            .filter(|object| self.is_a(object, name))
            .collect()
    }

    /// The schema in the schema language.
    pub(in crate::decidim) fn text(&self) -> String {
        print::text(self)
    }

    /// The same schema for the compiler crate, for its introspection.
    pub(super) fn compiled(&self) -> &Valid<Compiled> {
        self.compiled.get_or_init(|| self.compile())
    }

    fn compile(&self) -> Valid<Compiled> {
        Valid::assume_valid(match Compiled::parse(print::text(self), "schema.graphql") {
            Ok(schema) => schema,
            // Single items are missing; the rest stands.
            Err(broken) => broken.partial,
        })
    }
}

#[cfg(test)]
mod tests;
