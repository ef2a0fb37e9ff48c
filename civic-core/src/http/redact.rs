//! Removes the secrets of a request from what is shown of its answer: its body, its headers and messages.
//! How the addresses in it are shown is in `shown_url`.

use std::ops::Range;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::header::is_secret_header;
use super::secret_search;
use super::shown_url::{STRUCK_OUT, redirect_target, shown_redirect};

/// A secret of fewer bytes is replaced only where it stands as a separate word: the letters of `a` or
/// `key` are in every text.
const TELLING: usize = 6;

/// How many bytes a secret may take for each of its own, in whatever way it is escaped.
const LARGEST_ESCAPE: usize = 32;

/// The secrets of a request, which are removed from what is shown of the answer. Cheap to clone: each
/// row of a page holds it.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Arc<Vec<Arc<SecretString>>>);

impl Secrets {
    pub(crate) fn add(&mut self, secret: impl Into<Arc<SecretString>>) {
        let secret = secret.into();
        let text = secret.expose_secret();
        if text.is_empty() || self.0.iter().any(|known| known.expose_secret() == text) {
            return;
        }
        // Longest first: of two that begin alike, the longer is to be found.
        let place = self.0.partition_point(|known| known.expose_secret().len() >= text.len());
        Arc::make_mut(&mut self.0).insert(place, secret);
    }

    /// Adds what is secret in a header: a token without its scheme, each value of a cookie.
    pub(crate) fn add_header(&mut self, name: &HeaderName, value: &HeaderValue) {
        let Ok(value) = std::str::from_utf8(value.as_bytes()) else { return };
        self.add(SecretString::from(value));
        if *name == header::COOKIE {
            for (_, value) in value.split(';').filter_map(|pair| pair.split_once('=')) {
                self.add(SecretString::from(value.trim()));
            }
        } else if let Some((_scheme, token)) = value.split_once(' ') {
            self.add(SecretString::from(token.trim()));
        }
    }

    /// The text without the secrets; None where there were none in it.
    pub(crate) fn scrub(&self, text: &str) -> Option<String> {
        let scrubbed = self.strike(text.as_bytes())?;
        Some(String::from_utf8_lossy(&scrubbed).into_owned())
    }

    #[cfg(any(feature = "cassette", test))]
    pub(crate) fn scrub_body(&self, body: bytes::Bytes) -> bytes::Bytes {
        self.strike(&body).map_or(body, Into::into)
    }

    /// The first bytes of a text, at most so many, without the secrets that begin in them. Secrets are struck
    /// out before the text is cut, since a part of one is not always found.
    pub(crate) fn scrub_start(&self, text: &[u8], most: usize) -> Vec<u8> {
        let mut start = Vec::new();
        self.strike_part(text, 0..most.min(text.len()), &mut start);
        start.truncate(most);
        start
    }

    /// Removes cookies, tokens that the server issued, the queries of redirects, and secrets that the
    /// server repeats. `base` is what a redirect is relative to.
    pub(crate) fn scrub_headers(&self, headers: &mut HeaderMap, base: Option<&Url>) {
        headers.remove(header::SET_COOKIE);
        if let Some(target) = redirect_target(headers) {
            let shown = base.map(|base| shown_redirect(&target, base));
            let shown = shown.and_then(|shown| HeaderValue::from_str(&shown).ok());
            let shown = shown.unwrap_or_else(|| HeaderValue::from_static(STRUCK_OUT));
            headers.insert(header::LOCATION, shown);
        }
        for (name, value) in headers.iter_mut() {
            if is_secret_header(name) || self.strike(value.as_bytes()).is_some() {
                *value = HeaderValue::from_static(STRUCK_OUT);
            }
        }
    }

    fn strike(&self, text: &[u8]) -> Option<Vec<u8>> {
        if self.0.is_empty() {
            return None;
        }
        let mut scrubbed = Vec::new();
        let (end, found) = self.strike_part(text, 0..text.len(), &mut scrubbed);
        debug_assert_eq!(end, text.len(), "nothing is left");
        found.then_some(scrubbed)
    }

    /// Copies a part of a text without the secrets that begin in it. Returns where it ended, which is
    /// behind a secret that reaches beyond the part, and whether there were any.
    pub(crate) fn strike_part(
        &self,
        text: &[u8],
        part: Range<usize>,
        copy: &mut Vec<u8>,
    ) -> (usize, bool) {
        if self.0.is_empty() {
            copy.extend_from_slice(text.get(part.clone()).unwrap_or_default());
            return (part.end, false);
        }
        let (mut at, mut copied, mut found) = (part.start, part.start, false);
        while at < part.end {
            let rest = text.get(at..).unwrap_or_default();
            let said = |secret: &Arc<SecretString>| {
                let secret = secret.expose_secret();
                if secret.len() >= TELLING {
                    return secret_search::secret_at_start(secret, rest, TELLING);
                }
                let length = secret_search::secret_at_start(secret, rest, usize::MAX)?;
                secret_search::is_word(text, at, length).then_some(length)
            };
            let Some(length) = self.0.iter().find_map(said) else {
                at += 1;
                continue;
            };
            copy.extend_from_slice(text.get(copied..at).unwrap_or_default());
            copy.extend_from_slice(STRUCK_OUT.as_bytes());
            at += length;
            (copied, found) = (at, true);
        }
        copy.extend_from_slice(text.get(copied..at).unwrap_or_default());
        (at, found)
    }

