//! Validation: every mistake of a document in one answer, with graphql-ruby's messages and codes.

mod arguments;
mod compiled;
mod suggestion;
mod usage;
mod variables;

use apollo_compiler::Node;
use apollo_compiler::ast::{
    Definition, Directive, Document, Field, FragmentDefinition, InlineFragment,
    OperationDefinition, Selection,
};
use apollo_compiler::parser::SourceSpan;
use serde_json::{Value, json};

use super::document::{Fragments, fragments};
use super::error::{Problem, place};
use super::schema::{Schema, Shape};
use crate::decidim::engine::Engine;
use usage::Scope;

/// How a document is checked.
#[derive(Clone, Copy)]
pub(super) struct Checks {
    pub(super) engine: Engine,
    /// Whether the caller may read the schema.
    pub(super) is_open: bool,
}

/// What is wrong with a document; nothing of it is executed then.
pub(super) fn validate(document: &Document, schema: &Schema, checks: Checks) -> Vec<Problem> {
    let mut walk = Walk {
        document,
        schema,
        checks,
        fragments: fragments(document),
        path: Vec::new(),
        scopes: Vec::new(),
        problems: Vec::new(),
        met_the_gate: false,
    };
    walk.document();
    if walk.met_the_gate {
        let message = "Introspection is disabled for this request";
        return vec![Problem::coded(message, "INTROSPECTION_DISABLED_ERROR")];
    }
    if walk.problems.is_empty() {
        // The rarer rules are the compiler crate's.
        compiled::validate(document, schema)
    } else {
        walk.problems
    }
}

/// One walk over a document, in the order of its text.
struct Walk<'d> {
    document: &'d Document,
    schema: &'d Schema,
    checks: Checks,
    fragments: Fragments<'d>,
    path: Vec<String>,
    scopes: Vec<Scope<'d>>,
    problems: Vec<Problem>,
    /// Whether a type of the schema's own description was looked at by somebody who may not: the
    /// engine breaks off there, and its one error takes the place of all others.
    met_the_gate: bool,
}

impl<'d> Walk<'d> {
    fn document(&mut self) {
        for definition in &self.document.definitions {
            match definition {
                Definition::OperationDefinition(operation) => self.operation(operation),
                Definition::FragmentDefinition(fragment) => self.fragment(fragment),
                _ => {}
            }
        }
        self.spreads();
        self.usage();
    }

    fn operation(&mut self, operation: &'d Node<OperationDefinition>) {
        let word = operation.operation_type.to_string();
        let label = match &operation.name {
            Some(name) => format!("{word} {name}"),
            None => word.clone(),
        };
        let root = if word == "mutation" { "Mutation" } else { "Query" };
        if word == "subscription" {
            let message = "Schema is not configured for subscriptions";
            let code = json!({"code": "missingSubscriptionConfiguration"});
            self.report(message, operation.location(), code);
            return;
        }
        let name = operation.name.as_ref().map_or("anonymous query", |name| name.as_str());
        self.path.push(label);
        self.scopes.push(Scope::of_operation(operation, name, self.path.clone()));
        for variable in &operation.variables {
            self.variable(variable);
        }
        self.directives(&operation.directives.0);
        self.selections(&operation.selection_set, root);
        self.path.pop();
    }

    fn fragment(&mut self, fragment: &'d Node<FragmentDefinition>) {
        self.path.push(format!("fragment {}", fragment.name));
        self.scopes.push(Scope::of_fragment(fragment, self.path.clone()));
        if self.condition(&fragment.type_condition, fragment.location()) {
            self.selections(&fragment.selection_set, &fragment.type_condition);
        }
        self.path.pop();
    }

    /// Whether a fragment may be on this type.
    fn condition(&mut self, name: &str, span: Option<SourceSpan>) -> bool {
        let Some(definition) = self.schema.get(name) else {
            if Schema::BUILT_IN.contains(&name) {
                return self.not_composite(name, span);
            }
            self.unknown_type(name);
            let known = self.schema.types.iter();
            let known = known.filter(|(_, definition)| !definition.fields.is_empty());
            let hint = self.hint(name, known.map(|(name, _)| name.as_str()));
            let message = format!("No such type {name}, so it can't be a fragment condition{hint}");
            self.report(&message, span, json!({"code": "undefinedType", "typeName": name}));
            return false;
        };
        if definition.is_composite() { true } else { self.not_composite(name, span) }
    }

    fn not_composite(&mut self, name: &str, span: Option<SourceSpan>) -> bool {
        let message =
            format!("Invalid fragment on type {name} (must be Union, Interface or Object)");
        let code = json!({"code": "fragmentOnNonCompositeType", "typeName": name});
        self.report(&message, span, code);
        false
    }

    fn selections(&mut self, selections: &'d [Selection], parent: &str) {
        for selection in selections {
            match selection {
                Selection::Field(field) => self.field(field, parent),
                Selection::InlineFragment(fragment) => self.inline(fragment, parent),
                Selection::FragmentSpread(spread) => {
                    self.path.push(format!("... {}", spread.fragment_name));
                    self.directives(&spread.directives.0);
                    let (path, at) = (self.path.clone(), spread.location());
                    if let Some(scope) = self.scopes.last_mut() {
                        scope.spread(&spread.fragment_name, parent, path, at);
                    }
                    self.path.pop();
                }
            }
        }
    }

