//! What was asked for and is not in the answer, without a word why: an error or a possible gap, never
//! an empty list.
//!
//! By the GraphQL specification (October 2021, 6.4.3 and 7.1) an answer has each field that was asked
//! for, and a field that failed has its error; Decidim's lists of spaces and people are not null in
//! any version (`graphql/schema.graphql`), so such an answer is a fault of something on the way.

use civic_sandbox::decidim::Version;
use decidim_client::graphql::Id;
use decidim_client::graphql::resources::{Commentable, Meeting, SpaceKind};
use decidim_client::list::Paginator;
use serde_json::{Map, Value, json};

use super::support::{Bench, site};

/// The data of an answer without errors.
fn whole(body: &mut Value) -> Option<&mut Value> {
    if body.get("errors").is_some() { None } else { body.get_mut("data") }
}

fn without_roots(body: &mut Value) {
    if let Some(data) = whole(body) {
        *data = json!({});
    }
}

fn without_data(body: &mut Value) {
    if let Some(data) = whole(body) {
        *data = Value::Null;
    }
}

fn null_roots(body: &mut Value) {
    for (_, root) in whole(body).and_then(Value::as_object_mut).into_iter().flatten() {
        *root = Value::Null;
    }
}

/// Everything one step below the roots.
fn below(body: &mut Value) -> impl Iterator<Item = &mut Map<String, Value>> {
    let roots = whole(body).and_then(Value::as_object_mut).into_iter().flatten();
    roots
        .flat_map(|(_, root)| match root {
            Value::Array(rows) => rows.iter_mut().collect::<Vec<_>>(),
            root => vec![root],
        })
        .filter_map(Value::as_object_mut)
}

fn is_kept(name: &str) -> bool {
    matches!(name, "__typename" | "id")
}

fn null_below(body: &mut Value) {
    for object in below(body) {
        object
            .iter_mut()
            .filter(|(name, _)| !is_kept(name))
            .for_each(|(_, value)| *value = Value::Null);
    }
}

fn nothing_below(body: &mut Value) {
    below(body).for_each(|object| object.retain(|name, _| is_kept(name)));
}

fn must_be_reported<T: Send + 'static>(bench: &Bench, what: &str, mut reading: Paginator<T>) {
    let (rows, errors) = bench.read(&mut reading);
    let report = reading.report();
    assert!(rows.is_empty(), "{what}");
    assert!(!report.is_consistent(), "{what}: {report}");
    assert!(!errors.is_empty() || report.server_errors > 0, "{what}: {report}");
}

/// What becomes of an answer on its way.
type Edit = fn(&mut Value);

fn is_refused<T, E>(what: &str, read: &Result<T, E>) {
    assert!(read.is_err(), "{what}");
}

const VERSIONS: [Version; 4] = [Version::V0_24, Version::V0_27, Version::V0_30, Version::V0_32];

#[test]
fn a_list_that_is_missing_from_an_answer_is_never_complete() {
    let edits: [(&str, Edit); 5] = [
        ("no roots", without_roots),
        ("no data", without_data),
        ("null roots", null_roots),
        ("nulls below", null_below),
        ("nothing below", nothing_below),
    ];
    for version in VERSIONS {
        for (how, edit) in edits {
            let bench = Bench::edited(site().version(version).no_rate_limit(), edit);
            let component = bench.platform.component_ids("Proposals")[0];
            let proposal = bench.platform.ids_in(component, "proposals")[0];
            let client = &bench.client;
            let named = |what: &str| format!("{what}, {version}, {how}");
            must_be_reported(
                &bench,
                &named("proposals"),
                client.proposals(component).list().stream(),
            );
            must_be_reported(
                &bench,
                &named("backward"),
                client.proposals(component).list().stream_backward(),
            );
            must_be_reported(
                &bench,
                &named("confirmed"),
                client.proposals(component).list().two_passes().stream(),
            );
            let meetings = bench.platform.component_ids("Meetings")[0];
            must_be_reported(&bench, &named("meetings"), client.meetings(meetings).list().stream());
            must_be_reported(
                &bench,
                &named("all components"),
                client.all_components().list().stream(),
            );
            must_be_reported(
                &bench,
                &named("all proposals"),
                client.all_proposals().list().stream(),
            );
            must_be_reported(
                &bench,
                &named("all meetings"),
                client.all::<Meeting>().list().stream(),
            );
            must_be_reported(&bench, &named("all comments"), client.all_comments().list().stream());
            let space = SpaceKind::ParticipatoryProcess;
            must_be_reported(
                &bench,
                &named("one space"),
                client.all_in::<Meeting>(space, 1).list().stream(),
            );
            let of = Commentable::proposal(proposal);
            must_be_reported(&bench, &named("comments"), client.comments(of).list().stream());
            must_be_reported(
                &bench,
                &named("versions"),
                client.proposals(component).versions(proposal).list().stream(),
            );
            must_be_reported(
                &bench,
                &named("likes"),
                client.proposals(component).likes(proposal).list().stream(),
            );
        }
    }
}