    /// How many bytes the longest may take, in whatever way it is escaped.
    pub(crate) fn reach(&self) -> usize {
        let longest = self.0.first().map_or(0, |secret| secret.expose_secret().len());
        longest.saturating_mul(LARGEST_ESCAPE)
    }

    /// Adds those of another request.
    #[cfg(feature = "cassette")]
    pub(crate) fn add_all(&mut self, others: &Self) {
        others.0.iter().for_each(|secret| self.add(Arc::clone(secret)));
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn secrets(texts: &[&str]) -> Secrets {
        let mut secrets = Secrets::default();
        for text in texts {
            secrets.add(SecretString::from(*text));
        }
        secrets
    }

    #[test]
    fn echoed_secrets_are_struck_out_of_texts_and_bodies() {
        let secrets = secrets(&["s3cr3t", "s3cr3t-s3cr3t"]);
        assert_eq!(secrets.scrub("got s3cr3t-s3cr3t, ab, s3cr3t").unwrap(), "got ***, ab, ***");
        assert_eq!(secrets.scrub("nothing"), None);
        let body = Bytes::from_static(b"\xff s3cr3t \xfe");
        assert_eq!(secrets.scrub_body(body), Bytes::from_static(b"\xff *** \xfe"));
    }

    #[test]
    fn an_empty_secret_spoils_no_text() {
        assert_eq!(secrets(&[""]).scrub("a token was refused"), None);
    }

    #[test]
    fn a_short_secret_is_struck_out_where_it_stands_alone() {
        let secrets = secrets(&["k3y", "7", "a&b"]);
        for (text, shown) in [
            ("no k3y7 and no ak3y", None),
            ("your k3y", Some("your ***")),
            ("key=7", Some("key=***")),
            ("K3Y?", Some("***?")),
            (r#"{"key":"k3y"}"#, Some(r#"{"key":"***"}"#)),
            (
                "<p>k3y</p>, &quot;k3y&quot;, &#39;7&#39;",
                Some("<p>***</p>, &quot;***&quot;, &#39;***&#39;"),
            ),
            ("%22k3y%22 \\u00227\\u0022", Some("%22***%22 \\u0022***\\u0022")),
            ("A&amp;B", Some("***")),
        ] {
            assert_eq!(secrets.scrub(text).as_deref(), shown, "{text}");
        }
    }

    #[test]
    fn a_secret_in_other_letters_is_struck_out_too() {
        let secrets = secrets(&["S3cr&t-\u{e9}"]);
        for text in [
            "s3cr&t-\u{e9}",
            "S3CR&T-\u{c9}",
            "s3cr&amp;t-\u{e9}",
            "S3CR&AMP;T-&#201;",
            "s3CR%26T-%C3%89",
        ] {
            assert_eq!(secrets.scrub(text).as_deref(), Some("***"), "{text}");
        }
    }

    #[test]
    fn an_escaped_secret_is_struck_out_too() {
        let secrets = secrets(&["a&b/c d\"e"]);
        for text in ["?k=a%26b%2Fc+d%22e", r#"{"k":"a&b\/c d\"e"}"#, "<p>a&amp;b/c d&quot;e</p>"] {
            let scrubbed = secrets.scrub(text).unwrap();
            assert!(scrubbed.contains("***") && !scrubbed.contains('d'), "{scrubbed}");
        }
    }

    #[test]
    fn headers_lose_cookies_redirect_queries_and_secrets() {
        let base = Url::parse("https://h.example.org/").unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-echo", HeaderValue::from_static("Bearer s3cr3t-s3cr3t"));
        headers.insert("x-raw", HeaderValue::from_bytes(b"\xff s3cr3t-s3cr3t").unwrap());
        headers.insert("set-cookie", HeaderValue::from_static("session=1"));
        headers.insert("authorization", HeaderValue::from_static("Bearer issued"));
        headers.insert("location", HeaderValue::from_static("/a?key=1"));
        secrets(&["s3cr3t-s3cr3t"]).scrub_headers(&mut headers, Some(&base));
        assert_eq!(headers.get("x-echo").unwrap(), STRUCK_OUT);
        assert_eq!(headers.get("x-raw").unwrap(), STRUCK_OUT);
        assert_eq!(headers.get("location").unwrap(), "https://h.example.org/a?***");
        assert_eq!(headers.get("authorization").unwrap(), STRUCK_OUT);
        assert!(!headers.contains_key("set-cookie"));
    }

    #[test]
    fn the_secrets_of_a_header_are_its_values() {
        let mut secrets = Secrets::default();
        secrets.add_header(&header::AUTHORIZATION, &HeaderValue::from_static("Basic c2VjcmV0"));
        secrets.add_header(&header::COOKIE, &HeaderValue::from_static("a=cookie-1; b=cookie-2"));
        assert_eq!(secrets.scrub("c2VjcmV0 cookie-1 cookie-2").unwrap(), "*** *** ***");
    }

    #[cfg(feature = "cassette")]
    #[test]
    fn secrets_of_two_requests_are_struck_out_together() {
        let mut both = secrets(&["s3cr3t-one"]);
        both.add_all(&secrets(&["s3cr3t-two", "s3cr3t-three"]));
        let scrubbed = both.scrub("s3cr3t-one, s3cr3t-two, s3cr3t-three").unwrap();
        assert_eq!(scrubbed, "***, ***, ***");
    }
}
