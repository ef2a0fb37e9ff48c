//! Queries of the caller's own: mistakes in them are the caller's to hear of, and nothing of them
//! changes what the typed reads ask for.

use super::support::{Bench, server, site};
use civic_core::http::HttpConfig;
use civic_core::testing::{FakeTransport, VirtualClock};
use civic_sandbox::decidim::Version;
use decidim_client::graphql::{Capabilities, Client, ServerError, Sort};
use decidim_client::jiff::civil::date;
use decidim_client::{DateRange, Error, ErrorKind};
use graphql_client::{GraphQLQuery, QueryBody};
use serde_json::{Value, json};

/// Queries with a mistake in them, and the code by which graphql-ruby names it (measured: the
/// field's type, the argument's, the one that is missing).
fn mistaken(bench: &Bench) -> Vec<(String, Value, &'static str)> {
    let component = bench.platform.component_ids("Proposals")[0];
    let nothing = json!({});
    let nodes = "proposals { nodes { id title body } }";
    let first = "proposals(first: $n) { nodes { id } }";
    vec![
        (
            format!("{{ component(id: {component}) {{ ... on Proposals {{ {nodes} }} }} }}"),
            nothing.clone(),
            "selectionMismatch",
        ),
        ("{ component { id } }".to_owned(), nothing.clone(), "missingRequiredArguments"),
        ("{ commentable(id: \"1\") { id } }".to_owned(), nothing.clone(), "missingRequiredArguments"),
        (
            "query($id: String!) { component(id: $id) { id } }".to_owned(),
            json!({"id": component.to_string()}),
            "variableMismatch",
        ),
        (
            "query($f: ProposalFilter) { participatoryProcesses(filter: $f) { id title { locales } } }"
                .to_owned(),
            nothing.clone(),
            "variableMismatch",
        ),
        (
            format!(
                "query($n: String) {{ component(id: {component}) {{ ... on Proposals {{ {first} }} }} }}"
            ),
            json!({"n": "3"}),
            "variableMismatch",
        ),
        ("{ id { x } }".to_owned(), nothing.clone(), "undefinedField"),
        ("{ organization { ... on Proposals { id } } }".to_owned(), nothing, "cannotSpreadFragment"),
    ]
}

/// What typed reads bring that ask for what the queries are mistaken about.
fn typed(bench: &Bench) -> String {
    let component = bench.platform.component_ids("Proposals")[0];
    let (proposals, errors) = bench.read(&mut bench.client.proposals(component).list().stream());
    assert!(errors.is_empty(), "{errors:?}");
    let since =
        bench.client.proposals(component).list().published_at(DateRange::since(date(2020, 1, 1)));
    let (filtered, errors) = bench.read(&mut since.by_likes_count(Sort::Asc).stream());
    assert!(errors.is_empty(), "{errors:?}");
    let (processes, errors) =
        bench.read(&mut bench.client.participatory_processes().list().stream());
    assert!(errors.is_empty(), "{errors:?}");
    let component = bench.run(bench.client.all_components().get(component)).unwrap();
    serde_json::to_string(&(proposals, filtered, processes, component)).unwrap()
}

#[test]
fn a_callers_mistake_changes_no_typed_read_and_is_an_error_in_the_sites_words() {
    for version in Version::ALL {
        let expected = typed(&Bench::of(version));
        let bench = Bench::of(version);
        for (text, variables, code) in mistaken(&bench) {
            for strict in [false, true] {
                let query = bench.client.query(&text).variables(&variables);
                let query = if strict { query.strict() } else { query };
                let error = bench.run(query).unwrap_err();
                let said = ServerError::all_of(&error);
                assert!(
                    said.iter().any(|said| said.code() == Some(code)),
                    "{version} {text}: {error}"
                );
                let words = said[0].to_string();
                let shown = format!("{error} {}", error.hint().unwrap_or_default());
                assert!(shown.contains(&words), "{version} {text}: {shown}");
            }
        }
        assert_eq!(bench.client.capabilities(), Capabilities::default(), "{version}");
        assert_eq!(typed(&bench), expected, "{version}");
        let fresh = Bench::of(version);
        typed(&fresh);
        assert_eq!(
            bench.client.capabilities().missing_features,
            fresh.client.capabilities().missing_features,
            "{version}"
        );
    }
}

#[test]
fn what_was_cut_from_a_callers_query_stands_in_its_answer_alone() {
    let bench = Bench::of(Version::V0_30);
    let text = "{ organization { name { locales } founded } staticPages { id } }";
    for expected in [2, 1] {
        let (requests, answer) =
            bench.requests_of(|bench| bench.run(bench.client.query(text)).unwrap());
        assert_eq!(requests, expected);
        let missing: Vec<_> = answer.missing_features().iter().map(ToString::to_string).collect();
        assert_eq!(missing, ["Organization.founded", "Query.staticPages"]);
        let data: Value = answer.decode().unwrap();
        assert!(data["organization"]["name"]["locales"].is_array(), "{data}");
    }
    assert_eq!(bench.client.capabilities(), Capabilities::default());
}

