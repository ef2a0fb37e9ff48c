//! Which fragments are there and spread: all that are spread are there and fit, all that are there
//! are spread, and none spreads itself.

use apollo_compiler::Node;
use apollo_compiler::ast::{Definition, FragmentDefinition};
use apollo_compiler::parser::SourceSpan;
use serde_json::json;

use super::spread_graph::Path;
use super::validator::Validator;

impl Validator<'_> {
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
