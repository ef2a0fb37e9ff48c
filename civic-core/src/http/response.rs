//! A successful answer.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use jiff::Timestamp;
use url::Url;

use super::redact::Secrets;
use super::request_stats::RequestStats;
use super::retry_after::{server_time, uncached_time};
use crate::error::{Excerpt, KEPT_BODY, excerpt, looks_like_html, title};
use crate::json::{self, Misfit};
use crate::{Error, ErrorKind};

/// How many of an object's names a message lists.
const SHOWN_NAMES: usize = 8;

/// How much of a body that is no JSON a message shows, in characters.
const FIRST_WORDS: usize = 80;

/// A successful answer: status, headers and bytes.
#[derive(Clone)]
pub struct Response {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) stats: RequestStats,
    /// Secrets that the answer may repeat and that must not be shown.
    pub(crate) secrets: Secrets,
}

impl Response {
    /// The method of the request that it answers.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The status.
    ///
    /// ```no_run
    /// # fn example(answer: civic_core::http::Response) -> Result<(), civic_core::Error> {
    /// println!("{}", answer.status());
    /// # Ok(())
    /// # }
    /// ```
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    ///
    /// ```no_run
    /// # fn example(answer: civic_core::http::Response) -> Result<(), civic_core::Error> {
    /// println!("{:?}", answer.headers().get("x-request-id"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, decompressed and without a byte order mark.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The server's time, by its `Date` header.
    ///
    /// ```no_run
    /// # fn example(answer: civic_core::http::Response) -> Result<(), civic_core::Error> {
    /// if let Some(date) = answer.date() {
    ///     println!("by the server's clock it is {date}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn date(&self) -> Option<Timestamp> {
        server_time(&self.headers)
    }

    /// The URL of the request, with the values of secret parameters replaced by `***`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many attempts and how much time it took.
    ///
    /// ```no_run
    /// # fn example(answer: civic_core::http::Response) -> Result<(), civic_core::Error> {
    /// println!("{} attempts in {:?}", answer.stats().attempts, answer.stats().elapsed);
    /// # Ok(())
    /// # }
    /// ```
    pub fn stats(&self) -> RequestStats {
        RequestStats { server_time: uncached_time(&self.headers), ..self.stats }
    }

    /// The body as JSON.
    ///
    /// ```no_run
    /// # fn example(answer: civic_core::http::Response) -> Result<(), civic_core::Error> {
    /// #[derive(serde::Deserialize)]
    /// struct Stats {
    ///     visitors: u64,
    /// }
    ///
    /// let stats: Stats = answer.json()?;
    /// println!("{}", stats.visitors);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Decode`](crate::ErrorKind::Decode) with the path of the first value that does not fit.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        json::read(&self.body).map_err(|misfit| self.unreadable(misfit))
    }

    /// The value under one name of a JSON object: `{"idea": {..}}`.
    ///
    /// ```no_run
    /// # fn example(answer: civic_core::http::Response) -> Result<(), civic_core::Error> {
    /// let titles: Vec<String> = answer.json_under("titles")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Decode`](crate::ErrorKind::Decode), also where the object has no such name.
    pub fn json_under<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        if let Ok(Some(value)) = json::read_at(&self.body, &[name]) {
            return Ok(value);
        }
        // Not there, or null, or it does not fit: step by step, to say which.
        let value = self.raw_under(name)?;
        json::read(value.get().as_bytes()).map_err(|misfit| self.blame_misfit(&misfit.under(name)))
    }

    /// The JSON under one name of the answer's object, where it stands.
    pub(crate) fn raw_under(&self, name: &str) -> Result<&RawValue, Error> {
        let object: BTreeMap<Cow<'_, str>, &RawValue> =
            json::read(&self.body).map_err(|misfit| self.unreadable(misfit))?;
        object.get(name).copied().ok_or_else(|| {
            let names = object.keys().take(SHOWN_NAMES);
            let names: Vec<_> =
                names.map(|name| Excerpt(&self.scrub(name), 40).to_string()).collect();
            let names = names.join(", ");
            let more = object.len().saturating_sub(SHOWN_NAMES);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let names = if names.is_empty() { "nothing" } else { &names };
            let message = format!("no {name:?} in the answer, which has: {names}{more}");
            self.blame(Error::decode(message, name))
        })
    }

    /// Adds this answer to an error: method, URL, status, headers and body, with the request's secrets
    /// replaced by `***` in all of them and in the error's message.
    #[must_use]
    pub fn blame(&self, error: Error) -> Error {
        let mut headers = self.headers.clone();
        self.secrets.scrub_headers(&mut headers, Url::parse(&self.url).ok().as_ref());
        let body = self.secrets.scrub_start(&self.body, KEPT_BODY);
        self.named(error).answered(self.status, headers, body.into())
    }

    /// Adds this answer to the error of JSON that does not fit. An error cuts what is long, so the secrets are
    /// replaced before.
    #[must_use]
    pub fn blame_misfit(&self, misfit: &Misfit) -> Error {
        let (path, problem) = (self.scrub(&misfit.path), self.scrub(&misfit.problem));
        self.blame(Error::decode(problem, path))
    }

    /// Adds this answer to an error without its headers and its body: for an answer that is secret as
    /// a whole, such as a token.
    #[must_use]
    pub fn blame_unseen(&self, error: Error) -> Error {
        self.named(error).answered(self.status, HeaderMap::new(), Bytes::new())
    }

    fn named(&self, error: Error) -> Error {
        error
            .filtered(|text| self.secrets.scrub(text))
            .at(self.method.clone(), self.url.clone())
            .tried(self.stats.attempts, self.stats.elapsed)
    }

    /// Whether the body is an HTML page.
    pub fn is_html_page(&self) -> bool {
        looks_like_html(&self.body)
    }

    /// The text with the request's secrets replaced by `***`, for messages that quote the answer.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        self.secrets.scrub(text).unwrap_or_else(|| text.to_owned())
    }

    /// Whether this success has no JSON body, nor one of the other type that its headers name.
    pub(crate) fn lacks_json(&self) -> bool {
        if !self.status.is_success() {
            return false;
        }
        let promised = self.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let promised = promised.unwrap_or_default().to_ascii_lowercase();
        let is_other = !["json", "text/html", "text/plain"].iter().any(|it| promised.contains(it));
        if is_other && !promised.is_empty() && !self.body.is_empty() {
            return false;
        }
        let may_be_empty = matches!(self.status.as_u16(), 202 | 204 | 205);
        if self.body.is_empty() { !may_be_empty } else { json::check(&self.body).is_err() }
    }

    fn unreadable(&self, misfit: Misfit) -> Error {
        let body = self.body.trim_ascii();
        if body.is_empty() {
            return self.blame(Error::decode("an empty body where JSON was expected", ""));
        }
        let start = self.secrets.scrub_start(body, KEPT_BODY);
        let text = String::from_utf8_lossy(&start);
        let first_words = |text: &str| format!("\"{}\"", Excerpt(text, FIRST_WORDS));
        if looks_like_html(body) {
            let title = title(&text).map(|title| first_words(&title));
            let title = title.map_or(String::new(), |title| format!(", titled {title}"));
            let message = format!("an HTML page where JSON was expected{title}");
            return self.blame(Error::new(ErrorKind::Decode, message));
        }
        let begins_well = body.starts_with(b"{") || body.starts_with(b"[");
        let problem = json::check(body).err();
        if let Some(error) = problem.as_ref().filter(|error| begins_well && error.is_eof()) {
            let message = format!("the JSON breaks off after {} bytes ({error})", body.len());
            return self.blame_misfit(&misfit.of_problem(message));
        }
        // Where it breaks later, the place says more than the beginning.
        if let Some(error) = problem
            && (!begins_well || error.line() <= 1 && error.column() <= FIRST_WORDS)
        {
            let begin = first_words(&text);
            let message = format!("where JSON was expected, the body begins {begin} ({error})");
            return self.blame(Error::new(ErrorKind::Decode, message));
        }
        self.blame_misfit(&misfit)
    }
}