#[test]
fn a_list_of_the_site_that_is_null_or_missing_is_an_error() {
    let edits: [(&str, Edit); 3] =
        [("no roots", without_roots), ("no data", without_data), ("null roots", null_roots)];
    for version in VERSIONS {
        for (how, edit) in edits {
            let bench = Bench::edited(site().version(version).no_rate_limit(), edit);
            let client = &bench.client;
            let named = |what: &str| format!("{what}, {version}, {how}");
            must_be_reported(
                &bench,
                &named("processes"),
                client.participatory_processes().list().stream(),
            );
            must_be_reported(&bench, &named("assemblies"), client.assemblies().list().stream());
            must_be_reported(&bench, &named("conferences"), client.conferences().list().stream());
            must_be_reported(&bench, &named("initiatives"), client.initiatives().list().stream());
            must_be_reported(
                &bench,
                &named("groups"),
                client.participatory_process_groups().list().stream(),
            );
            must_be_reported(&bench, &named("users"), client.users().list().stream());
            let reading = client.participatory_processes().list().stream();
            is_refused(&named("collected"), &bench.run(reading.collect_consistent()));
        }
    }
}

#[test]
fn a_single_record_that_is_null_or_missing_is_an_error() {
    let edits: [(&str, Edit); 3] =
        [("no roots", without_roots), ("no data", without_data), ("null roots", null_roots)];
    for version in VERSIONS {
        for (how, edit) in edits {
            let bench = Bench::edited(site().version(version).no_rate_limit(), edit);
            let component = bench.platform.component_ids("Proposals")[0];
            let proposal = Id::new(bench.platform.ids_in(component, "proposals")[0]);
            let client = &bench.client;
            let named = |what: &str| format!("{what}, {version}, {how}");
            is_refused(&named("proposal"), &bench.run(client.proposals(component).get(proposal)));
            is_refused(&named("process"), &bench.run(client.participatory_processes().get(1)));
            is_refused(&named("decidim"), &bench.run(client.decidim()));
            is_refused(&named("organization"), &bench.run(client.organization()));
            is_refused(&named("component"), &bench.run(client.all_components().get(component)));
            // A null is how a site says that nobody is signed in.
            let session = bench.run(client.session());
            assert_eq!(session.is_ok(), how == "null roots", "{version}, {how}");
        }
    }
}

/// Another record where a single one was asked for: the answer of another query, as a cache may
/// have kept it.
fn of_another_id(body: &mut Value) {
    fn rename(value: &mut Value) {
        match value {
            Value::Object(members) => {
                if let Some(id) = members.get_mut("id") {
                    *id = "4711".into();
                }
                members.values_mut().for_each(rename);
            }
            Value::Array(values) => values.iter_mut().for_each(rename),
            _ => {}
        }
    }
    if let Some(data) = whole(body) {
        rename(data);
    }
}

#[test]
fn another_record_than_the_one_asked_for_is_an_error() {
    for version in VERSIONS {
        let bench = Bench::edited(site().version(version).no_rate_limit(), of_another_id);
        let component = bench.platform.component_ids("Proposals")[0];
        let proposal = Id::new(bench.platform.ids_in(component, "proposals")[0]);
        let client = &bench.client;
        let errors = [
            bench.run(client.proposals(component).get(proposal)).unwrap_err(),
            bench.run(client.participatory_processes().get(1)).unwrap_err(),
            bench.run(client.all_components().get(component)).unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), decidim_client::ErrorKind::Protocol, "{version}: {error}");
            assert!(error.to_string().contains("the id 4711, and"), "{version}: {error}");
        }
        // What is asked for by a slug has whatever id it has.
        let plain = Bench::new(site().version(version).no_rate_limit());
        let process = plain.run(plain.client.participatory_processes().get(1)).unwrap();
        let slug = process.slug.unwrap();
        let by_slug = bench.run(client.participatory_processes().get_by_slug(&slug)).unwrap();
        assert_eq!(by_slug.id, Id::new(4711), "{version}");
    }
}
