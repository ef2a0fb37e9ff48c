//! What it means that an answer is in no form of Decidim's: the address may be that of another host.

use std::fmt;

use civic_core::Error;

/// Adds what is likely, or else that there is no Decidim site at this address.
pub(crate) fn or_wrong_host(error: Error, likely: &str, base: impl fmt::Display) -> Error {
    let base = base.to_string();
    let base = base.trim_end_matches('/');
    error.with_hint(format!("{likely}, or {base} is not a Decidim site"))
}

/// Whether this is a refusal, and not of an API: with a web page, a text or nothing, where JSON was due.
/// What may pass by waiting says nothing about the host.
pub(crate) fn is_from_no_api(error: &Error) -> bool {
    let Some(status) = error.status().filter(|_| !error.is_temporary()) else { return false };
    let refuses = status.is_client_error() || status.as_u16() == 501;
    refuses && !error.body().is_some_and(|body| begins_like_json(body))
}

/// Whether a body may be JSON. If it cannot be read, it was cut off.
pub(crate) fn begins_like_json(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xEF\xBB\xBF".as_slice()).unwrap_or(body);
    matches!(body.trim_ascii_start().first(), Some(b'{' | b'['))
}

#[cfg(test)]
mod tests {
    use civic_core::ErrorKind;

    use super::*;

    #[test]
    fn the_address_is_shown_without_the_slash_at_its_end() {
        let error =
            or_wrong_host(Error::protocol("odd"), "the path is wrong", "https://a.example.org/");
        let said = "the path is wrong, or https://a.example.org is not a Decidim site";
        assert_eq!(error.hint(), Some(said));
    }

    #[test]
    fn what_never_came_says_nothing_of_the_host() {
        assert!(!is_from_no_api(&Error::new(ErrorKind::Connect, "refused")));
    }
}
