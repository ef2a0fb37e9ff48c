//! Every endpoint reads every shape that the description allows.

use crate::described::assert_described;
use crate::support::{Bench, client};
use civic_sandbox::Petitions;
use civic_sandbox::petitions::{
    OrganisationShape, RefusalShape, Shape, SignatureShape, WrittenShape,
};
use petitions_client::list::{Completeness, Condition};
use petitions_client::resources::organisations::{OrganisationField, OrganisationKind};
use petitions_client::resources::petitions::{
    NewSignature, PetitionField, PetitionListField, PetitionStatus,
};
use petitions_client::{ErrorKind, Id, Sent, ServerError};

fn bench() -> Bench {
    Bench::new(Petitions::builder().petitions(12).signatures(20).no_rate_limit())
}

#[test]
fn petitions_are_read_in_every_shape() {
    let bench = bench();
    let ids: Vec<Id> = bench.platform.petition_ids().into_iter().map(Id::from).collect();
    for shape in Shape::each() {
        bench.platform.reshape(shape);
        let mut reading = bench.client.petitions().list().fields(PetitionListField::all()).stream();
        let (petitions, errors) = bench.read(&mut reading);
        assert!(
            errors.is_empty() && reading.report().is_consistent(),
            "{shape:?}: {}",
            reading.report()
        );
        assert_eq!(petitions.iter().map(|it| it.id).collect::<Vec<_>>(), ids, "{shape:?}");
        assert_described(&petitions, &["petition_type_id"]);
        for petition in petitions {
            assert!(petition.created_at.unwrap().timestamp().is_some(), "{shape:?}");
            assert!(petition.status.unwrap().is_known(), "{shape:?}");
            assert_eq!(petition.signatures_count, Some(20), "{shape:?}");
            assert!(petition.extra.contains_key("petition_type_id"), "{shape:?}");
        }
        let one = bench.client.petitions().get(ids[0]).fields(PetitionField::all());
        let petition = bench.run(one).unwrap();
        assert_described([&petition], &["petition_type_id"]);
        let timestamps = petition.signature_timestamps.unwrap();
        let read: Vec<i64> =
            timestamps.iter().map(|it| it.timestamp().unwrap().as_second()).collect();
        assert_eq!(read, bench.platform.signatures(ids[0].number()), "{shape:?}");
        assert!(petition.request.is_some() && petition.initiators.is_some(), "{shape:?}");
    }
}

#[test]
fn signatures_are_read_in_every_shape() {
    let bench = bench();
    for shape in Shape::each() {
        bench.platform.reshape(shape);
        for petition in bench.platform.petition_ids().into_iter().take(3) {
            let mut reading = bench.client.signatures().list().petitions([petition]).stream();
            let (signatures, errors) = bench.read(&mut reading);
            assert!(errors.is_empty(), "{errors:?}");
            let report = reading.report();
            assert_eq!(
                report.completeness,
                Completeness::Consistent { provided: Condition::OneMaximum },
                "{shape:?} {report}"
            );
            let read: Vec<i64> =
                signatures.iter().map(|it| it.timestamp.timestamp().unwrap().as_second()).collect();
            assert_eq!(read, bench.platform.signatures(petition), "{shape:?}");
            let bare = shape.signature == SignatureShape::Bare;
            assert_described(&signatures, &["source"]);
            for signature in signatures {
                let named = signature.petition.and_then(|petition| petition.id);
                assert_eq!(named, (!bare).then(|| Id::from(petition)), "{shape:?}");
                assert_eq!(signature.extra.contains_key("source"), !bare, "{shape:?}");
                if shape.organisation != OrganisationShape::Given {
                    assert!(signature.organisation.is_none());
                }
            }
        }
    }
}

#[test]
fn organisations_are_read_in_every_shape() {
    let bench = bench();
    for shape in Shape::each() {
        bench.platform.reshape(shape);
        let mut reading = bench.client.organisations().list().stream();
        let (organisations, _) = bench.read(&mut reading);
        assert!(reading.report().is_consistent(), "{}", reading.report());
        assert_described(&organisations, &["region"]);
        let ids: Vec<u64> = organisations.iter().map(|it| it.id.number()).collect();
        assert_eq!(ids, bench.platform.organisation_ids(), "{shape:?}");
        assert!(
            organisations.iter().filter_map(|it| it.kind.as_ref()).all(OrganisationKind::is_known)
        );
        assert!(organisations.iter().any(|it| it.kind.is_none()));
        let get = bench.client.organisations().get(ids[0]).fields([OrganisationField::Initiators]);
        let answer = bench.run(get).unwrap();
        assert!(answer["initiators"].is_array(), "{answer}");
    }
}

