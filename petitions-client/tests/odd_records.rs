//! Records and lists in forms that nobody described: what can be read is, and what cannot is shown.

use crate::support::scripted::Site;
use petitions_client::list::{Completeness, Gap};
use petitions_client::resources::organisations::Organisation;
use petitions_client::resources::petitions::Petition;
use petitions_client::resources::signatures::Signature;
use petitions_client::serde_json::{self, Value, json};
use petitions_client::{Error, ErrorKind, Id};

fn one(body: Value) -> Result<Petition, Error> {
    let site = Site::of(move |_| body.clone());
    site.run(site.client.petitions().get(7))
}

fn petitions(body: Value) -> Result<Vec<Petition>, Error> {
    let site = Site::of(move |_| body.clone());
    site.run(site.client.petitions().list().newest())
}

fn signatures(body: Value) -> Result<Vec<Signature>, Error> {
    let site = Site::of(move |_| body.clone());
    site.run(site.client.signatures().list().newest())
}

#[test]
fn numbers_are_read_however_they_are_written() {
    for count in [json!(12), json!(12.0), json!("12"), json!(" 12 "), json!("12.0")] {
        for id in [json!(7), json!("7"), json!(7.0), json!("7.0")] {
            let petition = one(json!({"id": id, "signatures_count": count})).unwrap();
            assert_eq!((petition.id, petition.signatures_count), (Id::from(7), Some(12)));
            assert!(petition.extra.is_empty(), "{count} {id}");
        }
    }
    let petition = one(json!({"id": 7, "reference_field": 12, "name": 2024})).unwrap();
    assert_eq!(petition.reference_field.as_deref(), Some("12"));
    assert_eq!(petition.name.as_deref(), Some("2024"));
}

#[test]
fn a_field_of_another_form_is_shown_as_it_came_and_costs_no_other() {
    let fields = [
        "name",
        "description",
        "initiators",
        "statement",
        "request",
        "signatures_count",
        "signature_timestamps",
        "date_projected",
        "created_at",
        "answer_due_date",
        "reference_field",
        "status",
    ];
    let odd = [
        json!({"nl": "a", "en": "b"}),
        json!([["a"], {"name": "b"}]),
        json!(true),
        json!({}),
        json!([]),
        json!(-1),
        json!(1.5),
        json!("many"),
    ];
    for field in fields {
        for value in &odd {
            let body = json!({"id": 7, field: value});
            let petition = one(body.clone()).unwrap();
            let written = serde_json::to_value(&petition).unwrap();
            // As it came, but for numbers that are read as texts.
            let as_text = json!({"id": 7, field: value.to_string()});
            assert!(written == body || written == as_text, "{written} {body}");
            assert_eq!(serde_json::from_value::<Petition>(written).unwrap(), petition);
            // Nor does it sink the list.
            let list = petitions(json!([{"id": 1}, body, {"id": 2}])).unwrap();
            assert_eq!(list.iter().map(|it| it.id.number()).collect::<Vec<_>>(), [1, 7, 2]);
            assert_eq!(list[1], petition);
        }
    }
    for initiators in [json!(["Ada", "Bo"]), json!({"name": "Ada"})] {
        let petition = one(json!({"id": 7, "initiators": initiators})).unwrap();
        assert_eq!((&petition.initiators, &petition.extra["initiators"]), (&None, &initiators));
    }
    let petition = one(json!({"id": 7, "initiators": null})).unwrap();
    assert!(petition.initiators.is_none() && petition.extra.is_empty());
}

#[test]
fn timestamps_are_counted_whatever_stands_among_them() {
    let at = "2018-10-12T12:00:00+02:00";
    let stamps = json!([
        at,
        1_539_338_400,
        {"timestamp": at},
        {"signature": {"timestamp": at}, "organisation": null},
        {"signature": at},
        null,
        {},
        ["x"],
    ]);
    let petition = one(json!({"id": 7, "signature_timestamps": stamps})).unwrap();
    let moments = petition.signature_timestamps.clone().unwrap();
    assert_eq!(moments.len(), 8);
    let noon = "2018-10-12T10:00:00Z".parse().ok();
    let read: Vec<bool> = moments.iter().map(|it| it.timestamp() == noon).collect();
    assert_eq!(read, [true, true, true, true, true, false, false, false]);
    assert_eq!(serde_json::to_value(&petition).unwrap()["signature_timestamps"], stamps);
    for odd in [json!(3), json!("none"), json!({"101": [at]})] {
        let petition = one(json!({"id": 7, "signature_timestamps": odd})).unwrap();
        assert_eq!(petition.signature_timestamps, None);
        assert_eq!(petition.extra["signature_timestamps"], odd);
    }
}

