use std::fmt::Write;

use serde_json::json;

use super::Visit;
use crate::decidim::{Decidim, DecidimBuilder, Version};

fn message(visit: &Visit, query: &str) -> String {
    let body = visit.ask(query);
    assert!(body.get("data").is_none(), "{body}");
    body["errors"][0]["message"].as_str().unwrap().to_owned()
}

/// A component, its space, that space's component of the same type, and so on.
fn deep(levels: usize) -> String {
    let mut query = "{ component(id: 1) ".to_owned();
    for _ in 0..levels {
        query.push_str("{ participatorySpace { components(filter: {type: \"Proposals\"}) ");
    }
    query.push_str("{ id }");
    query.push_str(&" } }".repeat(levels));
    query + " }"
}

#[test]
fn depth_is_limited_to_15() {
    let visit = Visit::version(Version::V0_27);
    assert_eq!(message(&visit, &deep(7)), "Query has depth of 16, which exceeds max depth of 15");
    assert!(visit.ask(&deep(6)).get("data").is_some());
}

fn page(first: usize) -> String {
    format!(
        "{{ component(id: 1) {{ __typename id ... on Pages {{ pages(first: {first}) {{ pageInfo {{ \
         endCursor hasNextPage }} edges {{ cursor node {{ id title {{ translation(locale: \
         \"en\") }} body {{ translation(locale: \"en\") }} }} }} }} }} }} }}"
    )
}

#[test]
fn complexity_counts_fields_up_to_0_27_and_page_sizes_from_0_28() {
    let cost = |version, first| {
        let builder = Decidim::builder().proposals(5).no_rate_limit().version(version);
        let visit = Visit::to(builder.max_complexity(1));
        message(&visit, &page(first))
    };
    let of = |points: u32| {
        format!("Query has complexity of {points}, which exceeds max complexity of 1")
    };
    assert_eq!(cost(Version::V0_27, 50), of(15));
    assert_eq!(cost(Version::V0_28, 50), of(358));
    // Before any cap.
    assert_eq!(cost(Version::V0_30, 5000), of(8 + 7 * 5000));
    let visit = Visit::version(Version::V0_30);
    let message = message(&visit, &page(5000));
    assert_eq!(message, "Query has complexity of 35008, which exceeds max complexity of 5000");
    assert!(Visit::version(Version::V0_27).ask(&page(5000)).get("data").is_some());
}

/// graphql-ruby's `analysis/ast/visitor.rb`: `skip?` is asked of fields up to 2.2, of fragments too
/// from 2.3 on. Decidim's `alias_analyzer.rb` does not ask it at all.
#[test]
fn what_is_skipped_costs_nothing_and_is_not_deep() {
    let of = |version, query: &str, builder: fn(DecidimBuilder) -> DecidimBuilder| {
        let site = Decidim::builder().proposals(5).no_rate_limit().version(version);
        message(&Visit::to(builder(site)), query)
    };
    let cost = |version, query: &str| of(version, query, |site| site.max_complexity(1));
    let told = |points: u32| {
        format!("Query has complexity of {points}, which exceeds max complexity of 1")
    };
    let all = [Version::V0_24, Version::V0_27, Version::V0_28, Version::V0_30, Version::V0_32];
    for version in all {
        let field = "{ decidim { version applicationName @skip(if: true) } \
            session @include(if: false) { user { id } } }";
        assert_eq!(cost(version, field), told(2), "{version}");
        let wanted = "{ decidim { version applicationName @skip(if: false) @include(if: true) } }";
        assert_eq!(cost(version, wanted), told(3), "{version}");
        let fragments = "{ decidim { version ... @skip(if: true) { applicationName } ...F \
            @include(if: false) } } fragment F on Decidim { n: applicationName }";
        let points = if version >= Version::V0_31 { 2 } else { 4 };
        assert_eq!(cost(version, fragments), told(points), "{version}");
        let deep = "{ decidim { version } organization { stats { value @skip(if: true) } } }";
        let deepest = of(version, deep, |site| site.max_depth(1));
        assert_eq!(deepest, "Query has depth of 2, which exceeds max depth of 1", "{version}");
    }
    // A page's own fields are looked at a second time, and there fragments count in no version.
    let page = "{ component(id: 1) { ... on Pages { pages(first: 10) { nodes { id } ... @skip(if: \
        true) { pageInfo { endCursor } } } } } }";
    assert_eq!(cost(Version::V0_28, page), told(1 + 1 + 1 + 10 * 3));
    assert_eq!(cost(Version::V0_32, page), told(1 + 1 + 1 + 10));
    let aliases = "{ a: decidim { version } b: decidim { version } c: decidim { version } d: \
        decidim { version } e: decidim { version } f: decidim @skip(if: true) { version } }";
    let visit = Visit::version(Version::V0_32);
    assert_eq!(visit.errors(aliases)[0]["extensions"]["code"], "TOO_MANY_ALIASES_ERROR");
}

