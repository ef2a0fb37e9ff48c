//! Which variables are declared and used, fragments followed, and which names come twice.

use apollo_compiler::Node;
use apollo_compiler::ast::{Definition, OperationDefinition};
use apollo_compiler::parser::SourceSpan;
use serde_json::{Value, json};

use super::Walk;
use super::arguments::repeated;

type Path = Vec<Value>;

/// What is known of one variable in one operation or fragment.
#[derive(Clone, Debug)]
struct Variable<'d> {
    name: &'d str,
    is_declared: bool,
    /// The last use: by whom, and where.
    used: Option<(String, Path, Option<SourceSpan>)>,
}

/// An operation or a fragment.
struct Scope<'d> {
    /// `None` for an operation.
    fragment: Option<&'d str>,
    /// How messages call it.
    shown: String,
    /// Where an operation stands.
    path: Path,
    span: Option<SourceSpan>,
    variables: Vec<Variable<'d>>,
    spreads: Vec<&'d str>,
}

impl<'d> Scope<'d> {
    fn variable(&mut self, name: &'d str) -> Option<&mut Variable<'d>> {
        if !self.variables.iter().any(|it| it.name == name) {
            self.variables.push(Variable { name, is_declared: false, used: None });
        }
        self.variables.iter_mut().find(|it| it.name == name)
    }
}

/// What the walk has seen of variables.
#[derive(Default)]
pub(super) struct Usage<'d> {
    scopes: Vec<Scope<'d>>,
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
    fn follow(&self, scope: &Scope<'d>, into: &mut Vec<Variable<'d>>, seen: &mut Vec<&'d str>) {
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

impl Walk<'_> {
    /// Variables: all that are declared are used, all that are used are declared.
    pub(super) fn report_usage(&mut self) {
        let usage = std::mem::take(&mut self.usage);
        for scope in usage.scopes.iter().filter(|scope| scope.fragment.is_none()) {
            let mut variables = scope.variables.clone();
            usage.follow(scope, &mut variables, &mut Vec::new());
            let declared = variables.iter().filter(|it| it.is_declared && it.used.is_none());
            for Variable { name, .. } in declared {
                let message =
                    format!("Variable ${name} is declared by {} but not used", scope.shown);
                let code = json!({"code": "variableNotUsed", "variableName": name});
                self.report_on(scope.path.clone(), message, &[scope.span], code);
            }
            for variable in variables.iter().filter(|variable| !variable.is_declared) {
                let Some((by, path, span)) = &variable.used else { continue };
                let name = variable.name;
                let message = format!("Variable ${name} is used by {by} but not declared");
                let code = json!({"code": "variableNotDefined", "variableName": name});
                self.report_on(path.clone(), message, &[*span], code);
            }
        }
    }

    /// No two fragments or operations of one name, and no nameless operation beside another.
    pub(super) fn report_names(&mut self) {
        let document = self.document;
        let fragments = document.definitions.iter().filter_map(|part| match part {
            Definition::FragmentDefinition(it) => Some((it.name.as_str(), it.location())),
            _ => None,
        });
        for (name, spans) in repeated(fragments) {
            let message = format!("Fragment name \"{name}\" must be unique");
            self.report_all(
                message,
                &spans,
                json!({"code": "fragmentNotUnique", "fragmentName": name}),
            );
        }
        let operations = document.definitions.iter().filter_map(|part| match part {
            Definition::OperationDefinition(it) => Some(it),
            _ => None,
        });
        let (named, nameless): (Vec<&Node<OperationDefinition>>, Vec<_>) =
            operations.partition(|operation| operation.name.is_some());
        if named.len() + nameless.len() > 1 && !nameless.is_empty() {
            let spans: Vec<_> = nameless.iter().map(|operation| operation.location()).collect();
            let message = "Operation name is required when multiple operations are present";
            self.report_all(message, &spans, json!({"code": "uniquelyNamedOperations"}));
        }
        let named = named.iter().filter_map(|it| Some((it.name.as_ref()?.as_str(), it.location())));
        for (name, spans) in repeated(named) {
            let message = format!("Operation name \"{name}\" must be unique");
            let code = json!({"code": "uniquelyNamedOperations", "operationName": name});
            self.report_all(message, &spans, code);
        }
    }
}