#[test]
fn one_record_is_found_in_every_wrapping() {
    let record = json!({"id": 7, "name": "Trees"});
    for body in [
        json!({"petition": record}),
        json!({"data": record}),
        json!({"data": {"petition": record}}),
        json!({"petition": {"data": record}}),
        json!({"data": {"petition": record}, "id": null}),
        json!([record]),
        json!({"petitions": [record]}),
        json!({"data": [record], "meta": {"id": 3}}),
        json!({"data": {"petitions": [record]}}),
        json!([{"petition": record}]),
        json!({"results": record}),
    ] {
        let petition = one(body.clone());
        if body.get("id").is_some_and(Value::is_null) {
            // An object with an id is the record itself, and this id is not valid.
            assert_eq!(petition.unwrap_err().kind(), ErrorKind::Decode, "{body}");
            continue;
        }
        let petition = petition.unwrap();
        assert_eq!((petition.id.number(), petition.name.as_deref()), (7, Some("Trees")), "{body}");
    }
    for body in [
        json!([record, record]),
        json!([]),
        json!({}),
        json!(null),
        json!("7"),
        json!({"name": "Trees"}),
        json!({"data": {"data": {"data": {"data": record}}}}),
    ] {
        assert_eq!(one(body.clone()).unwrap_err().kind(), ErrorKind::Decode, "{body}");
    }
}

#[test]
fn a_list_is_found_in_every_wrapping() {
    let rows = json!([{"id": 1}, {"id": "2"}]);
    for body in [
        rows.clone(),
        json!({"petitions": rows}),
        json!({"data": rows, "petitions": null}),
        json!({"data": {"petitions": rows}}),
        json!({"petitions": {"data": rows}}),
        json!({"data": {"items": rows, "meta": [3]}}),
        json!([{"petition": {"id": 1}}, {"petition": {"id": 2}}]),
        json!({"petitions": [{"petition": {"id": 1}}, {"id": 2}]}),
    ] {
        let read = petitions(body.clone()).unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!(read.iter().map(|it| it.id.number()).collect::<Vec<_>>(), [1, 2], "{body}");
    }
    for body in [json!({}), json!({"rows": rows}), json!({"petitions": {}}), json!(3), json!(null)]
    {
        assert_eq!(petitions(body.clone()).unwrap_err().kind(), ErrorKind::Decode, "{body}");
    }
}

#[test]
fn signatures_are_found_in_every_wrapping() {
    let (at, petition) = ("2018-10-12 12:00:00 UTC", json!({"id": 7, "name": "Trees"}));
    let row = json!({"timestamp": at, "petition": petition});
    for body in [
        json!([row]),
        json!({"signatures": [row]}),
        json!({"data": {"signatures": [row]}}),
        json!({"signatures": [{"signature": row}]}),
        json!([{"signature": {"timestamp": at}, "petition": petition}]),
        json!([{"signature": {"timestamp": at, "petition": petition}}]),
        json!([{"signature": at, "petition": petition}]),
        json!([{"signature": at, "petition": "7"}]),
    ] {
        let signatures = signatures(body.clone()).unwrap();
        assert_eq!(signatures.len(), 1, "{body}");
        assert_eq!(signatures[0].timestamp.raw(), at, "{body}");
        let named = signatures[0].petition.clone().unwrap();
        assert_eq!(named.id, Some(Id::from(7)), "{body}");
    }
}

#[test]
fn organisations_are_found_in_every_wrapping() {
    for body in [
        json!([{"id": 3, "name": "Here"}]),
        json!({"data": {"organisations": [{"id": 3, "name": "Here"}]}}),
        json!([{"organisation": {"id": 3, "name": "Here"}}]),
    ] {
        let site = Site::of(move |_| body.clone());
        let (read, report) = site.read::<Organisation>(site.client.organisations().list().stream());
        assert_eq!((read.len(), read[0].name.as_deref()), (1, Some("Here")), "{report}");
    }
}

#[test]
fn a_row_without_an_id_is_reported_and_the_rest_is_read() {
    let site = Site::of(|asked| match asked.path.as_str() {
        "petitions" => json!([{"id": 1}, {"name": "x"}, {"id": "slug"}, {"petition": {}}, null]),
        _ => json!([{"id": 3}, {"id": -3}]),
    });
    let (petitions, report) = site.read(site.client.petitions().list().stream());
    assert_eq!(petitions.len(), 1);
    assert!(report.malformed >= 4, "{report}");
    let Completeness::Incomplete { gaps } = &report.completeness else { panic!("{report}") };
    assert!(gaps.contains(&Gap::Malformed { rows: 1 }), "an organisation: {report}");
    let (organisations, report) = site.read(site.client.organisations().list().stream());
    assert_eq!((organisations.len(), report.malformed), (1, 1));
    assert_eq!(report.malformed_rows[0].id.as_deref(), Some("-3"));
    assert_eq!(report.malformed_rows[0].path.as_deref(), Some("id"));
}
