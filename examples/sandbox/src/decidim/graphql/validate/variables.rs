//! Types of variables, and whether they suit where they are used.

use apollo_compiler::Node;
use apollo_compiler::ast::{Type, VariableDefinition};
use apollo_compiler::parser::SourceSpan;
use serde_json::json;

use super::Walk;
use crate::decidim::graphql::schema::{Definition, Input, Schema};

impl<'d> Walk<'d> {
    /// A variable's type must be one that can be sent.
    pub(super) fn variable(&mut self, variable: &'d Node<VariableDefinition>) {
        let ty = variable.ty.inner_named_type().as_str();
        let name = variable.name.as_str();
        if Schema::BUILT_IN.contains(&ty) {
            return;
        }
        if self.schema.get(ty).is_none() {
            self.unknown_type(ty);
        }
        let message = match self.schema.get(ty) {
            Some(definition) if definition.is_input() => return,
            Some(_) => format!("{ty} isn't a valid input type (on ${name})"),
            None => {
                let known = self.schema.types.iter();
                let known = known.filter(|(_, definition)| Definition::is_input(definition));
                let hint = self.hint(ty, known.map(|(name, _)| name.as_str()));
                format!("{ty} isn't a defined input type (on ${name}){hint}")
            }
        };
        let code =
            json!({"code": "variableRequiresValidType", "typeName": ty, "variableName": name});
        self.report(&message, variable.location(), code);
    }

    /// A variable must be of the argument's type, or stricter.
    pub(super) fn allowed(
        &mut self,
        variable: &str,
        argument: &str,
        input: &Input,
        span: Option<SourceSpan>,
    ) {
        let Some(scope) = self.scopes.last() else { return };
        let Some(declared) = scope.declared.iter().find(|declared| declared.name == variable)
        else {
            return;
        };
        let mut ty = declared.ty.as_ref().clone();
        if declared.default_value.is_some() {
            ty = ty.non_null();
        }
        let problem = if ty.inner_named_type() != input.ty.inner_named_type() {
            "Type mismatch"
        } else if dimension(&ty) != dimension(&input.ty) {
            "List dimension mismatch"
        } else if !is_as_strict(&ty, &input.ty) {
            "Nullability mismatch"
        } else {
            return;
        };
        let expected = &input.ty;
        let message = format!(
            "{problem} on variable ${variable} and argument {argument} ({ty} / {expected})"
        );
        let code = json!({
            "code": "variableMismatch", "variableName": variable, "typeName": ty.to_string(),
            "argumentName": argument, "errorMessage": problem,
        });
        self.report(&message, span, code);
    }
}

fn dimension(ty: &Type) -> usize {
    if ty.is_list() { 1 + dimension(ty.item_type()) } else { 0 }
}

fn is_as_strict(given: &Type, wanted: &Type) -> bool {
    if wanted.is_non_null() && !given.is_non_null() {
        return false;
    }
    !wanted.is_list() || is_as_strict(given.item_type(), wanted.item_type())
}
