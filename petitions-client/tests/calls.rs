//! What goes over the wire, and what is refused before.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::support::Bench;
use civic_core::http::HttpConfig;
use civic_core::http::transport::TransportError;
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use civic_sandbox::{Fault, FaultRule, Petitions};
use petitions_client::jiff::civil::date;
use petitions_client::resources::petitions::{
    NewSignature, PetitionField, PetitionListField, PetitionStatus,
};
use petitions_client::{Client, ClientBuilder, ErrorKind, Id, Moment, Sent, ServerError, language};
use static_assertions::assert_impl_all;

use petitions_client::resources::{organisations, petitions, signatures};

assert_impl_all!(Client: Send, Sync, Clone, std::fmt::Debug);
assert_impl_all!(ClientBuilder: Send, Sync, std::fmt::Debug);
assert_impl_all!(petitions::GetPetition: Send, Sync, std::fmt::Debug);
assert_impl_all!(petitions::PetitionList: Send, Sync, std::fmt::Debug);
assert_impl_all!(petitions::Sign: Send, Sync, std::fmt::Debug);
assert_impl_all!(petitions::UpdatePetition: Send, Sync, std::fmt::Debug);
assert_impl_all!(petitions::Petition: Send, Sync, Clone, std::fmt::Debug);
assert_impl_all!(signatures::SignatureList: Send, Sync, std::fmt::Debug);
assert_impl_all!(signatures::Signature: Send, Sync, Clone, std::fmt::Debug);
assert_impl_all!(organisations::OrganisationList: Send, Sync, std::fmt::Debug);
assert_impl_all!(Id: Send, Sync, Copy);
assert_impl_all!(Moment: Send, Sync, Clone);
assert_impl_all!(ServerError: Send, Sync, Clone);
assert_impl_all!(petitions_client::list::Paginator<signatures::Signature>: Send);

fn server() -> civic_sandbox::petitions::PetitionsBuilder {
    Petitions::builder().petitions(12).signatures(10).no_rate_limit()
}

fn ada() -> NewSignature {
    NewSignature::new("Ada Example", "ada@example.org", "Utrecht")
}

fn live(bench: &Bench) -> u64 {
    let ids = bench.platform.petition_ids();
    *ids.iter().find(|id| bench.platform.status(**id).as_deref() == Some("live")).unwrap()
}

#[test]
fn fields_filters_and_extra_parameters_are_sent() {
    let bench = Bench::new(server());
    let list = bench.client.petitions().list();
    let asked = list
        .fields([PetitionListField::Status, PetitionListField::from("extra_one")])
        .organisations([7, 3, 7])
        .page_size(5)
        .language(language::FRISIAN)
        .query("status", "live");
    bench.run(asked.newest()).unwrap();
    let query = bench.queries("petitions").pop().unwrap();
    for part in [
        "count=5",
        "organisations=3,7",
        "fields=id,name,extra_one,status",
        "language=nl_fr",
        "status=live",
    ] {
        assert!(query.contains(part), "{part} in {query}");
    }
    let id = bench.platform.petition_ids()[0];
    let get = bench.client.petitions().get(id);
    let petition = bench.run(get.clone()).unwrap();
    assert!(petition.description.is_some() && petition.status.is_none());
    let query = bench.queries(&format!("petitions/{id}")).pop().unwrap();
    assert!(!query.contains("fields") && !query.contains("language"), "{query}");
    let fields = [PetitionField::Status, PetitionField::SignatureTimestamps];
    bench.run(get.fields(fields)).unwrap();
    let query = bench.queries(&format!("petitions/{id}")).pop().unwrap();
    assert!(query.contains("fields=id,name,signature_timestamps,status"), "{query}");

    let list = bench.client.signatures().list().petitions([id]).organisations([3]);
    bench.run(list.newest()).unwrap();
    let query = bench.queries("signatures").pop().unwrap();
    assert!(query.contains(&format!("petitions={id}")) && query.contains("organisations=3"));
}

#[test]
fn a_language_is_the_clients_unless_the_call_names_one() {
    let bench = Bench::new(server());
    let platform = bench.platform.clone();
    let http = HttpConfig::new()
        .clock(bench.clock.clone())
        .transport(crate::support::played(platform, bench.clock.clone()));
    let client = Client::builder("https://petitions.example.org/")
        .api_key(Petitions::FULL_KEY)
        .language(language::ENGLISH)
        .http(http)
        .build()
        .unwrap();
    assert_eq!(client.language(), Some("en"));
    bench.run(client.organisations().list().stream().collect_consistent()).unwrap();
    assert!(bench.queries("organisations")[0].contains("language=en"));
    bench.run(client.organisations().get(3).language("xx")).unwrap();
    assert!(bench.queries("organisations/3")[0].contains("language=xx"));
    assert!(!bench.queries("organisations/3")[0].contains("language=en"));
}

