//! Arguments of fields and directives, and members of inputs.

use std::collections::BTreeMap;

use apollo_compiler::Node;
use apollo_compiler::ast::{Argument, Directive, Field as AstField, Value as Literal};
use apollo_compiler::parser::SourceSpan;
use serde_json::{Value, json};

use super::known_directives::Known;
use super::names::repeated;
use super::validator::Validator;
use crate::decidim::engine::Engine;
use crate::decidim::graphql::schema::{Field, Input, Shape};

/// What an argument belongs to.
#[derive(Clone, Copy)]
struct Holder<'d> {
    /// `Field`, `Directive` or `InputObject`.
    kind: &'static str,
    name: &'d str,
    span: Option<SourceSpan>,
    /// What it accepts; `None` where that is not known.
    inputs: Option<&'d BTreeMap<String, Input>>,
}

impl<'d> Validator<'d> {
    pub(super) fn field_arguments(&mut self, field: &'d Node<AstField>, definition: &'d Field) {
        let holder = Holder {
            kind: "Field",
            name: field.alias.as_ref().unwrap_or(&field.name).as_str(),
            span: field.location(),
            inputs: Some(&definition.arguments),
        };
        for argument in &field.arguments {
            self.argument(holder, &argument.name, &argument.value, argument.location());
        }
    }

    pub(super) fn directive_arguments(&mut self, directive: &'d Node<Directive>, known: &'d Known) {
        let holder = Holder {
            kind: "Directive",
            name: directive.name.as_str(),
            span: directive.location(),
            inputs: Some(&known.inputs),
        };
        for argument in &directive.arguments {
            self.argument(holder, &argument.name, &argument.value, argument.location());
        }
    }

    pub(super) fn required_arguments(&mut self, field: &'d Node<AstField>) {
        let required = self.field.into_iter().flat_map(|field| &field.arguments);
        let required = required.filter(|(_, input)| input.is_required());
        let is_given =
            |name: &str| field.arguments.iter().any(|argument| argument.name.as_str() == name);
        let missing: Vec<&str> =
            required.map(|(name, _)| name.as_str()).filter(|name| !is_given(name)).collect();
        self.missing_arguments("Field", &field.name, &missing, field.location());
    }

    pub(super) fn missing_arguments(
        &mut self,
        kind: &str,
        name: &str,
        missing: &[&str],
        span: Option<SourceSpan>,
    ) {
        if missing.is_empty() {
            return;
        }
        let missing = missing.join(", ");
        let message = format!("{kind} '{name}' is missing required arguments: {missing}");
        let code = json!({
            "code": "missingRequiredArguments", "className": kind, "name": name,
            "arguments": missing,
        });
        self.report(message, span, code);
    }

    /// No argument twice.
    pub(super) fn unique_arguments(&mut self, arguments: &'d [Node<Argument>]) {
        let all = arguments.iter().map(|it| (it.name.as_str(), it.location()));
        for (name, spans) in repeated(all) {
            let message = format!("There can be only one argument named \"{name}\"");
            self.report_all(message, &spans, json!({"code": "argumentNotUnique", "name": name}));
        }
    }

    fn argument(
        &mut self,
        holder: Holder<'d>,
        name: &'d str,
        value: &'d Node<Literal>,
        span: Option<SourceSpan>,
    ) {
        let definition = self.argument_definition(name);
        self.arguments.push(definition);
        self.path.push(name.into());
        self.argument_here(holder, name, value, span);
        self.path.pop();
        self.arguments.pop();
    }

