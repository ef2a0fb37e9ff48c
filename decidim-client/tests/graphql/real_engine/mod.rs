//! The sandbox's checks of GraphQL documents against those of a real graphql-ruby: the same mistakes
//! at the same places, in the same words.
//!
//! Ignored by default, since it needs Ruby with the gem `graphql` (Debian: `ruby` and
//! `ruby-graphql`):
//!
//! ```text
//! cargo test --workspace --test main real_engine -- --ignored
//! ```
//!
//! It compares the versions that the installed library is near to. `GRAPHQL_RUBY` names the `lib`
//! folder of another copy of the library, or several folders with `:` between.

mod judge;
mod random;

use std::collections::BTreeSet;

use apollo_compiler::Schema;
use bytes::Bytes;
use civic_sandbox::decidim::{Decidim, DecidimBuilder, Engine, Version};
use civic_sandbox::platform::Platform;
use http::{Method, Request};
use serde_json::{Value, json};

use self::judge::Judge;
use super::own_queries;
use super::support::{Bench, site};

/// How many documents are made by chance for each version.
const RANDOM: u64 = 300;

/// A site that refuses nothing for its size, on the engine that is the judge's.
fn roomy(version: Version, engine: Engine) -> DecidimBuilder {
    let site = Decidim::builder().proposals(5).no_rate_limit().version(version).engine(engine);
    site.max_complexity(u64::MAX).max_depth(1_000_000)
}

/// The queries of this crate as the client sends them to a site of this version: on first contact,
/// and with every cut that it makes then.
fn sent_queries(version: Version) -> BTreeSet<String> {
    let bench = Bench::new(site().proposals(5).no_rate_limit().version(version));
    let is_query = |text: &String| !text.trim_start().starts_with("mutation");
    for text in own_queries::written_out().into_iter().filter(is_query) {
        let query = bench.client.query(text);
        // What the answer is does not matter here.
        let _ = bench.run(query);
    }
    let asked = bench
        .platform
        .requests()
        .iter()
        .filter_map(civic_sandbox::Logged::json)
        .collect::<Vec<_>>();
    asked.iter().filter_map(|body| Some(body.get("query")?.as_str()?.to_owned())).collect()
}

/// What the sandbox says is wrong with a document before it looks at anything else.
fn sandbox_says(site: &Decidim, query: &str) -> Vec<Value> {
    errors_of(site, query, &json!({})).into_iter().filter(is_of_the_check).collect()
}

fn errors_of(site: &Decidim, query: &str, variables: &Value) -> Vec<Value> {
    let body = json!({"query": query, "operationName": null, "variables": variables}).to_string();
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api")
        .header("content-type", "application/json")
        .body(Bytes::from(body))
        .unwrap();
    let answer = site.handle(request).body_json().unwrap_or_default();
    if answer.get("data").is_some() {
        return Vec::new();
    }
    answer["errors"].as_array().cloned().unwrap_or_default()
}

/// The values that go with a document: for every second yes-or-no variable yes, none for others.
fn values(query: &str) -> Value {
    let names = query.split('$').skip(1).filter_map(|rest| rest.split_once(": Boolean!"));
    let names = names.map(|(name, _)| name).filter(|name| name.starts_with('v'));
    names.enumerate().map(|(at, name)| (name.to_owned(), Value::from(at % 2 == 0))).collect()
}

/// Complexity and depth of a document as this sandbox tells them, which allows of neither any; `None`
/// where it does not come so far, and for pages of pages beyond all measure.
fn sandbox_size(strict: &Decidim, query: &str, variables: &Value) -> Option<Vec<Value>> {
    let errors = errors_of(strict, query, variables);
    let told = |what: &str| {
        let words = errors.iter().find_map(|error| error["message"].as_str()?.strip_prefix(what));
        words?.split(',').next()?.parse::<u64>().ok().filter(|number| *number < 1 << 62)
    };
    let (complexity, depth) = (told("Query has complexity of ")?, told("Query has depth of ")?);
    Some(vec![complexity.into(), depth.into()])
}