#[test]
fn a_typed_read_that_a_query_looks_like_does_not_share_its_memory() {
    let bench = Bench::of(Version::V0_31);
    // Not a field of 0.31: cut from this query, and from no other.
    let text = "{ organization { name { locales } } assemblies { hashtag title { locales } } }";
    let answer = bench.run(bench.client.query(text)).unwrap();
    assert_eq!(answer.missing_features().len(), 1);
    bench.platform.upgrade(Version::V0_30);
    let (assemblies, errors) = bench.read(&mut bench.client.assemblies().list().stream());
    assert!(errors.is_empty(), "{errors:?}");
    assert!(assemblies.iter().any(|assembly| assembly.hashtag.is_some()));
}

#[test]
fn capabilities_that_nobody_dated_are_found_out_again() {
    // As an earlier release wrote them down after a mistake of the caller's.
    let kept = r#"{"missing_features":[{"kind":"field","on":"Proposal","field":"body"},
                            {"kind":"field","on":"Proposal","field":"title"}]}"#;
    let known: Capabilities = serde_json::from_str(kept).unwrap();
    for version in Version::ALL {
        let bench =
            Bench::with(site().version(version), |client| client.capabilities(known.clone()));
        assert_eq!(typed(&bench), typed(&Bench::of(version)), "{version}");
        assert!(!bench.client.capabilities().is_field_missing("Proposal", "title"), "{version}");
    }
}

fn undefined(on: &str, field: &str) -> Value {
    json!({
        "message": format!("Field '{field}' doesn't exist on type '{on}'"),
        "extensions": {"code": "undefinedField", "typeName": on, "fieldName": field},
    })
}

#[test]
fn what_a_server_invents_does_not_fill_the_memory() {
    // Each time another type of its own making has no `name`, and another member is unknown.
    let (clock, client, asked) = server(|count, _| {
        let problem = json!({"path": [format!("member{count}")],
                             "explanation": format!("Field is not defined on Input{count}")});
        json!({"errors": [
            undefined(&format!("Made{count}"), "name"),
            {"message": "no", "extensions": {"problems": [problem]}},
        ]})
    });
    for _ in 0..50 {
        let _: Result<_, Error> = clock.run(client.organization()).unwrap();
        let _: Result<_, Error> = clock.run(client.decidim()).unwrap();
    }
    assert_eq!(client.capabilities(), Capabilities::default());
    assert!(asked.lock().unwrap().len() <= 100 * 5);
}

#[test]
fn a_server_that_says_another_thing_each_time_is_given_up() {
    let (clock, client, asked) = server(|count, _| {
        let fields = ["name", "stats", "taxonomies", "key", "value"];
        json!({"errors": [undefined("Organization", fields[count % fields.len()])]})
    });
    let error = clock.run(client.organization()).unwrap().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::Rejected), "{error}");
    assert!(asked.lock().unwrap().len() <= 5, "{:?}", asked.lock().unwrap());
}

#[test]
fn an_answer_that_breaks_off_is_an_error_and_not_an_answer() {
    for body in [r#"{"data":{"#, r#"{"data":{"decidim":{"version":"0.31"}}"#] {
        let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
        let transport = FakeTransport::new(move |_| {
            std::future::ready(Ok(http::Response::new(body.to_owned().into())))
        });
        let http = HttpConfig::new().clock(clock.clone()).transport(transport);
        let client = Client::builder("https://decidim.example.org").http(http).build().unwrap();
        let text = "{ decidim { version } }";
        for query in [client.query(text), client.query(text).strict()] {
            let error = clock.run(query).unwrap().unwrap_err();
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Decode, 4), "{error}");
        }
    }
}

/// What the derive of `graphql_client` makes of a file of queries.
pub(super) struct ComponentNames;

#[derive(serde::Serialize)]
pub(super) struct Variables {
    pub(super) id: String,
}

#[derive(serde::Deserialize)]
pub(super) struct Names {
    pub(super) component: Option<Name>,
}

#[derive(serde::Deserialize)]
pub(super) struct Name {
    pub(super) id: String,
    nowhere: Option<String>,
}

impl GraphQLQuery for ComponentNames {
    type Variables = Variables;
    type ResponseData = Names;

    fn build_query(variables: Variables) -> QueryBody<Variables> {
        let query = "query Other { decidim { version } } \
                     query ComponentNames($id: ID!) { component(id: $id) { ...Name nowhere } } \
                     fragment Name on ComponentInterface { id }";
        QueryBody { variables, query, operation_name: "ComponentNames" }
    }
}

#[test]
fn a_generated_query_is_adapted_and_decoded() {
    for version in [Version::V0_24, Version::V0_30, Version::V0_32] {
        let bench = Bench::of(version);
        let component = bench.platform.component_ids("Proposals")[0].to_string();
        let names = bench.client.run::<ComponentNames>(Variables { id: component.clone() });
        let found = bench.run(names).unwrap().component.unwrap();
        assert_eq!((found.id, found.nowhere), (component, None), "{version}");
    }
}
