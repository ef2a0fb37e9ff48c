//! What a query costs by the servers' own rule.

use crate::graphql::document::{Document, Selection, SelectionSet, Value, condition};
use crate::graphql::schema::Schema;
use crate::graphql::server_error::ServerError;

/// The most that a server lets a query cost, since 0.27.
pub(crate) const MOST: u64 = 5000;

/// The error of a query that is too complex, as the server words it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ComplexityError {
    /// What the query costs.
    cost: u64,
    /// The most that one may cost.
    pub(super) most: u64,
}

impl ComplexityError {
    pub(crate) fn read(validation_error: &ServerError) -> Option<Self> {
        let text = validation_error.message.as_str()?.strip_prefix("Query has complexity of ")?;
        let (cost, rest) = text.split_once(',')?;
        let most = rest.rsplit(' ').next()?;
        Some(Self { cost: cost.parse().ok()?, most: most.parse().ok()? })
    }
}

/// What a query costs: each field 1; and, since 0.28, what is asked of the rows of a connection
/// as many times as rows are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Complexity {
    fixed: u64,
    per_row: u64,
}

impl Complexity {
    pub(super) fn of(document: &Document) -> Self {
        let root = if document.is_mutation { "Mutation" } else { "Query" };
        let at = |rows| ComplexityCount { document, rows }.set(&document.selections, root);
        let (one, two) = (at(1), at(2));
        let per_row = two.saturating_sub(one);
        Self { fixed: one.saturating_sub(per_row), per_row }
    }

    /// The cost with one row a page.
    pub(crate) fn one(self) -> u64 {
        self.fixed.saturating_add(self.per_row)
    }

    /// Whether a server that asks so much for so many rows counts each of them.
    pub(super) fn counts_rows(self, refused: ComplexityError, rows: u32) -> bool {
        rows == 1 || refused.cost >= self.one().saturating_add(self.per_row)
    }

    /// How many rows a page may have by the server's own refused for one with so many. `None` where
    /// not even one fits.
    pub(super) fn rows_by(self, refused: ComplexityError, rows: u32) -> Option<u32> {
        let per_row = refused.cost.saturating_sub(self.fixed).div_ceil(u64::from(rows.max(1)));
        let fit = refused.most.checked_sub(self.fixed)?.checked_div(per_row)?;
        // It was refused: whatever the reckoning says, fewer rows it must be.
        let fit = u32::try_from(fit).unwrap_or(u32::MAX).min(rows.saturating_sub(1));
        (fit > 0).then_some(fit)
    }

    /// How many rows a page may have to cost no more than this; at least 1.
    pub(crate) fn rows_for(self, most: u64) -> u64 {
        most.saturating_sub(self.fixed).checked_div(self.per_row).unwrap_or(u64::MAX).max(1)
    }
}

struct ComplexityCount<'a> {
    document: &'a Document,
    /// What stands for a page size that is a variable.
    rows: u64,
}