/// Not a limit, a variable's value or the choice of an operation: these come later.
fn is_of_the_check(error: &Value) -> bool {
    let code = error["extensions"]["code"].as_str();
    let is_later = match code {
        None => error["extensions"].is_object() || error.get("locations").is_none(),
        Some(code) => code.ends_with("_ERROR") && code != "INTROSPECTION_DISABLED_ERROR",
    };
    !is_later
}

/// Errors in an order of their own; of documents that cannot be read only the place, since the words
/// are the parser's.
fn comparable(errors: Vec<Value>) -> Vec<String> {
    let mut all: Vec<String> = errors.into_iter().map(one_comparable).collect();
    all.sort();
    all
}

fn one_comparable(mut error: Value) -> String {
    let Some(code) = error["extensions"]["code"].as_str().map(str::to_owned) else {
        return format!("cannot be read, at {}", error["locations"]);
    };
    let message = error["message"].as_str().unwrap_or_default().to_owned();
    if let Some((before, hint)) = message.split_once(" (Did you mean ") {
        // Names that are equally near come in no certain order.
        let mut names: Vec<&str> = hint.split('`').skip(1).step_by(2).collect();
        names.sort_unstable();
        error["message"] = format!("{before} ({})", names.join(" ")).into();
    }
    if code == "defaultValueInvalidType" {
        // It can hold an address in the library's memory.
        error["message"] = Value::Null;
    }
    error.to_string()
}

/// What only one of the two says.
fn difference(version: Version, query: &str, real: &[String], ours: &[String]) -> String {
    let (mut only_real, mut only_ours) = (real.to_vec(), Vec::new());
    for error in ours {
        match only_real.iter().position(|other| other == error) {
            Some(at) => drop(only_real.remove(at)),
            None => only_ours.push(error.clone()),
        }
    }
    format!(
        "{version}: {}\n  only graphql-ruby: {}\n  only the sandbox: {}",
        query.split_whitespace().collect::<Vec<_>>().join(" "),
        only_real.join("\n    "),
        only_ours.join("\n    ")
    )
}

#[test]
#[ignore = "needs Ruby with the gem graphql"]
fn the_sandbox_finds_what_graphql_ruby_finds() {
    let mut judge = Judge::start();
    let engine = judge.engine();
    let (mut compared, mut faulty, mut sized, mut differences) = (0, 0, 0, Vec::new());
    for (version, is_open) in judge.sites() {
        let site = roomy(version, engine).introspection(is_open).build();
        let strict = roomy(version, engine).introspection(is_open).max_complexity(0).max_depth(0);
        let strict = strict.build();
        let text = site.schema_text();
        judge.schema(&text, is_open);
        let schema = Schema::parse(&text, "schema.graphql").unwrap_or_else(|broken| broken.partial);
        let mut queries = own_queries::written_out();
        queries.extend(sent_queries(version));
        queries.extend((0..RANDOM).map(|seed| random::document(&schema, seed)));
        for query in queries {
            let real = comparable(judge.errors(&query));
            let ours = comparable(sandbox_says(&site, &query));
            compared += 1;
            faulty += usize::from(!real.is_empty());
            if real != ours {
                differences.push(difference(version, &query, &real, &ours));
            }
            let values = values(&query);
            let ours = sandbox_size(&strict, &query, &values);
            // 2.2.7, with which 0.29 was released, counts otherwise than the later 2.2.
            if let Some(mut ours) = ours.filter(|_| real.is_empty() && version != Version::V0_29) {
                let mut real = judge.size(&query, &values);
                if !judge.counts_complexity() {
                    (real, ours) = (real.split_off(1), ours.split_off(1));
                }
                sized += 1;
                if real != ours {
                    let texts = |size: &[Value]| vec![json!(size).to_string()];
                    differences.push(difference(version, &query, &texts(&real), &texts(&ours)));
                }
            }
        }
    }
    eprintln!(
        "{compared} documents, {faulty} of them with mistakes, {sized} measured, {} differences",
        differences.len()
    );
    assert!(sized > 50, "only {sized} documents were measured");
    assert!(faulty > 100, "only {faulty} documents have mistakes");
    let shown = differences.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} differences:\n{shown}", differences.len());
}
