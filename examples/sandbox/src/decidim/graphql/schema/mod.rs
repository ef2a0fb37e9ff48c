//! The schema of one instance: what its version has, less what was taken out, plus its plugins.

mod definition;
mod items;
mod plugins;
mod print;
mod table;

pub(super) use definition::{Definition, Field, Input, Shape};
pub(in crate::decidim) use items::items;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use apollo_compiler::validation::Valid;

use crate::decidim::settings::Settings;

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
        print::text(&self.types)
    }

    /// The same schema for the compiler crate, for its introspection.
    pub(super) fn compiled(&self) -> &Valid<Compiled> {
        self.compiled.get_or_init(|| self.compile())
    }

    fn compile(&self) -> Valid<Compiled> {
        Valid::assume_valid(match Compiled::parse(print::text(&self.types), "schema.graphql") {
            Ok(schema) => schema,
            // Single items are missing; the rest stands.
            Err(broken) => broken.partial,
        })
    }
}

#[cfg(test)]
mod tests;
