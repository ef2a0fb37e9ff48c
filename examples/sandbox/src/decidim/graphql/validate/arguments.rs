//! Arguments of fields and members of inputs.

use std::collections::BTreeMap;

use apollo_compiler::Node;
use apollo_compiler::ast::{Field as AstField, Type, Value as Literal};
use apollo_compiler::parser::SourceSpan;
use serde_json::json;

use super::Walk;
use crate::decidim::graphql::schema::{Field, Input, Shape};

/// What an argument belongs to.
#[derive(Clone, Copy)]
struct Holder<'n> {
    /// `Field` or `InputObject`.
    kind: &'static str,
    name: &'n str,
}

impl<'d> Walk<'d> {
    pub(super) fn arguments(&mut self, field: &'d Node<AstField>, definition: &Field) {
        let name = field.alias.as_ref().unwrap_or(&field.name).as_str();
        let holder = Holder { kind: "Field", name };
        for argument in &field.arguments {
            let span = argument.location();
            self.argument(holder, &definition.arguments, &argument.name, &argument.value, span);
        }
        let is_given =
            |name: &str| field.arguments.iter().any(|argument| argument.name.as_str() == name);
        let required = definition.arguments.iter().filter(|(_, input)| input.is_required());
        let missing: Vec<&str> =
            required.map(|(name, _)| name.as_str()).filter(|name| !is_given(name)).collect();
        if !missing.is_empty() {
            let (name, missing) = (field.name.as_str(), missing.join(", "));
            let message = format!("Field '{name}' is missing required arguments: {missing}");
            let code = json!({
                "code": "missingRequiredArguments", "className": "Field", "name": name,
                "arguments": missing,
            });
            self.report(&message, field.location(), code);
        }
    }

    fn argument(
        &mut self,
        holder: Holder<'_>,
        known: &BTreeMap<String, Input>,
        name: &'d str,
        value: &'d Node<Literal>,
        span: Option<SourceSpan>,
    ) {
        self.path.push(name.to_owned());
        if let Some(input) = known.get(name) {
            self.known_argument(holder, input, name, value, span);
        } else {
            let hint = self.hint(name, known.keys().map(String::as_str));
            let message =
                format!("{} '{}' doesn't accept argument '{name}'{hint}", holder.kind, holder.name);
            let code = json!({
                "code": "argumentNotAccepted", "name": holder.name, "typeName": holder.kind,
                "argumentName": name,
            });
            self.report(&message, span, code);
        }
        self.path.pop();
    }

    fn known_argument(
        &mut self,
        holder: Holder<'_>,
        input: &Input,
        name: &'d str,
        value: &'d Node<Literal>,
        span: Option<SourceSpan>,
    ) {
        let before = self.problems.len();
        self.members(&input.ty, value);
        if let Literal::Variable(variable) = value.as_ref() {
            self.allowed(variable, name, input, span);
            return;
        }
        // A mistake inside is told once, where it is.
        if self.problems.len() > before || self.fits(&input.ty, value) {
            return;
        }
        let shown = value.serialize().no_indent().to_string();
        let message = format!(
            "Argument '{name}' on {} '{}' has an invalid value ({shown}). Expected type '{}'.",
            holder.kind, holder.name, input.ty
        );
        let code = json!({
            "code": "argumentLiteralsIncompatible", "typeName": holder.kind, "argumentName": name,
        });
        self.report(&message, span, code);
    }

    /// The members of an input object, and variables anywhere inside.
    fn members(&mut self, ty: &Type, value: &'d Node<Literal>) {
        match value.as_ref() {
            Literal::Variable(_) => self.value(value),
            Literal::List(items) => {
                for item in items {
                    self.members(ty.item_type(), item);
                }
            }
            Literal::Object(members) => {
                let schema = self.schema;
                let type_name = ty.inner_named_type().as_str();
                let definition =
                    schema.get(type_name).filter(|definition| definition.shape == Shape::Input);
                let Some(definition) = definition else {
                    self.value(value);
                    return;
                };
                let holder = Holder { kind: "InputObject", name: type_name };
                for (name, member) in members {
                    self.argument(holder, &definition.inputs, name, member, name.location());
                }
                for (name, input) in &definition.inputs {
                    if input.is_required()
                        && !members.iter().any(|(given, _)| given.as_str() == name)
                    {
                        let message = format!(
                            "Argument '{name}' on InputObject '{type_name}' is required. Expected \
                             type {}",
                            input.ty
                        );
                        let code = json!({
                            "code": "missingRequiredInputObjectAttribute", "argumentName": name,
                            "argumentType": input.ty.to_string(), "inputObjectType": type_name,
                        });
                        self.path.push(name.clone());
                        self.report(&message, value.location(), code);
                        self.path.pop();
                    }
                }
            }
            _ => {}
        }
    }

    /// Notes the variables of a value whose members are nobody's business.
    pub(super) fn value(&mut self, value: &'d Node<Literal>) {
        match value.as_ref() {
            Literal::Variable(name) => {
                let path = self.path.clone();
                if let Some(scope) = self.scopes.last_mut() {
                    scope.uses(name.as_str(), path, value.location());
                }
            }
            Literal::List(items) => items.iter().for_each(|item| self.value(item)),
            Literal::Object(members) => members.iter().for_each(|(_, value)| self.value(value)),
            _ => {}
        }
    }

    /// Variables in the arguments of a field whose definition is elsewhere.
    pub(super) fn values(&mut self, field: &'d Node<AstField>) {
        for argument in &field.arguments {
            self.value(&argument.value);
        }
    }

    /// Whether a literal can be of this type.
    fn fits(&self, ty: &Type, value: &Literal) -> bool {
        match value {
            Literal::Null => return !ty.is_non_null(),
            Literal::Variable(_) => return true,
            Literal::List(items) if ty.is_list() => {
                return items.iter().all(|item| self.fits(ty.item_type(), item));
            }
            _ => {}
        }
        if ty.is_list() {
            return self.fits(ty.item_type(), value);
        }
        let name = ty.inner_named_type().as_str();
        match (name, value) {
            ("Boolean", Literal::Boolean(_))
            | ("Float", Literal::Int(_) | Literal::Float(_))
            | ("ID", Literal::Int(_) | Literal::String(_))
            | ("String", Literal::String(_)) => true,
            ("Int", Literal::Int(number)) => number.as_str().parse::<i32>().is_ok(),
            _ => self.schema.get(name).is_some_and(|definition| match (definition.shape, value) {
                (Shape::Scalar, Literal::Enum(_)) => false,
                (Shape::Scalar, Literal::Object(_) | Literal::List(_)) => name == "JSON",
                (Shape::Scalar, _) | (Shape::Input, Literal::Object(_)) => true,
                (Shape::Enum, Literal::Enum(value)) => definition.names.contains(value.as_str()),
                _ => false,
            }),
        }
    }
}
