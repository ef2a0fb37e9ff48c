//! Directives: which there are, where they may stand, and that they stand there once.

use apollo_compiler::Node;
use apollo_compiler::ast::Directive;
use serde_json::json;

use super::known_directives::{Known, all};
use super::validator::Validator;
use crate::decidim::engine::Engine;
use crate::decidim::graphql::error::place;

impl<'d> Validator<'d> {
    fn known_directives(&self) -> impl Iterator<Item = &'static Known> + use<> {
        let engine = self.checks.engine;
        all().iter().filter(move |known| known.since <= engine)
    }

    pub(super) fn directives(&mut self, directives: &'d [Node<Directive>], place: &str) {
        for directive in directives {
            let name = directive.name.as_str();
            let Some(known) = self.known_directives().find(|known| known.name == name) else {
                self.no_such_directive(directive);
                continue;
            };
            self.right_place(directive, known, place);
            let missing: Vec<&str> = known
                .inputs
                .iter()
                .filter(|(_, input)| input.is_required())
                .map(|(name, _)| name.as_str())
                .filter(|name| !directive.arguments.iter().any(|it| it.name.as_str() == *name))
                .collect();
            self.missing_arguments("Directive", name, &missing, directive.location());
            self.unique_arguments(&directive.arguments);
            let before = self.directive.replace(known);
            self.directive_arguments(directive, known);
            self.directive = before;
        }
    }

    fn no_such_directive(&mut self, directive: &'d Node<Directive>) {
        let name = directive.name.as_str();
        let first = self.by_directive.get(name).copied();
        // The newer engines tell of one name once, with all its places.
        if self.checks.engine >= Engine::V2_0
            && let Some(problem) = first.and_then(|at| self.problems.get_mut(at))
        {
            let at = place(directive.location(), &self.document.sources);
            problem.locations.get_or_insert_default().extend(at);
            return;
        }
        let hint = self.hint(name, self.known_directives().map(|known| known.name));
        let message = format!("Directive @{name} is not defined{hint}");
        let code = json!({"code": "undefinedDirective", "directiveName": name});
        self.by_directive.insert(name, self.problems.len());
        self.report(message, directive.location(), code);
    }

    fn right_place(&mut self, directive: &'d Node<Directive>, known: &Known, place: &str) {
        let place = match place {
            "QUERY" => "queries",
            "MUTATION" => "mutations",
            "FIELD" => "fields",
            "FRAGMENT_DEFINITION" => "fragment definitions",
            "FRAGMENT_SPREAD" => "fragment spreads",
            "VARIABLE_DEFINITION" if self.checks.engine >= Engine::V2_4 => "variable definitions",
            "VARIABLE_DEFINITION" => {
                let node = "GraphQL::Language::Nodes::VariableDefinition";
                let code = json!({"code": "directiveCannotBeApplied", "targetName": node});
                let message = format!("Directives can't be applied to {node}s");
                self.report(message, directive.location(), code);
                return;
            }
            _ => "inline fragments",
        };
        if known.places.contains(&place) {
            return;
        }
        let (name, allowed) = (known.name, known.places.join(", "));
        let message = format!("'@{name}' can't be applied to {place} (allowed: {allowed})");
        let code = json!({"code": "directiveCannotBeApplied", "targetName": place, "name": name});
        self.report(message, directive.location(), code);
    }

    /// No directive twice at one place.
    pub(super) fn unique_directives(&mut self, directives: &'d [Node<Directive>]) {
        let mut seen: Vec<(&Node<Directive>, Option<usize>)> = Vec::new();
        for directive in directives {
            let name = directive.name.as_str();
            let Some((first, told)) = seen.iter_mut().find(|(it, _)| it.name == directive.name)
            else {
                seen.push((directive, None));
                continue;
            };
            if self.checks.engine >= Engine::V2_0
                && let Some(problem) = told.and_then(|at| self.problems.get_mut(at))
            {
                let at = place(directive.location(), &self.document.sources);
                problem.locations.get_or_insert_default().extend(at);
                continue;
            }
            *told = Some(self.problems.len());
            let spans = [first.location(), directive.location()];
            let message =
                format!("The directive \"{name}\" can only be used once at this location.");
            let code = json!({"code": "directiveNotUniqueForLocation", "directiveName": name});
            self.report_all(message, &spans, code);
        }
    }
}
