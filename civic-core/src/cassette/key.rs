//! What makes two requests the same, and what tells them apart.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::Value;
use url::Url;

use crate::error::Excerpt;
use crate::list::source::Key as Hash;

/// How many differences a message names.
const NAMED: usize = 3;

/// How much of a value it shows, in characters.
const SHOWN: usize = 60;

/// A request: origin, method, path, sorted query, and the hash of its body, all without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) method: String,
    pub(super) origin: String,
    pub(super) path: String,
    query: Vec<(String, String)>,
    body_hash: String,
}

impl Key {
    pub(super) fn of(method: &str, url: &str, body_hash: &str) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        let mut query: Vec<_> = url.query_pairs().into_owned().collect();
        query.sort();
        Some(Self {
            method: method.to_owned(),
            origin: url.origin().ascii_serialization(),
            path: url.path().to_owned(),
            query,
            body_hash: body_hash.to_owned(),
        })
    }

    /// How much of another request is the same: the larger, the nearer.
    pub(super) fn nearness(&self, other: &Self) -> (bool, bool, usize, bool, usize, bool) {
        let segments = self.path.split('/').zip(other.path.split('/'));
        let shared = segments.take_while(|(one, other)| one == other).count();
        let parameters = self.query.iter().filter(|pair| other.query.contains(pair)).count();
        (
            self.origin == other.origin,
            self.path == other.path,
            shared,
            self.method == other.method,
            parameters,
            self.body_hash == other.body_hash,
        )
    }

    /// What a recorded request has otherwise, in words.
    pub(super) fn differences(&self, recorded: &Self) -> Vec<String> {
        let mut found = Vec::new();
        if self.origin != recorded.origin {
            found.push(format!("the address is {}", recorded.origin));
        }
        if self.method != recorded.method {
            found.push(format!("the method is {}", recorded.method));
        }
        if self.path != recorded.path {
            found.push(format!("the path is {}", Excerpt(&recorded.path, SHOWN)));
        }
        if self.query != recorded.query {
            found.extend(self.other_parameters(recorded));
        }
        found
    }

    fn other_parameters(&self, recorded: &Self) -> Vec<String> {
        let names: BTreeSet<&String> =
            self.query.iter().chain(&recorded.query).map(|(name, _)| name).collect();
        let mut found = Vec::new();
        for name in names {
            let values = |of: &Self| -> Vec<String> {
                let pairs = of.query.iter().filter(|(other, _)| other == name);
                pairs.map(|(_, value)| Excerpt(value, SHOWN).to_string()).collect()
            };
            let (asked, has) = (values(self), values(recorded));
            if asked != has {
                found.push(if has.is_empty() {
                    format!("there is no {}", Excerpt(name, SHOWN))
                } else {
                    format!("{} is {}", Excerpt(name, SHOWN), has.join(" and "))
                });
            }
        }
        found
    }

    pub(super) fn has_other_body(&self, recorded: &Self) -> bool {
        self.body_hash != recorded.body_hash
    }
}

/// In words, a few of the differences.
pub(super) fn summary(differences: &[String]) -> String {
    let mut text = differences.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if differences.len() > NAMED {
        let _ = write!(text, " and {} more", differences.len() - NAMED);
    }
    text
}

/// The hash of a request's body in the form in which it is the same each time: without the boundary of a
/// form, which is drawn by lot.
pub(super) fn body_hash(body: &[u8], content_type: Option<&str>) -> String {
    if body.is_empty() {
        return String::new();
    }
    let boundary = content_type.and_then(boundary).filter(|boundary| !boundary.is_empty());
    let hash = match boundary {
        Some(boundary) => Hash::of([without(body, boundary.as_bytes())]),
        None => Hash::of([body]),
    };
    let mut text = String::new();
    hash.to_bytes().into_iter().for_each(|byte| {
        let _ = write!(text, "{byte:02x}");
    });
    text
}

