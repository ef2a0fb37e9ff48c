//! A Decidim site that refuses every query it is sent, with validation errors about the names and the places that
//! stand in it: what the cutting of queries must survive.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use civic_core::http::HttpConfig;
use civic_core::testing::{FakeTransport, VirtualClock};
use serde_json::{Value, json};

use super::graphql::{self, is_query};
use super::script::config;

/// The codes that errors about a query have, and one that none has.
const CODES: [&str; 12] = [
    "undefinedField",
    "undefinedType",
    "selectionMismatch",
    "missingRequiredArguments",
    "argumentNotAccepted",
    "cannotSpreadFragment",
    "variableRequiresValidType",
    "variableMismatch",
    "variableNotUsed",
    "variableNotDefined",
    "useAndDefineFragment",
    "another",
];

/// Choices out of bytes; when there are none left, it is always the first.
struct Choices(std::vec::IntoIter<u8>);

impl Choices {
    fn of(&mut self, count: usize) -> usize {
        let number = usize::from(self.0.next().unwrap_or_default());
        let number = number << 8 | usize::from(self.0.next().unwrap_or_default());
        number % count.max(1)
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.of(of.len())).copied()
    }
}

/// A name in a query, with its line and column.
type Name<'q> = (&'q str, usize, usize);

fn names(query: &str) -> Vec<Name<'_>> {
    let mut names = Vec::new();
    for (line, text) in query.lines().enumerate() {
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        let mut column = 1;
        for word in words {
            if !word.is_empty() {
                names.push((word, line + 1, column));
            }
            column += word.len() + 1;
        }
    }
    names
}

/// Errors that name what stands in the query, rightly or not.
fn errors_about(query: &str, choices: &mut Choices) -> Value {
    let names = names(query);
    let errors: Vec<Value> = (0..=choices.of(5)).map(|_| error_about(&names, choices)).collect();
    match choices.of(16) {
        0 => json!({"errors": errors, "data": null}),
        1 => json!({"errors": errors, "data": {"component": null}}),
        _ => json!({"errors": errors}),
    }
}

fn error_about(names: &[Name<'_>], choices: &mut Choices) -> Value {
    let mut name = || choices.one(names).unwrap_or(("nothing", 1, 1));
    let ((of, ..), (second, ..), (variable, line, column)) = (name(), name(), name());
    let (about, about_line, about_column) = name();
    let input = ["InputObject", of].get(choices.of(2)).copied();
    // Before the dots of a fragment, at the name, or elsewhere.
    let places = [
        (about_line, about_column),
        (about_line, about_column.saturating_sub(3)),
        (about_line, about_column.saturating_sub(7)),
        (line, column),
    ];
    let place = choices.one(&places).map(|(line, column)| json!({"line": line, "column": column}));
    let paths = [
        json!([format!("query {of}"), second, format!("... on {of}"), about, variable]),
        json!([format!("fragment {of}"), second, about]),
        json!(["query", about, variable, 7, null]),
        json!([]),
    ];
    let path = paths.get(choices.of(paths.len()));
    let costly = "Query has complexity of 9000, which exceeds max complexity of 5";
    let message = if choices.of(24) == 1 { costly } else { "no" };
    json!({
        "message": message,
        "path": path,
        "locations": place.into_iter().collect::<Vec<_>>(),
        "extensions": {
            "code": choices.one(&CODES),
            "typeName": input,
            "fieldName": about,
            "name": about,
            "argumentName": variable,
            "variableName": variable,
            "parentName": of,
            "nodeName": format!("field '{about}'"),
            "problems": [{"path": ["attributes", variable],
                "explanation": format!("Field is not defined on {of}")}],
        },
    })
}

/// A way to a site that refuses every query, by these choices.
pub fn http(choices: &[u8], clock: &VirtualClock) -> HttpConfig {
    let choices = Mutex::new(Choices(Vec::from(choices).into_iter()));
    let transport = FakeTransport::new(move |request: http::Request<Bytes>| {
        is_query(&request);
        let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
        let query = body.get("query").and_then(Value::as_str).unwrap_or_default();
        let mut choices = choices.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = errors_about(query, &mut choices).to_string();
        async move { Ok(http::Response::new(answer.into())) }
    });
    config(clock).transport(transport)
}

/// Runs an operation against such a site: the first byte chooses it.
pub fn attack(bytes: &[u8]) {
    let Some((which, choices)) = bytes.split_first() else { return };
    let clock = VirtualClock::new();
    graphql::attack(usize::from(*which), http(choices, &clock), &clock);
}