#[test]
fn petitions_are_signed_and_updated_in_every_shape() {
    let bench = bench();
    let ids = bench.platform.petition_ids();
    let live = |id: &&u64| bench.platform.status(**id).as_deref() == Some("live");
    let id = *ids.iter().find(live).unwrap();
    for (number, shape) in Shape::each().into_iter().enumerate() {
        bench.platform.reshape(shape);
        let email = format!("ada{number}@example.org");
        let signature = NewSignature::new("Ada Example", &email, "Utrecht").visible(true);
        let sign = bench.client.petitions().sign(id, signature.clone()).language("en");
        let signed = bench.run(sign);
        let is_silent = shape.written == WrittenShape::NoContent;
        // A 200 without a word confirms nothing, though this server did it.
        if shape.written == WrittenShape::Empty {
            let error = signed.unwrap_err();
            assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Decode, Sent::Yes), "{error}");
        } else {
            let thanks = signed.unwrap().message.map(|message| message.starts_with("Thanks"));
            assert_eq!(thanks, (!is_silent).then_some(true), "{shape:?}");
        }
        assert_eq!(bench.platform.unconfirmed(), number + 1);
        let sent = bench.platform.requests().pop().unwrap();
        let body = sent.json().unwrap();
        assert_eq!(body["visible"], serde_json::json!(1));
        assert!(sent.query.contains("language=en") && sent.query.contains("api_key="));

        let no_city = bench.client.petitions().sign(id, signature.without_city());
        let error = bench.run(no_city).unwrap_err();
        let Some(ServerError::Fields(refused)) = ServerError::of(&error) else { panic!("{error}") };
        assert_eq!(refused.fields, ["city"], "{shape:?}");

        let update = bench.client.petitions().update(ids[1]).status(PetitionStatus::Completed);
        let updated = bench.run(update);
        if shape.written == WrittenShape::Empty {
            let error = updated.unwrap_err();
            assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Decode, Sent::Yes), "{error}");
        } else {
            let updated = updated.unwrap();
            assert_eq!(updated.message.is_some(), !is_silent, "{shape:?}");
            let status = updated.fields.map(|fields| fields["status"] == "completed");
            assert_eq!(
                status,
                (shape.written == WrittenShape::Object).then_some(true),
                "{shape:?}"
            );
        }
        assert_eq!(bench.platform.status(ids[1]).as_deref(), Some("completed"));
    }
}

/// Every combination of what makes up a list, on one short list.
#[test]
fn combined_shapes_are_read_too() {
    let bench = Bench::new(Petitions::builder().petitions(1).signatures(4).no_rate_limit());
    let id = bench.platform.petition_ids()[0];
    let expected = bench.platform.signatures(id);
    let mut tried = 0;
    for shape in Shape::of_signatures() {
        bench.platform.reshape(shape);
        let newest = bench.client.signatures().list().petitions([id]).newest();
        let signatures = bench.run(newest).unwrap();
        let read: Vec<i64> =
            signatures.iter().map(|it| it.timestamp.timestamp().unwrap().as_second()).collect();
        assert_eq!(read, expected, "{shape:?}");
        tried += 1;
    }
    assert_eq!(tried, 7 * 5 * 8 * 2 * 3);
}

#[test]
fn refusals_are_typed_in_every_shape() {
    for shape in Shape::each() {
        let server = Petitions::builder().petitions(3).signatures(1).shape(shape);
        let bench = Bench::with_key(server.no_rate_limit(), "nobodys-key");
        let error = bench.run(bench.client.petitions().get(1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials, "{shape:?}");
        let has_words = [RefusalShape::Error, RefusalShape::Message].contains(&shape.refusal);
        let said = ServerError::Message("API key not accepted".to_owned());
        assert_eq!(ServerError::of(&error), has_words.then_some(said), "{shape:?}");
        bench.platform.reshape(shape);
        let known = client(&bench.platform, &bench.clock, Petitions::PLAIN_KEY);
        let error = bench.run(known.petitions().get(5)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{shape:?}");
        let update = known.petitions().update(bench.platform.petition_ids()[0]);
        let error = bench.run(update.reference_field("7")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials, "{shape:?}");
    }
}
