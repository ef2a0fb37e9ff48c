//! Where a site redirects to instead of sending a file, each with where it is known from.

use decidim_client::ErrorKind;
use decidim_client::open_data::Refusal;

use super::support::{Site, TABLE, answer, sent, zip};

// Decidim 0.32: `/open-data` and `/open-data/download/…` are redirected to `/LOCALE/open-data…`.
#[test]
fn a_redirect_that_adds_a_locale_is_followed_below_every_path_and_in_every_form() {
    for (base, location, there) in [
        ("https://d.example.org", "/en/open-data/download/x", "/en/open-data/download/x"),
        (
            "https://d.example.org",
            "https://d.example.org/pt-BR/open-data/download/x",
            "/pt-BR/open-data/download/x",
        ),
        ("https://d.example.org", "../../en/open-data/download/x", "/en/open-data/download/x"),
        (
            "https://d.example.org/city",
            "/city/en/open-data/download/x",
            "/city/en/open-data/download/x",
        ),
        (
            "https://d.example.org/city/",
            "../../en/open-data/download/x",
            "/city/en/open-data/download/x",
        ),
        // A server that knows nothing of the path it is reached by.
        ("https://d.example.org/city", "/en/open-data/download/x", "/city/en/open-data/download/x"),
    ] {
        let site = Site::at(base, move |path| {
            if path == there {
                sent(TABLE)
            } else {
                answer(301, &[("location", location.as_bytes())], "")
            }
        });
        let (rows, report, error) = site.read(site.client.table("x"));
        assert!(error.is_none() && report.is_complete(), "{location}: {error:?}");
        assert_eq!((rows.len(), site.asked().len()), (2, 2), "{location}");
    }
}

#[test]
fn the_page_and_the_archive_are_found_under_a_locale_too() {
    let file = zip(&[("d.example.org-open-data-x.csv", TABLE)]);
    let site = Site::new(move |path| match path {
        "/ca/open-data" => {
            let page = "<a href=\"/ca/open-data/download\"><a href=\"/ca/open-data/download/x\">";
            answer(200, &[("content-type", b"text/html")], page)
        }
        "/ca/open-data/download" => answer(200, &[], file.clone()),
        path => answer(301, &[("location", format!("/ca{path}").as_bytes())], ""),
    });
    let list = site.run(site.client.tables()).unwrap();
    assert!(list.archive && list.names == ["x"]);
    let mut archive = site.run(site.client.archive()).unwrap();
    assert_eq!(archive.cells("x").unwrap().count(), 2);
}

#[test]
fn a_locale_is_followed_once_and_its_page_means_not_written_yet() {
    for location in ["/en/open-data", "https://d.example.org/en/open-data?locale=en"] {
        let site = Site::new(move |path| match path {
            "/open-data/download/x" => {
                answer(301, &[("location", b"/en/open-data/download/x")], "")
            }
            _ => answer(302, &[("location", location.as_bytes())], ""),
        });
        let (_, _, error) = site.read(site.client.table("x"));
        let error = error.unwrap();
        assert_eq!(Refusal::of(&error), Some(Refusal::NotThere), "{error}");
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
    // Round and round.
    let site = Site::new(|path| {
        let to = if path.starts_with("/en") { "/ca" } else { "/en" };
        answer(301, &[("location", format!("{to}/open-data/download/x").as_bytes())], "")
    });
    let (_, _, error) = site.read(site.client.table("x"));
    assert_eq!((error.unwrap().kind(), site.asked().len()), (ErrorKind::Redirect, 2));
}

#[test]
fn no_other_host_is_ever_asked_and_the_target_is_shown() {
    let moved = "https://anderswo.example.org/données/open-data/download/x";
    for (location, host) in [
        ("https://evil.example.org/en/open-data/download/x", "https://evil.example.org"),
        ("//evil.example.org/open-data", "https://evil.example.org"),
        ("http://d.example.org/en/open-data/download/x", "http://d.example.org"),
        // Raw UTF-8, which a header's value need not be but some servers send.
        (moved, "https://anderswo.example.org"),
    ] {
        let site = Site::new(move |_| answer(302, &[("location", location.as_bytes())], ""));
        let (_, _, error) = site.read(site.client.table("x"));
        let error = error.unwrap();
        assert_eq!(Refusal::of(&error), Some(Refusal::Elsewhere { host: host.to_owned() }));
        assert_eq!(error.kind(), ErrorKind::Redirect);
        assert!(error.to_string().contains(host), "{error}");
        assert_eq!(site.asked().len(), 1);
    }
}

// open_data_controller.rb of decidim-core: `redirect_to uploader.path` from 0.25 to 0.29, where the
// blob of Rails' storage redirects once more; `redirect_back fallback_location: root_path`.
#[test]
fn the_archive_of_older_sites_is_fetched_from_where_they_store_it() {
    let file = zip(&[("d.example.org-open-data-x.csv", TABLE)]);
    let stored = "/rails/active_storage/disk/eyJf--3/open-data.zip?disposition=attachment";
    let site = Site::new(move |path| match path {
        "/open-data/download" => {
            let blob = "/rails/active_storage/blobs/redirect/eyJf--2/open-data.zip";
            answer(302, &[("location", blob.as_bytes())], "")
        }
        path if path == stored => answer(200, &[], file.clone()),
        _ => {
            let to = format!("https://d.example.org{stored}");
            answer(302, &[("location", to.as_bytes())], "")
        }
    });
    let mut archive = site.run(site.client.archive()).unwrap();
    assert_eq!((archive.cells("x").unwrap().count(), site.asked().len()), (2, 3));

    let site = Site::new(|_| answer(302, &[("location", b"https://d.example.org/")], ""));
    let error = site.run(site.client.archive()).unwrap_err();
    assert_eq!(Refusal::of(&error), Some(Refusal::NotThere));
    let site =
        Site::new(|_| answer(302, &[("location", b"https://store.example.org/a.zip?sig=1")], ""));
    let error = site.run(site.client.archive()).unwrap_err();
    let host = "https://store.example.org".to_owned();
    assert_eq!(Refusal::of(&error), Some(Refusal::Elsewhere { host }));
    assert!(!error.to_string().contains("sig=1"), "{error}");
}

#[test]
fn a_redirect_to_another_place_of_the_site_is_no_promise() {
    let site = Site::new(|_| answer(302, &[("location", b"/maintenance")], ""));
    let (_, _, error) = site.read(site.client.table("x"));
    let error = error.unwrap();
    assert_eq!((error.kind(), Refusal::of(&error)), (ErrorKind::Redirect, None));
}
