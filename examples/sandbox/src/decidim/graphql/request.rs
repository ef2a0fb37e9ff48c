//! What a request asks for, from whichever form its body has.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Request};
use serde_json::{Map, Value};

use super::document::{operations, parse};
use super::multipart;
use crate::decidim::engine::Engine;

/// Why a body gives nothing to execute.
#[derive(Debug, PartialEq)]
pub(super) enum Unreadable {
    /// No JSON where JSON was announced: HTTP 400.
    Body,
    /// Variables that are not an object: HTTP 500.
    Variables,
}

/// A GraphQL request.
#[derive(Debug, Default, PartialEq)]
pub(in crate::decidim) struct Asked {
    pub(super) query: Option<String>,
    pub(super) variables: Map<String, Value>,
    pub(super) operation: Option<String>,
}

/// The content type without its parameters.
pub(super) fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

impl Asked {
    /// Where the version `takes_files`, a form with `operations` and a `map` is a query with files.
    pub(super) fn read(request: &Request<Bytes>, takes_files: bool) -> Result<Self, Unreadable> {
        let mut members: Map<String, Value> = Map::new();
        match content_type(request.headers()).as_str() {
            "application/json" => {
                let body = serde_json::from_slice(request.body());
                // An array has no members: there is no batching.
                if let Value::Object(body) = body.map_err(|_| Unreadable::Body)? {
                    members = body;
                }
            }
            "application/x-www-form-urlencoded" => {
                let pairs = url::form_urlencoded::parse(request.body());
                members = pairs.map(|(name, value)| (name.into_owned(), value.into())).collect();
            }
            "multipart/form-data" => {
                let given = multipart::parameters(request.headers(), request.body());
                members = given.ok_or(Unreadable::Body)?;
                let has_files = members.contains_key("operations") && members.contains_key("map");
                if takes_files && has_files {
                    multipart::put_files(&mut members).ok_or(Unreadable::Variables)?;
                }
            }
            _ => {}
        }
        let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
        let variables = match members.get("variables") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(variables)) => variables.clone(),
            Some(Value::String(text)) if text.trim().is_empty() => Map::new(),
            Some(Value::String(text)) => {
                serde_json::from_str(text).map_err(|_| Unreadable::Variables)?
            }
            Some(_) => return Err(Unreadable::Variables),
        };
        let operation = text("operationName").filter(|name| !name.is_empty());
        Ok(Self { query: text("query"), variables, operation })
    }

    /// The name of the operation, given beside the document or inside.
    pub(in crate::decidim) fn name(&self) -> Option<String> {
        if self.operation.is_some() {
            return self.operation.clone();
        }
        let document = parse(self.query.as_deref()?, Engine::V2_2).ok()?;
        let mut operations = operations(&document);
        operations.next().and_then(|operation| operation.name.as_ref()).map(ToString::to_string)
    }

    /// What fault rules match: the operation and the simple variables as pairs of a query.
    pub(in crate::decidim) fn pairs(&self, name: Option<&str>) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        if let Some(name) = name {
            pairs.append_pair("operation", name);
        }
        for (name, value) in &self.variables {
            match value {
                Value::String(text) => pairs.append_pair(name, text),
                Value::Number(number) => pairs.append_pair(name, &number.to_string()),
                _ => &mut pairs,
            };
        }
        pairs.finish()
    }
}
