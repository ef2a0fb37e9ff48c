//! Answers without what was asked for and without an error: no list and no record of any kind takes
//! them for emptiness.

use civic_sandbox::decidim::Version;
use decidim_client::ErrorKind;
use serde_json::{Value, json};

use super::super::support::{Bench, site};
use super::has;
use super::lists::LISTS;
use super::singles::SINGLES;

/// A null is how a site says that nobody is signed in.
const MAY_BE_NULL: &[&str] = &["session"];

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
    let roots = whole(body).and_then(Value::as_object_mut).into_iter().flatten();
    roots.for_each(|(_, root)| *root = Value::Null);
}

/// What is changed in an answer on its way.
type Edit = fn(&mut Value);

#[test]
fn what_is_missing_or_null_is_an_error_for_every_list_and_every_record() {
    let edits: [(&str, Edit); 3] =
        [("no roots", without_roots), ("no data", without_data), ("null roots", null_roots)];
    for version in [Version::V0_27, Version::V0_32] {
        for (how, edit) in edits {
            let bench = Bench::edited(site().version(version).no_rate_limit(), edit);
            let operations = LISTS.iter().chain(SINGLES);
            for operation in operations.filter(|operation| has(&bench, operation)) {
                let name = operation.name;
                match (operation.call)(&bench) {
                    Ok(_) if how == "null roots" && MAY_BE_NULL.contains(&name) => {}
                    Ok(read) => panic!("{version}, {how}: {name}: {} records", read.records),
                    // Nothing says that the site has no such thing.
                    Err(error) => {
                        let kind = error.kind();
                        assert_ne!(
                            kind,
                            ErrorKind::Unsupported,
                            "{version}, {how}: {name}: {error}"
                        );
                    }
                }
            }
        }
    }
}
