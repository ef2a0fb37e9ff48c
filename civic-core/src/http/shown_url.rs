//! Addresses as they may be shown: without user info and without the values of secret parameters.

use std::borrow::Cow;

use http::{HeaderMap, header};
use url::Url;

/// What stands where a secret stood.
pub(crate) const STRUCK_OUT: &str = "***";

/// Query parameters whose values are secret wherever they appear.
const SECRET_PARAMETERS: [&str; 10] = [
    "token",
    "access_token",
    "refresh_token",
    "api_key",
    "apikey",
    "key",
    "client_secret",
    "secret",
    "password",
    "jwt",
];

/// The URL as it may be shown: no user info, and no values of secret parameters.
pub(super) fn shown_url(url: &Url, secret_parameters: &[String]) -> String {
    let mut shown = url.clone();
    if !shown.username().is_empty() || shown.password().is_some() {
        // Fails only for URLs that cannot have user info.
        let _ = shown.set_username("");
        let _ = shown.set_password(None);
    }
    shown.set_fragment(None);
    let is_secret = |name: &str| {
        SECRET_PARAMETERS.iter().any(|secret| name.eq_ignore_ascii_case(secret))
            || secret_parameters.iter().any(|secret| secret == name)
    };
    if url.query_pairs().any(|(name, _)| is_secret(&name)) {
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        let mut query = shown.query_pairs_mut();
        query.clear();
        for (name, value) in &pairs {
            query.append_pair(name, if is_secret(name) { STRUCK_OUT } else { value });
        }
    }
    shown.into()
}

/// The target of a redirect. Some servers send it in raw UTF-8, which HTTP does not foresee and
/// browsers read.
pub(crate) fn redirect_target(headers: &HeaderMap) -> Option<Cow<'_, str>> {
    headers.get(header::LOCATION).map(|target| String::from_utf8_lossy(target.as_bytes()))
}

/// The target of a redirect as it may be shown: without its query, which may carry a secret on.
pub(super) fn shown_redirect(target: &str, base: &Url) -> String {
    match base.join(target) {
        Ok(mut url) => {
            let query = url.query().is_some();
            url.set_query(None);
            let shown = shown_url(&url, &[]);
            if query { format!("{shown}?{STRUCK_OUT}") } else { shown }
        }
        Err(_) => "an unreadable address".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str) -> String {
        shown_url(&Url::parse(url).unwrap(), &["code".to_owned()])
    }

    #[test]
    fn secret_parameters_and_user_info_are_struck_out() {
        assert_eq!(
            shown("https://me:pass@h.example.org/a?api_key=s3cr3t&code=42&page=2#x"),
            "https://h.example.org/a?api_key=***&code=***&page=2"
        );
        assert_eq!(shown("https://me@h.example.org/"), "https://h.example.org/");
        assert_eq!(shown("https://:pass@h.example.org/"), "https://h.example.org/");
    }

    #[test]
    fn a_url_without_secrets_stays_as_it_is() {
        let url = "https://h.example.org/a?topic_ids%5B%5D=1&search=b%20c";
        assert_eq!(shown(url), url);
    }

    #[test]
    fn a_redirect_in_raw_letters_is_read() {
        let mut headers = HeaderMap::new();
        assert_eq!(redirect_target(&headers), None);
        let target = "/participaci\u{f3}n".as_bytes();
        headers.insert(header::LOCATION, http::HeaderValue::from_bytes(target).unwrap());
        let target = redirect_target(&headers).unwrap();
        let base = Url::parse("https://h.example.org/a").unwrap();
        assert_eq!(shown_redirect(&target, &base), "https://h.example.org/participaci%C3%B3n");
    }

    #[test]
    fn a_redirect_loses_its_query() {
        let base = Url::parse("https://h.example.org/a").unwrap();
        assert_eq!(shown_redirect("/b?api_key=s3cr3t", &base), "https://h.example.org/b?***");
        assert_eq!(shown_redirect("https://[", &base), "an unreadable address");
    }
}
