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
    /// The object types that a value of each type can have.
    objects: BTreeMap<String, BTreeSet<String>>,
    compiled: OnceLock<Valid<Compiled>>,
}

/// A schema of the compiler crate.
type Compiled = apollo_compiler::Schema;

/// The types of a text in the schema language.
pub(super) fn types_of(text: &str) -> BTreeMap<String, Arc<Definition>> {
    table::read(&table::parse(text), None)
}

/// An object's own, those of an interface, and the members of a union.
fn objects_of(types: &BTreeMap<String, Arc<Definition>>) -> BTreeMap<String, BTreeSet<String>> {
    let mut objects: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut put = |of: &String, object: &String| {
        objects.entry(of.clone()).or_default().insert(object.clone());
    };
    let is_object = |definition: &Definition| definition.shape == Shape::Object;
    for (name, definition) in types {
        if is_object(definition) {
            put(name, name);
            definition.interfaces.iter().for_each(|interface| put(interface, name));
        }
        if definition.shape == Shape::Union {
            let members = definition.names.iter();
            members
                .filter(|member| types.get(*member).is_some_and(|member| is_object(member)))
                .for_each(|member| put(name, member));
        }
    }
    objects
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
        Self { objects: objects_of(&types), types, compiled: OnceLock::new() }
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
        self.objects.get(name).into_iter().flatten().map(String::as_str).collect()
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
