//! What a site refuses, and the answers that fool a naive client.

use std::time::Duration;

use civic_sandbox::decidim::{Door, Version};
use civic_sandbox::{Fault, FaultRule};
use decidim_client::ErrorKind;
use decidim_client::civic_core::clock::Clock;
use decidim_client::graphql::ServerError;
use decidim_client::http::{HttpConfig, RetryPolicy};

use super::support::{Bench, site};
use serde_json::Value;

fn organization(bench: &Bench) -> decidim_client::Error {
    let query = bench.client.query("{ decidim { applicationName } }");
    bench.run(query).unwrap_err()
}

#[test]
fn no_more_than_ninety_of_a_hundred_requests_a_minute_are_sent() {
    let bench = Bench::new(site());
    let began = bench.clock.elapsed();
    for _ in 0..200 {
        let query = bench.client.query("{ decidim { applicationName } }");
        bench.run(query).unwrap();
    }
    assert!(bench.clock.elapsed().saturating_sub(began) >= Duration::from_secs(60));
    assert!(bench.platform.requests().iter().all(|request| request.status.unwrap() == 200));
}

#[test]
fn a_429_without_retry_after_waits_for_the_minute() {
    let bench = Bench::new(site());
    bench.platform.inject(FaultRule::new(Fault::RateLimit { retry_after: None }).times(1));
    let began = bench.clock.elapsed();
    let query = bench.client.query("{ decidim { applicationName } }");
    bench.run(query).unwrap();
    let waited = bench.clock.elapsed().saturating_sub(began);
    let minute = Duration::from_secs(59)..=Duration::from_secs(61);
    assert!(minute.contains(&waited), "{waited:?}");
    assert_eq!(bench.platform.requests().len(), 2);
}

#[test]
fn pages_are_as_large_as_the_cost_allows_from_the_beginning() {
    for version in Version::ALL {
        let bench = Bench::new(site().version(version).proposals(300));
        let component = bench.platform.component_ids("Proposals")[0];
        let (_, errors) = bench.read(&mut bench.client.proposals(component).list().stream());
        assert!(errors.is_empty(), "{version}: {errors:?}");
        // A refused page would be asked for again with fewer rows.
        let sizes: std::collections::BTreeSet<_> = bench
            .platform
            .requests()
            .iter()
            .filter_map(|request| request.json()?["variables"]["first"].as_u64())
            .collect();
        let sizes: Vec<_> = sizes.into_iter().collect();
        assert!(sizes.len() <= 2, "{version}: what is cut out makes room for more rows: {sizes:?}");
        assert!(sizes.is_sorted(), "{version}: {sizes:?}");
    }
}

/// The page sizes that were asked for, each with whether the site refused it for its cost.
fn sizes(bench: &Bench) -> Vec<(u64, bool)> {
    let asked = bench.platform.requests().into_iter();
    asked
        .filter_map(|request| {
            let size = request.json()?["variables"]["first"].as_u64()?;
            let fits = refusal(bench, &request.json()?, size).is_none();
            Some((size, !fits))
        })
        .collect()
}

/// What the site says against the cost of a query with pages of this size. The rule is graphql-ruby's
/// (`lib/graphql/analysis/query_complexity.rb`, `lib/graphql/schema/field.rb`, since 1.13 a
/// connection costs its rows): as the sandbox has it.
fn refusal(bench: &Bench, asked: &Value, size: u64) -> Option<String> {
    let mut variables = asked["variables"].clone();
    variables["first"] = size.into();
    let text = asked["query"].as_str().unwrap();
    let query = bench.client.query(text).variables(&variables).strict();
    let error = bench.run(query).err()?;
    Some(error.to_string()).filter(|text| text.contains("complexity"))
}

#[test]
fn the_page_size_follows_from_the_limit_that_a_refusal_names() {
    for version in [Version::V0_28, Version::V0_30, Version::V0_31, Version::V0_32] {
        for most in [600, 1000, 2000] {
            let site = site().version(version).proposals(300).rows("meetings", 300);
            let bench = Bench::new(site.max_complexity(most).no_rate_limit());
            let mut refusals = 0;
            for list in ["Proposals", "Meetings"] {
                let component = bench.platform.component_ids(list)[0];
                bench.platform.clear_requests();
                let errors = if list == "Proposals" {
                    bench.read(&mut bench.client.proposals(component).list().stream()).1
                } else {
                    bench.read(&mut bench.client.meetings(component).list().stream()).1
                };
                assert!(errors.is_empty(), "{version}, {most}: {errors:?}");
                let asked = sizes(&bench);
                let refused = asked.iter().filter(|(_, refused)| *refused).count();
                // The limit that one list met is known to the other.
                refusals += refused;
                assert!(refusals <= 1, "{version}, {most}, {list}: {asked:?}");
                // The last page's own question, with more and more rows.
                let requests = bench.platform.requests();
                let body = |request: &civic_sandbox::Logged| {
                    request.json().filter(|body| body["variables"]["first"].is_u64())
                };
                let asked = requests.iter().rev().find_map(|request| {
                    body(request).filter(|body| {
                        refusal(&bench, body, body["variables"]["first"].as_u64().unwrap())
                            .is_none()
                    })
                });
                let asked = asked.unwrap();
                let used = asked["variables"]["first"].as_u64().unwrap();
                let fits = |size: &u64| refusal(&bench, &asked, *size).is_none();
                let largest = (used..=50).take_while(fits).last().unwrap();
                assert!(
                    used * 100 >= largest * 95 || used + 1 > largest,
                    "{version}, {most}, {list}: {used} of {largest}"
                );
            }
        }
    }
}

