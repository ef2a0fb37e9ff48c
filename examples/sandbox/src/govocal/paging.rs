//! Page size, page number and `meta`.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::errors::Failure;
use super::settings::Settings;
use crate::query::Query;
use crate::reply::Reply;

/// What a negative page size falls back to: the default of the whole application, not of this API.
const APPLICATION_PAGE_SIZE: usize = 250;

/// One requested page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    number: i64,
    size: usize,
}

impl Page {
    pub(super) fn of(query: &Query, settings: &Settings) -> Result<Self, Failure> {
        let most = settings.max_page_size.unwrap_or(settings.era.max_page_size());
        let default = settings.default_page_size.unwrap_or(settings.era.default_page_size());
        Self::within(query, default.min(most), most)
    }

    fn within(query: &Query, default: usize, most: usize) -> Result<Self, Failure> {
        let size = match query.get("page_size").map(leading_integer) {
            None => default,
            // The paginator divides by it.
            Some(0) => return Err(Failure::ServerError),
            Some(negative) if negative < 0 => APPLICATION_PAGE_SIZE,
            Some(size) => usize::try_from(size).unwrap_or(most).min(most),
        };
        let number = query.get("page_number").map_or(1, leading_integer).max(1);
        // The database takes no offset beyond its own integers.
        let offset = i64::try_from(size).ok().and_then(|size| (number - 1).checked_mul(size));
        if offset.is_none() {
            return Err(Failure::ServerError);
        }
        Ok(Self { number, size })
    }

    /// The rows of this page.
    pub(super) fn cut<T>(self, rows: &[T]) -> &[T] {
        let skipped = usize::try_from(self.number - 1)
            .ok()
            .and_then(|before| before.checked_mul(self.size))
            .map_or(rows.len(), |before| before.min(rows.len()));
        let rest = rows.get(skipped..).unwrap_or_default();
        rest.get(..self.size).unwrap_or(rest)
    }

    /// The answer with the page's rows under this key; `all` is how many rows there are on all pages.
    pub(super) fn reply(self, key: &str, rows: Vec<Value>, all: usize) -> Reply {
        let meta = self.meta(all);
        let body = Map::from_iter([(key.to_owned(), rows.into()), ("meta".to_owned(), meta)]);
        Reply::json(StatusCode::OK, &Value::Object(body))
    }

    fn meta(self, rows: usize) -> Value {
        json!({"current_page": self.number, "total_pages": rows.div_ceil(self.size)})
    }
}

/// The number at the start of a text, as the server's language reads it; 0 without one.
fn leading_integer(text: &str) -> i64 {
    let text = text.trim_start();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let size = digits
        .chars()
        .map_while(|digit| digit.to_digit(10))
        .fold(0_i64, |sum, digit| sum.saturating_mul(10).saturating_add(i64::from(digit)));
    if negative { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::{Failure, Page};
    use crate::query::Query;
    use serde_json::json;

    fn page(query: &str) -> Result<Page, Failure> {
        Page::within(&Query::parse(Some(query)), 25, 100)
    }

    #[test]
    fn the_page_size_is_clamped_and_a_negative_one_ignored() {
        assert_eq!(page("").unwrap(), Page { number: 1, size: 25 });
        assert_eq!(page("page_size=1000").unwrap().size, 100);
        assert_eq!(page("page_size=-3").unwrap().size, 250);
        assert_eq!(page("page_size=7x").unwrap().size, 7);
        for broken in ["page_size=0", "page_size=", "page_size=many"] {
            assert!(matches!(page(broken), Err(Failure::ServerError)), "{broken}");
        }
    }

    #[test]
    fn a_page_number_below_one_means_one() {
        for number in ["page_number=0", "page_number=-2", "page_number=x", "page_number="] {
            assert_eq!(page(number).unwrap().number, 1, "{number}");
        }
    }

    #[test]
    fn past_the_end_is_empty_and_echoes_the_number() {
        let rows: Vec<u32> = (0..30).collect();
        let last = page("page_number=2").unwrap();
        assert_eq!(last.cut(&rows), [25, 26, 27, 28, 29]);
        let past = page("page_number=368934881474191033").unwrap();
        assert!(past.cut(&rows).is_empty());
        assert_eq!(
            past.meta(30),
            json!({"current_page": 368_934_881_474_191_033_i64, "total_pages": 2})
        );
        assert_eq!(past.meta(0)["total_pages"], 0);
        let beyond = page("page_number=9223372036854775807");
        assert!(matches!(beyond, Err(Failure::ServerError)));
    }
}
