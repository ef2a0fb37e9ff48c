//! Pages and the headers that describe them.

use http::header::{HeaderName, LINK};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::call::Call;
use crate::reply::Reply;

/// What a missing or senseless page size falls back to.
const DEFAULT: usize = 25;

/// One page of a list, in the headers as well; the body has no word about it.
pub(super) fn list<T>(
    call: &Call<'_>,
    rows: &[T],
    render: impl Fn(&Call<'_>, &T) -> Value,
) -> Reply {
    let number = |name: &str| call.params.get(name).and_then(leading).filter(|number| *number > 0);
    let most = call.settings().most_per_page.unwrap_or(usize::MAX);
    let size = number("per_page").unwrap_or(DEFAULT).min(most);
    let page = number("page").unwrap_or(1);
    let before = (page - 1).saturating_mul(size);
    let shown: Vec<Value> =
        rows.iter().skip(before).take(size).map(|row| render(call, row)).collect();
    let last = rows.len().div_ceil(size).max(1);
    let mut links = Vec::new();
    if page > 1 {
        links.push(("first", 1));
        links.push(("prev", page - 1));
    }
    if page < last {
        links.push(("last", last));
        links.push(("next", page + 1));
    }
    let reply = Reply::json(StatusCode::OK, &json!({"data": shown}));
    let reply = put(call, reply, HeaderName::from_static("total"), &rows.len().to_string());
    let reply = put(call, reply, HeaderName::from_static("per-page"), &size.to_string());
    if links.is_empty() {
        return reply;
    }
    let address =
        |number: usize| format!("{}{}?{}", call.origin, call.path, call.params.with_page(number));
    let links: Vec<String> = links
        .into_iter()
        .map(|(rel, number)| format!("<{}>; rel=\"{rel}\"", address(number)))
        .collect();
    put(call, reply, LINK, &links.join(", "))
}

/// One page of a list that the module cuts itself: more than 100 rows a page are 25, and no header says
/// how many there are.
pub(super) fn without_count<T>(call: &Call<'_>, rows: &[T], render: impl Fn(&T) -> Value) -> Reply {
    let shown: Vec<Value> = cut(call, rows).map(render).collect();
    Reply::json(StatusCode::OK, &json!({"data": shown}))
}

/// The rows of such a page.
pub(super) fn cut<'r, T>(call: &Call<'_>, rows: &'r [T]) -> impl Iterator<Item = &'r T> {
    let number = |name: &str| call.params.filled(name).and_then(leading).unwrap_or(0);
    let size = Some(number("per_page")).filter(|size| (1..=100).contains(size));
    let size = size.unwrap_or(DEFAULT);
    rows.iter().skip((number("page").max(1) - 1).saturating_mul(size)).take(size)
}

fn put(call: &Call<'_>, reply: Reply, name: HeaderName, value: &str) -> Reply {
    if call.settings().left_out_headers.iter().any(|left_out| left_out == name.as_str()) {
        return reply;
    }
    match HeaderValue::from_str(value) {
        Ok(value) => reply.with_header(name, value),
        Err(_) => reply,
    }
}

/// The number at the start of a text.
fn leading(text: &str) -> Option<usize> {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}
