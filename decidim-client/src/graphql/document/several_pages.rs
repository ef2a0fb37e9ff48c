//! Several pages of one list in one query.

use graphql_parser::Pos;
use graphql_parser::query::Type;

use super::{Document, Field, Selection, SelectionSet, Value, Variable};

/// The most pages that a query may have: one goes by the list's own name, and the newest sites let five
/// fields go by another (`API_SCHEMA_MAX_ALIASES`).
pub(crate) const MOST: u32 = 6;

/// The name of the page with this number, and of the variable that says where it begins.
pub(crate) fn nth(name: &str, number: u32) -> String {
    if number < 2 { name.to_owned() } else { format!("{name}{number}") }
}

impl Document {
    /// The same query for so many pages of the list: each behind the cursor of its own that a variable
    /// gives.
    pub(crate) fn with_pages(mut self, list: &str, pages: u32) -> Self {
        repeat(&mut self.selections, list, pages);
        let after = self.variables.iter().find(|variable| variable.name == AFTER).cloned();
        for number in 2..=pages {
            let text = Type::NamedType("String".to_owned());
            let var_type = after.as_ref().map_or(text, |after| after.var_type.clone());
            let (position, name) = (Pos::default(), nth(AFTER, number));
            self.variables.push(Variable { position, name, var_type, default_value: None });
        }
        self
    }
}

const AFTER: &str = "after";

/// Asks for more pages beside each field of this name.
fn repeat(set: &mut SelectionSet, list: &str, pages: u32) {
    let mut more = Vec::new();
    for selection in &mut set.items {
        match selection {
            Selection::Field(field) if field.name == list => {
                more.extend((2..=pages).map(|number| Selection::Field(page(field, number))));
            }
            Selection::Field(field) => repeat(&mut field.selection_set, list, pages),
            Selection::InlineFragment(inline) => repeat(&mut inline.selection_set, list, pages),
            Selection::FragmentSpread(_) => {}
        }
    }
    set.items.extend(more);
}

fn page(list: &Field, number: u32) -> Field {
    let mut page = list.clone();
    page.alias = Some(nth(&list.name, number));
    for (name, value) in &mut page.arguments {
        if name == AFTER {
            *value = Value::Variable(nth(AFTER, number));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_has_a_name_and_a_cursor_of_its_own() {
        let text = "query L($first: Int, $after: String) { component { ... on Pages { \
                    pages(first: $first, after: $after) { edges { node { id } } } } } }";
        let document = Document::parse(text, None).unwrap().with_pages("pages", 3);
        assert_eq!(
            document.print().split_whitespace().collect::<Vec<_>>().join(" "),
            "query L($first: Int, $after: String, $after2: String, $after3: String) { component { \
             ... on Pages { pages(first: $first, after: $after) { edges { node { id } } } \
             pages2: pages(first: $first, after: $after2) { edges { node { id } } } \
             pages3: pages(first: $first, after: $after3) { edges { node { id } } } } } }"
        );
    }
}
