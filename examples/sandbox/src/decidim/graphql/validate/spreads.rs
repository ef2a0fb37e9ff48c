//! Which fragments are there and spread: all that are spread are there and fit, all that are there
//! are spread, and none spreads itself.

use std::collections::HashSet;

use apollo_compiler::Node;
use apollo_compiler::ast::{Definition, FragmentDefinition, FragmentSpread};
use apollo_compiler::parser::SourceSpan;
use serde_json::{Value, json};

use super::Walk;
use crate::decidim::engine::Engine;

type Path = Vec<Value>;

/// One spread.
#[derive(Clone)]
struct Spread<'d> {
    node: &'d Node<FragmentSpread>,
    /// The type around it.
    parent: &'d str,
    path: Path,
}

/// An operation or fragment, and what it spreads.
struct Part<'d> {
    /// `None` for an operation.
    fragment: Option<&'d Node<FragmentDefinition>>,
    path: Path,
    all: Vec<Spread<'d>>,
    /// What is not resolved yet.
    open: Vec<Spread<'d>>,
    /// Whether a list was made of what is open: looking through a list while taking out of it, the
    /// engine passes over what follows.
    is_list: bool,
    is_done: bool,
}

/// What the walk has seen of fragments.
#[derive(Default)]
pub(super) struct Spreads<'d> {
    parts: Vec<Part<'d>>,
}

impl<'d> Spreads<'d> {
    pub(super) fn begin(&mut self, fragment: Option<&'d Node<FragmentDefinition>>, path: Path) {
        self.parts.push(Part {
            fragment,
            path,
            all: Vec::new(),
            open: Vec::new(),
            is_list: false,
            is_done: false,
        });
    }

    pub(super) fn add(&mut self, node: &'d Node<FragmentSpread>, parent: &'d str, path: Path) {
        if let Some(part) = self.parts.last_mut() {
            let spread = Spread { node, parent, path };
            part.all.push(spread.clone());
            part.open.push(spread);
        }
    }

    /// Takes out what leads to fragments that end; returns those that nobody spreads.
    fn resolve(
        &mut self,
        defined: &[&'d Node<FragmentDefinition>],
        engine: Engine,
    ) -> Vec<&'d Node<FragmentDefinition>> {
        let mut unused = Vec::new();
        let mut seen = HashSet::new();
        let has_spreads = |parts: &[Part<'d>], fragment: &Node<FragmentDefinition>| {
            parts.iter().any(|part| {
                !part.open.is_empty() && part.fragment.is_some_and(|it| it.ptr_eq(fragment))
            })
        };
        let mut ready: Vec<&Node<FragmentDefinition>> =
            defined.iter().copied().filter(|it| !has_spreads(&self.parts, it)).collect();
        while let Some(fragment) = ready.pop() {
            if engine >= Engine::V2_0 && !seen.insert(fragment.name.clone()) {
                continue;
            }
            let name = fragment.name.as_str();
            let mut is_used = false;
            for part in &mut self.parts {
                if part.fragment.is_some_and(|it| it.ptr_eq(fragment)) {
                    part.is_done = true;
                }
                if !part.all.iter().any(|spread| spread.node.fragment_name == name) {
                    continue;
                }
                is_used = true;
                part.open.retain(|spread| spread.node.fragment_name != name);
                part.is_list = true;
                if part.open.is_empty()
                    && let Some(other) = part.fragment
                    && other.name != fragment.name
                {
                    ready.push(other);
                }
            }
            if !is_used {
                unused.push(fragment);
            }
        }
        unused
    }

    /// What is spread and not there; what stays open after that goes in circles.
    fn unmet(&mut self, defined: &[&'d Node<FragmentDefinition>]) -> Vec<Spread<'d>> {
        let mut unmet = Vec::new();
        for part in self.parts.iter_mut().filter(|part| !part.is_done) {
            let mut at = 0;
            while let Some(spread) = part.open.get(at).cloned() {
                if defined.iter().any(|it| it.name == spread.node.fragment_name) {
                    at += 1;
                    continue;
                }
                if part.is_list {
                    part.open.retain(|other| other.node != spread.node);
                    at += 1;
                } else {
                    part.open.remove(at);
                }
                unmet.push(spread);
            }
        }
        unmet
    }
}

impl Walk<'_> {
    pub(super) fn report_spreads(&mut self) {
        let document = self.document;
        let defined: Vec<&Node<FragmentDefinition>> = document
            .definitions
            .iter()
            .filter_map(|part| match part {
                Definition::FragmentDefinition(fragment) => Some(fragment),
                _ => None,
            })
            .collect();
        let mut spreads = std::mem::take(&mut self.spreads);
        for spread in spreads.parts.iter().flat_map(|part| &part.all) {
            let name = spread.node.fragment_name.as_str();
            if let Some(fragment) = self.fragments.get(name).copied() {
                let (child, path) = (fragment.type_condition.as_str(), spread.path.clone());
                self.possible(child, spread.parent, Some(name), path, spread.node.location());
            }
        }
        let unused = spreads.resolve(&defined, self.checks.engine);
        for spread in spreads.unmet(&defined) {
            let name = spread.node.fragment_name.as_str();
            let message = format!("Fragment {name} was used, but not defined");
            self.fragment_problem(message, name, spread.path, spread.node.location());
        }
        for fragment in unused {
            // One that is on no type was not looked at.
            let part =
                spreads.parts.iter().find(|it| it.fragment.is_some_and(|it| it.ptr_eq(fragment)));
            if let Some(part) = part {
                let name = fragment.name.as_str();
                let message = format!("Fragment {name} was defined, but not used");
                self.fragment_problem(message, name, part.path.clone(), fragment.location());
            }
        }
        for part in spreads.parts.iter().filter(|part| !part.is_done && !part.open.is_empty()) {
            let Some(fragment) = part.fragment else { continue };
            let name = fragment.name.as_str();
            let message = format!("Fragment {name} contains an infinite loop");
            let code = json!({"code": "infiniteLoop", "fragmentName": name});
            self.report_on(part.path.clone(), message, &[fragment.location()], code);
        }
    }

    fn fragment_problem(
        &mut self,
        message: String,
        name: &str,
        path: Path,
        span: Option<SourceSpan>,
    ) {
        let code = json!({"code": "useAndDefineFragment", "fragmentName": name});
        self.report_on(path, message, &[span], code);
    }
}