    /// The definition of an argument at this place, by what the validator is in.
    fn argument_definition(&self, name: &str) -> Option<&'d Input> {
        if let Some(outer) = self.arguments.last().copied().flatten() {
            return self.members_of(outer)?.get(name);
        }
        match self.directive {
            Some(directive) => directive.inputs.get(name),
            None => self.field?.arguments.get(name),
        }
    }

    /// The members of an argument's type, if it is an input.
    fn members_of(&self, input: &Input) -> Option<&'d BTreeMap<String, Input>> {
        let definition = self.definition(input.ty.inner_named_type())?;
        (definition.shape == Shape::Input).then_some(&definition.inputs)
    }

    fn argument_here(
        &mut self,
        holder: Holder<'d>,
        name: &'d str,
        value: &'d Node<Literal>,
        span: Option<SourceSpan>,
    ) {
        let input = holder.inputs.and_then(|inputs| inputs.get(name));
        if let Some(known) = holder.inputs
            && input.is_none()
        {
            let hint = self.hint(name, known.keys().map(String::as_str));
            let message =
                format!("{} '{}' doesn't accept argument '{name}'{hint}", holder.kind, holder.name);
            let code = json!({
                "code": "argumentNotAccepted", "name": holder.name, "typeName": holder.kind,
                "argumentName": name,
            });
            self.report(message, span, code);
            return;
        }
        if let Some(input) = input {
            self.variables_allowed(name, input, value, span);
        }
        self.inner_values(value);
        if let Some(input) = input {
            self.literal(holder, name, input, value);
        }
    }

    /// Variables and input objects in a value, those in lists too.
    fn inner_values(&mut self, value: &'d Node<Literal>) {
        let mut all = Vec::new();
        flatten(value, &mut all);
        let nodes: Vec<&'d Node<Literal>> =
            all.into_iter().filter(|value| is_node(value)).collect();
        for node in nodes.iter().copied() {
            match node.as_ref() {
                Literal::Variable(name) => {
                    self.usage.uses(name.as_str(), self.path.clone(), node.location());
                }
                Literal::Object(members) => {
                    let current = self.arguments.last().copied().flatten();
                    let is_list = current.is_some_and(|input| input.ty.is_list());
                    if is_list {
                        // The first that is the same.
                        let at = nodes.iter().position(|other| *other == node);
                        self.path.push(at.into());
                    }
                    self.input_object(members, node.location(), current);
                    if is_list {
                        self.path.pop();
                    }
                }
                _ => {}
            }
        }
    }

    fn input_object(
        &mut self,
        members: &'d [(apollo_compiler::Name, Node<Literal>)],
        span: Option<SourceSpan>,
        current: Option<&'d Input>,
    ) {
        let inputs = current.and_then(|input| self.members_of(input));
        let name = current.map_or("", |input| input.ty.inner_named_type().as_str());
        for (member, input) in inputs.into_iter().flatten() {
            let is_given = members.iter().any(|(given, _)| given.as_str() == member);
            if is_given || !is_required(input, self.checks.engine) {
                continue;
            }
            let ty = &input.ty;
            let message = format!(
                "Argument '{member}' on InputObject '{name}' is required. Expected type {ty}"
            );
            let code = json!({
                "code": "missingRequiredInputObjectAttribute", "argumentName": member,
                "argumentType": ty.to_string(), "inputObjectType": name,
            });
            let mut path = self.path.clone();
            path.push(member.as_str().into());
            self.report_on(path, message, &[span], code);
        }
        let all = members.iter().map(|(name, _)| (name.as_str(), name.location()));
        for (name, spans) in repeated(all) {
            let message = format!("There can be only one input field named \"{name}\"");
            self.report_all(message, &spans, json!({"code": "inputFieldNotUnique", "name": name}));
        }
        let holder = Holder { kind: "InputObject", name, span, inputs };
        for (name, value) in members {
            self.argument(holder, name, value, name.location());
        }
    }

    /// Whether a literal suits; not asked where a mistake is told at or below this place.
    fn literal(
        &mut self,
        holder: Holder<'d>,
        name: &str,
        input: &'d Input,
        value: &'d Node<Literal>,
    ) {
        if matches!(value.as_ref(), Literal::Variable(_)) {
            return;
        }
        let is_here = |path: &Vec<Value>| path.starts_with(&self.path);
        if self.problems.iter().any(|problem| problem.path.as_ref().is_some_and(is_here)) {
            return;
        }
        if self.fits(&input.ty, value).is_ok() {
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
        self.report(message, holder.span, code);
    }
}

/// Whether a member must be given: the older engines do not let a default stand for it.
pub(super) fn is_required(input: &Input, engine: Engine) -> bool {
    if engine < Engine::V2_2 { input.ty.is_non_null() } else { input.is_required() }
}

/// A value's parts, lists taken apart.
fn flatten<'d>(value: &'d Node<Literal>, into: &mut Vec<&'d Node<Literal>>) {
    match value.as_ref() {
        Literal::List(items) => items.iter().for_each(|item| flatten(item, into)),
        _ => into.push(value),
    }
}

/// What is an element of the document for the engine; plain values are not.
fn is_node(value: &Literal) -> bool {
    matches!(value, Literal::Variable(_) | Literal::Object(_) | Literal::Enum(_) | Literal::Null)
}
