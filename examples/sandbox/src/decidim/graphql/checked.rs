//! Documents that were read and validated before, so that a client's usual queries are checked once.

use std::collections::HashMap;
use std::sync::Arc;

use apollo_compiler::ast::Document;

use super::document::parse;
use super::error::{Problem, count_last_line_from_the_top};
use super::schema::Schema;
use super::validate::{Checks, validate};
use crate::decidim::engine::Engine;

/// How many documents are remembered; then all are forgotten.
const MOST: usize = 200;

/// A document that can be executed, or what is wrong with it.
type Checked = Result<Document, Vec<Problem>>;

/// The documents of one schema and engine, by their text and by whether the caller may read the
/// schema.
#[derive(Debug, Default)]
pub(super) struct CheckedDocuments(HashMap<(String, bool), Arc<Checked>>);

impl CheckedDocuments {
    pub(super) fn get(&mut self, text: &str, schema: &Schema, checks: Checks) -> Arc<Checked> {
        if self.0.len() >= MOST {
            self.0.clear();
        }
        let checked = self.0.entry((text.to_owned(), checks.is_open));
        Arc::clone(checked.or_insert_with(|| Arc::new(check(text, schema, checks))))
    }
}

fn check(text: &str, schema: &Schema, checks: Checks) -> Checked {
    let document = parse(text, checks.engine).map_err(|problem| vec![problem])?;
    let problems = validate(&document, schema, checks);
    if problems.is_empty() { Ok(document) } else { Err(placed(problems, text, checks.engine)) }
}

/// The problems with their places as the engine counts them.
pub(super) fn placed(mut problems: Vec<Problem>, text: &str, engine: Engine) -> Vec<Problem> {
    if engine >= Engine::V2_4 {
        count_last_line_from_the_top(&mut problems, text);
    }
    problems
}
