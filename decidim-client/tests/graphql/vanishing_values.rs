//! Each place of an answer is null, missing or of another form, without a word why: no row is lost in
//! silence. Only a null in the place of a record is one that the caller may not see, which the report counts.

use std::cell::RefCell;
use std::collections::BTreeSet;

use decidim_client::Error;
use decidim_client::graphql::resources::{Commentable, Meeting, Proposal};
use decidim_client::list::{Paginator, Report};
use serde_json::{Value, json};

use super::support::{Bench, site};

thread_local! {
    static PATTERN: RefCell<(String, u8)> = const { RefCell::new((String::new(), 0)) };
    static PATTERNS: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// At most one place of a pattern in each answer (modes 0 to 2), or all of them (3 and more).
fn change(value: &mut Value, at: &str, wanted: &str, mode: u8, done: &mut bool) {
    PATTERNS.with_borrow_mut(|all| all.insert(at.to_owned()));
    match value {
        Value::Array(values) => {
            for it in values {
                change(it, &format!("{at}.*"), wanted, mode, done);
            }
        }
        Value::Object(members) => {
            let names: Vec<String> = members.keys().cloned().collect();
            for name in names {
                let at = format!("{at}.{name}");
                if at == wanted && (mode >= 3 || !*done) {
                    *done = true;
                    match mode % 3 {
                        0 => {
                            members.insert(name.clone(), Value::Null);
                        }
                        1 => {
                            members.remove(&name);
                            continue;
                        }
                        _ => {
                            let it = members.get_mut(&name).unwrap();
                            *it = match &*it {
                                Value::String(text) => {
                                    text.parse::<u64>().map_or(json!(7), Into::into)
                                }
                                Value::Number(number) => number.to_string().into(),
                                Value::Bool(it) => it.to_string().into(),
                                Value::Array(_) => json!({}),
                                _ => json!([]),
                            };
                        }
                    }
                }
                change(members.get_mut(&name).unwrap(), &at, wanted, mode, done);
            }
        }
        _ => {}
    }
}

fn edit_one(body: &mut Value) {
    if body.get("errors").is_some() {
        return;
    }
    if let Some(data) = body.get_mut("data") {
        PATTERN.with_borrow(|(wanted, mode)| change(data, "", wanted, *mode, &mut false));
    }
}

/// Each place of an answer is null, missing or of another form: no row is lost in silence.
#[test]
fn places_that_vanish_without_a_word_are_told() {
    type Reading = Box<dyn Fn(&Bench) -> (BTreeSet<String>, Vec<Error>, Report)>;
    fn reading<T: Send + serde::Serialize + 'static>(
        list: impl Fn(&Bench) -> Paginator<T> + 'static,
        id: fn(&T) -> String,
    ) -> Reading {
        Box::new(move |bench| {
            let mut list = list(bench);
            let (rows, errors) = bench.read(&mut list);
            (rows.iter().map(id).collect(), errors, list.report())
        })
    }
    let first = |bench: &Bench, kind: &str, list: &str| -> u64 {
        *bench
            .platform
            .component_ids(kind)
            .iter()
            .max_by_key(|id| bench.platform.ids_in(**id, list).len())
            .unwrap()
    };
    // One place in each answer (modes 0 to 2), or all of them: null, missing, of another form.
    let readings: Vec<(&str, Reading, &[u8])> = vec![
        (
            "proposals",
            reading(
                move |b| {
                    let component = first(b, "Proposals", "proposals");
                    b.client.proposals(component).list().page_size(10).stream()
                },
                |row: &Proposal| row.id.to_string(),
            ),
            &[0, 1, 2],
        ),
        (
            "meetings",
            reading(
                move |b| {
                    let component = first(b, "Meetings", "meetings");
                    b.client.meetings(component).list().page_size(5).two_passes().stream()
                },
                |row: &Meeting| row.id.to_string(),
            ),
            &[0, 1, 2],
        ),
        (
            "comments",
            reading(
                |b| {
                    let id = b.platform.ids("proposals")[0];
                    b.client.comments(Commentable::proposal(id)).list().stream()
                },
                |row| row.id.to_string(),
            ),
            &[0, 1, 2, 3, 4, 5],
        ),
    ];
    let build = || site().seed(5).proposals(30).no_rate_limit();
    let mut silent = Vec::new();
    for (what, read, modes) in &readings {
        PATTERN.set((String::new(), 0));
        PATTERNS.set(BTreeSet::new());
        let (before, ..) = read(&Bench::edited(build(), edit_one));
        let patterns = PATTERNS.with_borrow(Clone::clone);
        for pattern in patterns {
            // What a record is made of is of no interest.
            let deep =
                "translation author reference attachments categor scope taxonom body title name";
            if deep.split(' ').any(|it| pattern.contains(it)) || pattern.ends_with(".*") {
                continue;
            }
            for mode in *modes {
                PATTERN.set((pattern.clone(), *mode));
                let (after, errors, report) = read(&Bench::edited(build(), edit_one));
                let lost = before.difference(&after).count();
                let is_hidden = pattern.ends_with(".*.node") && report.hidden > 0;
                if lost > 0 && report.is_consistent() && !is_hidden {
                    silent.push(format!(
                        "{what}: {pattern} (mode {mode}): {lost} rows are lost: {errors:?} {report}"
                    ));
                }
            }
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}
