//! What a field must be for its record to be listed.

use std::fmt;
use std::sync::Arc;

use civic_core::Error;

use super::condition::{Condition, Predicate};
use crate::rest::id::Id;
use crate::rest::scope::Needs;

/// A condition on a text.
///
/// ```no_run
/// # use decidim_client::rest::{Client, TextFilter};
/// # fn example(site: Client) {
/// let processes = site.spaces().list().title(TextFilter::starts_with("Budget"));
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TextFilter(pub(crate) Condition);

/// A condition on an id.
///
/// Servers compare ids as texts, where 9 comes after 10, so there is no "less" and no "greater".
#[derive(Clone, Debug, PartialEq)]
pub struct IdFilter(pub(crate) Condition);

/// A condition on the weight of one's vote.
///
/// Servers compare weights as texts: `less_than` and `greater_than` are only right among weights
/// of one digit.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightFilter(pub(crate) Condition);

impl TextFilter {
    /// Exactly this text.
    pub fn eq(text: impl fmt::Display) -> Self {
        Self(Condition::one(Predicate::Eq, text))
    }

    /// Any other text than this.
    pub fn not_eq(text: impl fmt::Display) -> Self {
        Self(Condition::one(Predicate::NotEq, text))
    }

    /// One of these texts; at least one is needed.
    pub fn any_of<T: fmt::Display>(texts: impl IntoIterator<Item = T>) -> Self {
        Self(Condition::several(Predicate::In, texts))
    }

    /// None of these texts; at least one is needed.
    pub fn none_of<T: fmt::Display>(texts: impl IntoIterator<Item = T>) -> Self {
        Self(Condition::several(Predicate::NotIn, texts))
    }

    /// A text that begins like this.
    pub fn starts_with(text: impl fmt::Display) -> Self {
        Self(Condition::one(Predicate::Start, text))
    }

    /// A text of this form, as SQL's LIKE has it: `%` stands for any text, `_` for any character.
    pub fn matches(pattern: impl fmt::Display) -> Self {
        Self(Condition::one(Predicate::Matches, pattern))
    }

    /// Nothing at all, or with `false` something.
    pub fn blank(blank: bool) -> Self {
        Self(Condition::one(Predicate::Blank, blank))
    }
}

impl IdFilter {
    /// This id.
    pub fn eq(id: impl Into<Id>) -> Self {
        Self(Condition::one(Predicate::Eq, id.into()))
    }

    /// One of these ids; at least one is needed.
    pub fn any_of<I: Into<Id>>(ids: impl IntoIterator<Item = I>) -> Self {
        Self(Condition::several(Predicate::In, ids.into_iter().map(Into::into)))
    }

    /// Any id, or with `false` none.
    pub fn present(present: bool) -> Self {
        Self(Condition::one(Predicate::Present, present))
    }

    /// No id, or with `false` any.
    pub fn blank(blank: bool) -> Self {
        Self(Condition::one(Predicate::Blank, blank))
    }
}

impl WeightFilter {
    /// This weight.
    pub fn eq(weight: i64) -> Self {
        Self(Condition::one(Predicate::Eq, weight))
    }

    /// One of these weights; at least one is needed.
    pub fn any_of(weights: impl IntoIterator<Item = i64>) -> Self {
        Self(Condition::several(Predicate::In, weights))
    }

    /// A lesser weight, among weights of one digit.
    pub fn less_than(weight: i64) -> Self {
        Self(Condition::one(Predicate::Lt, weight))
    }

    /// A greater weight, among weights of one digit.
    pub fn greater_than(weight: i64) -> Self {
        Self(Condition::one(Predicate::Gt, weight))
    }

    /// Voted on, or with `false` not.
    pub fn present(present: bool) -> Self {
        Self(Condition::one(Predicate::Present, present))
    }

    /// Not voted on, or with `false` voted on.
    pub fn blank(blank: bool) -> Self {
        Self(Condition::one(Predicate::Blank, blank))
    }
}

/// Exactly this text.
impl From<&str> for TextFilter {
    fn from(text: &str) -> Self {
        Self::eq(text)
    }
}

/// This id.
impl From<u64> for IdFilter {
    fn from(id: u64) -> Self {
        Self::eq(id)
    }
}

/// This id.
impl From<&Id> for IdFilter {
    fn from(id: &Id) -> Self {
        Self::eq(id)
    }
}

/// A field as a row shows it; `None` where it does not.
type Shown<T> = Arc<dyn Fn(&T) -> Option<String> + Send + Sync>;

/// A condition on a field of a list.
pub(crate) struct Filter<T> {
    field: &'static str,
    condition: Condition,
    shown: Option<Shown<T>>,
    needs: Option<Needs>,
}

