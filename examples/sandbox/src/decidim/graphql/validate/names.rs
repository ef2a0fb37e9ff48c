//! Names that come twice.

use apollo_compiler::Node;
use apollo_compiler::ast::{Definition, OperationDefinition};
use apollo_compiler::parser::SourceSpan;
use serde_json::json;

use super::validator::Validator;

impl Validator<'_> {
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

/// A name and where it stands, each time.
pub(super) type Repeated<'d> = Vec<(&'d str, Vec<Option<SourceSpan>>)>;

/// The names that come more than once.
pub(super) fn repeated<'d>(
    all: impl Iterator<Item = (&'d str, Option<SourceSpan>)>,
) -> Repeated<'d> {
    let mut names: Repeated<'d> = Vec::new();
    for (name, span) in all {
        match names.iter_mut().find(|(other, _)| *other == name) {
            Some((_, spans)) => spans.push(span),
            None => names.push((name, vec![span])),
        }
    }
    names.retain(|(_, spans)| spans.len() > 1);
    names
}
