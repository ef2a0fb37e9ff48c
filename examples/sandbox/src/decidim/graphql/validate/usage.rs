//! Which variables and fragments are declared and used, fragments followed.

use apollo_compiler::Node;
use apollo_compiler::ast::{FragmentDefinition, OperationDefinition, VariableDefinition};
use apollo_compiler::parser::SourceSpan;
use serde_json::{Value, json};

use super::Walk;
use crate::decidim::graphql::error::{Problem, place};

/// A place where something stands: its path and where it begins.
type Place = (Vec<String>, Option<SourceSpan>);

/// An operation or fragment with what it declares and uses.
pub(super) struct Scope<'d> {
    name: &'d str,
    is_operation: bool,
    place: Place,
    pub(super) declared: Vec<&'d Node<VariableDefinition>>,
    /// First use of each variable.
    used: Vec<(&'d str, Place)>,
    /// Fragment, the type around it, and where.
    spreads: Vec<(&'d str, String, Place)>,
}

impl<'d> Scope<'d> {
    pub(super) fn of_operation(
        operation: &'d Node<OperationDefinition>,
        name: &'d str,
        path: Vec<String>,
    ) -> Self {
        Self {
            name,
            is_operation: true,
            place: (path, operation.location()),
            declared: operation.variables.iter().collect(),
            used: Vec::new(),
            spreads: Vec::new(),
        }
    }

    pub(super) fn of_fragment(fragment: &'d Node<FragmentDefinition>, path: Vec<String>) -> Self {
        Self {
            name: fragment.name.as_str(),
            is_operation: false,
            place: (path, fragment.location()),
            declared: Vec::new(),
            used: Vec::new(),
            spreads: Vec::new(),
        }
    }

    pub(super) fn spread(
        &mut self,
        name: &'d str,
        parent: &str,
        path: Vec<String>,
        at: Option<SourceSpan>,
    ) {
        self.spreads.push((name, parent.to_owned(), (path, at)));
    }

    pub(super) fn uses(&mut self, name: &'d str, path: Vec<String>, at: Option<SourceSpan>) {
        if !self.used.iter().any(|(used, _)| *used == name) {
            self.used.push((name, (path, at)));
        }
    }
}

impl Walk<'_> {
    /// Fragments: all that are spread are there and fit, all that are there are spread.
    pub(super) fn spreads(&mut self) {
        let spreads: Vec<_> =
            self.scopes.iter().flat_map(|scope| scope.spreads.iter().cloned()).collect();
        for (name, parent, (path, at)) in &spreads {
            if let Some(fragment) = self.fragments.get(name).copied() {
                let child = fragment.type_condition.as_str();
                if self.schema.get(child).is_some() {
                    self.possible(child, parent, Some(name), path.clone(), *at);
                }
            } else {
                let message = format!("Fragment {name} was used, but not defined");
                self.fragment_problem(message, name, (path.clone(), *at));
            }
        }
        let unused: Vec<(String, Place)> = self
            .scopes
            .iter()
            .filter(|scope| !scope.is_operation)
            .filter(|scope| !spreads.iter().any(|(name, ..)| *name == scope.name))
            .map(|scope| (scope.name.to_owned(), scope.place.clone()))
            .collect();
        for (name, place) in unused {
            let message = format!("Fragment {name} was defined, but not used");
            self.fragment_problem(message, &name, place);
        }
    }

    fn fragment_problem(&mut self, message: String, name: &str, place: Place) {
        let code = json!({"code": "useAndDefineFragment", "fragmentName": name});
        self.placed(message, place, code);
    }

    fn placed(&mut self, message: String, (path, at): Place, code: Value) {
        let at = place(at, &self.document.sources);
        let path = path.into_iter().map(Value::String).collect();
        self.problems.push(Problem::bare(message).at(at).on(path).with(code));
    }

    /// Variables: all that are declared are used, all that are used are declared.
    pub(super) fn usage(&mut self) {
        let mut found = Vec::new();
        for scope in self.scopes.iter().filter(|scope| scope.is_operation) {
            let mut seen = Vec::new();
            let mut used = Vec::new();
            self.follow(scope, &mut seen, &mut used);
            for variable in &scope.declared {
                let name = variable.name.as_str();
                if !used.iter().any(|(other, ..)| *other == name) {
                    let by = scope.name;
                    let message = format!("Variable ${name} is declared by {by} but not used");
                    let code = json!({"code": "variableNotUsed", "variableName": name});
                    found.push((message, scope.place.clone(), code));
                }
            }
            for (name, by, place) in used {
                if !scope.declared.iter().any(|variable| variable.name == name) {
                    let message = format!("Variable ${name} is used by {by} but not declared");
                    let code = json!({"code": "variableNotDefined", "variableName": name});
                    found.push((message, place, code));
                }
            }
        }
        for (message, place, code) in found {
            self.placed(message, place, code);
        }
    }

    fn follow<'s>(
        &'s self,
        scope: &'s Scope<'_>,
        seen: &mut Vec<&'s str>,
        used: &mut Vec<(&'s str, &'s str, Place)>,
    ) {
        for (name, place) in &scope.used {
            if !used.iter().any(|(other, ..)| other == name) {
                used.push((name, scope.name, place.clone()));
            }
        }
        for (name, ..) in &scope.spreads {
            if seen.contains(name) {
                continue;
            }
            seen.push(name);
            let fragment =
                self.scopes.iter().find(|other| !other.is_operation && other.name == *name);
            if let Some(fragment) = fragment {
                self.follow(fragment, seen, used);
            }
        }
    }
}
