//! Filters and parameters of a list or a single read. For implementors of a platform.

mod days;
mod filter;

use std::borrow::Cow;
use std::fmt;

use url::form_urlencoded::Serializer;

pub use self::days::{Days, day_of, days_around, invalid_years, later, widened};
pub use self::filter::Filter;
use super::source::RowFilter;
use crate::Error;
use crate::http::Request;

/// The filters and settings of a list or a read of rows `T`. A row must pass all filters.
pub struct Query<T> {
    filters: Vec<Filter<T>>,
}

impl<T> Query<T> {
    /// Without filters.
    pub fn new() -> Self {
        Self { filters: Vec::new() }
    }

    /// Sets a filter. It replaces those with the same parameter.
    pub fn set(&mut self, filter: Filter<T>) {
        self.remove(filter.parameter());
        self.filters.push(filter);
    }

    /// The same; a filter with an empty list of values only removes the others.
    pub fn set_or_remove(&mut self, filter: Filter<T>) {
        self.remove(filter.parameter());
        if !filter.names_nothing() {
            self.filters.push(filter);
        }
    }

    /// Adds a filter, also beside others with the same parameter.
    pub fn add(&mut self, filter: Filter<T>) {
        self.filters.push(filter);
    }

    /// Removes the filters with this parameter.
    pub fn remove(&mut self, parameter: &str) {
        self.filters.retain(|other| other.parameter() != parameter);
    }

    /// Whether there is a filter with this parameter.
    pub fn has(&self, parameter: &str) -> bool {
        self.filters.iter().any(|filter| filter.parameter() == parameter)
    }

    /// The same query with the filters of these parameters alone.
    #[must_use]
    pub fn only(&self, parameters: &[&str]) -> Self {
        self.selected(|parameter| parameters.contains(&parameter))
    }

    /// The same query without the filters of these parameters.
    #[must_use]
    pub fn without(&self, parameters: &[&str]) -> Self {
        self.selected(|parameter| !parameters.contains(&parameter))
    }

    fn selected(&self, is_wanted: impl Fn(&str) -> bool) -> Self {
        let wanted = self.filters.iter().filter(|filter| is_wanted(filter.parameter()));
        Self { filters: wanted.cloned().collect() }
    }

    /// Whether there is no filter.
    pub fn is_empty(&self) -> bool {
        self.filters.is_empty()
    }

    /// Whether each filter can be checked on a row.
    pub fn is_checked(&self) -> bool {
        self.filters.iter().all(Filter::is_checked)
    }

    /// Why the query cannot be sent, if it cannot.
    pub fn invalid(&self) -> Option<Error> {
        self.filters.iter().find_map(Filter::invalid)
    }

    /// The request with the query's parameters.
    pub fn added_to(&self, request: Request) -> Request {
        self.sent().fold(request, |request, (name, value)| request.query(name, value))
    }

    /// The parameters that are sent.
    pub fn sent(&self) -> impl Iterator<Item = (Cow<'_, str>, &str)> {
        let alone = self.has_one_alone();
        let sent = self.filters.iter().filter(move |filter| filter.is_sent_beside(alone));
        sent.flat_map(Filter::pairs)
    }

    /// Whether a row belongs to what was asked for. If the server ignored one of the filters, that
    /// one is named.
    pub fn judge(&self, row: &T) -> RowFilter {
        let alone = self.has_one_alone();
        let judge = |filter: &Filter<T>| filter.judge(row, filter.is_sent_beside(alone));
        let mut judged = RowFilter::Keep;
        for one in self.filters.iter().map(judge) {
            match one {
                RowFilter::Ignored(_) => return one,
                RowFilter::Narrowed => judged = one,
                RowFilter::Keep => {}
            }
        }
        judged
    }

    /// The query in one canonical line, whatever the order in which it was built: `asked` (client, major
    /// version, address and path) and the sorted parameters, percent-encoded.
    pub fn identity(&self, asked: impl fmt::Display) -> String {
        let mut pairs: Vec<_> = self.filters.iter().flat_map(Filter::pairs).collect();
        pairs.sort();
        let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
        let separator = if query.is_empty() { "" } else { "?" };
        format!("{asked}{separator}{query}")
    }

    fn has_one_alone(&self) -> bool {
        self.filters.iter().any(Filter::stands_alone)
    }
}

impl<T> Default for Query<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for Query<T> {
    fn clone(&self) -> Self {
        Self { filters: self.filters.clone() }
    }
}

