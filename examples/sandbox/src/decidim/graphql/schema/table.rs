//! Reads the table of all versions, once, into a schema for each.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use apollo_compiler::Node;
use apollo_compiler::ast::{
    self, DirectiveList, Document, FieldDefinition, InputValueDefinition, Type,
};
use serde_json::Value;

use super::definition::{Definition, Field, Input, Shape, Types};
use crate::decidim::graphql::literal;
use crate::decidim::version::Version;

const TABLE: &str = include_str!("table.graphql");

static BY_VERSION: OnceLock<Vec<(Version, Types)>> = OnceLock::new();
static NONE: Types = Types::new();

/// The types of a version.
pub(super) fn types(version: Version) -> &'static Types {
    let all = BY_VERSION.get_or_init(|| {
        let table = parse(TABLE);
        Version::ALL.into_iter().map(|version| (version, read(&table, Some(version)))).collect()
    });
    all.iter().find(|(of, _)| *of == version).map_or(&NONE, |(_, types)| types)
}

/// The document of a schema's text, as far as it can be read.
pub(super) fn parse(text: &str) -> Document {
    match Document::parse(text, "table.graphql") {
        Ok(document) => document,
        Err(broken) => broken.partial,
    }
}

/// The types that a version has, or all without regard to marks.
pub(super) fn read(table: &Document, version: Option<Version>) -> Types {
    let mut types = Types::new();
    for definition in &table.definitions {
        if let Some((name, definition)) = one(definition, version) {
            types.insert(name, Arc::new(definition));
        }
    }
    let known: Vec<String> = types.keys().cloned().collect();
    for definition in types.values_mut() {
        let definition = Arc::make_mut(definition);
        definition.interfaces.retain(|name| known.contains(name));
        if definition.shape == Shape::Union {
            definition.names.retain(|name| known.contains(name));
        }
    }
    connections(&mut types);
    types
}

fn one(definition: &ast::Definition, version: Option<Version>) -> Option<(String, Definition)> {
    let (name, directives, mut read) = match definition {
        ast::Definition::ScalarTypeDefinition(scalar) => {
            (&scalar.name, &scalar.directives, Definition::of(Shape::Scalar))
        }
        ast::Definition::EnumTypeDefinition(all) => {
            let mut read = Definition::of(Shape::Enum);
            read.names = all.values.iter().map(|value| value.value.to_string()).collect();
            (&all.name, &all.directives, read)
        }
        ast::Definition::UnionTypeDefinition(union) => {
            let mut read = Definition::of(Shape::Union);
            read.names = union.members.iter().map(ToString::to_string).collect();
            (&union.name, &union.directives, read)
        }
        ast::Definition::ObjectTypeDefinition(object) => {
            let mut read = Definition::of(Shape::Object);
            read.interfaces =
                object.implements_interfaces.iter().map(ToString::to_string).collect();
            read.fields = fields(&object.fields, version);
            (&object.name, &object.directives, read)
        }
        ast::Definition::InterfaceTypeDefinition(interface) => {
            let mut read = Definition::of(Shape::Interface);
            read.interfaces =
                interface.implements_interfaces.iter().map(ToString::to_string).collect();
            read.fields = fields(&interface.fields, version);
            (&interface.name, &interface.directives, read)
        }
        ast::Definition::InputObjectTypeDefinition(input) => {
            let mut read = Definition::of(Shape::Input);
            read.inputs = inputs(&input.fields, version);
            (&input.name, &input.directives, read)
        }
        _ => return None,
    };
    if !is_in(directives, "since", "until", version) {
        return None;
    }
    for mark in directives.get_all("implements") {
        if let Some(name) = argument(mark, "name")
            && spans(mark, "since", "until", version)
        {
            read.interfaces.insert(name.to_owned());
        }
    }
    Some((name.to_string(), read))
}

fn fields(
    rows: &[Node<FieldDefinition>],
    version: Option<Version>,
) -> BTreeMap<String, Arc<Field>> {
    let rows = rows.iter().filter(|row| is_in(&row.directives, "since", "until", version));
    rows.map(|row| {
        let field = Field { ty: row.ty.clone(), arguments: inputs(&row.arguments, version) };
        (row.name.to_string(), Arc::new(field))
    })
    .collect()
}

fn inputs(
    rows: &[Node<InputValueDefinition>],
    version: Option<Version>,
) -> BTreeMap<String, Input> {
    let rows = rows.iter().filter(|row| is_in(&row.directives, "since", "until", version));
    rows.map(|row| {
        let default = row.default_value.as_ref().map(|value| literal::to_json(value, &Value::Null));
        (row.name.to_string(), Input { ty: row.ty.as_ref().clone(), default })
    })
    .collect()
}

/// Whether the marks let this version have the row.
fn is_in(marks: &DirectiveList, since: &str, until: &str, version: Option<Version>) -> bool {
    let Some(version) = version else { return true };
    let bound = |name| marks.get(name).and_then(|mark| argument(mark, "v")).and_then(number);
    bound(since).is_none_or(|since| since <= version)
        && bound(until).is_none_or(|until| version.era() <= until)
}

fn spans(mark: &ast::Directive, since: &str, until: &str, version: Option<Version>) -> bool {
    let Some(version) = version else { return true };
    let bound = |name| argument(mark, name).and_then(number);
    bound(since).is_none_or(|since| since <= version)
        && bound(until).is_none_or(|until| version.era() <= until)
}

fn argument<'a>(mark: &'a ast::Directive, name: &str) -> Option<&'a str> {
    let argument = mark.arguments.iter().find(|argument| argument.name == name)?;
    argument.value.as_str()
}

fn number(text: &str) -> Option<Version> {
    text.parse().ok()
}

/// The connection and edge types of every field that answers page by page.
fn connections(types: &mut Types) {
    let paged: Vec<String> = types
        .values()
        .flat_map(|definition| definition.fields.values())
        .filter_map(|field| field.ty.inner_named_type().strip_suffix("Connection"))
        .map(str::to_owned)
        .collect();
    for base in paged {
        let field = |text: &str| {
            let ty = Type::parse(text, "").ok();
            ty.map(|ty| Arc::new(Field { ty, arguments: BTreeMap::new() }))
        };
        let object = |fields: [(&str, String); 3]| {
            let mut definition = Definition::of(Shape::Object);
            let fields = fields.iter().filter(|(name, _)| !name.is_empty());
            let fields = fields.filter_map(|(name, ty)| Some(((*name).to_owned(), field(ty)?)));
            definition.fields = fields.collect();
            Arc::new(definition)
        };
        let connection = object([
            ("edges", format!("[{base}Edge]")),
            ("nodes", format!("[{base}]")),
            ("pageInfo", "PageInfo!".to_owned()),
        ]);
        let edge =
            object([("cursor", "String!".to_owned()), ("node", base.clone()), ("", String::new())]);
        types.insert(format!("{base}Connection"), connection);
        types.insert(format!("{base}Edge"), edge);
    }
}