#[test]
fn what_cannot_be_asked_is_refused_before_anything_is_sent() {
    let bench = Bench::new(server());
    let petitions = bench.client.petitions();
    let mut errors = vec![
        bench.run(petitions.sign(1, NewSignature::new("Ada", "a@b", "C"))).unwrap_err(),
        bench.run(petitions.sign(1, ada()).path_segment("a/b")).unwrap_err(),
        bench.run(petitions.sign(1, ada()).query("api_key", "x")).unwrap_err(),
        bench.run(petitions.update(1)).unwrap_err(),
        bench.run(petitions.update(1).status(PetitionStatus::Orphaned)).unwrap_err(),
        bench.run(petitions.update(1).reference_field("x".repeat(257))).unwrap_err(),
        bench.run(petitions.update(1).date_projected(date(-1, 1, 1))).unwrap_err(),
        bench.run(petitions.list().page_size(0).newest()).unwrap_err(),
        bench.run(bench.client.signatures().list().page_size(0).newest()).unwrap_err(),
        // Servers take these for nothing at all, or for Dutch.
        bench.run(petitions.update(1).reference_field(" ")).unwrap_err(),
        bench.run(petitions.update(1).status(" ".into())).unwrap_err(),
        bench.run(petitions.get(1).language("")).unwrap_err(),
        bench.run(petitions.get(1).query(" ", "x")).unwrap_err(),
        bench.run(petitions.get(1).fields([PetitionField::from("")])).unwrap_err(),
        bench.run(petitions.list().fields([" ".into()]).newest()).unwrap_err(),
        bench.run(petitions.list().language(" ").newest()).unwrap_err(),
        bench.run(petitions.sign(1, ada()).language("")).unwrap_err(),
        bench.run(bench.client.signatures().list().language("").newest()).unwrap_err(),
        bench.run(bench.client.organisations().get(1).fields(["".into()])).unwrap_err(),
    ];
    errors.extend(bench.read(&mut bench.client.organisations().list().language("").stream()).1);
    errors.extend(bench.read(&mut petitions.list().fields(["".into()]).stream()).1);
    errors.extend(bench.read(&mut petitions.list().query("API_KEY", "x").stream()).1);
    errors.extend(bench.read(&mut bench.client.signatures().list().page_size(0).stream()).1);
    assert_eq!(errors.len(), 23);
    for error in errors {
        assert_eq!(
            (error.kind(), error.was_sent()),
            (ErrorKind::InvalidInput, Sent::No),
            "{error}"
        );
        assert!(!error.to_string().contains("Ada"), "{error}");
    }
    assert!(bench.platform.requests().is_empty());

    for (base, key) in [("", "k"), ("petitions.example.org", "k"), ("https://x.example.org", " ")] {
        let error = Client::builder(base).api_key(key).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    }
    let keyless = Client::builder("https://x.example.org").build().unwrap_err();
    assert_eq!(keyless.kind(), ErrorKind::InvalidInput);
    let blank = Client::builder("https://x.example.org").api_key("k").language(" ");
    assert_eq!(blank.build().unwrap_err().kind(), ErrorKind::InvalidInput);
}

#[test]
fn a_signature_is_sent_once_and_its_segment_can_be_another() {
    let bench = Bench::new(server());
    let id = live(&bench);
    let fault = || FaultRule::new(Fault::Reset).method(http::Method::POST).once().after_work();
    bench.platform.inject(fault());
    let error = bench.run(bench.client.petitions().sign(id, ada())).unwrap_err();
    assert_eq!((error.was_sent(), error.attempts()), (Sent::Maybe, 1), "{error}");
    assert_eq!((bench.platform.requests().len(), bench.platform.unconfirmed()), (1, 1));

    bench.platform.inject(FaultRule::new(Fault::Status(503)).once());
    let error = bench.run(bench.client.petitions().sign(id, ada())).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 1), "{error}");

    let plural = bench.client.petitions().sign(id, ada()).path_segment("signatures");
    let error = bench.run(plural).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let sent = bench.platform.requests().pop().unwrap();
    assert_eq!(sent.path, format!("/api/v1/petitions/{id}/signatures"));
    let body = sent.json().unwrap();
    let expected = serde_json::json!({
        "name": "Ada Example", "email": "ada@example.org", "city": "Utrecht", "visible": 0,
    });
    assert_eq!(body, expected);
}

