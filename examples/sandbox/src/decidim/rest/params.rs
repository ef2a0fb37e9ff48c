//! Query parameters and bodies as the platform's framework reads them.

use bytes::Bytes;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::failure::Failure;
use crate::query::Query;

impl Query {
    /// An array under `name[]`, or one text that joins its items with commas.
    pub(super) fn items(&self, name: &str) -> Vec<String> {
        let items: Vec<String> = self
            .pairs()
            .filter(|(key, _)| key.strip_suffix("[]") == Some(name))
            .map(|(_, value)| value.to_owned())
            .collect();
        if !items.is_empty() {
            return items;
        }
        let joined = self.filled(name).unwrap_or_default().split(',');
        joined.map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// The members of a hash: `filter[id_in][]=1` gives `id_in` with its values.
    pub(super) fn members(&self, name: &str) -> Vec<(String, Vec<String>)> {
        let mut members: Vec<(String, Vec<String>)> = Vec::new();
        for (key, value) in self.pairs() {
            let inner = key.strip_prefix(name).and_then(|rest| rest.strip_prefix('['));
            let Some((member, rest)) = inner.and_then(|inner| inner.split_once(']')) else {
                continue;
            };
            if !rest.is_empty() && rest != "[]" {
                continue;
            }
            match members.iter_mut().find(|(known, _)| known == member) {
                Some((_, values)) if rest == "[]" => values.push(value.to_owned()),
                Some((_, values)) => *values = vec![value.to_owned()],
                None => members.push((member.to_owned(), vec![value.to_owned()])),
            }
        }
        members
    }

    /// The query of another page of the same list, names in order, as the framework writes it.
    pub(super) fn with_page(&self, page: usize) -> String {
        let page = page.to_string();
        let mut pairs: Vec<(&str, &str)> = self.pairs().filter(|(key, _)| *key != "page").collect();
        pairs.push(("page", &page));
        pairs.sort_by(|one, other| one.0.cmp(other.0));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    }
}

/// A body: JSON or a form, whose names may have brackets. No body is an empty object.
pub(super) fn body_of(content_type: Option<&str>, body: &Bytes) -> Result<Value, Failure> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Object(Map::new()));
    }
    if content_type.is_some_and(|it| it.starts_with("application/x-www-form-urlencoded")) {
        return Ok(form(body));
    }
    serde_json::from_slice(body).map_err(|_| Failure::MalformedJson)
}

fn form(body: &Bytes) -> Value {
    let mut root = Map::new();
    for (key, value) in form_urlencoded::parse(body) {
        let value = Value::String(value.into_owned());
        match key.split_once('[') {
            None => {
                root.insert(key.into_owned(), value);
            }
            Some((outer, inner)) => {
                let hash = root.entry(outer).or_insert_with(|| Value::Object(Map::new()));
                if let Some(hash) = hash.as_object_mut() {
                    hash.insert(inner.trim_end_matches(']').to_owned(), value);
                }
            }
        }
    }
    Value::Object(root)
}

/// Whether the framework takes a value for nothing: null, false, blank texts, empty lists.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(truth) => !truth,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Number(_) => false,
    }
}

/// A truth as JSON or as a form writes it.
pub(super) fn is_true(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(truth)) => *truth,
        Some(Value::Number(number)) => number.as_i64() == Some(1),
        Some(Value::String(text)) => matches!(text.as_str(), "true" | "1" | "t" | "on"),
        _ => false,
    }
}

/// A text, or a number as its text.
pub(super) fn text_of(value: Option<&Value>) -> Option<String> {
    match value {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Query, body_of};
    use bytes::Bytes;
    use serde_json::json;

    #[test]
    fn brackets_count_encoded_or_not_and_arrays_gather() {
        let params = Query::parse(Some(
            "filter[id_in][]=1&filter%5Bid_in%5D%5B%5D=2&filter[name_eq]=a&locales[]=en&x[y][z]=1",
        ));
        let members = params.members("filter");
        assert_eq!(members[0], ("id_in".to_owned(), vec!["1".to_owned(), "2".to_owned()]));
        assert_eq!(members[1], ("name_eq".to_owned(), vec!["a".to_owned()]));
        assert_eq!(params.items("locales"), ["en"]);
        assert_eq!(Query::parse(Some("locales=en,fr")).items("locales"), ["en", "fr"]);
        assert!(params.members("x").is_empty());
    }

    #[test]
    fn another_page_keeps_the_query_sorted_and_encoded() {
        let params = Query::parse(Some("page=2&per_page=3&filter[id_in][]=7"));
        assert_eq!(params.with_page(4), "filter%5Bid_in%5D%5B%5D=7&page=4&per_page=3");
    }

    #[test]
    fn a_form_may_nest() {
        let body = Bytes::from_static(b"username=ada&meta%5Bregister_on_missing%5D=true");
        let read = body_of(Some("application/x-www-form-urlencoded"), &body).unwrap();
        assert_eq!(read, json!({"username": "ada", "meta": {"register_on_missing": "true"}}));
        assert_eq!(body_of(None, &Bytes::new()).unwrap(), json!({}));
        assert!(body_of(None, &Bytes::from_static(b"{")).is_err());
    }
}
