//! Types and defaults of variables, and whether they suit where they are used.

use apollo_compiler::ast::{OperationDefinition, Type, Value as Literal, VariableDefinition};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::{Name, Node};
use serde_json::json;

use super::names::repeated;
use super::validator::Validator;
use crate::decidim::engine::Engine;
use crate::decidim::graphql::schema::{Definition, Input};

impl<'d> Validator<'d> {
    /// No variable twice.
    pub(super) fn unique_variables(&mut self, operation: &'d Node<OperationDefinition>) {
        let all = operation.variables.iter().map(|it| (it.name.as_str(), it.location()));
        for (name, spans) in repeated(all) {
            let message = format!("There can only be one variable named \"{name}\"");
            let code = json!({"code": "variableNotUnique", "variableName": name});
            self.report_all(message, &spans, code);
        }
    }

    /// A variable's type must be one that can be sent, and its default must be of that type.
    pub(super) fn variable(&mut self, variable: &'d Node<VariableDefinition>) {
        let ty = variable.ty.inner_named_type().as_str();
        let name = variable.name.as_str();
        let message = match self.look_up(ty) {
            Some(definition) if definition.is_input() => None,
            Some(_) => Some(format!("{ty} isn't a valid input type (on ${name})")),
            None => {
                let hint = self.type_hint(ty, Definition::is_input);
                Some(format!("{ty} isn't a defined input type (on ${name}){hint}"))
            }
        };
        if let Some(message) = message {
            let code =
                json!({"code": "variableRequiresValidType", "typeName": ty, "variableName": name});
            self.report(message, variable.location(), code);
        }
        self.default(variable);
        self.directives(&variable.directives.0, "VARIABLE_DEFINITION");
    }

    fn default(&mut self, variable: &'d Node<VariableDefinition>) {
        let (name, ty, engine) = (variable.name.as_str(), &variable.ty, self.checks.engine);
        let Some(default) = &variable.default_value else { return };
        if ty.is_non_null() && engine < Engine::V2_4 {
            let message = format!("Non-null variable ${name} can't have a default value");
            let code =
                json!({"code": "defaultValueInvalidOnNonNullVariable", "variableName": name});
            self.report(message, variable.location(), code);
            return;
        }
        if self.definition(ty.inner_named_type()).is_none() {
            return;
        }
        if let Err(why) = self.fits(ty, default) {
            let why = why.filter(|_| engine >= Engine::V2_0);
            let message =
                why.unwrap_or_else(|| format!("Default value for ${name} doesn't match type {ty}"));
            let code = json!({
                "code": "defaultValueInvalidType", "variableName": name, "typeName": ty.to_string(),
            });
            self.report(message, variable.location(), code);
        }
    }

    /// The variables that an argument is, or that are items of its list, must be of its type.
    pub(super) fn variables_allowed(
        &mut self,
        argument: &str,
        input: &Input,
        value: &'d Node<Literal>,
        span: Option<SourceSpan>,
    ) {
        let depth = depth(value);
        let used: Vec<&str> = match value.as_ref() {
            Literal::Variable(name) => vec![name.as_str()],
            Literal::List(items) => {
                items.iter().filter_map(|item| item.as_variable()).map(Name::as_str).collect()
            }
            _ => return,
        };
        for variable in used {
            let declared = self.declared.iter().rev().find(|it| it.name == variable).copied();
            if let Some(declared) = declared {
                self.allowed(declared, depth, argument, input, span);
            }
        }
    }

    fn allowed(
        &mut self,
        declared: &VariableDefinition,
        depth: usize,
        argument: &str,
        input: &Input,
        span: Option<SourceSpan>,
    ) {
        if self.definition(declared.ty.inner_named_type()).is_none() {
            return;
        }
        let mut ty = declared.ty.as_ref().clone();
        if declared.default_value.is_some() {
            ty = ty.non_null();
        }
        for _ in 0..depth {
            ty = Type::List(Box::new(ty)).non_null();
        }
        // A default stands for a null that is not accepted.
        let wanted = match (&input.default, &input.ty) {
            (Some(_), Type::NonNullNamed(name)) => Type::Named(name.clone()),
            (Some(_), Type::NonNullList(items)) => Type::List(items.clone()),
            _ => input.ty.clone(),
        };
        let problem = if ty.inner_named_type() != wanted.inner_named_type() {
            "Type mismatch"
        } else if dimension(&ty) != dimension(&wanted) {
            "List dimension mismatch"
        } else if !is_as_strict(&ty, &wanted) {
            "Nullability mismatch"
        } else {
            return;
        };
        let (variable, expected) = (&declared.name, &input.ty);
        let message = format!(
            "{problem} on variable ${variable} and argument {argument} ({ty} / {expected})"
        );
        let code = json!({
            "code": "variableMismatch", "variableName": variable, "typeName": ty.to_string(),
            "argumentName": argument, "errorMessage": problem,
        });
        self.report(message, span, code);
    }
}

fn dimension(ty: &Type) -> usize {
    if ty.is_list() { 1 + dimension(ty.item_type()) } else { 0 }
}

/// How deep lists are nested in a literal.
fn depth(value: &Literal) -> usize {
    match value {
        Literal::List(items) => 1 + items.iter().map(|item| depth(item)).max().unwrap_or(0),
        _ => 0,
    }
}

fn is_as_strict(given: &Type, wanted: &Type) -> bool {
    if wanted.is_non_null() && !given.is_non_null() {
        return false;
    }
    !wanted.is_list() || is_as_strict(given.item_type(), wanted.item_type())
}
