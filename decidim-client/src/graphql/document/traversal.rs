//! Finds fields and fragments in a query, and changes them.

use std::collections::{BTreeMap, BTreeSet};

use graphql_parser::Pos;

use super::parts::{Field, Fragment, Selection, SelectionSet};

pub(super) fn empty() -> SelectionSet {
    SelectionSet { span: (Pos::default(), Pos::default()), items: Vec::new() }
}

/// Changes every field of this name.
pub(super) fn edit(set: &mut SelectionSet, name: &str, change: &mut impl FnMut(&mut Field)) {
    for selection in &mut set.items {
        match selection {
            Selection::Field(field) if field.name == name => change(field),
            Selection::Field(field) => edit(&mut field.selection_set, name, change),
            Selection::InlineFragment(inline) => edit(&mut inline.selection_set, name, change),
            Selection::FragmentSpread(_) => {}
        }
    }
}

/// Removes all fields of these names.
pub(super) fn remove(set: &mut SelectionSet, names: &[&str]) {
    set.items.retain(|selection| {
        !matches!(selection, Selection::Field(field) if names.contains(&field.name.as_str()))
    });
    for selection in &mut set.items {
        match selection {
            Selection::Field(field) => remove(&mut field.selection_set, names),
            Selection::InlineFragment(inline) => remove(&mut inline.selection_set, names),
            Selection::FragmentSpread(_) => {}
        }
    }
}

/// Changes what is selected of the rows of a list, be it a connection or a plain one.
pub(super) fn with_rows(list: &mut Field, change: impl FnOnce(&mut SelectionSet)) {
    let edges = selected(&mut list.selection_set, "edges");
    match edges.and_then(|edges| selected(&mut edges.selection_set, "node")) {
        Some(node) => change(&mut node.selection_set),
        None => change(&mut list.selection_set),
    }
}

fn selected<'a>(set: &'a mut SelectionSet, name: &str) -> Option<&'a mut Field> {
    set.items.iter_mut().find_map(|selection| match selection {
        Selection::Field(field) if field.name == name => Some(field),
        _ => None,
    })
}

pub(super) fn reach(
    set: &SelectionSet,
    fragments: &BTreeMap<String, Fragment>,
    reached: &mut BTreeSet<String>,
) {
    for selection in &set.items {
        match selection {
            Selection::Field(field) => reach(&field.selection_set, fragments, reached),
            Selection::InlineFragment(inline) => reach(&inline.selection_set, fragments, reached),
            Selection::FragmentSpread(spread) => {
                if reached.insert(spread.fragment_name.clone())
                    && let Some(fragment) = fragments.get(&spread.fragment_name)
                {
                    reach(&fragment.selection_set, fragments, reached);
                }
            }
        }
    }
}

/// A fragment that spreads itself, at however many removes: no server takes that, and whoever
/// followed it would not come back.
pub(super) fn circular<'a>(
    set: &'a SelectionSet,
    fragments: &'a BTreeMap<String, Fragment>,
    within: &mut Vec<&'a str>,
) -> Option<&'a str> {
    set.items.iter().find_map(|selection| match selection {
        Selection::Field(field) => circular(&field.selection_set, fragments, within),
        Selection::InlineFragment(inline) => circular(&inline.selection_set, fragments, within),
        Selection::FragmentSpread(spread) => {
            let (name, fragment) = fragments.get_key_value(&spread.fragment_name)?;
            if within.contains(&name.as_str()) {
                return Some(name);
            }
            within.push(name);
            let found = circular(&fragment.selection_set, fragments, within);
            within.pop();
            found
        }
    })
}