impl ComplexityCount<'_> {
    fn set(&self, set: &SelectionSet, on: &str) -> u64 {
        // Fragments may be for types that exclude each other: the sum is never too little.
        let costs = set.items.iter().map(|selection| self.selection(selection, on));
        costs.fold(0, u64::saturating_add)
    }

    fn selection(&self, selection: &Selection, on: &str) -> u64 {
        match selection {
            Selection::InlineFragment(inline) => {
                let on = inline.type_condition.as_ref().map_or(on, condition);
                self.set(&inline.selection_set, on)
            }
            Selection::FragmentSpread(spread) => {
                let Some(fragment) = self.document.fragments.get(&spread.fragment_name) else {
                    return 0;
                };
                self.set(&fragment.selection_set, condition(&fragment.type_condition))
            }
            Selection::Field(field) => {
                let of = Schema::own().field_type(on, &field.name).unwrap_or_default();
                if !of.ends_with("Connection") {
                    return self.set(&field.selection_set, of).saturating_add(1);
                }
                let rows =
                    field.arguments.iter().find(|(name, _)| name == "first" || name == "last");
                let rows = match rows.map(|(_, value)| value) {
                    Some(Value::Int(rows)) => {
                        rows.as_i64().and_then(|rows| u64::try_from(rows).ok()).unwrap_or(0)
                    }
                    Some(Value::Variable(_)) => self.rows,
                    _ => 50,
                };
                self.connection(&field.selection_set, of, rows).saturating_add(1)
            }
        }
    }

    /// What is asked of rows counts once a row, the rest once.
    fn connection(&self, set: &SelectionSet, of: &str, rows: u64) -> u64 {
        set.items
            .iter()
            .map(|selection| match selection {
                Selection::Field(field) if matches!(field.name.as_str(), "edges" | "nodes") => {
                    let of = Schema::own().field_type(of, &field.name).unwrap_or_default();
                    rows.saturating_mul(self.set(&field.selection_set, of)).saturating_add(1)
                }
                other => self.selection(other, of),
            })
            .fold(0, u64::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn cost(text: &str) -> Complexity {
        Complexity::of(&Document::parse(text, None).unwrap())
    }

    #[test]
    fn a_server_counts_rows_if_the_query_costs_more_than_for_one_of_several() {
        let cost = Complexity { fixed: 7, per_row: 3 };
        let counts_rows =
            |refused, rows| cost.counts_rows(ComplexityError { cost: refused, most: 5 }, rows);
        assert!(counts_rows(13, 9) && !counts_rows(12, 9) && !counts_rows(10, 2));
        // Of one row, nobody can tell.
        assert!(counts_rows(10, 1));
    }

    #[test]
    fn a_refusal_says_how_many_rows_fit() {
        let cost = Complexity { fixed: 7, per_row: 3 };
        let rows_by =
            |cost_then, most, rows| cost.rows_by(ComplexityError { cost: cost_then, most }, rows);
        assert_eq!(rows_by(307, 157, 100), Some(50));
        // By what this server counts for a row, which is more than 3.
        assert_eq!(rows_by(507, 157, 100), Some(30));
        // Whatever it says, fewer than were refused.
        assert_eq!(rows_by(307, 9000, 100), Some(99));
        // Not even one row fits, or nothing does.
        assert_eq!((rows_by(10, 9, 1), rows_by(307, 6, 100)), (None, None));
    }

    /// In the words of graphql-ruby (`lib/graphql/analysis/max_query_complexity.rb`).
    #[test]
    fn a_refusal_is_read_from_its_words() {
        let read = |message: &str| {
            let error = serde_json::from_value(json!({"message": message})).unwrap();
            ComplexityError::read(&error)
        };
        let refusal = "Query has complexity of 5210, which exceeds max complexity of 5000";
        assert_eq!(read(refusal), Some(ComplexityError { cost: 5210, most: 5000 }));
        for other in ["Query has depth of 20, which exceeds max depth of 15", "complexity", ""] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn a_connection_without_a_page_size_counts_as_fifty_rows() {
        let of = |arguments: &str| {
            let text = format!(
                "{{ component(id: 1) {{ ... on Proposals {{ proposals{arguments} {{ nodes {{ id }} }} }} }} }}"
            );
            cost(&text).one()
        };
        // `component, proposals, nodes`, and `id` once a row.
        assert_eq!([of(""), of("(first: 7)"), of("(last: 8)")], [53, 10, 11]);
    }

    #[test]
    fn rows_count_as_often_as_they_are_asked_for() {
        let cost = cost(
            "query($id: ID!, $first: Int) { component(id: $id) { __typename ... on Proposals { \
             proposals(first: $first) { pageInfo { endCursor } edges { node { id title { locales } } } } } } }",
        );
        // `component, __typename, proposals, pageInfo, endCursor, edges`; `node, id, title, locales`.
        assert_eq!(cost, Complexity { fixed: 6, per_row: 4 });
        assert_eq!(cost.one(), 10);
        assert_eq!(cost.rows_for(106), 25);
        assert_eq!(cost.rows_for(5), 1);
    }

    #[test]
    fn no_page_size_is_too_large_to_be_counted() {
        let most = i64::MAX;
        let rows =
            |inner: &str| format!("proposals(first: {most}) {{ edges {{ node {{ {inner} }} }} }}");
        let text = format!(
            "{{ component(id: 1) {{ ... on Proposals {{ {} {} }} }} }}",
            rows("id title { locales }"),
            rows("body { locales }")
        );
        assert_eq!(cost(&text).one(), u64::MAX);
    }

    #[test]
    fn without_rows_any_page_size_fits() {
        assert_eq!(cost("{ decidim { version } }").rows_for(MOST), u64::MAX);
    }
}
