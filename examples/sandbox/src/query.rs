//! Query parameters as the platform's framework reads them.

use url::form_urlencoded;

/// The decoded pairs of a query string.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn parse(query: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Self(pairs.into_owned().collect())
    }

    /// Names, with their brackets, and values, in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A scalar parameter; of several, the last counts.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A scalar parameter that holds something.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.trim().is_empty())
    }

    /// An array parameter: only names with brackets count.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        let is_item = |key: &str| key.strip_suffix("[]").is_some_and(|bare| bare == name);
        self.0
            .iter()
            .filter(|(key, value)| is_item(key) && !value.is_empty())
            .map(|(_, value)| value.as_str())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn arrays_need_brackets_and_the_last_scalar_counts() {
        let query = Query::parse(Some("topic_ids=a&topic_ids%5B%5D=b&topic_ids[]=c&x=1&x=2"));
        assert_eq!(query.list("topic_ids"), ["b", "c"]);
        assert_eq!(query.get("x"), Some("2"));
        assert_eq!(query.filled("y"), None);
    }
}