#[test]
fn versions_that_count_no_rows_get_full_pages() {
    for version in [Version::V0_24, Version::V0_27] {
        let bench = Bench::new(
            site().version(version).proposals(300).rows("meetings", 300).no_rate_limit(),
        );
        let component = bench.platform.component_ids("Proposals")[0];
        bench.read(&mut bench.client.proposals(component).list().stream());
        let component = bench.platform.component_ids("Meetings")[0];
        bench.read(&mut bench.client.meetings(component).list().stream());
        let asked = bench.platform.requests().into_iter();
        let answered = asked.filter_map(|request| request.json()?["variables"]["first"].as_u64());
        let sizes: Vec<_> = answered.collect();
        // The very first question is asked before anything is known of the site.
        assert!(
            sizes.len() > 2 && sizes.iter().skip(1).all(|size| *size == 50),
            "{version}: {sizes:?}"
        );
    }
}

/// `decidim-api/lib/decidim/api/alias_analyzer.rb` says it in an analysis error, which has no code;
/// later ones in `TOO_MANY_ALIASES_ERROR`.
#[test]
fn too_many_aliases_are_named_with_and_without_a_code() {
    fn without_code(body: &mut Value) {
        for error in body["errors"].as_array_mut().into_iter().flatten() {
            error["message"] = "Too many aliases used: a,b,c,d,e,f".into();
            error.as_object_mut().unwrap().remove("extensions");
        }
    }
    let text = "{ a: decidim { version } b: decidim { version } c: decidim { version } \
                d: decidim { version } e: decidim { version } f: decidim { version } }";
    for edit in [without_code as fn(&mut Value), |_| {}] {
        let bench = Bench::edited(site().version(Version::V0_32), edit);
        let query = bench.client.query(text);
        let error = bench.run(query).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
        assert!(error.hint().unwrap().contains("fewer fields another name"), "{error:?}");
        assert_eq!(bench.platform.requests().len(), 1);
    }
}

#[test]
fn a_site_that_allows_no_cost_at_all_is_an_error_not_a_loop() {
    let bench = Bench::new(site().version(Version::V0_30).max_complexity(10));
    let component = bench.platform.component_ids("Proposals")[0];
    let (_, errors) = bench.read(&mut bench.client.proposals(component).list().stream());
    assert_eq!(errors[0].kind(), ErrorKind::Rejected, "{}", errors[0]);
    assert!(bench.platform.requests().len() < 10);
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
    let error = bench.run(query).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server, "{error}");
    assert_eq!(error.status().unwrap(), 500);
    // The message of the engine, "Internal Server error", says the same as the status.
    let told = error.to_string().to_lowercase();
    assert_eq!(told.matches("internal server error").count(), 1, "{error}");
}

#[test]
fn a_page_in_place_of_an_answer_is_named() {
    let bench = Bench::new(site());
    bench.platform.inject(FaultRule::new(Fault::HtmlOk));
    let error = organization(&bench);
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("HTML page"), "{error}");
}

#[test]
fn introspection_is_refused_by_name() {
    let bench = Bench::of(Version::V0_30_5);
    let query = bench.client.query("{ __schema { queryType { name } } }");
    let error = bench.run(query).unwrap_err();
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
        let error = bench.run(query).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
        assert_eq!(ServerError::all_of(&error)[0].code(), Some(code));
    }
}

#[test]
fn a_null_that_the_schema_forbids_is_an_error_with_its_words() {
    // To an administrator a process that is not published is there, without the moment at which
    // it was: that makes the whole list null.
    let bench = Bench::signed_in(Version::V0_27);
    let (rows, errors) = bench.read(&mut bench.client.participatory_processes().list().stream());
    assert!(rows.is_empty());
    assert!(errors[0].to_string().contains("Cannot return null"), "{}", errors[0]);
}
