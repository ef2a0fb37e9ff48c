//! `@skip` and `@include`.

use apollo_compiler::Node;
use apollo_compiler::ast::Directive;
use serde_json::{Value, json};

use super::literal;

/// Whether what carries these directives is asked for.
pub(super) fn is_wanted(directives: &[Node<Directive>], variables: &Value) -> bool {
    directives.iter().all(|directive| {
        let condition = directive.arguments.iter().find(|argument| argument.name == "if");
        let holds = condition
            .is_none_or(|condition| literal::to_json(&condition.value, variables) == json!(true));
        if directive.name == "skip" { !holds } else { holds }
    })
}
