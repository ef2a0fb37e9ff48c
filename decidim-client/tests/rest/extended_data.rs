//! Extended data, with all that servers do to it.

use decidim_client::ErrorKind;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::support::{Answer, Fake, PAGE};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Survey {
    colour: String,
}

fn nothing() -> Answer {
    Answer::error(404, "404: Resource not found", "Resource not found")
}

#[test]
fn data_goes_both_ways_by_path() {
    let fake = Fake::new("v0.2", |seen| {
        Some(match (seen.line().as_str(), seen.value("object_path")) {
            ("GET /me/extended_data", Some("survey")) => Answer::data(json!({"colour": "green"})),
            ("GET /me/extended_data", Some("survey.colour")) => Answer::data(json!("green")),
            ("PUT /me/extended_data" | "PUT /organizations/1/extended_data", _) => {
                Answer::data(seen.body["data"].clone())
            }
            ("GET /organizations/1/extended_data", Some(".")) => Answer::data(json!({})),
            ("GET /me/extended_data" | "GET /organizations/1/extended_data", _) => nothing(),
            _ => return None,
        })
    });
    let data = fake.user().extended_data();
    let survey: Option<Survey> = fake.run(data.get("survey")).unwrap();
    assert_eq!(survey, Some(Survey { colour: "green".to_owned() }));
    let colour: Option<String> = fake.run(data.get("survey.colour")).unwrap();
    assert_eq!(colour.as_deref(), Some("green"));
    assert_eq!(fake.run(data.get::<Survey>("elsewhere")).unwrap(), None);
    let wrong = fake.run(data.get::<Survey>("survey.colour")).unwrap_err();
    assert_eq!(wrong.kind(), ErrorKind::Decode);

    let stored = fake.run(data.put("survey", &Survey { colour: "blue".to_owned() })).unwrap();
    assert_eq!(stored.value, Some(json!({"colour": "blue"})));
    assert_eq!(fake.last().body, json!({"data": {"colour": "blue"}, "object_path": "survey"}));

    let data = fake.client().organizations().extended_data(1);
    assert_eq!(fake.run(data.get::<Value>("a")).unwrap(), None);
    assert_eq!(fake.run(data.get::<Value>(".")).unwrap(), Some(json!({})));
    assert!(fake.run(data.put("a", &1)).is_ok());
}

#[test]
fn later_releases_say_nothing_with_an_empty_map() {
    let fake = Fake::new("v0.3", |seen| {
        seen.is("GET", "/me/extended_data").then(|| Answer::data(json!({})))
    });
    let data = fake.user().extended_data();
    assert_eq!(fake.run(data.get::<Survey>("survey")).unwrap(), None);
}

#[test]
fn a_404_that_is_not_the_apis_own_says_nothing_about_the_data() {
    for body in [
        json!({"status": 404, "error": "Not Found"}),
        json!({"error": "not_found"}),
        json!({"error": "No such route"}),
    ] {
        let fake = Fake::new("v0.2", move |seen| {
            (seen.path == "/me/extended_data").then(|| Answer::json(404, body.clone()))
        });
        let data = fake.user().extended_data();
        let error = fake.run(data.get::<Survey>("survey")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        let error = fake.run(data.put("a", &json!({"b": ""}))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
}

#[test]
fn a_404_after_a_write_that_leaves_nothing_is_success() {
    let fake = Fake::new("v0.2", |seen| seen.is("PUT", "/me/extended_data").then(nothing));
    let data = fake.user().extended_data();
    let stored = fake.run(data.put("a", &json!({"b": "", "c": false}))).unwrap();
    assert_eq!((stored.value, stored.deleted), (None, vec!["b".to_owned(), "c".to_owned()]));
    let stored = fake.run(data.put("a", &false)).unwrap();
    assert_eq!(stored.value, None);
    // Of data that says something that is not a success: the path leads through a plain value.
    let error = fake.run(data.put("a.b", &json!({"c": 1}))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.hint().unwrap().contains("plain value"), "{error}");
}

#[test]
fn a_path_that_the_server_does_not_have_is_not_nothing() {
    let fake = Fake::new("v0.2", |seen| {
        (seen.path != "/oauth/token").then(|| {
            let mut answer = Answer::page(404);
            answer.body = PAGE.to_owned();
            answer
        })
    });
    let data = fake.user().extended_data();
    assert!(fake.run(data.get::<Value>("a")).is_err());
    assert!(fake.run(data.put("a", &false)).is_err());
}

#[test]
fn what_servers_refuse_or_fail_on_is_not_sent() {
    let fake = Fake::new("v0.2", |_| None);
    let user = fake.builder().version(decidim_client::rest::ApiVersion::V0_2).build().unwrap();
    let data = user.impersonate("ana_ruiz").build().unwrap().extended_data();
    for (path, value) in [
        ("a", json!({})),
        ("a", json!("")),
        (".", json!(1)),
        ("a..b", json!(1)),
        ("a", Value::Null),
        ("a", json!([null])),
    ] {
        let error = fake.run(data.put(path, &value)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{path} {value}");
    }
    // An id that no organisation has would lead to another path.
    let machine = fake.client().organizations();
    for odd in ["", " ", ".", ".."] {
        let data = machine.extended_data(odd);
        let error = fake.run(data.get::<Value>(".")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{odd:?}");
        let error = fake.run(data.put("a", &json!(1))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{odd:?}");
    }
    assert!(fake.seen().is_empty());
}

/// Releases after 0.3.4 check `system.organizations.extended_data.*`, those before it the singular
/// (`Organizations::Policies` of the module; the system panel grants by these names).
#[test]
fn a_refusal_names_the_permission_as_every_release_calls_it() {
    let fake = Fake::new("v0.3", |seen| {
        let is_token = seen.path == "/oauth/token";
        (!is_token).then(|| Answer::error(403, "403: Forbidden", "Forbidden"))
    });
    let client = fake.client();
    let data = client.organizations().extended_data(1);
    let read = fake.run(data.get::<Value>("a")).unwrap_err();
    let written = fake.run(data.put("a", &1)).unwrap_err();
    for (error, verb) in [(read, "read"), (written, "update")] {
        assert_eq!(error.kind(), ErrorKind::Forbidden);
        for place in ["organization", "organizations"] {
            let name = format!("\"system.{place}.extended_data.{verb}\"");
            assert!(error.hint().unwrap().contains(&name), "{error}");
        }
    }
}
