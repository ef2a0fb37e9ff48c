//! The directives that the engine knows, and where they may stand.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use apollo_compiler::ast::Type;

use crate::decidim::engine::Engine;
use crate::decidim::graphql::schema::Input;

/// A directive that the engine knows.
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) since: Engine,
    pub(super) inputs: BTreeMap<String, Input>,
    /// Where it may stand, in the words of messages; the places in schemas have none.
    pub(super) places: &'static [&'static str],
}

const WHERE_SELECTED: &[&str] = &["fields", "fragment spreads", "inline fragments"];

pub(super) fn all() -> &'static [Known] {
    static ALL: OnceLock<Vec<Known>> = OnceLock::new();
    ALL.get_or_init(|| {
        let known = |name, since, input: Option<(&str, &str)>, places| {
            let inputs = input.and_then(|(name, ty)| {
                let ty = Type::parse(ty, "").ok()?;
                Some((name.to_owned(), Input { ty, default: None }))
            });
            Known { name, since, inputs: inputs.into_iter().collect(), places }
        };
        vec![
            known("include", Engine::V1_12_10, Some(("if", "Boolean!")), WHERE_SELECTED),
            known("skip", Engine::V1_12_10, Some(("if", "Boolean!")), WHERE_SELECTED),
            known("deprecated", Engine::V1_12_10, Some(("reason", "String")), &["", "", "", ""]),
            known("oneOf", Engine::V2_0, None, &[""]),
            known("specifiedBy", Engine::V2_2, Some(("url", "String!")), &[""]),
        ]
    })
}
