//! A platform's address as a caller gave it.

use std::fmt;

use url::{ParseError, Url};

use super::shown_url::STRUCK_OUT;
use crate::Error;
use crate::error::excerpt;

/// A platform's base URL as the caller gave it. It is checked in
/// [`HttpConfig::build`](super::HttpConfig::build).
///
/// A base URL with a user, a password or a query in it is refused there. `Debug` never shows these
/// parts, so that settings can be logged before they are checked.
///
/// ```
/// use civic_core::http::platform::Address;
///
/// let address = Address::from("https://me:pass@demo.example.org/?token=abcdef");
/// assert_eq!(format!("{address:?}"), r#""https://***@demo.example.org/?***""#);
/// ```
#[derive(Clone)]
pub struct Address(String);

impl From<String> for Address {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Address {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Address {
    pub(super) fn parse(&self) -> Result<Url, Error> {
        let url = Url::parse(&self.0).map_err(|error| {
            let lacks_scheme = error == ParseError::RelativeUrlWithoutBase
                && !self.0.is_empty()
                && !self.0.contains(['@', '?', '#', '\\']);
            let message = if lacks_scheme {
                format!("the base URL \"{0}\" lacks https:// (write https://{0})", excerpt(&self.0))
            } else {
                "the base URL must look like https://demo.example.org".to_owned()
            };
            Error::invalid_input(message).with_source(error)
        })?;
        let refuse = |why| Err(Error::invalid_input(format!("the base URL {why}")));
        if !matches!(url.scheme(), "https" | "http") {
            return refuse("must begin with https:// (or http://)");
        }
        if url.host_str().is_none_or(str::is_empty) {
            return refuse("names no host");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("must not contain a user or a password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("must not contain a query or a fragment");
        }
        Ok(url)
    }
}

/// Works on the text, since a URL that cannot be parsed may hold a secret too: hides everything before
/// the last `@`, and everything from the first `?` or `#` behind it.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.parse().is_ok() {
            return self.0.fmt(f);
        }
        let scheme = ["https://", "http://"].into_iter().find(|it| self.0.starts_with(it));
        let scheme = scheme.unwrap_or_default();
        let (user, rest) = match self.0.rsplit_once('@') {
            Some((_, rest)) => (format!("{scheme}{STRUCK_OUT}@"), rest),
            None => (String::new(), self.0.as_str()),
        };
        let shown = match rest.split_once(['?', '#']) {
            Some((place, _)) => format!("{user}{place}?{STRUCK_OUT}"),
            None => format!("{user}{rest}"),
        };
        shown.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn it_must_be_one_and_hold_no_secret() {
        for text in [
            "demo.example.org",
            "",
            "ftp://demo.example.org",
            "https://",
            "https://me:s3cr3t@demo.example.org",
            "https://s3cr3t@demo.example.org",
            "https://:s3cr3t@demo.example.org",
            "https://demo.example.org/?token=s3cr3t",
            "https://demo.example.org/#s3cr3t",
            "https://me:s3cr3t@demo.example.org/?token=s3cr3t",
            "me:s3cr3t@demo.example.org",
            "https://me:s3?cr3t/s3cr3t@demo.example.org",
            "https:\\\\me:s3cr3t@demo.example.org",
            "https://demo.example.org:port/?token=s3cr3t",
            "https://demo.example.org/?mail=s3cr3t@example.org",
            "unix:/run/x",
            "demo.example.org/?token=s3cr3t",
            "demo.example.org/#s3cr3t",
            "//me:s3cr3t@demo.example.org",
        ] {
            let address = Address::from(text);
            let error = address.parse().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{text}");
            let shown = format!("{address:?} {error} {error:?}");
            assert!(!shown.contains("s3") && !shown.contains("cr3t"), "{shown}");
        }
        assert!(Address::from("http://127.0.0.1:8080/sub/").parse().is_ok());
        let error = Address::from("demo.example.org").parse().unwrap_err().to_string();
        assert!(error.contains("write https://demo.example.org"), "{error}");
        for text in ["", "https://", "https://demo example.org", "https://demo.example.org:port"] {
            let error = Address::from(text).parse().unwrap_err().to_string();
            assert!(error.contains("must look like https://demo.example.org"), "{text}: {error}");
        }
    }

    #[test]
    fn what_is_no_secret_of_it_is_shown() {
        let shown = |text: &str| format!("{:?}", Address::from(text));
        assert_eq!(shown("https://h.example.org/@me"), r#""https://h.example.org/@me""#);
        assert_eq!(shown("h.example.org/a\n"), r#""h.example.org/a\n""#);
        assert_eq!(
            shown("http://me:pass@h.example.org/a#b"),
            r#""http://***@h.example.org/a?***""#
        );
    }
}