/// Shows status and sizes, and no body: it may hold personal data.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("method", &self.method)
            .field("url", &excerpt(&self.url))
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .field("stats", &self.stats)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use secrecy::SecretString;

    use super::*;
    use crate::ErrorKind;

    fn response(body: &'static str) -> Response {
        Response {
            method: Method::GET,
            url: "https://demo.example.org/a".to_owned(),
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Bytes::from(body),
            stats: RequestStats { attempts: 1, ..RequestStats::default() },
            secrets: Secrets::default(),
        }
    }

    #[test]
    fn an_answer_says_what_it_answers() {
        let answer = response("[]");
        assert_eq!((answer.method(), answer.url()), (&Method::GET, "https://demo.example.org/a"));
        assert_eq!((answer.status(), answer.body().as_ref()), (StatusCode::OK, &b"[]"[..]));
        assert!(!answer.is_html_page() && response("<!doctype html><p>").is_html_page());
        let mut answer = Response { method: Method::PUT, ..answer };
        let at = HeaderValue::from_static("Mon, 01 Jun 2026 12:00:00 GMT");
        answer.headers.insert(header::DATE, at);
        assert_eq!(answer.method(), &Method::PUT);
        assert_eq!(answer.stats().server_time, "2026-06-01T12:00:00Z".parse().ok());
    }

    #[test]
    fn of_many_names_the_first_are_told() {
        let names = |count: usize| {
            let names: Vec<_> = (0..count).map(|name| format!("\"n{name}\":0")).collect();
            let mut answer = response("");
            answer.body = format!("{{{}}}", names.join(",")).into();
            answer.json_under::<u8>("rows").unwrap_err().to_string()
        };
        assert!(names(SHOWN_NAMES + 2).contains(" and 2 more"), "{}", names(SHOWN_NAMES + 2));
        assert!(!names(SHOWN_NAMES).contains("more"), "{}", names(SHOWN_NAMES));
    }

    /// Where JSON begins well and breaks later, the place says more than the beginning.
    #[test]
    fn where_json_breaks_is_told_by_its_beginning_or_its_place() {
        let told = |body: String| {
            let mut answer = response("");
            answer.body = body.into();
            answer.json::<serde_json::Value>().unwrap_err().to_string()
        };
        assert!(told("nothing here".to_owned()).contains("the body begins"));
        assert!(told("{\"a\": oh}".to_owned()).contains("the body begins"));
        let late = told(format!("{{\"a\": \"{}\", \"b\": oh}}", "x".repeat(10 * FIRST_WORDS)));
        assert!(!late.contains("the body begins"), "{late}");
        let below = told("{\n\n\"a\": oh}".to_owned());
        assert!(!below.contains("the body begins"), "{below}");
        let no_json = told(format!("{}\n\noh", " x".repeat(10 * FIRST_WORDS)));
        assert!(no_json.contains("the body begins"), "{no_json}");
    }

    #[test]
    fn a_value_that_does_not_fit_is_named_by_its_path() {
        #[derive(Debug, serde::Deserialize)]
        struct Page {
            #[allow(dead_code)]
            rows: Vec<u32>,
        }
        let error = response(r#"{"rows":[1,null]}"#).json::<Page>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.decode_path(), Some("rows[1]"));
        assert!(error.to_string().contains("expected u32"), "{error}");
    }

    #[test]
    fn the_path_of_a_value_under_a_name_is_written_as_the_decoder_writes_it() {
        #[derive(Debug, serde::Deserialize)]
        #[allow(dead_code)]
        struct Row {
            n: u32,
        }
        let rows = response(r#"{"ideas":[{"n":null}]}"#);
        let error = rows.json_under::<Vec<Row>>("ideas").unwrap_err();
        assert_eq!(error.decode_path(), Some("ideas[0].n"));
        let row = response(r#"{"idea":{"n":null}}"#);
        assert_eq!(row.json_under::<Row>("idea").unwrap_err().decode_path(), Some("idea.n"));
    }

    #[test]
    fn what_people_wrote_does_not_fill_a_message() {
        let letter = "x".repeat(5000);
        let body = format!("{{\"n\": \"{letter}\"}}");
        let mut answer = response("");
        answer.body = body.into();
        let error = answer.json_under::<u8>("n").unwrap_err().to_string();
        assert!(error.contains("\"(5000 characters)\", expected u8"), "{error}");

        let names: Vec<_> = (0..500).map(|n| format!("\"{n}{letter}\": 1")).collect();
        answer.body = format!("{{{}}}", names.join(",")).into();
        let error = answer.json_under::<u8>("n").unwrap_err().to_string();
        assert!(error.len() < 700, "{error}");
    }

    #[test]
    fn an_html_page_is_called_so() {
        let error = response("\n<!DOCTYPE html><title>Down\nfor repair</title>").json::<u8>();
        let line = error.unwrap_err().to_string();
        let said = "an HTML page where JSON was expected, titled \"Down for repair\"";
        assert!(line.contains(said), "{line}");
        let error = response("<html>").json_under::<u8>("n").unwrap_err();
        assert!(error.to_string().contains("an HTML page where JSON was expected"), "{error}");
    }

    #[test]
    fn a_body_that_is_no_json_is_shown_by_its_first_words() {
        let said = |body: &'static str| {
            let mut answer = response(body);
            answer.secrets.add(SecretString::from("s3cr3t-token"));
            let error = answer.json::<BTreeMap<String, u8>>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode);
            error.to_string()
        };
        for (body, shown) in [
            (
                "temporarily down,\ncome back",
                "begins \"temporarily down, come back\" (expected ident",
            ),
            (
                "<?xml version=\"1.0\"?><Error>",
                "begins \"<?xml version=\"1.0\"?><Error>\" (expected value",
            ),
            ("[ERROR] no database", "begins \"[ERROR] no database\" (expected value"),
            ("s3cr3t-token is no token", "begins \"*** is no token\""),
            ("caf\u{e9} ferm\u{e9}", "begins \"caf\u{e9} ferm\u{e9}\""),
        ] {
            let line = said(body);
            assert!(line.contains(shown), "{line}");
        }
        // A part of a secret at the end of what is shown, and a text without end.
        for before in 68..80 {
            let long = format!("{} s3cr3t-token{}", "x".repeat(before), "y".repeat(9000));
            let line = said(Box::leak(long.into()));
            assert!(!line.contains(" s3") && line.len() < 300, "{line}");
        }
        // What is JSON up to a place is named by the place.
        let cut: &'static str =
            Box::leak(format!("{{\"a\": 1, \"n\": \"{}", "x".repeat(90)).into());
        assert!(said(cut).contains("EOF while parsing a string at line 1"), "{}", said(cut));
    }

    #[test]
    fn what_lacks_json_is_told_from_what_is_something_else() {
        let lacks = |status: u16, kind: &'static str, body: &'static str| {
            let mut answer = response(body);
            answer.status = StatusCode::from_u16(status).unwrap();
            if !kind.is_empty() {
                answer.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            }
            answer.lacks_json()
        };
        for (kind, body) in [
            ("", ""),
            ("application/pdf", ""),
            ("", "<html>"),
            ("text/html; charset=utf-8", "<html>"),
            ("text/plain", "Sorry"),
            ("application/vnd.api+json", "{\"data\": ["),
            ("application/json", "{\"a\":}"),
            ("application/json", "{} {}"),
        ] {
            assert!(lacks(200, kind, body) && lacks(201, kind, body), "{kind} {body}");
        }
        for (kind, body) in [
            ("", "{}"),
            ("text/plain", "[1]"),
            ("text/html", " null "),
            ("text/csv", "id;title"),
            ("application/pdf", "%PDF-1.7"),
        ] {
            assert!(!lacks(200, kind, body), "{kind} {body}");
        }
        assert!(!lacks(204, "", "") && !lacks(202, "", "") && !lacks(302, "", ""));
    }

    #[test]
    fn an_empty_body_is_called_so() {
        let error = response("").json::<u8>().unwrap_err();
        assert!(error.to_string().contains("an empty body"), "{error}");
    }

    #[test]
    fn a_successful_answer_that_echoes_a_secret_does_not_show_it_in_an_error() {
        let mut answer = response(r#"{"rows": "s3cr3t-token"}"#);
        answer.headers.insert("set-cookie", HeaderValue::from_static("session=1"));
        answer.headers.insert("x-echo", HeaderValue::from_static("s3cr3t-token"));
        answer.secrets.add(SecretString::from("s3cr3t-token"));
        let error = answer.json_under::<Vec<u8>>("rows").unwrap_err();
        let body = String::from_utf8_lossy(error.body().unwrap()).into_owned();
        let shown = format!("{error} {error:?} {:?} {body}", error.headers());
        assert!(!shown.contains("s3cr3t") && !shown.contains("session"), "{shown}");
        assert!(shown.contains("***"), "{shown}");
        assert_eq!(answer.scrub("got s3cr3t-token"), "got ***");
    }

    #[test]
    fn no_part_of_a_secret_is_left_where_something_is_cut() {
        let said = |body: String| {
            let mut answer = response("");
            answer.body = body.into();
            answer.secrets.add(SecretString::from("s3cr3t-token"));
            answer.secrets.add(SecretString::from("k3y"));
            answer
        };
        for before in KEPT_BODY - 13..=KEPT_BODY {
            for secret in ["s3cr3t-token", "S3CR3T\\u002dtoken", "k3y"] {
                let answer = said(format!("{} {secret} {secret}", "x".repeat(before)));
                let error = answer.blame(Error::protocol("no"));
                let body = error.body().unwrap();
                assert!(body.len() <= KEPT_BODY, "{}", body.len());
                let end = body.trim_ascii_end().trim_ascii_start();
                let end = end.strip_prefix("x".repeat(before).as_bytes()).unwrap_or_default();
                assert!(b" *** ***".starts_with(end), "{before}: {end:?}");
                // Its first words are at the place where it is cut.
                let line = said(format!("-{}{secret}", " ".repeat(before))).json::<u8>();
                let line = line.unwrap_err().to_string().to_lowercase();
                assert!(!line.contains("s3") && !line.contains("k3"), "{line}");
            }
        }
        for before in 20..500 {
            let name = format!("{} s3cr3t-token", "x".repeat(before));
            let without_it = said(format!("{{\"{name}\": 1, \"b\": 2}}"));
            let line = without_it.json_under::<u8>("n").unwrap_err().to_string();
            assert!(!line.contains(" s3"), "{line}");
            let unfit = said(format!("{{\"n\": {{\"{name}\": null}}}}"));
            for error in [
                unfit.json_under::<BTreeMap<String, u8>>("n").unwrap_err(),
                unfit.json::<BTreeMap<String, BTreeMap<String, u8>>>().unwrap_err(),
            ] {
                let shown = format!("{error} {:?}", error.decode_path());
                assert!(!shown.contains(" s3"), "{shown}");
            }
        }
    }

    #[test]
    fn an_answer_that_is_a_secret_is_named_unseen() {
        let mut answer = response("the whole of it is secret");
        answer.headers.insert("x-token", HeaderValue::from_static("secret"));
        let error = answer.blame_unseen(Error::decode("no token", "jwt"));
        assert_eq!(error.status(), Some(StatusCode::OK));
        assert_eq!(error.method(), Some(&Method::GET));
        assert_eq!(error.url(), Some("https://demo.example.org/a"));
        assert_eq!((error.attempts(), error.decode_path()), (1, Some("jwt")));
        assert!(error.headers().unwrap().is_empty() && error.body().unwrap().is_empty());
    }

    #[test]
    fn debug_shows_no_body() {
        assert!(!format!("{:?}", response("private")).contains("private"));
    }
}