/// `calculate_complexity` in graphql-ruby's `schema/field.rb`: all fields of a page by their keys
/// from 2.2.16 on, before it each of the usual ones once.
#[test]
fn what_a_page_costs_once_depends_on_the_engine() {
    let page = "{ component(id: 1) { ... on Pages { pages(first: 10) { __typename a: nodes { id } \
        b: nodes { id } } } } }";
    let cost = |version| {
        let builder = Decidim::builder().proposals(5).no_rate_limit().version(version);
        message(&Visit::to(builder.max_complexity(1)), page)
    };
    let of = |points: u32| {
        format!("Query has complexity of {points}, which exceeds max complexity of 1")
    };
    for version in [Version::V0_28, Version::V0_29] {
        assert_eq!(cost(version), of(1 + 1 + 1 + 10 * 4), "{version}");
    }
    for version in [Version::V0_30, Version::V0_31, Version::V0_32] {
        assert_eq!(cost(version), of(1 + 1 + 3 + 10 * 2), "{version}");
    }
}

#[test]
fn only_0_24_stops_at_300() {
    let mut query = "{ decidim { ".to_owned();
    for number in 0..300 {
        write!(query, "a{number}: version ").unwrap();
    }
    query.push_str("} }");
    assert_eq!(
        message(&Visit::version(Version::V0_24), &query),
        "Query has complexity of 301, which exceeds max complexity of 300"
    );
    assert!(Visit::version(Version::V0_27).ask(&query).get("data").is_some());
}

#[test]
fn aliases_recursion_and_introspection_are_limited_from_0_30_5_on() {
    let aliases = "{ a: decidim { version } b: decidim { version } c: decidim { version } d: \
        decidim { version } e: decidim { version } f: decidim { version } }";
    let recursion = "{ commentable(id: \"1\", type: \"Decidim::Proposals::Proposal\", locale: \"en\", \
        toggleTranslations: false) { comments { comments { comments { id } } } } }";
    let introspection = "{ __schema { queryType { name } } }";
    for version in [Version::V0_30_5, Version::V0_31, Version::V0_32] {
        let visit = Visit::version(version);
        assert_eq!(
            visit.ask(aliases),
            json!({"errors": [{
                "message": "Too many aliases used. You have used 6 aliases, but 5 are allowed.",
                "extensions": {"code": "TOO_MANY_ALIASES_ERROR"},
            }]})
        );
        assert_eq!(
            visit.ask(recursion),
            json!({"errors": [{
                "message": "Too many recursions detected in query",
                "extensions": {"code": "RECURSION_LIMIT_EXCEEDED_ERROR"},
            }]})
        );
        assert_eq!(
            visit.ask(introspection),
            json!({"errors": [{
                "message": "Introspection is disabled for this request",
                "extensions": {"code": "INTROSPECTION_DISABLED_ERROR"},
            }]})
        );
        assert_eq!(visit.data("{ decidim { __typename } }")["decidim"]["__typename"], "Decidim");
    }
    let visit = Visit::version(Version::V0_30);
    for query in [aliases, recursion] {
        assert!(visit.ask(query).get("errors").is_none(), "{query}");
    }
    assert_eq!(visit.data(introspection)["__schema"]["queryType"]["name"], "Query");
}

/// A build of decidim-api between 0.31 and 0.32 (`alias_analyzer.rb`).
#[test]
fn the_alias_limit_can_come_without_a_code() {
    let site = Decidim::builder().proposals(5).no_rate_limit().version(Version::V0_31);
    let visit = Visit::to(site.codes_alias_limit(false));
    let query =
        "{ a: __typename b: __typename c: __typename d: __typename e: __typename f: __typename }";
    assert_eq!(
        visit.ask(query),
        json!({"errors": [{"message": "Too many aliases used: a,b,c,d,e,f"}]})
    );
}

#[test]
fn introspection_can_be_opened_and_is_open_to_administrators() {
    let query = "query ($n: String!) { __type(name: $n) { fields { name } } }";
    let builder = Decidim::builder().proposals(5).no_rate_limit().version(Version::V0_32);
    let visit = Visit::to(builder.introspection(true));
    let body = visit.ask_with(query, &json!({"n": "Coordinates"}));
    assert_eq!(
        body["data"]["__type"]["fields"],
        json!([{"name": "latitude"}, {"name": "longitude"}])
    );
    let visit = Visit::version(Version::V0_32).signed_in();
    assert!(visit.ask_with(query, &json!({"n": "Coordinates"}))["data"]["__type"].is_object());
}

#[test]
fn the_101st_request_of_a_minute_is_turned_away() {
    let visit = Visit::to(Decidim::builder().proposals(5));
    for _ in 0..100 {
        visit.data("{ decidim { applicationName } }");
    }
    let reply = visit.post(&json!({"query": "{ decidim { applicationName } }"}));
    assert_eq!(reply.status().unwrap(), 429);
    assert_eq!(reply.body_bytes(), "Retry later\n");
    assert_eq!(reply.headers().unwrap().get("content-type").unwrap(), "text/plain");
    assert!(reply.headers().unwrap().get("retry-after").is_none());
    visit.clock.advance(60);
    visit.data("{ decidim { applicationName } }");
    let visit = Visit::to(
        Decidim::builder()
            .proposals(5)
            .rate_limit(0, std::time::Duration::from_secs(60))
            .retry_after(true),
    );
    // rack-attack's `lib/rack/attack/configuration.rb`: `period - (now % period)`.
    for left in ["60", "40"] {
        let reply = visit.post(&json!({"query": "{ decidim { version } }"}));
        assert_eq!(reply.headers().unwrap().get("retry-after").unwrap(), left);
        visit.clock.advance(20);
    }
}
