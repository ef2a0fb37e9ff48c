//! Which operation or fragment spreads which fragments.

use std::collections::HashSet;

use apollo_compiler::Node;
use apollo_compiler::ast::{FragmentDefinition, FragmentSpread};
use serde_json::Value;

use crate::decidim::engine::Engine;

pub(super) type Path = Vec<Value>;

/// One spread.
#[derive(Clone)]
pub(super) struct Spread<'d> {
    pub(super) node: &'d Node<FragmentSpread>,
    /// The type around it.
    pub(super) parent: &'d str,
    pub(super) path: Path,
}

/// An operation or fragment, and what it spreads.
pub(super) struct Part<'d> {
    /// `None` for an operation.
    pub(super) fragment: Option<&'d Node<FragmentDefinition>>,
    pub(super) path: Path,
    pub(super) all: Vec<Spread<'d>>,
    /// What is not resolved yet.
    pub(super) open: Vec<Spread<'d>>,
    /// Whether a list was made of what is open: looking through a list while taking out of it, the
    /// engine passes over what follows.
    pub(super) is_list: bool,
    pub(super) is_done: bool,
}

/// What the validator has seen of fragments.
#[derive(Default)]
pub(super) struct Spreads<'d> {
    pub(super) parts: Vec<Part<'d>>,
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
    pub(super) fn resolve(
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
    pub(super) fn unmet(&mut self, defined: &[&'d Node<FragmentDefinition>]) -> Vec<Spread<'d>> {
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
