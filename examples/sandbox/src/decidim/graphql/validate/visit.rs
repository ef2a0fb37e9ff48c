//! Operations, fragments and fields.

use apollo_compiler::ast::{
    Definition as Part, Field, FragmentDefinition, InlineFragment, OperationDefinition, Selection,
};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::{Name, Node};
use serde_json::{Value, json};

use super::validator::Validator;
use crate::decidim::engine::Engine;
use crate::decidim::graphql::schema::{Definition, Shape};

/// The type around a selection, and the element that the selections stand in.
#[derive(Clone, Copy)]
pub(super) struct Around<'d> {
    pub(super) ty: &'d str,
    pub(super) span: Option<SourceSpan>,
}

impl<'d> Validator<'d> {
    pub(super) fn document(&mut self) {
        let document = self.document;
        let mut strange = Vec::new();
        for part in &document.definitions {
            match part {
                Part::OperationDefinition(operation) => self.operation(operation),
                Part::FragmentDefinition(fragment) => self.fragment(fragment),
                other => strange.push(other.location()),
            }
        }
        self.report_usage();
        self.report_spreads();
        self.report_names();
        if !strange.is_empty() {
            let code = json!({"code": "queryContainsSchemaDefinitions"});
            self.report_all("Query cannot contain schema definitions", &strange, code);
        }
    }

    fn operation(&mut self, operation: &'d Node<OperationDefinition>) {
        let word = operation.operation_type.name();
        let label = match &operation.name {
            Some(name) => format!("{word} {name}"),
            None => word.to_owned(),
        };
        self.path.push(label.into());
        self.unique_directives(&operation.directives.0);
        self.unique_variables(operation);
        self.usage.begin_operation(operation, self.path.clone());
        self.declared = operation.variables.iter().collect();
        let root = match word {
            "query" => Some("Query"),
            "mutation" => self.schema.get("Mutation").map(|_| "Mutation"),
            _ => None,
        };
        if let Some(root) = root {
            self.spreads.begin(None, self.path.clone());
            self.mergeable(&operation.selection_set, root);
            for variable in &operation.variables {
                self.variable(variable);
            }
            let around = Around { ty: root, span: operation.location() };
            let directives = &operation.directives.0;
            self.inside(directives, word.to_uppercase().as_str(), &operation.selection_set, around);
        } else {
            let (kind, all) = match word {
                "mutation" => ("Mutation", "mutations"),
                _ => ("Subscription", "subscriptions"),
            };
            let code = json!({"code": format!("missing{kind}Configuration")});
            let message = format!("Schema is not configured for {all}");
            self.report(message, operation.location(), code);
        }
        self.path.pop();
    }

    /// Directives and selections of something: before 2.0 the selections
    /// come first.
    fn inside(
        &mut self,
        directives: &'d [Node<apollo_compiler::ast::Directive>],
        place: &str,
        selections: &'d [Selection],
        around: Around<'d>,
    ) {
        if self.checks.engine < Engine::V2_0 {
            self.selections(selections, around);
            self.directives(directives, place);
        } else {
            self.directives(directives, place);
            self.selections(selections, around);
        }
    }

    fn fragment(&mut self, fragment: &'d Node<FragmentDefinition>) {
        let name = fragment.name.as_str();
        self.path.push(format!("fragment {name}").into());
        self.unique_directives(&fragment.directives.0);
        let condition = fragment.type_condition.as_str();
        if self.condition(condition, fragment.location()).is_some() {
            self.usage.begin_fragment(name);
            self.spreads.begin(Some(fragment), self.path.clone());
            let around = Around { ty: condition, span: fragment.location() };
            let directives = &fragment.directives.0;
            self.inside(directives, "FRAGMENT_DEFINITION", &fragment.selection_set, around);
        }
        self.path.pop();
    }