impl<T> Filter<T> {
    pub(crate) fn new(field: &'static str, condition: Condition) -> Self {
        Self { field, condition, shown: None, needs: None }
    }

    /// How the field shows on a row: rows that do not fulfil the condition are dropped and
    /// reported, for servers ignore what they do not know.
    pub(crate) fn shown(
        mut self,
        shown: impl Fn(&T) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.shown = Some(Arc::new(shown));
        self
    }

    /// Marks it as one for which the list's own permission is not enough.
    pub(crate) fn needing(mut self, needs: Needs) -> Self {
        self.needs = Some(needs);
        self
    }

    pub(crate) fn needs(&self) -> Option<&Needs> {
        self.needs.as_ref()
    }

    pub(crate) fn field(&self) -> &'static str {
        self.field
    }

    /// Whether it is of the same field and predicate, so that it replaces the other.
    pub(crate) fn replaces(&self, other: &Self) -> bool {
        self.field == other.field && self.condition.predicate == other.condition.predicate
    }

    pub(crate) fn refuses(&self, row: &T) -> bool {
        let shown = self.shown.as_ref().and_then(|shown| shown(row));
        shown.is_some_and(|shown| self.condition.holds_for(&shown) == Some(false))
    }

    pub(crate) fn invalid(&self) -> Option<Error> {
        self.condition.invalid(self.field)
    }

    pub(crate) fn parameters(&self) -> impl Iterator<Item = (String, String)> + '_ {
        let name = self.condition.parameter(self.field);
        self.condition.values.iter().map(move |value| (name.clone(), value.clone()))
    }
}

impl<T> Clone for Filter<T> {
    fn clone(&self) -> Self {
        Self {
            field: self.field,
            condition: self.condition.clone(),
            shown: self.shown.clone(),
            needs: self.needs.clone(),
        }
    }
}

impl<T> fmt::Debug for Filter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.field, self.condition)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(condition: Condition) -> Vec<String> {
        let filter = Filter::<()>::new("x", condition);
        filter.parameters().map(|(name, value)| format!("{name}={value}")).collect()
    }

    #[test]
    fn each_predicate_has_its_brackets() {
        for (condition, expected) in [
            (TextFilter::eq("a").0, vec!["filter[x_eq]=a"]),
            (TextFilter::not_eq("a").0, vec!["filter[x_not_eq]=a"]),
            (TextFilter::any_of(["a", "b"]).0, vec!["filter[x_in][]=a", "filter[x_in][]=b"]),
            (TextFilter::none_of(["a"]).0, vec!["filter[x_not_in][]=a"]),
            (TextFilter::starts_with("a").0, vec!["filter[x_start]=a"]),
            (TextFilter::matches("%a%").0, vec!["filter[x_matches]=%a%"]),
            (TextFilter::blank(false).0, vec!["filter[x_blank]=false"]),
            (IdFilter::eq(7).0, vec!["filter[x_eq]=7"]),
            (IdFilter::any_of([7, 8]).0, vec!["filter[x_in][]=7", "filter[x_in][]=8"]),
            (IdFilter::present(true).0, vec!["filter[x_present]=true"]),
            (WeightFilter::less_than(2).0, vec!["filter[x_lt]=2"]),
            (WeightFilter::greater_than(0).0, vec!["filter[x_gt]=0"]),
            (Condition::contains("a"), vec!["filter[x_cont]=a"]),
        ] {
            assert_eq!(parameters(condition), expected);
        }
    }

    #[test]
    fn what_servers_would_drop_is_refused() {
        for condition in
            [TextFilter::any_of([""; 0]).0, TextFilter::eq(" ").0, IdFilter::any_of([0_u64; 0]).0]
        {
            assert!(condition.invalid("x").is_some(), "{condition:?}");
        }
        assert!(TextFilter::blank(true).0.invalid("x").is_none());
    }

    #[test]
    fn rows_are_judged_only_where_the_field_decides() {
        let holds = |filter: TextFilter, shown| filter.0.holds_for(shown);
        assert_eq!(holds(TextFilter::any_of(["a", "b"]), "b"), Some(true));
        assert_eq!(holds(TextFilter::none_of(["a", "b"]), "b"), Some(false));
        assert_eq!(holds(TextFilter::starts_with("Par"), "paris"), Some(true));
        assert_eq!(holds(TextFilter::starts_with("Par"), "Lyon"), Some(false));
        assert_eq!(holds(TextFilter::matches("a%"), "b"), None);
        let filter = Filter::<Option<String>>::new("x", TextFilter::eq("a").0).shown(Clone::clone);
        assert!(!filter.refuses(&None) && filter.refuses(&Some("b".to_owned())));
    }
}
