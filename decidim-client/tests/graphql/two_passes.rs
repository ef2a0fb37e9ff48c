//! Lists that are read in two passes: what the second one names is fetched, and only what both of them read
//! agrees.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use civic_core::testing::VirtualClock;
use decidim_client::list::{Completeness, Paginator, Report};
use decidim_client::{Error, ErrorKind};
use serde_json::{Value, json};

use super::support::answering;

fn all<T: Send + 'static>(
    clock: &VirtualClock,
    mut list: Paginator<T>,
) -> (Vec<T>, Vec<Error>, Report) {
    let (rows, errors) = clock
        .run(async {
            let (mut rows, mut errors) = (Vec::new(), Vec::new());
            while let Some(row) = list.next().await {
                match row {
                    Ok(row) => rows.push(row),
                    Err(error) => errors.push(error),
                }
            }
            (rows, errors)
        })
        .unwrap();
    (rows, errors, list.report())
}

fn is_ids(query: &str) -> bool {
    query.contains("Ids(")
}

fn meetings(ids: &[u64], end: Value, more: Value) -> Value {
    let edges: Vec<_> = ids.iter().map(|id| json!({"node": {"id": id.to_string()}})).collect();
    json!({"data": {"component": {"__typename": "Meetings", "id": "1", "meetings": {
        "edges": edges,
        "pageInfo": {"endCursor": end, "startCursor": null, "hasNextPage": more, "hasPreviousPage": false},
    }}}})
}

fn one(id: u64) -> Value {
    json!({"data": {"component": {"__typename": "Meetings", "id": "1", "meeting": {"id": id.to_string()}}}})
}

/// The first pass reads 1, 2, 4, 5 (3 moved before the second page); the second names 3, and misses 6.
#[test]
fn two_passes_that_read_different_rows_do_not_agree() {
    let (clock, client) = answering(|query, variables| {
        if variables["id"].is_string() {
            return one(variables["id"].as_str().unwrap().parse().unwrap());
        }
        match (is_ids(query), variables["after"].as_str()) {
            (false, None) => meetings(&[1, 2], "Mg".into(), true.into()),
            (false, Some(_)) => meetings(&[4, 5], "NA".into(), false.into()),
            (true, None) => meetings(&[1, 2, 3], "Mw".into(), true.into()),
            // 4 and 5 are not there: 6 neither.
            (true, Some(_)) => meetings(&[5], "NA".into(), false.into()),
        }
    });
    let list = client.meetings(1).list().two_passes().stream();
    let (rows, errors, report) = all(&clock, list);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(rows.len(), 5, "{report}");
    assert!(!matches!(report.completeness, Completeness::Agreed { .. }), "{report}");
}

/// The second pass breaks off: it says that there is more, and not where.
#[test]
fn a_second_pass_that_breaks_off_agrees_with_nothing() {
    for (end, more) in [
        (Value::Null, json!(true)),
        (json!("Mg"), Value::Null),
        // The same cursor again.
        (json!("Mg"), json!(true)),
    ] {
        let (end_of_ids, more_of_ids) = (end.clone(), more.clone());
        let (clock, client) = answering(move |query, variables| {
            if variables["id"].is_string() {
                return one(variables["id"].as_str().unwrap().parse().unwrap());
            }
            match (is_ids(query), variables["after"].as_str()) {
                // 3 is on no page.
                (false, None) => meetings(&[1, 2], "Mg".into(), true.into()),
                (false, Some(_)) => meetings(&[4, 5], "NA".into(), false.into()),
                (true, _) => meetings(&[1, 2], end_of_ids.clone(), more_of_ids.clone()),
            }
        });
        let list = client.meetings(1).list().two_passes().stream();
        let (rows, errors, report) = all(&clock, list);
        assert_eq!((rows.len(), errors.len()), (4, 1), "{end} {more}: {errors:?}");
        let kind = errors[0].kind();
        assert!(matches!(kind, ErrorKind::Unsupported | ErrorKind::Protocol), "{kind:?}");
        assert!(!report.is_consistent(), "{end} {more}: {report}");
    }
}

/// The second pass never ends.
#[test]
fn a_second_pass_ends() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let (clock, client) =
        answering(move |query, variables| match (is_ids(query), variables["after"].as_str()) {
            (false, None) => meetings(&[1, 2], "Mg".into(), true.into()),
            (false, Some(_)) => meetings(&[4, 5], "NA".into(), false.into()),
            (true, _) => {
                let n = counted.fetch_add(1, Ordering::SeqCst);
                meetings(&[], format!("c{n}").into(), (n < 3_000).into())
            }
        });
    let list = client.meetings(1).list().two_passes().stream();
    let (_, errors, report) = all(&clock, list);
    let asked = asked.load(Ordering::SeqCst);
    assert!(asked < 1_000, "{asked} requests for pages without rows, {errors:?}, {report}");
    assert!(!report.is_consistent(), "{report}");
}