    fn inline(&mut self, fragment: &'d Node<InlineFragment>, parent: &str) {
        let condition = fragment.type_condition.as_ref();
        self.path.push(condition.map_or("...".to_owned(), |name| format!("... on {name}")));
        self.directives(&fragment.directives.0);
        match condition {
            None => self.selections(&fragment.selection_set, parent),
            Some(name) => {
                if self.condition(name, fragment.location()) {
                    let path = self.path.clone();
                    self.possible(name, parent, None, path, fragment.location());
                    self.selections(&fragment.selection_set, name);
                }
            }
        }
        self.path.pop();
    }

    /// Whether any object can be both of the fragment's type and of the type around it.
    fn possible(
        &mut self,
        child: &str,
        parent: &str,
        fragment: Option<&str>,
        path: Vec<String>,
        span: Option<SourceSpan>,
    ) {
        let inside = self.schema.possible(parent);
        if self.schema.possible(child).iter().any(|object| inside.contains(object)) {
            return;
        }
        let name = fragment.map_or(String::new(), |name| format!(" {name}"));
        let message = format!("Fragment{name} on {child} can't be spread inside {parent}");
        let code = json!({
            "code": "cannotSpreadFragment",
            "typeName": child,
            "fragmentName": fragment.unwrap_or("unknown"),
            "parentName": parent,
        });
        let problem = Problem::bare(message).at(place(span, &self.document.sources)).with(code);
        self.problems.push(problem.on(path.into_iter().map(Value::String).collect()));
    }

    fn field(&mut self, field: &'d Node<Field>, parent: &str) {
        let key = field.alias.as_ref().unwrap_or(&field.name);
        self.path.push(key.to_string());
        self.field_here(field, parent);
        self.path.pop();
    }

    fn field_here(&mut self, field: &'d Node<Field>, parent: &str) {
        let name = field.name.as_str();
        if name.starts_with("__") {
            // The compiler crate knows what lies below.
            let at_root = matches!(name, "__schema" | "__type") && parent == "Query";
            self.met_the_gate |= at_root && !self.checks.is_open;
            if name == "__typename" || at_root {
                self.values(field);
                return;
            }
        }
        let schema = self.schema;
        let Some(definition) = schema.field(parent, name) else {
            self.no_such_field(field, parent);
            return;
        };
        self.directives(&field.directives.0);
        self.arguments(field, definition);
        let ty = definition.ty.inner_named_type().as_str();
        let is_composite = schema.get(ty).is_some_and(super::schema::Definition::is_composite);
        let node = format!("field '{name}'");
        if !is_composite && !field.selection_set.is_empty() {
            let names: Vec<&str> = field.selection_set.iter().filter_map(selected_name).collect();
            let message = format!(
                "Selections can't be made on scalars ({node} returns {ty} but has selections {names:?})"
            );
            let code = json!({"code": "selectionMismatch", "nodeName": node, "typeName": ty});
            self.report(&message, field.location(), code);
        } else if is_composite && field.selection_set.is_empty() {
            let message = format!(
                "Field must have selections ({node} returns {ty} but has no selections. Did you \
                 mean '{name} {{ ... }}'?)"
            );
            let code = json!({"code": "selectionMismatch", "nodeName": node, "typeName": ty});
            self.report(&message, field.location(), code);
        } else {
            self.selections(&field.selection_set, ty);
        }
    }

    fn no_such_field(&mut self, field: &'d Node<Field>, parent: &str) {
        let name = field.name.as_str();
        let definition = self.schema.get(parent);
        if definition.is_some_and(|definition| definition.shape == Shape::Union) {
            let message =
                format!("Selections can't be made directly on unions (see selections on {parent})");
            let code = json!({"code": "selectionMismatch", "nodeName": parent});
            self.report(&message, field.location(), code);
            return;
        }
        let known = definition.into_iter().flat_map(|definition| definition.fields.keys());
        let hint = self.hint(name, known.map(String::as_str));
        let message = format!("Field '{name}' doesn't exist on type '{parent}'{hint}");
        let code = json!({"code": "undefinedField", "typeName": parent, "fieldName": name});
        self.report(&message, field.location(), code);
    }

    fn directives(&mut self, directives: &'d [Node<Directive>]) {
        for directive in directives {
            let name = directive.name.as_str();
            if !matches!(name, "skip" | "include") {
                let message = format!("Directive @{name} is not defined");
                let code = json!({"code": "undefinedDirective", "directiveName": name});
                self.report(&message, directive.location(), code);
                continue;
            }
            for argument in &directive.arguments {
                self.path.push(argument.name.to_string());
                self.value(&argument.value);
                self.path.pop();
            }
        }
    }

    fn report(&mut self, message: &str, span: Option<SourceSpan>, extensions: Value) {
        let path = self.path.iter().cloned().map(Value::String).collect();
        let at = place(span, &self.document.sources);
        self.problems.push(Problem::bare(message).at(at).on(path).with(extensions));
    }

    /// A type that the schema has not: the schema's own types are shut off by name, and who looks for
    /// the nearest name looks at them all.
    fn unknown_type(&mut self, name: &str) {
        let looks = name.starts_with("__") || self.checks.engine.suggests();
        self.met_the_gate |= looks && !self.checks.is_open;
    }

    /// ` (Did you mean ..)`, where the server says so and there is something near.
    fn hint<'n>(&self, name: &str, known: impl Iterator<Item = &'n str>) -> String {
        if !self.checks.engine.suggests() {
            return String::new();
        }
        suggestion::nearest(name, known)
            .map_or(String::new(), |near| format!(" (Did you mean `{near}`?)"))
    }
}

fn selected_name(selection: &Selection) -> Option<&str> {
    match selection {
        Selection::Field(field) => Some(&field.name),
        _ => None,
    }
}
