//! What a query carries along to notice that the site is of another version now.
//!
//! A query that was cut for one version may still be valid on the next, which has what was cut: then
//! nothing in the answer shows it. So each query names, beside what it asks for, fields of which some go
//! with every step from one version to its neighbour, forth and back. They stand under
//! `@skip(if: true)`: a server checks that it has them, and neither runs nor counts them. Those that
//! it does not have are cut as all else; where one that it had is gone, it says so.

use std::sync::OnceLock;

use graphql_parser::Pos;

use super::source_query::SourcePosition;
use crate::graphql::document::{Document, Selection, SelectionSet, response_key};

/// From which version to which a site has them: see `graphql/schema.graphql`. None takes an
/// argument, so that they get on with whatever else is asked of the same field.
const FIELDS: &str = "{ ... @skip(if: true) {
  consultations { id }
  votings { id }
  initiativesTypes { promotingComitteeEnabled promotingCommitteeEnabled }
  assemblies { members { id } manifest { name } taxonomies { id } }
  hashtags { name }
  organization { stats { key } }
  assembliesTypes { id }
  staticPages { id }
} }";

/// They stand below the last line of any query, so that their places are their own.
const LAST_LINE: usize = 10_000;

/// Adds them to a query of this crate; to a mutation nothing.
pub(crate) fn add_to(document: &mut Document) {
    if document.is_mutation {
        return;
    }
    let asked = document.selections.items.iter().filter_map(|selection| match selection {
        Selection::Field(field) => Some(response_key(field)),
        _ => None,
    });
    let asked: Vec<_> = asked.map(str::to_owned).collect();
    for mut selection in fields().items.iter().cloned() {
        if let Selection::InlineFragment(skipped) = &mut selection {
            // What is asked with arguments cannot be asked without beside it; it is its own version_probe.
            skipped.selection_set.items.retain(|selection| match selection {
                Selection::Field(field) => {
                    field.name == "organization" || !asked.contains(&field.name)
                }
                _ => true,
            });
        }
        document.selections.items.push(selection);
    }
}

fn fields() -> &'static SelectionSet {
    static FOUND: OnceLock<SelectionSet> = OnceLock::new();
    FOUND.get_or_init(|| {
        let text = "\n".repeat(LAST_LINE) + FIELDS;
        match Document::parse(&text, None) {
            Ok(document) => document.selections,
            // A test parses it.
            Err(_) => SelectionSet { span: (Pos::default(), Pos::default()), items: Vec::new() },
        }
    })
}

/// Whether this place is one of theirs.
pub(super) fn is_one(position: SourcePosition) -> bool {
    position.0 > LAST_LINE
}

/// Whether a selection is nothing else.
pub(super) fn is_all(selection: &Selection) -> bool {
    match selection {
        Selection::InlineFragment(inline) => is_one(inline.position.into()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> String {
        let mut document = Document::parse(text, None).unwrap();
        add_to(&mut document);
        document.print().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_query_carries_them_along_and_a_mutation_does_not() {
        let text = with("{ assemblies(filter: $f) { id } organization { name } }");
        assert!(text.contains("... @skip(if: true) { consultations { id }"), "{text}");
        assert!(text.contains("organization { stats { key } }"), "{text}");
        assert!(!text.contains("members"), "{text}");
        assert!(!with("mutation { comment(id: 1) { id } }").contains("skip"));
    }

    #[test]
    fn what_stands_on_the_last_line_of_a_query_is_its_own() {
        let above = "\n".repeat(LAST_LINE - 1);
        let mut document =
            Document::parse(&format!("{above}{{ ... on Query {{ a }} }}"), None).unwrap();
        add_to(&mut document);
        let is_carried: Vec<_> = document.selections.items.iter().map(is_all).collect();
        assert_eq!(is_carried, [false, true]);
    }
}
