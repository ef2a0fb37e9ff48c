//! Where a redirect leads that a site answers with instead of a file.

use civic_core::http::Response;
use http::{HeaderValue, header};
use url::Url;

use super::locale::is_locale;
use super::paths::{DOWNLOAD, PAGE};

/// Where files stand that a site redirects to: Rails' storage (0.25 to 0.29), the public folder of
/// uploads (to 0.24).
const FILES: [&str; 2] = ["/rails/active_storage/", "/uploads/open-data/"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Redirect {
    /// The page of the open data, or the site's front page, which is the fallback up to 0.29.
    Page,
    /// Where visitors sign in.
    SignIn,
    /// The same address under a locale (0.32 on): `/LOCALE/open-data…`.
    Localised(Url),
    /// The file itself, on the same host: up to 0.29 the archive is not sent but redirected to.
    File(Url),
    /// Another scheme, host or port, such as `https://decidim.example.org`.
    Elsewhere(String),
    /// Another path of the same site, or no address at all.
    Unknown,
}

impl Redirect {
    /// Where an answer leads.
    pub(super) fn of(answer: &Response) -> Self {
        let location = answer.headers().get(header::LOCATION).map(HeaderValue::as_bytes);
        match (Url::parse(answer.url()), location) {
            (Ok(asked), Some(location)) => Self::judge(&asked, location),
            _ => Self::Unknown,
        }
    }

    /// The target as an error may show it: without its query, which may be a key to the file.
    pub(super) fn shown(asked: &str, location: &[u8]) -> String {
        let target = Url::parse(asked).and_then(|asked| asked.join(&text(location)));
        match target {
            Ok(mut target) if !location.is_empty() => {
                target.set_query(None);
                target.set_fragment(None);
                // Fails only for addresses that cannot have them.
                let _ = target.set_username("");
                let _ = target.set_password(None);
                target.into()
            }
            _ => "nowhere".to_owned(),
        }
    }

    /// Judges the `Location` that the answer to a URL gave. It may be relative, and hold raw UTF-8.
    pub(super) fn judge(asked: &Url, location: &[u8]) -> Self {
        let Ok(target) = asked.join(&text(location)) else {
            return Self::Unknown;
        };
        if target.origin() != asked.origin() {
            return Self::Elsewhere(target.origin().ascii_serialization());
        }
        let path = target.path().trim_end_matches('/');
        if path.ends_with("/users/sign_in") {
            return Self::SignIn;
        }
        // A place of the storage is not an address of the open data.
        let (site, rest) = split(asked.path()).unwrap_or_default();
        if let Some(localised) = localised(&target, site, rest) {
            return Self::Localised(localised);
        }
        // The front page is that of the site or, of one below a path whose server does not know of
        // it, that of the host.
        let below = path.strip_prefix(site).unwrap_or(path);
        let is_front = |below: &str| {
            below.strip_prefix('/').is_none_or(|name| name.is_empty() || is_locale(name))
        };
        if path.ends_with(PAGE) || is_front(below) || is_front(path) {
            return Self::Page;
        }
        if FILES.iter().any(|folder| path.contains(folder)) {
            return Self::File(target);
        }
        Self::Unknown
    }
}

/// A header's value, which may hold raw UTF-8.
fn text(location: &[u8]) -> String {
    String::from_utf8_lossy(location).trim().to_owned()
}

/// The path of the site, with its locale if it has one, and what stands below.
fn split(path: &str) -> Option<(&str, &str)> {
    let at = path.rfind(DOWNLOAD).or_else(|| {
        path.trim_end_matches('/').ends_with(PAGE).then(|| path.rfind(PAGE)).flatten()
    })?;
    path.split_at_checked(at)
}

/// The target if it is the address that was asked for with a locale in it, below the path of the
/// site: a server that knows nothing of that path leaves it out.
fn localised(target: &Url, site: &str, rest: &str) -> Option<Url> {
    let (place, below) = split(target.path())?;
    let (before, locale) = place.rsplit_once('/')?;
    let is_same = below.trim_end_matches('/') == rest.trim_end_matches('/');
    if !is_same || !is_locale(locale) || !(before.is_empty() || before == site) {
        return None;
    }
    let mut localised = target.clone();
    localised.set_path(&format!("{site}/{locale}{rest}"));
    Some(localised)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(asked: &str, location: &str) -> Redirect {
        Redirect::judge(&Url::parse(asked).unwrap(), location.as_bytes())
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    const TABLE: &str = "https://h.example.org/open-data/download/proposals";
    const BELOW: &str = "https://h.example.org/city/open-data/download/proposals";

    // Decidim 0.32: `/open-data…` is redirected to `/LOCALE/open-data…`.
    #[test]
    fn a_locale_is_added_absolutely_relatively_and_below_a_path() {
        let there = url("https://h.example.org/pt-BR/open-data/download/proposals");
        for location in [
            "/pt-BR/open-data/download/proposals",
            "https://h.example.org/pt-BR/open-data/download/proposals",
            "//h.example.org/pt-BR/open-data/download/proposals",
            "../../pt-BR/open-data/download/proposals",
        ] {
            assert_eq!(judge(TABLE, location), Redirect::Localised(there.clone()), "{location}");
        }
        let there = url("https://h.example.org/city/ca/open-data/download/proposals");
        for location in [
            "/city/ca/open-data/download/proposals",
            "../../ca/open-data/download/proposals",
            "/ca/open-data/download/proposals",
        ] {
            assert_eq!(judge(BELOW, location), Redirect::Localised(there.clone()), "{location}");
        }
        let page = url("https://h.example.org/ca/open-data");
        let asked = "https://h.example.org/open-data";
        assert_eq!(judge(asked, "/ca/open-data"), Redirect::Localised(page));
    }

    #[test]
    fn another_table_place_or_host_adds_no_locale() {
        for location in [
            "/ca/open-data/download/users",
            "/ca/x/open-data/download/proposals",
            "/admin/open-data/download/proposals",
            "/open-data/download/proposals",
            "/elsewhere",
        ] {
            assert_eq!(judge(TABLE, location), Redirect::Unknown, "{location}");
        }
        for (location, host) in [
            (
                "https://evil.example.org/ca/open-data/download/proposals",
                "https://evil.example.org",
            ),
            ("http://h.example.org/ca/open-data/download/proposals", "http://h.example.org"),
            ("//evil.example.org/open-data", "https://evil.example.org"),
            ("https://anderswo.example.org/données", "https://anderswo.example.org"),
            ("https://h.example.org:444/open-data", "https://h.example.org:444"),
        ] {
            assert_eq!(judge(TABLE, location), Redirect::Elsewhere(host.to_owned()), "{location}");
        }
    }

    // `redirect_back fallback_location:` is `root_path` in open_data_controller.rb up to 0.29, and
    // `open_data_path` since 0.30.
    #[test]
    fn the_page_and_the_front_page_mean_not_written_yet() {
        for location in
            ["/open-data", "/ca/open-data", "/open-data/?locale=ca", "/", "/ca", "/?a=1"]
        {
            assert_eq!(judge(TABLE, location), Redirect::Page, "{location}");
        }
        for location in ["/city/open-data", "/city/ca/open-data", "/city", "/city/ca", "/", "../"] {
            assert_eq!(judge(BELOW, location), Redirect::Page, "{location}");
        }
        let localised = "https://h.example.org/ca/open-data/download/proposals";
        assert_eq!(judge(localised, "/ca/open-data"), Redirect::Page);
    }

    // `redirect_to uploader.path` in open_data_controller.rb, 0.25 to 0.29; `uploader.url` of
    // Carrierwave up to 0.24.
    #[test]
    fn a_stored_file_is_one() {
        let asked = "https://h.example.org/open-data/download";
        for location in [
            "/rails/active_storage/blobs/redirect/eyJf--1/h.example.org-open-data.zip",
            "/rails/active_storage/disk/eyJf--1/open-data.zip?content_type=application%2Fzip",
            "/uploads/open-data/open-data.zip",
        ] {
            let there = url("https://h.example.org").join(location).unwrap();
            assert_eq!(judge(asked, location), Redirect::File(there));
        }
    }

    #[test]
    fn a_sign_in_is_known_under_every_locale() {
        for location in ["/users/sign_in", "/ca/users/sign_in?locale=ca", "/city/users/sign_in/"] {
            assert_eq!(judge(BELOW, location), Redirect::SignIn, "{location}");
        }
    }
}
