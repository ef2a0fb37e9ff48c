//! What a site refuses, and the answers that fool a naive client.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests"
)]

mod support;

use std::time::Duration;

use civic_sandbox::decidim::{Door, Version};
use civic_sandbox::{Fault, FaultRule};
use decidim_client::ErrorKind;
use decidim_client::graphql::ServerError;
use decidim_client::http::{Clock, HttpConfig, RetryPolicy};

use support::{Bench, site};

fn organization(bench: &Bench) -> decidim_client::Error {
    let query = bench.client.query("{ decidim { applicationName } }");
    bench.run(async { query.await }).unwrap_err()
}

#[test]
fn no_more_than_ninety_of_a_hundred_requests_a_minute_are_sent() {
    let bench = Bench::new(site());
    let began = bench.clock.elapsed();
    for _ in 0..200 {
        let query = bench.client.query("{ decidim { applicationName } }");
        bench.run(async { query.await }).unwrap();
    }
    assert!(bench.clock.elapsed().saturating_sub(began) >= Duration::from_secs(60));
    assert!(bench.site.requests().iter().all(|request| request.status.unwrap() == 200));
}

#[test]
fn a_429_without_retry_after_waits_for_the_minute() {
    let bench = Bench::new(site());
    bench.site.inject(FaultRule::new(Fault::Throttle { retry_after: None }).times(1));
    let began = bench.clock.elapsed();
    let query = bench.client.query("{ decidim { applicationName } }");
    bench.run(async { query.await }).unwrap();
    let waited = bench.clock.elapsed().saturating_sub(began);
    let minute = Duration::from_secs(59)..=Duration::from_secs(61);
    assert!(minute.contains(&waited), "{waited:?}");
    assert_eq!(bench.site.requests().len(), 2);
}

#[test]
fn pages_are_as_large_as_the_cost_allows_from_the_beginning() {
    for version in Version::ALL {
        let bench = Bench::new(site().version(version).proposals(300));
        let room = bench.site.component_ids("Proposals")[0];
        let (_, errors) = bench.read(&mut bench.client.proposals(room).stream());
        assert!(errors.is_empty(), "{version}: {errors:?}");
        // A refused page would be asked for again with fewer rows.
        let sizes: std::collections::BTreeSet<_> = bench
            .site
            .requests()
            .iter()
            .filter_map(|request| request.json()?["variables"]["first"].as_u64())
            .collect();
        let sizes: Vec<_> = sizes.into_iter().collect();
        assert!(sizes.len() <= 2, "{version}: what is cut out makes room for more rows: {sizes:?}");
        assert!(sizes.is_sorted(), "{version}: {sizes:?}");
    }
}

#[test]
fn a_complexity_error_halves_the_page_and_is_remembered() {
    let bench = Bench::new(site().version(Version::V0_30).proposals(300).max_complexity(1500));
    let room = bench.site.component_ids("Proposals")[0];
    let (rows, errors) = bench.read(&mut bench.client.proposals(room).stream());
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(rows.len(), bench.site.ids_in(room, "proposals").len());
    let pages = rows.len().div_ceil(5);
    let (requests, _) = bench.requests_of(|b| b.read(&mut b.client.proposals(room).stream()));
    assert!(requests <= pages, "{requests} requests for {pages} small pages");
}

#[test]
fn a_site_that_allows_no_cost_at_all_is_an_error_not_a_loop() {
    let bench = Bench::new(site().version(Version::V0_30).max_complexity(10));
    let room = bench.site.component_ids("Proposals")[0];
    let (_, errors) = bench.read(&mut bench.client.proposals(room).stream());
    assert_eq!(errors[0].kind(), ErrorKind::Rejected, "{}", errors[0]);
    assert!(bench.site.requests().len() < 10);
}

#[test]
fn access_denied_is_no_empty_answer() {
    let bench = Bench::new(site().version(Version::V0_31).force_authentication(Door::SignedInApi));
    let error = organization(&bench);
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(error.to_string().contains("Access denied"), "{error}");
    assert!(error.hint().unwrap().contains("credentials"), "{error}");
}

#[test]
fn the_way_to_the_sign_in_page_is_not_followed() {
    let bench = Bench::new(site().force_authentication(Door::PrivateOrganization));
    let error = organization(&bench);
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(error.to_string().contains("/users/sign_in"), "{error}");
    assert!(error.hint().unwrap().contains("signed in"), "{error}");
}

#[test]
fn an_uncaught_exception_is_an_error_although_it_has_data() {
    let http = HttpConfig::new().retry(RetryPolicy::never());
    let bench = Bench::with_http(site(), http);
    let text = "{ participatoryProcesses(order: {publishedAt: null}) { id } }";
    let query = bench.client.query(text);
    let error = bench.run(async { query.await }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server, "{error}");
    assert_eq!(error.status().unwrap(), 500);
    assert!(error.to_string().contains("Internal Server error"), "{error}");
}

#[test]
fn a_page_in_place_of_an_answer_is_named() {
    let bench = Bench::new(site());
    bench.site.inject(FaultRule::new(Fault::HtmlOk));
    let error = organization(&bench);
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("HTML page"), "{error}");
}

#[test]
fn introspection_is_refused_by_name() {
    let bench = Bench::of(Version::V0_30_5);
    let query = bench.client.query("{ __schema { queryType { name } } }");
    let error = bench.run(async { query.await }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert_eq!(ServerError::all_of(&error)[0].code(), Some("INTROSPECTION_DISABLED_ERROR"));
}

#[test]
fn aliases_recursion_and_depth_are_the_callers_business_and_are_named() {
    let bench = Bench::of(Version::V0_32);
    let aliases = ["a", "b", "c", "d", "e", "f"]
        .map(|name| format!("{name}: decidim {{ applicationName }}"))
        .join(" ");
    let deep = "{ participatoryProcesses { components { participatorySpace { components { \
                participatorySpace { components { participatorySpace { id } } } } } } } }";
    for (text, code) in [
        (format!("{{ {aliases} }}"), "TOO_MANY_ALIASES_ERROR"),
        (deep.to_owned(), "RECURSION_LIMIT_EXCEEDED_ERROR"),
    ] {
        let query = bench.client.query(text);
        let error = bench.run(async { query.await }).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
        assert_eq!(ServerError::all_of(&error)[0].code(), Some(code));
    }
}

#[test]
fn a_null_that_the_schema_forbids_is_an_error_with_its_words() {
    // To an administrator a process that is not published is there, without the moment at which
    // it was: that makes the whole list null.
    let bench = Bench::signed_in(Version::V0_27);
    let (rows, errors) = bench.read(&mut bench.client.participatory_processes().stream());
    assert!(rows.is_empty());
    assert!(errors[0].to_string().contains("Cannot return null"), "{}", errors[0]);
}
