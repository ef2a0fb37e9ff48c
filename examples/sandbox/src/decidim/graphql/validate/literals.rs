//! Whether a literal can be of a type.

use apollo_compiler::ast::{Type, Value as Literal};

use super::arguments::is_required;
use super::validator::Validator;
use crate::decidim::graphql::schema::Shape;

/// Why a literal does not suit, where the engine has words for it.
pub(super) type Unfit = Option<String>;

impl Validator<'_> {
    pub(super) fn fits(&self, ty: &Type, value: &Literal) -> Result<(), Unfit> {
        match value {
            Literal::Null if ty.is_non_null() => return Err(None),
            Literal::Null => return Ok(()),
            _ => {}
        }
        if ty.is_list() {
            return match value {
                Literal::List(items) => {
                    items.iter().try_for_each(|item| self.fits(ty.item_type(), item))
                }
                _ => self.fits(ty.item_type(), value),
            };
        }
        if matches!(value, Literal::Variable(_)) {
            return Ok(());
        }
        let name = ty.inner_named_type().as_str();
        let Some(definition) = self.definition(name) else { return Err(None) };
        match (definition.shape, value) {
            (Shape::Scalar, _) if is_constant(value) => {
                if scalar(name, value) {
                    return Ok(());
                }
                let shown = literal_text(value);
                Err(Some(format!("Could not coerce value {shown} to {name}")))
            }
            (Shape::Enum, Literal::Enum(given)) => {
                if definition.names.contains(given.as_str()) {
                    return Ok(());
                }
                let known: Vec<&str> = definition.names.iter().map(String::as_str).collect();
                let known = known.join(", ");
                Err(Some(format!("Expected \"{given}\" to be one of: {known}")))
            }
            (Shape::Input, Literal::Object(members)) => {
                let engine = self.checks.engine;
                let mut required =
                    definition.inputs.iter().filter(|(_, input)| is_required(input, engine));
                let is_given = |name: &str| members.iter().any(|(given, _)| given.as_str() == name);
                if required.any(|(name, _)| !is_given(name)) {
                    return Err(None);
                }
                members.iter().try_for_each(|(name, value)| {
                    let input = definition.inputs.get(name.as_str()).ok_or(None)?;
                    self.fits(&input.ty, value)
                })
            }
            _ => Err(None),
        }
    }
}

/// Whether there is no variable in it.
fn is_constant(value: &Literal) -> bool {
    match value {
        Literal::Variable(_) => false,
        Literal::List(items) => items.iter().all(|item| is_constant(item)),
        Literal::Object(members) => members.iter().all(|(_, value)| is_constant(value)),
        _ => true,
    }
}

/// Whether a scalar takes the value. The scalars that are not GraphQL's own take any.
fn scalar(name: &str, value: &Literal) -> bool {
    match (name, value) {
        ("Int", Literal::Int(number)) => number.as_str().parse::<i32>().is_ok(),
        ("Boolean", Literal::Boolean(_))
        | ("Float", Literal::Int(_) | Literal::Float(_))
        | ("ID", Literal::Int(_) | Literal::String(_))
        | ("String", Literal::String(_)) => true,
        ("Int" | "Boolean" | "Float" | "ID" | "String", _) => false,
        _ => true,
    }
}

/// A literal as messages of defaults show it.
fn literal_text(value: &Literal) -> String {
    match value {
        Literal::List(items) => {
            let items: Vec<String> = items.iter().map(|item| literal_text(item)).collect();
            format!("[{}]", items.join(","))
        }
        Literal::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{name}:{}", literal_text(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        _ => value.serialize().no_indent().to_string(),
    }
}
