//! Rows, decoded one by one so that a broken one sinks alone.

use std::fmt;

use bytes::Bytes;
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::key::Key;
use super::report::MalformedRow;
use crate::Error;
use crate::error::shorten;
use crate::http::Response;

/// A row as the server sent it: JSON, undecoded, sharing the page's memory.
#[derive(Clone, Debug)]
pub struct RawRow(Bytes);

impl RawRow {
    /// A row from its JSON.
    pub fn new(json: impl Into<Bytes>) -> Self {
        Self(json.into())
    }

    /// Its JSON.
    pub fn json(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn decode<T: DeserializeOwned>(&self) -> Result<T, RowFault> {
        serde_json::from_slice(&self.0).map_err(|error| {
            // The path costs a second reading, so it is worked out only now.
            let mut reader = serde_json::Deserializer::from_slice(&self.0);
            match serde_path_to_error::deserialize::<_, T>(&mut reader) {
                Err(found) => RowFault {
                    path: Some(found.path().to_string()).filter(|path| path != "."),
                    problem: shorten(&found.inner().to_string()).into_owned(),
                },
                Ok(_) => RowFault { path: None, problem: shorten(&error.to_string()).into_owned() },
            }
        })
    }

    /// Its id, where it has one.
    fn id(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Identified {
            id: serde_json::Value,
        }
        serde_json::from_slice::<Identified>(&self.0).ok().map(|row| match row.id {
            serde_json::Value::String(id) => id,
            other => other.to_string(),
        })
    }

    /// What tells a row that does not decode from others, where it has an id.
    pub(crate) fn id_key(&self) -> Option<Key> {
        self.id().map(|id| Key::of([id]))
    }

    pub(crate) fn into_malformed(self, fault: RowFault, page: u64, index: usize) -> MalformedRow {
        MalformedRow {
            page,
            index,
            id: self.id(),
            path: fault.path,
            problem: fault.problem,
            raw: String::from_utf8_lossy(&self.0).into_owned(),
        }
    }
}

/// Why a row did not decode.
#[derive(Debug)]
pub(crate) struct RowFault {
    pub(crate) path: Option<String>,
    pub(crate) problem: String,
}

/// What becomes of a row that does not decode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowPolicy {
    /// It goes into the [`Report`](super::Report) and the walk goes on. The first 100 are kept
    /// with their JSON, the rest counted; each is logged as a warning.
    #[default]
    Report,
    /// The same, and it is an error item of the stream too.
    Strict,
}

/// The rows of an enveloped page, `{"ideas": [..], "meta": {..}}`.
///
/// # Errors
/// [`Decode`](crate::ErrorKind::Decode) where there is no list under `name`.
pub fn raw_rows(response: &Response, name: &str) -> Result<Vec<RawRow>, Error> {
    match Envelope::read(response, name, None) {
        Some(Envelope { rows: Some(rows), .. }) => Ok(sharing(response, &rows)),
        _ => raw_rows_or_why(response, name),
    }
}

/// The rows of an enveloped page, and what stands under `beside`: `meta` in the example of
/// [`raw_rows`]. One reading finds both.
///
/// # Errors
/// [`Decode`](crate::ErrorKind::Decode) where there is no list under `name`, or where what stands
/// under `beside` is missing or does not fit.
pub fn raw_rows_and<T: DeserializeOwned>(
    response: &Response,
    name: &str,
    beside: &str,
) -> Result<(Vec<RawRow>, T), Error> {
    if let Some(Envelope { rows: Some(rows), beside: Some(beside) }) =
        Envelope::read(response, name, Some(beside))
        && let Ok(beside) = serde_json::from_str(beside.get())
    {
        return Ok((sharing(response, &rows), beside));
    }
    let beside = response.json_under(beside)?;
    raw_rows_or_why(response, name).map(|rows| (rows, beside))
}

/// Reads step by step, so that an error says where it stopped.
fn raw_rows_or_why(response: &Response, name: &str) -> Result<Vec<RawRow>, Error> {
    let list = response.raw_under(name)?;
    let rows: Vec<&RawValue> = serde_json::from_str(list.get())
        .map_err(|error| response.blame(Error::decode(error.to_string(), name)))?;
    Ok(sharing(response, &rows))
}

