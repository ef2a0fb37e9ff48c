use super::Visit;
use crate::petitions::{Petitions, STATUSES};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn ids(rows: &[Value]) -> Vec<u64> {
    rows.iter().map(|row| row["id"].as_u64().unwrap()).collect()
}

#[test]
fn petitions_come_newest_first_ten_by_default() {
    let visit = Visit::to(Petitions::builder());
    let rows = visit.rows("petitions");
    assert_eq!(ids(&rows), visit.platform.petition_ids()[..10]);
    assert_eq!(ids(&visit.rows("petitions?count=33")), visit.platform.petition_ids());
    assert_eq!(visit.rows("petitions?count=5&skip=5"), rows[..5]);
    let moments: Vec<Value> = visit
        .rows("petitions?count=33&fields=created_at")
        .iter()
        .map(|row| row["created_at"].clone())
        .collect();
    assert!(moments.windows(2).all(|pair| pair[0].as_str() > pair[1].as_str()));
}

#[test]
fn fields_add_to_the_default_ones_or_replace_them() {
    let visit = Visit::to(Petitions::builder().unknown_keys(false));
    let keys = |visit: &Visit, path: &str| {
        let rows = visit.rows(path);
        rows[0].as_object().unwrap().keys().cloned().collect::<BTreeSet<String>>()
    };
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(keys(&visit, "petitions"), set(&["id", "name"]));
    assert_eq!(
        keys(&visit, "petitions?fields=status%2Crequest,bogus"),
        set(&["id", "name", "status", "request"])
    );
    let replacing = Visit::to(Petitions::builder().unknown_keys(false).fields_replace(true));
    assert_eq!(keys(&replacing, "petitions?fields=status"), set(&["id", "status"]));
}

#[test]
fn one_petition_shows_its_description_and_on_request_its_timestamps() {
    let visit = Visit::to(Petitions::builder());
    let id = visit.platform.petition_ids()[3];
    let plain = visit.get(&format!("petitions/{id}"));
    assert!(plain["description"].is_string() && plain.get("signature_timestamps").is_none());
    let full = visit.get(&format!("petitions/{id}?fields=signature_timestamps,signatures_count"));
    assert_eq!(full["signature_timestamps"].as_array().unwrap().len(), 60);
    assert_eq!(full["signatures_count"], 60);
}

#[test]
fn the_test_key_always_gets_three_rows() {
    let visit = Visit::to(Petitions::builder());
    let count = |path: &str| visit.get_with(Petitions::TEST_KEY, path).as_array().unwrap().len();
    for path in ["petitions", "petitions?count=1", "petitions?count=50", "signatures?count=9"] {
        assert_eq!(count(path), 3, "{path}");
    }
    assert_eq!(count("organisations"), 8);
    let id = visit.platform.petition_ids()[0];
    let path = format!("petitions/{id}?fields=signature_timestamps");
    let one = visit.get_with(Petitions::TEST_KEY, &path);
    assert_eq!(one["signature_timestamps"].as_array().unwrap().len(), 3);
}

#[test]
fn a_plain_key_gets_at_most_a_thousand_signatures_and_no_date_bounds() {
    let visit = Visit::to(Petitions::builder());
    let plain = |path: &str| visit.get_with(Petitions::PLAIN_KEY, path).as_array().unwrap().len();
    assert_eq!(plain("signatures"), 100);
    assert_eq!(plain("signatures?count=1500"), 1000);
    assert_eq!(plain("signatures?count=500&from=2030-01-01"), 500);
    assert_eq!(visit.rows("signatures?count=1500").len(), 1500);
    assert_eq!(visit.rows("signatures?count=5000&from=2030-01-01"), [] as [Value; 0]);
    let row = visit.get_with(Petitions::PLAIN_KEY, "petitions?fields=date_projected,status");
    assert!(row[0].get("date_projected").is_none() && row[0].get("status").is_some());
}

#[test]
fn days_taken_together_hold_every_signature_once() {
    let visit = Visit::to(Petitions::builder().petitions(1).signatures(400).crowded_day(50));
    let id = visit.platform.petition_ids()[0];
    let truth = visit.platform.signatures(id).len();
    assert_eq!(truth, 450);
    let before = visit.rows("signatures?count=9999&to=2025-03-30").len();
    let after = visit.rows("signatures?count=9999&from=2025-03-31").len();
    assert_eq!(before + after, truth);
    let crowd = visit.rows("signatures?count=9999&from=2024-06-24&to=2024-06-24").len();
    assert!(crowd >= 50, "{crowd}");
}