/// A record that moves while the second pass is read is named twice.
#[test]
fn a_record_that_is_named_twice_is_fetched_once() {
    let (clock, client) = answering(|query, variables| {
        if variables["id"].is_string() {
            return one(variables["id"].as_str().unwrap().parse().unwrap());
        }
        match (is_ids(query), variables["after"].as_str()) {
            (false, None) => meetings(&[1, 2], "Mg".into(), true.into()),
            (false, Some(_)) => meetings(&[4, 5], "NA".into(), false.into()),
            (true, None) => meetings(&[1, 2, 3], "Mw".into(), true.into()),
            (true, Some(_)) => meetings(&[3, 4, 5], "NQ".into(), false.into()),
        }
    });
    let list = client.meetings(1).list().two_passes().stream();
    let (rows, errors, report) = all(&clock, list);
    assert!(errors.is_empty(), "{} rows, {errors:?}, {report}", rows.len());
}

/// A reading that is resumed where its second pass begins.
#[test]
fn resumed_at_the_second_pass_nothing_agrees() {
    let answer = |query: &str, variables: &Value| {
        if variables["id"].is_string() {
            return one(variables["id"].as_str().unwrap().parse().unwrap());
        }
        match (is_ids(query), variables["after"].as_str()) {
            // 3 is on no page.
            (false, None) => meetings(&[1, 2], "Mg".into(), true.into()),
            (false, Some(_)) => meetings(&[4, 5], "NA".into(), false.into()),
            (true, _) => meetings(&[1, 2, 3, 4, 5], "NQ".into(), false.into()),
        }
    };
    let (clock, client) = answering(answer);
    let list = || client.meetings(1).list().two_passes().stream();
    let mut first = list().limit_pages(2);
    let mut came: Vec<u64> = Vec::new();
    clock
        .run(async {
            while let Some(row) = first.next().await {
                came.push(row.unwrap().id.number());
            }
        })
        .unwrap();
    let kept = serde_json::to_string(&first.checkpoint()).unwrap();
    let resumed = list().resume(serde_json::from_str(&kept).unwrap()).unwrap();
    let (rows, errors, report) = all(&clock, resumed);
    came.extend(rows.iter().map(|row| row.id.number()));
    assert!(errors.is_empty(), "{errors:?}");
    assert!(
        came.contains(&3) || !matches!(report.completeness, Completeness::Agreed { .. }),
        "{came:?}: {report}"
    );
}

/// The first pass reads 1, 2, 4 and 5; the second one names these, but 4.
#[test]
fn a_record_that_the_second_pass_does_not_name_is_no_agreement() {
    let (clock, client) =
        answering(|query, variables| match (is_ids(query), variables["after"].as_str()) {
            (false, None) => meetings(&[1, 2], "Mg".into(), true.into()),
            (false, Some(_)) => meetings(&[4, 5], "NA".into(), false.into()),
            (true, _) => meetings(&[1, 2, 5], "Mw".into(), false.into()),
        });
    let (rows, errors, report) = all(&clock, client.meetings(1).list().two_passes().stream());
    assert_eq!((rows.len(), errors.len()), (4, 0), "{errors:?} {report}");
    assert!(!matches!(report.completeness, Completeness::Agreed { .. }), "{report}");
}

/// A site whose second pass names meeting 3, and this is what it says when it is asked for it.
fn named_and_then(
    status: u16,
    said: &'static str,
) -> (VirtualClock, decidim_client::graphql::Client) {
    let clock = VirtualClock::new();
    let transport = civic_core::testing::FakeTransport::new(move |request| {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let (query, variables) = (body["query"].as_str().unwrap(), &body["variables"]);
        let is_one = variables["id"].is_string();
        let text = if is_one {
            said.to_owned()
        } else {
            match (is_ids(query), variables["after"].as_str()) {
                (false, None) => meetings(&[1, 2], "Mg".into(), true.into()),
                (false, Some(_)) => meetings(&[4, 5], "NA".into(), false.into()),
                (true, _) => meetings(&[1, 2, 3, 4, 5], "NQ".into(), false.into()),
            }
            .to_string()
        };
        let mut response = http::Response::new(text.into());
        response.headers_mut().insert("content-type", "application/json".parse().unwrap());
        if is_one {
            *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
        }
        std::future::ready(Ok(response))
    });
    let http = civic_core::http::HttpConfig::new().clock(clock.clone()).transport(transport);
    let client = decidim_client::graphql::Client::builder("https://site.example.org").http(http);
    (clock, client.build().unwrap())
}

/// The list names a record, and the record is null without a word.
#[test]
fn a_record_that_is_named_and_null_without_a_word_is_told() {
    let null = r#"{"data": {"component": {"__typename": "Meetings", "id": "1", "meeting": null}}}"#;
    let (clock, client) = named_and_then(200, null);
    let (rows, errors, report) = all(&clock, client.meetings(1).list().two_passes().stream());
    assert_eq!(rows.len(), 4);
    assert!(!report.is_consistent() || !errors.is_empty(), "{errors:?} {report}");
}

/// The list names a record, and a proxy answers 404 in the site's place.
#[test]
fn a_record_that_is_named_and_answered_404_by_a_proxy_is_told() {
    let (clock, client) = named_and_then(404, r#"{"error": "not found"}"#);
    let (rows, errors, report) = all(&clock, client.meetings(1).list().two_passes().stream());
    assert_eq!(rows.len(), 4);
    assert!(!report.is_consistent() || !errors.is_empty(), "{errors:?} {report}");
}
