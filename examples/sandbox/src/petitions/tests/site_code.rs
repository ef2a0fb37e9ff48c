//! What the code of the site does. Files are those of petities/petitions.eu at 7958d2e; that the API, whose
//! code is not public, does the same is likely.

use super::Visit;
use crate::manual_clock::NOW;
use crate::petitions::{Petitions, Shape, SignatureShape};
use http::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const HOUR: u64 = 3600;

fn counts(visit: &Visit) -> BTreeSet<u64> {
    let rows = visit.rows("petitions?count=33&fields=signatures_count");
    rows.iter().map(|row| row["signatures_count"].as_u64().unwrap()).collect()
}

/// `config/schedule.rb`, line 41, counts at 4 in the morning; `config/application.rb` has the time zone of
/// Amsterdam. The clock stands at midnight UTC, which is 1 o'clock there.
#[test]
fn signatures_are_counted_at_four_in_the_morning() {
    let visit = Visit::to(Petitions::builder().petitions(1));
    let petition = visit.platform.petition_ids()[0];
    assert_eq!(counts(&visit), BTreeSet::from([60]));
    let now = i64::try_from(NOW).unwrap();
    visit.platform.sign(petition, now, 5);
    assert!(visit.platform.unsign(petition));
    assert_eq!(counts(&visit), BTreeSet::from([60]));
    visit.clock.advance(3 * HOUR - 1);
    assert_eq!(counts(&visit), BTreeSet::from([60]));
    visit.clock.advance(1);
    assert_eq!(counts(&visit), BTreeSet::from([64]));
    // What comes after four is counted the night after, even where nobody asked before.
    visit.clock.advance(23 * HOUR);
    visit.platform.sign(petition, now, 1);
    assert_eq!(counts(&visit), BTreeSet::from([64]));
    visit.clock.advance(2 * HOUR);
    assert_eq!(counts(&visit), BTreeSet::from([65]));
}

/// Issue 192 tells of a column of 375 with 240 rows and one of 4011 with 3035, issue 440 of 5133 with 5158,
/// issue 414 of 14865 with 14922.
#[test]
fn counts_drift_as_far_as_they_did_on_the_site() {
    let drifted = |signatures: usize| {
        let builder = Petitions::builder().signatures(signatures).drifting_counts(true);
        counts(&Visit::to(builder))
    };
    assert_eq!(drifted(240), BTreeSet::from([238, 239, 240, 318, 375]));
    assert_eq!(counts(&Visit::to(Petitions::builder())), BTreeSet::from([60]));
}

/// `db/schema.rb`: `confirmed_at` may be null. `MySQL` (`Gemfile`) sorts null last where it sorts downwards,
/// and null is in no range. `update_signatures_cache_job.rb`, line 17, counts all rows.
#[test]
fn signatures_without_a_moment_come_last_and_in_no_range_and_count() {
    let builder = Petitions::builder().petitions(1).signatures(4).undated_signatures(3);
    let visit = Visit::to(builder);
    let petition = visit.platform.petition_ids()[0];
    let undated = |path: &str| -> Vec<bool> {
        visit.rows(path).iter().map(|row| row["timestamp"].is_null()).collect()
    };
    assert_eq!(undated("signatures"), [false, false, false, false, true, true, true]);
    assert_eq!(undated("signatures?count=5"), [false, false, false, false, true]);
    assert_eq!(undated("signatures?to=2030-01-01"), [false; 4]);
    assert_eq!(undated("signatures?from=1970-01-01"), [false; 4]);
    let one =
        visit.get(&format!("petitions/{petition}?fields=signature_timestamps,signatures_count"));
    assert_eq!(one["signatures_count"], 7);
    assert_eq!(
        one["signature_timestamps"].as_array().unwrap()[4..],
        [json!(null), json!(null), json!(null)]
    );
    assert_eq!(visit.platform.signatures(petition).len(), 4);
    visit.platform.reshape(Shape { signature: SignatureShape::Bare, ..Shape::default() });
    assert_eq!(visit.rows("signatures")[6], Value::Null);
}

/// `app/models/petition.rb`, line 1, gives fallbacks only to English and Dutch. For others Globalize takes
/// those of I18n, which end in the default locale, Dutch (`config/application.rb`). Where none has a text,
/// it reads the petition's own column, which may be null (`db/schema.rb`).
#[test]
fn german_falls_back_to_dutch_and_never_to_english() {
    let visit = Visit::to(Petitions::builder().petitions(5));
    // The third is only in English, the first only in Dutch.
    let names = |language: &str| {
        let rows = visit.rows(&format!("petitions?language={language}"));
        [rows[2]["name"].clone(), rows[4]["name"].clone()]
    };
    let english = names("en");
    assert!(english.iter().all(Value::is_string), "{english:?}");
    assert_eq!(names("nl"), english);
    for other in ["de", "frl", "nl_gr", "cat", "pap"] {
        assert_eq!(names(other), [Value::Null, english[1].clone()], "{other}");
    }
}