#[test]
fn where_to_ends_at_midnight_its_day_is_missing() {
    let days = |builder: crate::petitions::PetitionsBuilder| {
        let visit = Visit::to(builder.petitions(1).signatures(0).crowded_day(20));
        visit.rows("signatures?from=2024-06-24&to=2024-06-24").len()
    };
    assert_eq!(days(Petitions::builder()), 20);
    assert_eq!(days(Petitions::builder().to_ends_at_midnight(true)), 0);
}

#[test]
fn a_date_that_cannot_be_read_is_refused() {
    let visit = Visit::to(Petitions::builder());
    let reply =
        visit.send(http::Method::GET, "signatures?from=soon", Petitions::FULL_KEY, &Value::Null);
    assert_eq!(reply.status().unwrap(), 400);
}

#[test]
fn signatures_can_be_narrowed_to_petitions_and_organisations() {
    let visit = Visit::to(Petitions::builder());
    let wanted = &visit.platform.petition_ids()[4..6];
    let rows = visit.rows(&format!("signatures?count=999&petitions={},{}", wanted[0], wanted[1]));
    assert_eq!(rows.len(), 120);
    assert!(rows.iter().all(|row| wanted.contains(&row["petition"]["id"].as_u64().unwrap())));
    let organisation = visit.platform.organisation_ids()[0];
    let addressed = visit.rows(&format!("petitions?count=99&organisations={organisation}"));
    assert!(!addressed.is_empty() && addressed.len() < 33);
    let rows = visit.rows(&format!("signatures?count=9999&organisations={organisation}"));
    assert_eq!(rows.len(), addressed.len() * 60);
    assert!(rows.iter().all(|row| row["organisation"]["id"] == organisation));
}

#[test]
fn the_truth_is_what_a_reader_sees_newest_first() {
    let visit = Visit::to(Petitions::builder().petitions(2).crowded_second(5));
    let id = visit.platform.petition_ids()[1];
    let shape = crate::petitions::Shape {
        moment: crate::petitions::MomentShape::Unix,
        signature: crate::petitions::SignatureShape::Bare,
        ..Default::default()
    };
    visit.platform.reshape(shape);
    let rows = visit.rows(&format!("signatures?count=999&petitions={id}"));
    let read: Vec<i64> = rows.iter().map(|row| row.as_i64().unwrap()).collect();
    assert_eq!(read, visit.platform.signatures(id));
    assert!(read.is_sorted_by(|newer, older| newer >= older));
    let shared = read.windows(2).filter(|pair| pair[0] == pair[1]).count();
    assert!(shared > 4, "{shared}");
}

#[test]
fn names_are_translated_and_dutch_and_english_stand_in_for_each_other() {
    let visit = Visit::to(Petitions::builder().petitions(5));
    let names = |language: &str| -> Vec<Value> {
        let rows = visit.rows(&format!("petitions?fields=statement&language={language}"));
        // Oldest first, as generated.
        rows.iter().rev().map(|row| row["name"].clone()).collect()
    };
    let (dutch, english, frisian) = (names("nl"), names("en"), names("nl_fr"));
    assert_eq!(dutch[0], english[0]);
    assert_ne!(dutch[1], english[1]);
    assert_eq!(dutch[2], english[2]);
    assert_ne!(frisian[3], dutch[3]);
    assert_eq!(frisian[1], dutch[1]);
    assert_eq!((names(""), names("xx"), names("frl")), (dutch.clone(), dutch, frisian));
    // The site's own locales: `nl en de frl nl_gr cat pap`.
    let of_each = ["nl", "en", "de", "frl", "nl_gr", "cat", "pap"].map(|it| names(it)[3].clone());
    let of_each = of_each.iter().map(|name| name.as_str().unwrap());
    assert_eq!(of_each.collect::<BTreeSet<_>>().len(), 7);
    let half = visit.rows("petitions?fields=statement&language=en");
    let dutch = visit.rows("petitions?fields=statement");
    assert_ne!(half[0]["name"], dutch[0]["name"]);
    assert_eq!(half[0]["statement"], dutch[0]["statement"]);
}

#[test]
fn every_status_is_met() {
    let visit = Visit::to(Petitions::builder());
    let rows = visit.rows("petitions?count=33&fields=status");
    let met: BTreeSet<&str> = rows.iter().map(|row| row["status"].as_str().unwrap()).collect();
    assert_eq!(met, STATUSES.into_iter().collect());
}

#[test]
fn an_organisation_can_be_asked_for_the_initiators() {
    let visit = Visit::to(Petitions::builder());
    let id = visit.platform.organisation_ids()[0];
    let one = visit.get(&format!("organisations/{id}?fields=initiators"));
    assert_eq!(one["id"], json!(id));
    assert!(!one["initiators"].as_array().unwrap().is_empty());
}
