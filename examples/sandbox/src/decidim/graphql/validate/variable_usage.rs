//! Which operation or fragment declares and uses which variables.

use apollo_compiler::Node;
use apollo_compiler::ast::OperationDefinition;
use apollo_compiler::parser::SourceSpan;
use serde_json::Value;

pub(super) type Path = Vec<Value>;

/// What is known of one variable in one operation or fragment.
#[derive(Clone, Debug)]
pub(super) struct Variable<'d> {
    pub(super) name: &'d str,
    pub(super) is_declared: bool,
    /// The last use: by whom, and where.
    pub(super) used: Option<(String, Path, Option<SourceSpan>)>,
}

/// An operation or a fragment.
pub(super) struct Scope<'d> {
    /// `None` for an operation.
    pub(super) fragment: Option<&'d str>,
    /// How messages call it.
    pub(super) shown: String,
    /// Where an operation stands.
    pub(super) path: Path,
    pub(super) span: Option<SourceSpan>,
    pub(super) variables: Vec<Variable<'d>>,
    pub(super) spreads: Vec<&'d str>,
}

impl<'d> Scope<'d> {
    pub(super) fn variable(&mut self, name: &'d str) -> Option<&mut Variable<'d>> {
        if !self.variables.iter().any(|it| it.name == name) {
            self.variables.push(Variable { name, is_declared: false, used: None });
        }
        self.variables.iter_mut().find(|it| it.name == name)
    }
}

/// What the validator has seen of variables.
#[derive(Default)]
pub(super) struct Usage<'d> {
    pub(super) scopes: Vec<Scope<'d>>,
}

impl<'d> Usage<'d> {
    pub(super) fn begin_operation(&mut self, operation: &'d Node<OperationDefinition>, path: Path) {
        let shown = operation.name.as_ref().map_or_else(
            || format!("anonymous {}", operation.operation_type.name()),
            ToString::to_string,
        );
        let mut scope = Scope {
            fragment: None,
            shown,
            path,
            span: operation.location(),
            variables: Vec::new(),
            spreads: Vec::new(),
        };
        for declared in &operation.variables {
            if let Some(variable) = scope.variable(declared.name.as_str()) {
                variable.is_declared = true;
            }
        }
        self.scopes.push(scope);
    }

    pub(super) fn begin_fragment(&mut self, name: &'d str) {
        self.scopes.push(Scope {
            fragment: Some(name),
            shown: name.to_owned(),
            path: Vec::new(),
            span: None,
            variables: Vec::new(),
            spreads: Vec::new(),
        });
    }

    pub(super) fn spread(&mut self, name: &'d str) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.spreads.push(name);
        }
    }

    pub(super) fn uses(&mut self, name: &'d str, path: Path, span: Option<SourceSpan>) {
        let Some(scope) = self.scopes.last_mut() else { return };
        let by = scope.shown.clone();
        if let Some(variable) = scope.variable(name) {
            variable.used = Some((by, path, span));
        }
    }

    /// Takes over what the fragments use that are spread below; a fragment's use goes before an own.
    pub(super) fn follow(
        &self,
        scope: &Scope<'d>,
        into: &mut Vec<Variable<'d>>,
        seen: &mut Vec<&'d str>,
    ) {
        let spreads: Vec<&str> =
            scope.spreads.iter().copied().filter(|name| !seen.contains(name)).collect();
        for name in spreads {
            let Some(fragment) = self.scopes.iter().find(|it| it.fragment == Some(name)) else {
                continue;
            };
            seen.push(name);
            for used in fragment.variables.iter().filter(|variable| variable.used.is_some()) {
                match into.iter_mut().find(|variable| variable.name == used.name) {
                    Some(variable) => variable.used.clone_from(&used.used),
                    None => into.push(used.clone()),
                }
            }
            self.follow(fragment, into, seen);
        }
    }
}
