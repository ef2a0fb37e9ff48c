//! The named fragments of this crate's own queries, written out where they are spread.
//!
//! Each selection stands once in `graphql/`, and is spread where the type is its own or one that
//! implements it, so a type condition would say nothing: the query that is sent names no type for a
//! fragment's sake, and everything else sees a query without fragments. A caller's query is left as it
//! is.

use std::collections::BTreeMap;

use civic_core::Error;

use super::document::{Document, Fragment, Selection, SelectionSet};

impl Document {
    /// The same query with what its named fragments select in place of their spreads.
    ///
    /// It is read again, so that what is written out twice stands at two places of the text.
    pub(crate) fn with_fragments_written_out(mut self) -> Result<Self, Error> {
        if self.fragments.is_empty() {
            return Ok(self);
        }
        let fragments = std::mem::take(&mut self.fragments);
        write_out(&mut self.selections, &fragments);
        Self::parse(&self.print(), None)
    }
}

fn write_out(set: &mut SelectionSet, fragments: &BTreeMap<String, Fragment>) {
    for selection in std::mem::take(&mut set.items) {
        match selection {
            Selection::Field(mut field) => {
                write_out(&mut field.selection_set, fragments);
                set.items.push(Selection::Field(field));
            }
            Selection::InlineFragment(mut inline) => {
                write_out(&mut inline.selection_set, fragments);
                set.items.push(Selection::InlineFragment(inline));
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = fragments.get(&spread.fragment_name) {
                    let mut selected = fragment.selection_set.clone();
                    write_out(&mut selected, fragments);
                    set.items.append(&mut selected.items);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const POSTS: &str = "query P($id: ID!) { component(id: $id) { ... on Blogs { post(id: 1) {
      ...Texts author { ...Named } authors { ...Named } } } } }
      fragment Texts on Post { title { ...Text } body { ...Text } }
      fragment Text on TranslatedField { locales }
      fragment Named on Author { id name }";

    fn written_out() -> Document {
        Document::parse(POSTS, None).unwrap().with_fragments_written_out().unwrap()
    }

    #[test]
    fn nothing_is_left_of_them_but_what_they_select() {
        let text = written_out().print().split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(
            text,
            "query P($id: ID!) { component(id: $id) { ... on Blogs { post(id: 1) { title { locales } \
             body { locales } author { id name } authors { id name } } } } }"
        );
        assert_eq!(written_out().types(), ["Blogs"]);
    }

    #[test]
    fn what_is_written_out_twice_stands_at_two_places() {
        let document = written_out();
        let mut places = BTreeSet::new();
        let count = places_in(&document.selections, &mut places);
        assert_eq!((places.len(), count), (13, 13));
    }

    fn places_in(set: &SelectionSet, places: &mut BTreeSet<(usize, usize)>) -> usize {
        let mut count = 0;
        for selection in &set.items {
            let (position, below) = match selection {
                Selection::Field(field) => (field.position, &field.selection_set),
                Selection::InlineFragment(inline) => (inline.position, &inline.selection_set),
                Selection::FragmentSpread(_) => panic!("no fragment is left"),
            };
            places.insert((position.line, position.column));
            count += 1 + places_in(below, places);
        }
        count
    }
}