/// Rows that share the answer's memory.
fn sharing(response: &Response, rows: &[&RawValue]) -> Vec<RawRow> {
    let body = response.body();
    rows.iter().map(|row| RawRow(body.slice_ref(row.get().as_bytes()))).collect()
}

/// Where in an answer its rows begin and end, and where what is told beside them does.
#[derive(Default)]
struct Envelope<'a> {
    rows: Option<Vec<&'a RawValue>>,
    beside: Option<&'a RawValue>,
}

/// The names to look for.
struct Names<'n> {
    rows: &'n str,
    beside: Option<&'n str>,
}

impl<'a> Envelope<'a> {
    /// `None` for what is no such page.
    fn read(response: &'a Response, rows: &str, beside: Option<&str>) -> Option<Self> {
        let mut reader = serde_json::Deserializer::from_slice(response.text());
        let envelope = reader.deserialize_map(Names { rows, beside }).ok()?;
        reader.end().ok().map(|()| envelope)
    }
}

impl<'de> Visitor<'de> for Names<'_> {
    type Value = Envelope<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut envelope = Envelope::default();
        while let Some(name) = map.next_key::<String>()? {
            if name == self.rows {
                envelope.rows = Some(map.next_value()?);
            } else if Some(name.as_str()) == self.beside {
                envelope.beside = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(envelope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::http::{HeaderMap, HttpConfig, Method, Platform, RateLimit, Request};
    use crate::testing::{FakeTransport, VirtualClock};

    #[derive(Debug, Deserialize, PartialEq)]
    struct Meta {
        pages: u64,
    }

    #[derive(Debug)]
    struct Anyone;

    impl Platform for Anyone {
        fn user_agent(&self) -> &'static str {
            "tests"
        }
    }

    fn answer(body: &'static str) -> Response {
        let transport =
            FakeTransport::new(move |_| async move { Ok(::http::Response::new(body.into())) });
        let clock = VirtualClock::new();
        let http = HttpConfig::new().transport(transport).clock(clock.clone());
        let client = http.rate_limit(RateLimit::off()).build("http://a.example.org", Anyone);
        let request = Request::new(Method::GET, "/");
        let response = clock.run(client.unwrap().execute(request)).unwrap().unwrap();
        assert_eq!(response.headers(), &HeaderMap::new());
        response
    }

    fn read(body: &'static str) -> Result<(Vec<String>, Meta), Error> {
        let (rows, meta) = raw_rows_and(&answer(body), "ideas", "meta")?;
        let text = |row: &RawRow| String::from_utf8(row.json().to_vec()).unwrap();
        Ok((rows.iter().map(text).collect(), meta))
    }

    #[test]
    fn rows_and_what_stands_beside_them_are_found_in_any_order() {
        let expected = (vec![r#"{"id": 1}"#.to_owned(), "null".to_owned()], Meta { pages: 3 });
        for body in [
            r#"{"ideas": [{"id": 1}, null], "meta": {"pages": 3}}"#,
            r#"{"new": {"ideas": []}, "meta": {"pages": 3}, "ideas": [{"id": 1}, null]}"#,
            "\u{feff}{\"meta\": {\"pages\": 3, \"x\": 1}, \"\\u0069deas\": [{\"id\": 1}, null]}",
        ] {
            assert_eq!(read(body).unwrap(), expected, "{body}");
        }
    }

    #[test]
    fn a_page_that_lacks_something_says_what() {
        for (body, path) in [
            (r#"{"ideas": []}"#, "meta"),
            (r#"{"meta": {"pages": 3}}"#, "ideas"),
            (r#"{"meta": {"pages": 3}, "ideas": {}}"#, "ideas"),
            (r#"{"meta": {"pages": "x"}, "ideas": []}"#, "meta.pages"),
            (r#"{"meta": {"pages": 3}, "ideas": [1]"#, "?"),
            ("[]", ""),
        ] {
            let error = read(body).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
            assert_eq!(error.decode_path().unwrap_or_default(), path, "{body}");
        }
    }
}
