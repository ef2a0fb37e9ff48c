//! What a field must be for its record to be listed.
//!
//! How a filter is sent is in `predicate.rs`.

use std::fmt;

use super::id::Id;
use super::predicate::{Condition, Predicate};

/// A condition on a text.
///
/// ```no_run
/// # use decidim_client::rest::Client;
/// # use decidim_client::rest::filters::TextFilter;
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
    ///
    /// ```no_run
    /// # use decidim_client::rest::filters::TextFilter;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let accepted = site.proposals().list().state(TextFilter::eq("accepted")).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn eq(text: impl fmt::Display) -> Self {
        Self(Condition::one(Predicate::Eq, text))
    }

    /// Any other text than this.
    ///
    /// ```no_run
    /// # use decidim_client::rest::filters::TextFilter;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let standing = site.proposals().list().state(TextFilter::not_eq("rejected")).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn not_eq(text: impl fmt::Display) -> Self {
        Self(Condition::one(Predicate::NotEq, text))
    }

    /// One of these texts; at least one is needed.
    ///
    /// ```no_run
    /// # use decidim_client::rest::filters::TextFilter;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let answered = site.proposals().list().state(TextFilter::any_of(["accepted", "rejected"])).stream();
    /// # Ok(())
    /// # }
    /// ```
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
    ///
    /// ```no_run
    /// # use decidim_client::rest::filters::TextFilter;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let budgets = site.components().list().name(TextFilter::matches("%budget%")).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn matches(pattern: impl fmt::Display) -> Self {
        Self(Condition::one(Predicate::Matches, pattern))
    }

    /// Nothing at all, or with `false` something.
    ///
    /// ```no_run
    /// # use decidim_client::rest::filters::TextFilter;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let unanswered = site.proposals().list().state(TextFilter::blank(true)).stream();
    /// # Ok(())
    /// # }
    /// ```
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
    ///
    /// ```no_run
    /// # use decidim_client::rest::filters::IdFilter;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let two = site.components().list().id(IdFilter::any_of([12, 15])).stream();
    /// # Ok(())
    /// # }
    /// ```
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
    ///
    /// ```no_run
    /// # use decidim_client::rest::filters::WeightFilter;
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// // What Ana has not voted on yet.
    /// let open = ana.proposals().list().in_component(12).voted_weight(WeightFilter::blank(true)).stream();
    /// # Ok(())
    /// # }
    /// ```
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

/// Exactly this text.
impl From<String> for TextFilter {
    fn from(text: String) -> Self {
        Self::eq(text)
    }
}

/// Exactly this text.
impl From<&String> for TextFilter {
    fn from(text: &String) -> Self {
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

#[cfg(test)]
mod tests {
    use civic_core::list::query::Query;

    use super::*;

    fn parameters(condition: &Condition) -> Vec<String> {
        let mut query = Query::<()>::new();
        query.set(condition.on("x"));
        query.sent().map(|(name, value)| format!("{name}={value}")).collect()
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
            assert_eq!(parameters(&condition), expected);
        }
    }

    #[test]
    fn a_text_alone_is_exactly_this_text() {
        let text = "a".to_owned();
        for filter in [TextFilter::from("a"), (&text).into(), text.into()] {
            assert_eq!(filter, TextFilter::eq("a"));
        }
    }

    #[test]
    fn what_servers_would_drop_is_refused() {
        let refused = |condition: &Condition| {
            let mut query = Query::<()>::new();
            query.set(condition.on("x"));
            query.invalid().is_some()
        };
        for condition in
            [TextFilter::any_of([""; 0]).0, TextFilter::eq(" ").0, IdFilter::any_of([0_u64; 0]).0]
        {
            assert!(refused(&condition), "{condition:?}");
        }
        assert!(!refused(&TextFilter::blank(true).0));
    }

    #[test]
    fn rows_are_judged_only_where_the_field_decides() {
        let holds = |filter: TextFilter, shown| filter.0.holds_for(shown);
        assert_eq!(holds(TextFilter::any_of(["a", "b"]), "b"), Some(true));
        assert_eq!(holds(TextFilter::none_of(["a", "b"]), "b"), Some(false));
        assert_eq!(holds(TextFilter::starts_with("Par"), "paris"), Some(true));
        assert_eq!(holds(TextFilter::starts_with("Par"), "Lyon"), Some(false));
        assert_eq!(holds(TextFilter::matches("a%"), "b"), None);
    }
}
