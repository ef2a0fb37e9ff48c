//! Paths below the base URL.

use url::Url;

use super::shown_url::{STRUCK_OUT, shown_url};
use crate::Error;

/// The URL of a path below a base.
pub(super) fn below(base: &Url, path: &str) -> Result<Url, Error> {
    if !path.starts_with('/') || path.contains(['?', '#']) {
        return Err(Error::invalid_input(format!(
            "a path must start with '/' and have no query or fragment (query() adds parameters): \
             {:?}",
            shown_path(path)
        )));
    }
    if climbs(path) {
        return Err(Error::invalid_input(format!(
            "a path must not have the segments '.' and '..', which lead elsewhere: {:?}",
            shown_path(path)
        )));
    }
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    Ok(url)
}

/// Whether a segment is `.` or `..` to a URL parser, which drops white space within the path and
/// takes `%2e` for a dot and `\\` for a slash.
fn climbs(path: &str) -> bool {
    if !path.contains(['.', '%']) {
        return false;
    }
    let seen: String = path.chars().filter(|letter| !letter.is_control()).collect();
    let is_dots = |segment: &str| {
        let dots = segment.to_ascii_lowercase().replace("%2e", ".");
        matches!(dots.trim(), "." | "..")
    };
    seen.split(['/', '\\']).any(is_dots)
}

/// A path as it may be shown: what follows `?` or `#` may be a secret.
pub(super) fn shown_path(path: &str) -> String {
    let end = path.split(['?', '#']).next().unwrap_or_default();
    match Url::parse(end) {
        Ok(url) => shown_url(&url, &[]),
        Err(_) if end.len() < path.len() => format!("{end}?{STRUCK_OUT}"),
        Err(_) => end.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_secret_is_not_shown() {
        assert_eq!(shown_path("/a/b"), "/a/b");
        assert_eq!(shown_path("/a?token=s3cr3t"), "/a?***");
        assert_eq!(shown_path("/a#s3cr3t"), "/a?***");
        assert_eq!(shown_path("https://me:s3cr3t@h.example.org/a?b=1"), "https://h.example.org/a");
    }
}