impl<T> fmt::Debug for Query<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.filters).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row is its number.
    fn even() -> Filter<u32> {
        Filter::one("even", true).shown(|row| Some(row % 2 == 0))
    }

    fn query(filters: impl IntoIterator<Item = Filter<u32>>) -> Query<u32> {
        let mut query = Query::new();
        filters.into_iter().for_each(|filter| query.set(filter));
        query
    }

    #[test]
    fn the_identity_is_the_same_however_a_query_was_put_together() {
        let one = query([Filter::one("b", "x y"), Filter::several("a", [2, 1])]);
        let other =
            query([Filter::several("a", [1, 2]), Filter::one("b", 7), Filter::one("b", "x y")]);
        assert_eq!(one.identity("a/1 https://x/y"), "a/1 https://x/y?a%5B%5D=1&a%5B%5D=2&b=x+y");
        assert_eq!(one.identity("q"), other.identity("q"));
        assert_ne!(one.identity("q"), other.identity("p"));
        // No value can pass for another parameter.
        let odd = query([Filter::one("a", "1&b=2")]);
        assert_ne!(
            odd.identity("q"),
            query([Filter::one("a", 1), Filter::one("b", 2)]).identity("q")
        );
    }

    #[test]
    fn a_filter_set_again_replaces_itself_and_one_in_the_path_sends_nothing() {
        let mut both = query([Filter::one("a", 1), Filter::in_the_path("b"), Filter::one("a", 2)]);
        assert_eq!(both.sent().collect::<Vec<_>>(), [("a".into(), "2")]);
        assert!(both.has("b") && both.invalid().is_none());
        both.set(Filter::one("b", 3));
        both.add(Filter::one("a", 4));
        assert_eq!(
            both.sent().collect::<Vec<_>>(),
            [("a".into(), "2"), ("b".into(), "3"), ("a".into(), "4")]
        );
    }

    #[test]
    fn what_is_not_sent_cannot_be_ignored() {
        let alone = Filter::one("joined", 1).alone();
        let mut both = query([even().omittable()]);
        assert_eq!((both.judge(&3), both.judge(&4)), (RowFilter::Ignored("even"), RowFilter::Keep));
        both.set(alone);
        assert_eq!(both.sent().collect::<Vec<_>>(), [("joined".into(), "1")]);
        assert_eq!(both.judge(&3), RowFilter::Narrowed);
        assert_eq!(both.identity("q"), "q?even=true&joined=1");
    }

    #[test]
    fn an_ignored_filter_is_told_before_a_narrowed_one() {
        let narrowed = Filter::one("n", 1).checked(|_| RowFilter::Narrowed);
        assert_eq!(query([narrowed, even()]).judge(&3), RowFilter::Ignored("even"));
    }

    #[test]
    fn a_query_is_divided_by_its_parameters() {
        let whole = query([even(), Filter::one("locale", "en"), Filter::several("a", [1])]);
        assert_eq!(whole.only(&["locale", "b"]).identity("q"), "q?locale=en");
        assert_eq!(whole.without(&["locale", "a"]).identity("q"), "q?even=true");
        assert!(whole.without(&["locale", "a", "even"]).is_empty());
        assert!(!whole.only(&["locale"]).is_empty());
        assert!(whole.only(&["even"]).is_checked() && query([]).is_checked());
        assert!(!whole.without(&["locale"]).is_checked(), "no row shows `a`");
    }

    #[test]
    fn what_servers_would_ignore_is_refused() {
        let nothing = Filter::several("a", [""; 0]);
        for filter in [Filter::one("a", " "), nothing, Filter::several("a", ["x", ""])] {
            assert!(query([filter.clone()]).invalid().is_some(), "{filter:?}");
        }
        assert!(query([Filter::one("a", "x")]).invalid().is_none());
    }

    #[test]
    fn a_filter_of_no_values_takes_the_others_away() {
        let mut both = query([even(), Filter::several("a", [1])]);
        both.set_or_remove(Filter::several("a", [2, 3]));
        assert_eq!(both.sent().filter(|(name, _)| name == "a[]").count(), 2);
        let before = both.clone();
        both.set_or_remove(Filter::several::<u32>("a", []));
        assert!(both.has("even") && !both.has("a") && !both.has("b"));
        assert!(before.has("a"));
        assert_eq!(before.identity("q"), "q?a%5B%5D=2&a%5B%5D=3&even=true");
        assert_eq!(both.identity("q"), "q?even=true");
    }
}
