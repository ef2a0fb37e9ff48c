//! Execution: from a valid operation to its data.

mod comments;
mod component_lists;
mod components;
mod content;
mod failure;
mod fields;
mod item;
mod leaf;
mod modules;
mod mutations;
mod order;
mod page;
mod people;
mod query_fields;
mod shared_fields;
mod signed;
mod spaces;
mod sql;
mod translated;
mod types;
mod visibility;

use apollo_compiler::Node;
use apollo_compiler::ast::{Directive, Field as AstField, OperationDefinition, Selection, Type};
use apollo_compiler::parser::SourceMap;
use serde_json::{Map, Value, json};

use super::document::Fragments;
use super::error::{Problem, place};
use super::literal;
use super::schema::{Field, Schema};
use super::skip_and_include::is_wanted;
use crate::churn::Churn;
use crate::decidim::engine::Engine;
use crate::decidim::tokens::Caller;
use crate::decidim::version::Version;
use crate::decidim::world::World;
use failure::{Failure, Stop};
use item::Item;

/// The server broke down.
#[derive(Debug)]
pub(super) struct Crash;

/// An error has been noted, and null goes up to what may be null.
struct Nulled;

/// How a fault bends the pages of one request.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bend {
    pub(super) page_size: Option<usize>,
    pub(super) always_first: bool,
    pub(super) empty: bool,
}

/// One execution.
pub(super) struct Run<'d> {
    pub(super) schema: &'d Schema,
    pub(super) world: &'d mut World,
    pub(super) fragments: &'d Fragments<'d>,
    pub(super) sources: &'d SourceMap,
    pub(super) variables: &'d Value,
    pub(super) caller: Caller,
    pub(super) version: Version,
    pub(super) engine: Engine,
    pub(super) now: i64,
    pub(super) churn: Churn,
    pub(super) bend: Bend,
    pub(super) problems: Vec<Problem>,
    pub(super) crashed: bool,
    pub(super) is_mutation: bool,
    pub(super) path: Vec<Value>,
}

/// The fields of one key, in the order of the text.
type Keyed<'d> = (&'d str, Vec<&'d Node<AstField>>);

impl<'d> Run<'d> {
    /// The data of an operation and the errors beside it.
    pub(super) fn operation(
        mut self,
        operation: &'d OperationDefinition,
    ) -> Result<(Value, Vec<Problem>), Crash> {
        let root = if self.is_mutation { "Mutation" } else { "Query" };
        let data = self.object(&Item::Null, root, &[&operation.selection_set]);
        if self.crashed {
            return Err(Crash);
        }
        Ok((data.unwrap_or(Value::Null), self.problems))
    }

