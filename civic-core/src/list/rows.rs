//! The rows of a page. A row that does not decode does not affect the others.

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use serde::de::{DeserializeOwned, DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::key::Key;
use super::report::MalformedRow;
use crate::Error;
use crate::error::{KEPT_BODY, excerpt, shorten};
use crate::http::{Response, Secrets};
use crate::json::{self, Misfit};

/// A row of a page: decoded together with the page, or as the server sent it.
#[derive(Clone, Debug)]
pub enum PageRow<T> {
    /// It fits the model.
    Decoded(T),
    /// It is decoded later, by itself, so that a failure does not affect other rows.
    Raw(RawRow),
}

impl<T> PageRow<T> {
    /// A row from its JSON.
    pub fn json(json: impl Into<Bytes>) -> Self {
        Self::Raw(RawRow::new(json))
    }
}

impl<T> From<RawRow> for PageRow<T> {
    fn from(row: RawRow) -> Self {
        Self::Raw(row)
    }
}

/// A row as the server sent it: JSON, undecoded, sharing the page's memory.
#[derive(Clone)]
pub struct RawRow {
    json: Bytes,
    /// Secrets that it may repeat and no report may show.
    secrets: Secrets,
}

impl RawRow {
    /// A row from its JSON.
    pub fn new(json: impl Into<Bytes>) -> Self {
        Self { json: json.into(), secrets: Secrets::default() }
    }

    /// The same row as a part of this answer. If it does not decode, the secrets of the answer's request
    /// are removed from what is reported of it.
    #[must_use]
    pub fn of(mut self, response: &Response) -> Self {
        self.secrets = response.secrets.clone();
        self
    }

    /// Its JSON.
    pub fn json(&self) -> &[u8] {
        &self.json
    }

    /// Decodes it.
    ///
    /// ```
    /// use civic_core::list::source::RawRow;
    ///
    /// let row = RawRow::new(r#"{"id": 7}"#);
    /// let decoded = row.decode::<std::collections::BTreeMap<String, u64>>();
    /// assert_eq!(decoded.map(|row| row["id"]), Ok(7));
    /// ```
    ///
    /// # Errors
    /// [`Misfit`], with the place of the first value that does not fit.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Misfit> {
        json::read(&self.json)
    }

    /// Its id, where it has one.
    fn id(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Identified {
            id: Option<serde_json::Value>,
        }
        let id = serde_json::from_slice::<Identified>(&self.json).ok()?.id?;
        Some(id.as_str().map_or_else(|| id.to_string(), str::to_owned))
    }

    /// The key of a row that does not decode, if it has an id.
    pub(crate) fn id_key(&self) -> Option<Key> {
        self.id().map(|id| Key::of([id]))
    }

    /// What is the same when the row comes again: its id, or else its whole JSON.
    pub(crate) fn likeness(&self) -> Key {
        self.id_key().unwrap_or_else(|| Key::of([&b""[..], &self.json]))
    }

    pub(crate) fn into_malformed(self, misfit: Misfit, page: u64, index: usize) -> MalformedRow {
        let scrub = |text: String| self.secrets.scrub(&text).unwrap_or(text);
        // A report may keep a hundred of them, so each is cut.
        let raw = self.secrets.scrub_start(&self.json, KEPT_BODY);
        MalformedRow {
            page,
            index,
            id: self.id().map(scrub).map(|id| excerpt(&id)),
            path: Some(excerpt(&scrub(misfit.path))).filter(|path| !path.is_empty()),
            problem: shorten(&scrub(misfit.problem)).into_owned(),
            raw: String::from_utf8_lossy(&raw).into_owned(),
        }
    }
}

/// Its JSON, quoted.
impl fmt::Debug for RawRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = String::from_utf8_lossy(&self.json);
        let shown = self.secrets.scrub(&json);
        f.debug_tuple("RawRow").field(&shown.as_deref().unwrap_or(&json)).finish()
    }
}

/// The rows of an enveloped page, `{"ideas": [..], "meta": {..}}`, still as JSON.
///
/// # Errors
/// [`Decode`](crate::ErrorKind::Decode) where there is no list under `name`.
pub fn raw_rows(response: &Response, name: &str) -> Result<Vec<RawRow>, Error> {
    let list = response.raw_under(name)?;
    let rows: Vec<&RawValue> = serde_json::from_str(list.get())
        .map_err(|error| response.blame(Error::decode(error.to_string(), name)))?;
    let body = response.body();
    let raw = |row: &RawValue| RawRow::new(body.slice_ref(row.get().as_bytes())).of(response);
    Ok(rows.into_iter().map(raw).collect())
}

/// The rows of an enveloped page. All are decoded at once; where one of them does not decode, they are
/// returned undecoded instead.
///
/// # Errors
/// Those of [`raw_rows`]. A row that does not decode is not an error here.
pub fn rows<T: DeserializeOwned>(
    response: &Response,
    name: &str,
) -> Result<Vec<PageRow<T>>, Error> {
    match json::read_at::<Vec<T>>(response.body(), &[name]) {
        Ok(Some(rows)) => Ok(rows.into_iter().map(PageRow::Decoded).collect()),
        _ => Ok(raw_rows(response, name)?.into_iter().map(PageRow::Raw).collect()),
    }
}

