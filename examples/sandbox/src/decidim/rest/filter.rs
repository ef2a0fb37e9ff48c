//! Filters over the columns of a list: `filter[NAME_PREDICATE]=value`.

use crate::query::Query;

/// What a filter compares with: one column, or a text in several languages.
pub(super) enum Column {
    One(Option<String>),
    Many(Vec<String>),
}

/// Longer names before those that end the same way.
const PREDICATES: [&str; 11] =
    ["not_in", "in", "not_eq", "eq", "start", "matches", "cont", "blank", "present", "lt", "gt"];

/// The filters of one request. Whatever names no known column or predicate is passed over in
/// silence, and so is an empty value.
#[derive(Debug)]
pub(super) struct Filters(Vec<Filter>);

#[derive(Debug)]
struct Filter {
    column: String,
    predicate: &'static str,
    values: Vec<String>,
}

impl Filters {
    pub(super) fn of(params: &Query) -> Self {
        let filters = params.members("filter").into_iter().filter_map(|(name, values)| {
            let values: Vec<String> =
                values.into_iter().filter(|value| !value.is_empty()).collect();
            let (column, predicate) = PREDICATES.iter().find_map(|predicate| {
                let column = name.strip_suffix(predicate)?.strip_suffix('_')?;
                Some((column.to_owned(), *predicate))
            })?;
            (!values.is_empty()).then_some(Filter { column, predicate, values })
        });
        Self(filters.collect())
    }

    /// Whether a column is filtered at all.
    pub(super) fn names(&self, column: &str) -> bool {
        self.0.iter().any(|filter| filter.column == column)
    }

    /// Whether a row passes every filter; `column` knows its values.
    pub(super) fn pass(&self, column: impl Fn(&str) -> Option<Column>) -> bool {
        self.0.iter().all(|filter| match column(&filter.column) {
            None => true,
            Some(Column::One(value)) => filter.holds(value.as_deref()),
            Some(Column::Many(values)) if values.is_empty() => filter.holds(None),
            Some(Column::Many(values)) => {
                let mut each = values.iter().map(|value| filter.holds(Some(value)));
                if filter.predicate.starts_with("not_") {
                    each.all(|it| it)
                } else {
                    each.any(|it| it)
                }
            }
        })
    }
}

impl Filter {
    /// As the database decides: nothing compares with null.
    fn holds(&self, value: Option<&str>) -> bool {
        let first = self.values.first().map_or("", String::as_str);
        let is_yes = matches!(first, "true" | "1" | "t");
        let is_empty = value.is_none_or(str::is_empty);
        match self.predicate {
            "blank" => return is_empty == is_yes,
            "present" => return is_empty != is_yes,
            _ => {}
        }
        let Some(value) = value else {
            return false;
        };
        let listed = self.values.iter().any(|listed| listed == value);
        match self.predicate {
            "not_in" => !listed,
            "in" => listed,
            "not_eq" => value != first,
            "eq" => value == first,
            "start" => value.to_lowercase().starts_with(&first.to_lowercase()),
            "cont" => value.to_lowercase().contains(&first.to_lowercase()),
            "matches" => is_like(&value.to_lowercase(), &first.to_lowercase()),
            // Numbers are cast to text, and compare as text.
            "lt" => value < first,
            _ => value > first,
        }
    }
}

/// `LIKE`: `%` stands for any text, `_` for any letter.
fn is_like(text: &str, pattern: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => text.is_empty(),
        Some('%') => {
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            let mut tails = ends.filter_map(|at| text.get(at..));
            tails.any(|tail| is_like(tail, rest.as_str()))
        }
        Some(wanted) => {
            let mut letters = text.chars();
            letters.next().is_some_and(|letter| {
                (wanted == '_' || wanted == letter) && is_like(letters.as_str(), rest.as_str())
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, Filters, is_like};
    use crate::query::Query;

    fn pass(query: &str, value: Option<&str>) -> bool {
        Filters::of(&Query::parse(Some(query)))
            .pass(|name| (name == "id").then(|| Column::One(value.map(str::to_owned))))
    }

    #[test]
    fn each_predicate_decides() {
        for (query, inside, outside) in [
            ("filter[id_in][]=1&filter[id_in][]=2", "2", "3"),
            ("filter[id_not_in][]=1", "2", "1"),
            ("filter[id_eq]=1", "1", "11"),
            ("filter[id_not_eq]=1", "2", "1"),
            ("filter[id_start]=ab", "ABc", "cab"),
            ("filter[id_cont]=b", "abc", "ac"),
            ("filter[id_matches]=a%25c_", "abbcd", "abb"),
            ("filter[id_blank]=true", "", "x"),
            ("filter[id_blank]=false", "x", ""),
            ("filter[id_present]=1", "x", ""),
        ] {
            assert!(pass(query, Some(inside)), "{query}");
            assert!(!pass(query, Some(outside)), "{query}");
        }
    }

    #[test]
    fn numbers_compare_as_text() {
        assert!(pass("filter[id_lt]=9", Some("10")));
        assert!(!pass("filter[id_gt]=9", Some("10")));
    }

    #[test]
    fn unknown_filters_and_empty_values_are_ignored() {
        for query in ["filter[id]=1", "filter[id_equals]=1", "filter[ID_eq]=1", "filter[id_eq]="] {
            assert!(pass(query, Some("7")), "{query}");
        }
    }

    #[test]
    fn null_compares_with_nothing() {
        assert!(!pass("filter[id_not_eq]=1", None));
        assert!(pass("filter[id_blank]=true", None));
    }

    #[test]
    fn a_translated_text_passes_by_any_language_and_fails_by_all() {
        let names = || Some(Column::Many(vec!["Plan".to_owned(), "Pla".to_owned()]));
        let pass = |query| Filters::of(&Query::parse(Some(query))).pass(|_| names());
        assert!(pass("filter[name_eq]=Pla"));
        assert!(!pass("filter[name_not_eq]=Pla"));
        assert!(pass("filter[name_not_eq]=Plano"));
        assert!(is_like("a%b", "a_b") && !is_like("ab", "a_b"));
    }
}