    /// The type that a fragment is on, if it may be on it.
    fn condition(&mut self, name: &str, span: Option<SourceSpan>) -> Option<&'d Definition> {
        let Some(definition) = self.look_up(name) else {
            let hint = self.type_hint(name, |it| !it.fields.is_empty());
            let message = format!("No such type {name}, so it can't be a fragment condition{hint}");
            self.report(message, span, json!({"code": "undefinedType", "typeName": name}));
            return None;
        };
        if definition.is_composite() {
            return Some(definition);
        }
        let message =
            format!("Invalid fragment on type {name} (must be Union, Interface or Object)");
        let code = json!({"code": "fragmentOnNonCompositeType", "typeName": name});
        self.report(message, span, code);
        None
    }

    fn selections(&mut self, selections: &'d [Selection], around: Around<'d>) {
        for selection in selections {
            match selection {
                Selection::Field(field) => self.field(field, around),
                Selection::InlineFragment(fragment) => self.inline(fragment, around),
                Selection::FragmentSpread(spread) => {
                    self.path.push(format!("... {}", spread.fragment_name).into());
                    self.unique_directives(&spread.directives.0);
                    self.usage.spread(&spread.fragment_name);
                    self.spreads.add(spread, around.ty, self.path.clone());
                    self.directives(&spread.directives.0, "FRAGMENT_SPREAD");
                    self.path.pop();
                }
            }
        }
    }

    fn inline(&mut self, fragment: &'d Node<InlineFragment>, around: Around<'d>) {
        let condition = fragment.type_condition.as_ref().map(Name::as_str);
        let label = condition.map_or("...".to_owned(), |name| format!("... on {name}"));
        self.path.push(label.into());
        self.unique_directives(&fragment.directives.0);
        let fits = condition.is_none_or(|name| self.condition(name, fragment.location()).is_some());
        if fits {
            let ty = condition.unwrap_or(around.ty);
            let path = self.path.clone();
            self.possible(ty, around.ty, None, path, fragment.location());
            let inner = Around { ty, span: fragment.location() };
            let directives = &fragment.directives.0;
            self.inside(directives, "INLINE_FRAGMENT", &fragment.selection_set, inner);
        }
        self.path.pop();
    }

    /// Whether any object can be both of the fragment's type and of the type around it.
    pub(super) fn possible(
        &mut self,
        child: &str,
        parent: &str,
        fragment: Option<&str>,
        path: Vec<Value>,
        span: Option<SourceSpan>,
    ) {
        let has_fields = |it: &Definition| matches!(it.shape, Shape::Object | Shape::Interface);
        if !self.definition(child).is_some_and(has_fields) {
            return;
        }
        if self.overlap(child, parent) {
            return;
        }
        // With the blank, as the server prints it.
        let name = fragment.map_or(String::new(), |name| format!(" {name}"));
        let message = format!("Fragment{name} on {child} can't be spread inside {parent}");
        let code = json!({
            "code": "cannotSpreadFragment",
            "typeName": child,
            "fragmentName": if name.is_empty() { "unknown" } else { name.as_str() },
            "parentName": parent,
        });
        self.report_on(path, message, &[span], code);
    }

    fn field(&mut self, field: &'d Node<Field>, around: Around<'d>) {
        let key = field.alias.as_ref().unwrap_or(&field.name);
        self.path.push(key.as_str().into());
        self.unique_directives(&field.directives.0);
        let name = field.name.as_str();
        if let Some(definition) = self.field_of(around.ty, name) {
            let before = self.field.replace(definition);
            let ty = definition.ty.inner_named_type().as_str();
            self.met_the_gate |= ty.starts_with("__") && !self.checks.is_open;
            self.mergeable(&field.selection_set, ty);
            if self.has_fitting_selections(field, ty) {
                self.required_arguments(field);
                self.unique_arguments(&field.arguments);
                self.field_arguments(field, definition);
                let inner = Around { ty, span: field.location() };
                self.inside(&field.directives.0, "FIELD", &field.selection_set, inner);
            }
            self.field = before;
        } else {
            self.no_such_field(field, around);
        }
        self.path.pop();
    }

    fn no_such_field(&mut self, field: &'d Node<Field>, around: Around<'d>) {
        let (name, parent) = (field.name.as_str(), around.ty);
        let definition = self.definition(parent);
        if definition.is_some_and(|definition| definition.shape == Shape::Union) {
            let message =
                format!("Selections can't be made directly on unions (see selections on {parent})");
            let code = json!({"code": "selectionMismatch", "nodeName": parent});
            self.report(message, around.span, code);
            return;
        }
        let known = definition.into_iter().flat_map(|definition| definition.fields.keys());
        let hint = self.hint(name, known.map(String::as_str));
        let message = format!("Field '{name}' doesn't exist on type '{parent}'{hint}");
        let code = json!({"code": "undefinedField", "typeName": parent, "fieldName": name});
        self.report(message, field.location(), code);
    }

    /// Whether there are selections where there must be, and none where there can be none.
    fn has_fitting_selections(&mut self, field: &'d Node<Field>, ty: &str) -> bool {
        let engine = self.checks.engine;
        let Some(shape) = self.definition(ty).map(|definition| definition.shape) else {
            return true;
        };
        let name = field.name.as_str();
        let node = format!("field '{name}'");
        let message = match shape {
            Shape::Object | Shape::Interface if field.selection_set.is_empty() => format!(
                "Field must have selections ({node} returns {ty} but has no selections. Did you \
                 mean '{name} {{ ... }}'?)"
            ),
            Shape::Scalar if !field.selection_set.is_empty() => {
                let inner = selected(&field.selection_set, engine);
                format!("Selections can't be made on scalars ({node} returns {ty} but has {inner})")
            }
            // The older ones look for the fields in the enum.
            Shape::Enum if !field.selection_set.is_empty() && engine >= Engine::V2_4 => {
                let inner = selected(&field.selection_set, engine);
                format!("Selections can't be made on enums ({node} returns {ty} but has {inner})")
            }
            _ => return true,
        };
        let code = json!({"code": "selectionMismatch", "nodeName": node, "typeName": ty});
        self.report(message, field.location(), code);
        false
    }
}

/// What is selected where nothing can be, as the engine lists it.
fn selected(selections: &[Selection], engine: Engine) -> String {
    let is_old = engine < Engine::V2_0;
    if is_old && matches!(selections.first(), Some(Selection::InlineFragment(_))) {
        let types = selections.iter().filter_map(|selection| match selection {
            Selection::InlineFragment(fragment) => fragment.type_condition.as_ref(),
            _ => None,
        });
        let types: Vec<&str> = types.map(Name::as_str).collect();
        return format!("inline fragments [{}]", types.join(", "));
    }
    let names = selections.iter().map(|selection| match selection {
        Selection::Field(field) => field.name.to_string(),
        Selection::FragmentSpread(spread) => spread.fragment_name.to_string(),
        Selection::InlineFragment(fragment) => {
            let name = fragment.type_condition.as_ref().map_or("", |name| name.as_str());
            format!("... on {name} {{ ... }}")
        }
    });
    let names: Vec<String> =
        names.map(|name| if is_old { name } else { format!("\"{name}\"") }).collect();
    format!("selections [{}]", names.join(", "))
}