/// The rows of an enveloped page and the value under `beside`, which is `meta` in the example of
/// [`raw_rows`].
///
/// # Errors
/// Those of [`rows`], and [`Decode`](crate::ErrorKind::Decode) where the value under `beside` is missing
/// or does not fit.
pub fn rows_and<T: DeserializeOwned, B: DeserializeOwned>(
    response: &Response,
    name: &str,
    beside: &str,
) -> Result<(Vec<PageRow<T>>, B), Error> {
    let names = Names { rows: name, beside, content: PhantomData::<(T, B)> };
    if let Ok((Some(rows), Some(beside))) = json::read_with(response.body(), names) {
        return Ok((rows.into_iter().map(PageRow::Decoded).collect(), beside));
    }
    let beside = response.json_under(beside)?;
    Ok((raw_rows(response, name)?.into_iter().map(PageRow::Raw).collect(), beside))
}

/// The names to look for.
struct Names<'n, T, B> {
    rows: &'n str,
    beside: &'n str,
    content: PhantomData<(T, B)>,
}

impl<'de, T: Deserialize<'de>, B: Deserialize<'de>> DeserializeSeed<'de> for Names<'_, T, B> {
    type Value = (Option<Vec<T>>, Option<B>);

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>, B: Deserialize<'de>> Visitor<'de> for Names<'_, T, B> {
    type Value = (Option<Vec<T>>, Option<B>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let (mut rows, mut beside) = (None, None);
        while let Some(name) = map.next_key::<String>()? {
            if name == self.rows {
                rows = Some(map.next_value()?);
            } else if name == self.beside {
                beside = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok((rows, beside))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::http::platform::Platform;
    use crate::http::types::{HeaderMap, Method};
    use crate::http::{HttpConfig, RateLimit, Request};
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

    #[derive(Debug, Deserialize, PartialEq)]
    struct Idea {
        id: u64,
    }

    fn read(body: &'static str) -> Result<(Vec<PageRow<Idea>>, Meta), Error> {
        rows_and(&answer(body), "ideas", "meta")
    }

    #[test]
    fn rows_and_what_stands_beside_them_are_found_in_any_order() {
        for body in [
            r#"{"ideas": [{"id": 1}, {"id": 2}], "meta": {"pages": 3}}"#,
            r#"{"new": {"ideas": []}, "meta": {"pages": 3}, "ideas": [{"id": 1}, {"id": 2}]}"#,
            "\u{feff}{\"meta\": {\"pages\": 3}, \"\\u0069deas\": [{\"id\": 1}, {\"id\": 2}]}",
        ] {
            let (rows, meta) = read(body).unwrap();
            assert_eq!(meta, Meta { pages: 3 });
            let PageRow::Decoded(ideas) = &rows[1] else { panic!("{rows:?}") };
            assert_eq!((rows.len(), ideas), (2, &Idea { id: 2 }), "{body}");
        }
    }

    #[test]
    fn rows_that_all_fit_are_decoded_with_their_page() {
        let rows = rows::<Idea>(&answer(r#"{"ideas": [{"id": 1}, {"id": 2}]}"#), "ideas").unwrap();
        let ids = rows.iter().map(|row| match row {
            PageRow::Decoded(idea) => idea.id,
            PageRow::Raw(row) => panic!("{row:?}"),
        });
        assert_eq!(ids.collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn a_malformed_row_does_not_affect_others() {
        let (rows, _) = read(r#"{"meta":{"pages":3},"ideas":[{"id":1},{"id":"x"},null]}"#).unwrap();
        let decoded = |row: &PageRow<Idea>| match row {
            PageRow::Raw(row) => row.decode::<Idea>().map_err(|misfit| misfit.path),
            PageRow::Decoded(_) => panic!("{rows:?}"),
        };
        let PageRow::Raw(row) = &rows[1] else { panic!("{rows:?}") };
        assert_eq!(row.json(), br#"{"id":"x"}"#);
        let expected = [Ok(Idea { id: 1 }), Err("id".to_owned()), Err(String::new())];
        assert_eq!(rows.iter().map(decoded).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn only_the_beginning_of_a_very_long_row_is_kept() {
        let long = "x".repeat(KEPT_BODY);
        let json = format!(r#"{{"id": "{long}", "{long}": null}}"#);
        let problem = long.clone();
        let misfit = Misfit { path: long, problem };
        let row = RawRow::new(Bytes::from(json.clone())).into_malformed(misfit, 1, 0);
        assert!(row.raw.len() == KEPT_BODY && json.starts_with(&row.raw));
        let lengths = [row.id.unwrap(), row.path.unwrap(), row.problem].map(|it| it.len());
        assert!(lengths.iter().all(|length| *length < 1000), "{lengths:?}");
    }

    #[test]
    fn no_part_of_a_secret_is_left_where_a_very_long_row_is_cut() {
        for before in KEPT_BODY - 12..KEPT_BODY {
            let json = format!("{} s3cr3t-token", "x".repeat(before));
            let mut row = RawRow::new(Bytes::from(json));
            row.secrets.add(secrecy::SecretString::from("s3cr3t-token"));
            let misfit = Misfit { path: String::new(), problem: String::new() };
            let raw = row.into_malformed(misfit, 1, 0).raw;
            assert!(!raw.contains("s3") && raw.len() <= KEPT_BODY, "{before}");
        }
    }

    #[test]
    fn a_page_that_lacks_something_says_what() {
        for (body, path) in [
            (r#"{"ideas": []}"#, "meta"),
            (r#"{"meta": {"pages": 3}}"#, "ideas"),
            (r#"{"meta": {"pages": 3}, "ideas": {}}"#, "ideas"),
            (r#"{"meta": {"pages": "x"}, "ideas": []}"#, "meta.pages"),
            (r#"{"meta": {"pages": 3}, "ideas": [1]"#, ""),
            ("[]", ""),
        ] {
            let error = read(body).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
            assert_eq!(error.decode_path().unwrap_or_default(), path, "{body}");
        }
    }
}