/// The boundary of a form (RFC 2046, section 5.1.1).
fn boundary(content_type: &str) -> Option<&str> {
    let mut parts = content_type.split(';');
    let kind = parts.next()?.trim().get(..10)?;
    if !kind.eq_ignore_ascii_case("multipart/") {
        return None;
    }
    let value = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then_some(value)
    })?;
    Some(value.trim().trim_matches('"'))
}

fn without(body: &[u8], boundary: &[u8]) -> Vec<u8> {
    let (mut rest, mut found) = (body, Vec::with_capacity(body.len()));
    while let Some((first, others)) = rest.split_first() {
        if let Some(behind) = rest.strip_prefix(boundary) {
            found.extend_from_slice(b"boundary");
            rest = behind;
        } else {
            found.push(*first);
            rest = others;
        }
    }
    found
}

/// Where two JSON bodies differ, by their paths.
pub(super) fn body_differences(asked: &[u8], recorded: &[u8]) -> Vec<String> {
    let parsed = serde_json::from_slice(asked).ok().zip(serde_json::from_slice(recorded).ok());
    let Some((asked, recorded)) = parsed else { return vec!["the body is another".to_owned()] };
    let mut found = Vec::new();
    compare(&asked, &recorded, "", &mut found);
    if found.is_empty() {
        found.push("the body is written in another way".to_owned());
    }
    found
}

fn compare(asked: &Value, recorded: &Value, path: &str, found: &mut Vec<String>) {
    match (asked, recorded) {
        _ if asked == recorded => {}
        (Value::Object(asked), Value::Object(recorded)) => {
            let names: BTreeSet<&String> = asked.keys().chain(recorded.keys()).collect();
            for name in names {
                let one = asked.get(name).unwrap_or(&Value::Null);
                let other = recorded.get(name).unwrap_or(&Value::Null);
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                compare(one, other, &path, found);
            }
        }
        _ => {
            let path = if path.is_empty() { "the body" } else { path };
            let path = Excerpt(path, SHOWN);
            found.push(format!("{path} is {}", Excerpt(&recorded.to_string(), SHOWN)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(url: &str) -> Key {
        Key::of("GET", url, "").unwrap()
    }

    #[test]
    fn the_order_of_parameters_is_not_part_of_a_request() {
        let one = key("https://h.example.org/a?b=2&a=1&b=1");
        assert_eq!(one, key("https://h.example.org/a?b=1&b=2&a=1"));
        assert_ne!(one, key("https://h.example.org/a?b=1&a=1"));
        assert_ne!(one, Key::of("POST", "https://h.example.org/a?b=1&b=2&a=1", "").unwrap());
        assert_eq!(key("https://h.example.org:443/a"), key("https://h.example.org/a"));
    }

    #[test]
    fn what_differs_is_named() {
        let asked = key("https://h.example.org/a?page=2&q=x");
        let text = |url: &str| summary(&asked.differences(&key(url)));
        assert_eq!(text("https://h.example.org/a?page=3"), "page is 3, there is no q");
        assert_eq!(
            text("http://h.example.org/b?page=2&q=x"),
            "the address is http://h.example.org, the path is /b"
        );
        let all = text("http://h.example.org/b?r=1&s=2");
        assert!(all.ends_with(" and 3 more"), "{all}");
    }

    #[test]
    fn the_boundary_of_a_form_is_not_part_of_it() {
        let form = |boundary: &str| {
            let body = format!("--{boundary}\r\nx\r\n--{boundary}--\r\n");
            body_hash(
                body.as_bytes(),
                Some(&format!("Multipart/form-data; boundary=\"{boundary}\"")),
            )
        };
        assert_eq!(form("a1b2"), form("c3d4e5"));
        assert_ne!(body_hash(b"a1b2", None), body_hash(b"c3d4", None));
        assert_eq!(body_hash(b"", None), "");
    }

    #[test]
    fn bodies_differ_at_a_path() {
        let differences = body_differences(
            br#"{"q":"x","v":{"after":"b","n":1}}"#,
            br#"{"q":"x","v":{"after":"a","n":1}}"#,
        );
        assert_eq!(differences, ["v.after is \"a\""]);
        assert_eq!(body_differences(b"x", b"{}"), ["the body is another"]);
    }
}