#[test]
fn an_update_is_sent_once() {
    let bench = Bench::new(server());
    let id = live(&bench);
    let update = || {
        let update = bench.client.petitions().update(id).status(PetitionStatus::Completed);
        bench.run(update)
    };
    let fault = || FaultRule::new(Fault::Reset).method(http::Method::PUT).once().after_work();
    bench.platform.inject(fault());
    let error = update().unwrap_err();
    assert_eq!((error.was_sent(), error.attempts()), (Sent::Maybe, 1), "{error}");
    assert_eq!(bench.platform.requests().len(), 1);
    assert_eq!(bench.platform.status(id).as_deref(), Some("completed"));
    let retry_after = Some(civic_sandbox::RetryAfterForm::Seconds(1));
    for fault in [Fault::Status(503), Fault::RateLimit { retry_after }] {
        bench.platform.inject(FaultRule::new(fault).once());
        assert_eq!(update().unwrap_err().attempts(), 1);
    }
    assert_eq!(bench.platform.requests().len(), 3);
}

#[test]
fn a_signature_that_was_certainly_not_sent_is_tried_again() {
    let clock = VirtualClock::new();
    let tries = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&tries);
    let transport = FakeTransport::new(move |_| {
        let first = count.fetch_add(1, Ordering::Relaxed) == 0;
        async move {
            if first {
                return Err(TransportError::connect("refused"));
            }
            Ok(http::Response::new(FakeBody::from(r#"{"message": "Thanks"}"#)))
        }
    });
    let http = HttpConfig::new().clock(clock.clone()).transport(transport);
    let client = Client::builder("https://petitions.example.org").api_key("k").http(http).build();
    let sign = client.unwrap().petitions().sign(1, ada());
    let signed = clock.run(sign).unwrap().unwrap();
    assert_eq!((signed.message.as_deref(), tries.load(Ordering::Relaxed)), (Some("Thanks"), 2));
}

#[test]
fn an_update_sends_what_was_set_and_unknown_statuses_pass() {
    let bench = Bench::new(server());
    let id = bench.platform.petition_ids()[0];
    let update = bench
        .client
        .petitions()
        .update(id)
        .status(PetitionStatus::InProcess)
        .date_projected(date(2026, 11, 3))
        .reference_field("2026/17")
        .answer_due_date(date(2026, 12, 1));
    let updated = bench.run(update).unwrap();
    assert_eq!(updated.fields.unwrap().len(), 4);
    let sent = bench.platform.requests().pop().unwrap();
    let body = sent.json().unwrap();
    let expected = serde_json::json!({
        "status": "in_process", "date_projected": "2026-11-03", "reference_field": "2026/17",
        "answer_due_date": "2026-12-01",
    });
    assert_eq!((sent.method, body), (http::Method::PUT, expected));
    let fields = [PetitionField::ReferenceField, PetitionField::DateProjected];
    let get = bench.client.petitions().get(id).fields(fields);
    let petition = bench.run(get).unwrap();
    assert_eq!(petition.reference_field.as_deref(), Some("2026/17"));
    assert_eq!(petition.date_projected.unwrap().date(), Some(date(2026, 11, 3)));

    let unknown = bench.client.petitions().update(id).status(PetitionStatus::from("paused"));
    let error = bench.run(unknown).unwrap_err();
    let Some(ServerError::Fields(refused)) = ServerError::of(&error) else { panic!("{error}") };
    assert_eq!(refused.fields, ["status"]);
    let plain = Bench::with_key(server(), Petitions::PLAIN_KEY);
    let update = plain.client.petitions().update(id).status(PetitionStatus::Live);
    let error = plain.run(update).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials, "{error}");
}

/// A cache or a server in disorder may answer another petition than the one that was asked for.
#[test]
fn another_petition_than_the_one_asked_for_is_an_error() {
    for body in [r#"{"id": 102, "name": "Other"}"#, r#"{"petition": {"id": "102"}}"#] {
        let (clock, client) = crate::support::answering(200, body, "some-key");
        let error = clock.run(client.petitions().get(101)).unwrap().unwrap_err();
        assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Protocol, Sent::Yes), "{error}");
        assert!(error.to_string().contains("102") && error.to_string().contains("101"), "{error}");
    }
    // The number in quotes, and with zeros before it, is the same.
    for body in [r#"{"id": "101"}"#, r#"{"data": {"id": "0101"}}"#, r#"[{"id": 101.0}]"#] {
        let (clock, client) = crate::support::answering(200, body, "some-key");
        let petition = clock.run(client.petitions().get(101)).unwrap().unwrap();
        assert_eq!(petition.id, Id::from(101), "{body}");
    }
}

#[test]
fn a_line_break_behind_the_key_is_no_part_of_it() {
    let bench = Bench::with_key(Petitions::builder(), &format!("{}\n", Petitions::FULL_KEY));
    let (petitions, errors) = bench.read(&mut bench.client.petitions().list().stream());
    assert!(errors.is_empty() && !petitions.is_empty(), "{errors:?}");
}