/// `config/application.rb`, line 22: Frisian is `frl`. `set_locale` of `application_controller.rb` takes an
/// unknown locale as Dutch.
#[test]
fn a_site_may_know_frisian_by_its_own_name_alone() {
    let visit = Visit::to(Petitions::builder().petitions(5).site_languages(true));
    // The fourth is in every language.
    let name =
        |language: &str| visit.rows(&format!("petitions?language={language}"))[1]["name"].clone();
    assert_ne!(name("frl"), name("nl"));
    assert_eq!(name("nl_fr"), name("nl"));
}

/// `app/controllers/concerns/sort_petitions.rb`, line 14, by the scope of `app/models/petition.rb`, line 31.
#[test]
fn petitions_that_are_not_public_yet_may_be_hidden() {
    let met = |hides: bool| -> BTreeSet<String> {
        let visit = Visit::to(Petitions::builder().hides_unpublished(hides));
        let rows = visit.rows("petitions?count=33&fields=status");
        rows.iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect()
    };
    let (all, public) = (met(false), met(true));
    let hidden: Vec<&String> = all.difference(&public).collect();
    assert_eq!(hidden, ["concept", "staging"]);
}

/// `SignaturesController#create` asks for no status; that the API refuses one that is not `live` is likely.
#[test]
fn a_petition_of_any_status_may_be_open() {
    let body = json!({"name": "A. Example", "email": "a@example.org", "city": "C", "visible": 0});
    for (any, expected) in [(false, 400), (true, 200)] {
        let visit = Visit::to(Petitions::builder().signs_any_status(any));
        let petition = visit.live();
        assert!(visit.platform.set_status(petition, "completed"));
        let path = format!("petitions/{petition}/signature");
        let reply = visit.send(Method::POST, &path, Petitions::PLAIN_KEY, &body);
        assert_eq!(reply.status().unwrap(), expected);
    }
}

/// `lib/tasks/signature.rake`, line 6: three weeks; `config/schedule.rb`, line 16: at 1 o'clock.
#[test]
fn what_is_never_confirmed_is_deleted_after_three_weeks() {
    let visit = Visit::to(Petitions::builder());
    let path = format!("petitions/{}/signature", visit.live());
    let body = json!({"name": "A. Example", "email": "a@example.org", "city": "C", "visible": 0});
    let sign = || visit.send(Method::POST, &path, Petitions::PLAIN_KEY, &body);
    assert_eq!(sign().status().unwrap(), 200);
    visit.clock.advance(21 * 24 * HOUR);
    assert_eq!(visit.platform.unconfirmed(), 1);
    visit.clock.advance(24 * HOUR);
    assert_eq!((visit.platform.unconfirmed(), visit.platform.confirm_all()), (0, 0));
    // The same person may sign again.
    assert_eq!((sign().status().unwrap().as_u16(), visit.platform.confirm_all()), (200, 1));
}

/// `app/models/petition.rb`, line 309.
#[test]
fn a_petition_of_a_hundred_signatures_is_not_deleted() {
    let visit = Visit::to(Petitions::builder().petitions(1).signatures(99));
    let petition = visit.platform.petition_ids()[0];
    visit.platform.sign(petition, i64::try_from(NOW).unwrap(), 1);
    assert!(!visit.platform.delete_petition(petition));
    assert!(visit.platform.unsign(petition) && visit.platform.delete_petition(petition));
    assert_eq!(visit.rows("signatures"), [] as [Value; 0]);
}

/// README of petities/api (22236a8): `reference_field` has 256 characters. The column has 255
/// (`db/schema.rb`, line 310).
#[test]
fn a_reference_may_have_256_characters() {
    let visit = Visit::to(Petitions::builder());
    let path = format!("petitions/{}", visit.live());
    for (length, expected) in [(256, 200), (257, 400)] {
        let body = json!({"reference_field": "x".repeat(length)});
        let reply = visit.send(Method::PUT, &path, Petitions::FULL_KEY, &body);
        assert_eq!(reply.status().unwrap(), expected, "{length}");
    }
}

/// `db/schema.rb`, lines 260 and 261: a petition has the id of an organisation or only the name.
#[test]
fn an_organisation_may_have_a_name_alone() {
    let visit = Visit::to(Petitions::builder());
    let rows = visit.rows("signatures?count=9999");
    let organisations: Vec<&Value> = rows.iter().map(|row| &row["organisation"]).collect();
    assert!(
        organisations
            .iter()
            .any(|it| it.is_object() && it["id"].is_null() && it["name"].is_string())
    );
    assert!(organisations.iter().any(|it| it.is_null()));
}