    fn object(
        &mut self,
        parent: &Item,
        object: &str,
        selections: &[&'d [Selection]],
    ) -> Result<Value, Nulled> {
        let mut fields: Vec<Keyed<'d>> = Vec::new();
        for selections in selections {
            self.collect(selections, object, &mut fields);
        }
        let mut data = Map::new();
        for (key, fields) in fields {
            let Some(first) = fields.first() else { continue };
            if first.name == "__typename" {
                data.insert(key.to_owned(), object.into());
                continue;
            }
            // Introspection is laid over the answer later.
            if first.name.starts_with("__") || self.crashed {
                continue;
            }
            self.path.push(key.into());
            let value = self.field(parent, object, &fields);
            self.path.pop();
            data.insert(key.to_owned(), value?);
        }
        Ok(Value::Object(data))
    }

    fn collect(&self, selections: &'d [Selection], object: &str, into: &mut Vec<Keyed<'d>>) {
        let wanted = |directives: &[Node<Directive>]| is_wanted(directives, self.variables);
        for selection in selections {
            match selection {
                Selection::Field(field) if wanted(&field.directives.0) => {
                    let key = field.alias.as_ref().unwrap_or(&field.name).as_str();
                    match into.iter_mut().find(|(other, _)| *other == key) {
                        Some((_, fields)) => fields.push(field),
                        None => into.push((key, vec![field])),
                    }
                }
                Selection::InlineFragment(fragment) if wanted(&fragment.directives.0) => {
                    let condition = fragment.type_condition.as_ref();
                    if condition.is_none_or(|wanted| self.schema.is_a(object, wanted)) {
                        self.collect(&fragment.selection_set, object, into);
                    }
                }
                Selection::FragmentSpread(spread) if wanted(&spread.directives.0) => {
                    if let Some(fragment) = self.fragments.get(spread.fragment_name.as_str())
                        && self.schema.is_a(object, &fragment.type_condition)
                    {
                        self.collect(&fragment.selection_set, object, into);
                    }
                }
                _ => {}
            }
        }
    }

    fn field(
        &mut self,
        parent: &Item,
        object: &str,
        fields: &[&'d Node<AstField>],
    ) -> Result<Value, Nulled> {
        let schema = self.schema;
        let Some(first) = fields.first().copied() else { return Ok(Value::Null) };
        let Some(definition) = schema.field(object, &first.name) else { return Ok(Value::Null) };
        let arguments = self.arguments(first, definition);
        let item = match self.resolve(parent, object, &first.name, definition, &arguments) {
            Ok(item) => item,
            Err(Stop::Field(failure)) => Item::Failed(failure),
            Err(Stop::Crash) => {
                self.crashed = true;
                return Err(Nulled);
            }
        };
        let site = Site { object, fields };
        self.complete(item, &definition.ty, &site)
    }

    /// The arguments that were given, with defaults for others.
    fn arguments(&self, field: &AstField, definition: &Field) -> Value {
        let mut values = Map::new();
        for (name, input) in &definition.arguments {
            let given = field.arguments.iter().find(|given| given.name.as_str() == name);
            let given = given.and_then(|given| match given.value.as_ref() {
                apollo_compiler::ast::Value::Variable(variable) => {
                    self.variables.get(variable.as_str()).cloned()
                }
                value => Some(literal::to_json(value, self.variables)),
            });
            if let Some(value) = given.or_else(|| input.default.clone()) {
                values.insert(name.clone(), value);
            }
        }
        Value::Object(values)
    }

    fn complete(&mut self, item: Item, ty: &Type, site: &Site<'_, 'd>) -> Result<Value, Nulled> {
        let value = self.nullable(item, ty, site);
        if !ty.is_non_null() {
            return Ok(value.unwrap_or(Value::Null));
        }
        let value = value?;
        if value.is_null() {
            return Err(self.unexpected_null(ty, site));
        }
        Ok(value)
    }

    /// A null where none may be: from 2.4 on its place is told, from 2.5 on an item of a list is.
    fn unexpected_null(&mut self, ty: &Type, site: &Site<'_, 'd>) -> Nulled {
        let first = site.fields.first();
        let field = first.map_or("", |field| field.name.as_str());
        let object = site.object;
        let is_item = self.path.last().is_some_and(Value::is_number);
        let mut problem = Problem::bare(if is_item && self.engine >= Engine::V2_5 {
            format!(
                "Cannot return null for non-nullable element of type '{ty}' for {object}.{field}"
            )
        } else {
            format!("Cannot return null for non-nullable field {object}.{field}")
        });
        if self.engine >= Engine::V2_4 {
            let span = first.and_then(|field| field.location());
            problem = problem.at(place(span, self.sources)).on(self.path.clone());
        }
        self.problems.push(problem);
        Nulled
    }

    fn nullable(&mut self, item: Item, ty: &Type, site: &Site<'_, 'd>) -> Result<Value, Nulled> {
        match item {
            Item::Null | Item::Value(Value::Null) => Ok(Value::Null),
            Item::Failed(failure) => Err(self.note(&failure, site)),
            Item::Hidden(kind) => {
                if self.version < Version::V0_32 {
                    return Ok(Value::Null);
                }
                let name = types::type_name(kind);
                let message = format!(
                    "You cannot view or edit this {name} because you do not have permissions"
                );
                Err(self.note(&Failure::coded(message, "UNAUTHORIZED_OBJECT_ERROR"), site))
            }
            Item::List(items) => self.list(items, ty, site),
            Item::Value(Value::Array(items)) if ty.is_list() => {
                self.list(items.into_iter().map(Item::Value).collect(), ty, site)
            }
            item => self.single(item, ty, site),
        }
    }

    fn list(&mut self, items: Vec<Item>, ty: &Type, site: &Site<'_, 'd>) -> Result<Value, Nulled> {
        let mut values = Vec::with_capacity(items.len());
        for (at, item) in items.into_iter().enumerate() {
            self.path.push(at.into());
            let value = self.complete(item, ty.item_type(), site);
            self.path.pop();
            values.push(value?);
        }
        Ok(Value::Array(values))
    }

    fn single(&mut self, item: Item, ty: &Type, site: &Site<'_, 'd>) -> Result<Value, Nulled> {
        let declared = ty.inner_named_type().as_str();
        let is_composite =
            self.schema.get(declared).is_some_and(super::schema::Definition::is_composite);
        if !is_composite {
            let Item::Value(value) = item else { return Ok(Value::Null) };
            return Ok(leaf::wire(declared, value, self.version));
        }
        let Some(object) = self.object_type(&item, declared) else { return Ok(Value::Null) };
        let below: Vec<&'d [Selection]> =
            site.fields.iter().map(|field| field.selection_set.as_slice()).collect();
        self.object(&item, &object, &below)
    }

    /// Notes why a field failed.
    fn note(&mut self, failure: &Failure, site: &Site<'_, 'd>) -> Nulled {
        let span = site.fields.first().and_then(|field| field.location());
        let mut problem = Problem::bare(failure.message.clone())
            .at(place(span, self.sources))
            .on(self.path.clone());
        if let Some(code) = failure.code {
            problem = problem.with(json!({"code": code}));
        }
        self.problems.push(problem);
        Nulled
    }
}

/// Where a value is put: the object's type and the fields of the key.
struct Site<'s, 'd> {
    object: &'s str,
    fields: &'s [&'d Node<AstField>],
}
