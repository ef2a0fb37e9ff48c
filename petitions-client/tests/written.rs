//! A write that the server accepted is never told as a failure to try again, and is sent once.

use crate::support::scripted::Site;
use bytes::Bytes;
use civic_core::http::transport::TransportError;
use civic_core::testing::FakeBody;
use futures::StreamExt;
use petitions_client::resources::petitions::{NewSignature, PetitionStatus, Signed, Updated};
use petitions_client::serde_json::json;
use petitions_client::{Error, ErrorKind, Sent, ServerError};

fn written<B: Into<FakeBody>>(
    status: u16,
    body: impl Fn() -> B + Clone + Send + Sync + 'static,
) -> (Result<Signed, Error>, Result<Updated, Error>) {
    let site = Site::new(move |_| (status, body()));
    let signature = NewSignature::new("Ada Example", "ada@example.org", "Utrecht");
    let petitions = site.client.petitions();
    let signed = site.run(petitions.sign(1, signature));
    let updated = site.run(petitions.update(1).status(PetitionStatus::Completed));
    assert_eq!(site.asked().len(), 2, "each is sent once");
    (signed, updated)
}

#[test]
fn a_status_that_needs_no_words_is_a_success() {
    // RFC 9110, 15.3.3 and 15.3.5.
    for status in [202, 204] {
        for body in ["", " \n", "\u{feff}", "{}", "null", "true", "[]", "7", "[[]]", "[1, 2]"] {
            let (signed, updated) = written(status, move || body);
            let (signed, updated) = (signed.unwrap(), updated.unwrap());
            assert_eq!((signed.message, signed.extra.len()), (None, 0), "{status} {body}");
            assert_eq!((updated.message, updated.fields), (None, None), "{status} {body}");
        }
    }
}

/// The description's answer to a write is a 200 with an object that has a `message` (petities/api,
/// README). Without any word it may be a proxy's.
#[test]
fn a_200_without_words_may_have_been_done() {
    let silent =
        ["", " \n", "\u{feff}", "{}", "null", "true", "false", "[]", "7", "[[]]", "[1, 2]", "\"\""];
    for status in [200, 201] {
        for body in silent {
            let (signed, updated) = written(status, move || body);
            for error in [signed.unwrap_err(), updated.unwrap_err()] {
                assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Decode, Sent::Yes));
                assert!(!error.is_temporary(), "{status} {body}: {error}");
                assert!(error.hint().unwrap().contains("may have been done"), "{body}: {error}");
            }
        }
    }
}

/// The description's answer to a write is a 200.
#[test]
fn a_success_of_something_else_is_no_yes() {
    for status in [203, 205, 206, 207, 226] {
        for body in ["", r#"{"message": "Thanks"}"#] {
            let (signed, updated) = written(status, move || body);
            for error in [signed.unwrap_err(), updated.unwrap_err()] {
                assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Protocol, Sent::Yes));
                assert!(error.hint().unwrap().contains("unclear"), "{error}");
            }
        }
    }
}

#[test]
fn what_can_be_read_of_an_answer_is() {
    for body in [
        r#"{"message": "Thanks"}"#,
        r#""Thanks""#,
        "Thanks",
        " Thanks\r\n",
        r#"{"data": {"message": "Thanks"}}"#,
        r#"[{"message": "Thanks"}]"#,
        r#"{"message": "Thanks", "error": null}"#,
        "{\"message\": \"Thanks\", \"errors\": []}",
    ] {
        let (signed, updated) = written(200, move || body);
        assert_eq!(signed.unwrap().message.as_deref(), Some("Thanks"), "{body}");
        assert_eq!(updated.unwrap().message.as_deref(), Some("Thanks"), "{body}");
    }
    for odd in [json!({"nl": "Dank"}), json!(["Thanks"]), json!(true)] {
        for fields in [json!(["status"]), json!("status"), json!(3)] {
            let body = json!({"message": odd, "fields": fields, "newer": 1});
            let text = body.to_string();
            let (signed, updated) = written(200, move || text.clone());
            let (signed, updated) = (signed.unwrap(), updated.unwrap());
            assert_eq!((signed.message.as_ref(), &signed.extra["message"]), (None, &odd));
            assert_eq!((updated.fields.as_ref(), &updated.extra["fields"]), (None, &fields));
            // Written down, it is what came.
            assert_eq!(petitions_client::serde_json::to_value(signed).unwrap(), body);
            assert_eq!(petitions_client::serde_json::to_value(updated).unwrap(), body);
        }
    }
    let body = r#"{"message": "Received", "fields": {"status": "completed"}}"#;
    let updated = written(200, move || body).1.unwrap();
    assert_eq!(updated.fields.unwrap()["status"], "completed");
}

fn says_that_it_was_accepted(error: &Error) {
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Decode, Sent::Yes), "{error}");
    assert!(!error.is_temporary(), "{error}");
    assert!(error.hint().unwrap().contains("accepted it"), "{error}");
    assert!(error.to_string().contains("do not send it again"), "{error}");
}

#[test]
fn an_answer_that_cannot_be_read_says_that_the_write_was_accepted() {
    for body in [
        &b"<!DOCTYPE html><title>Thanks</title>"[..],
        br#"{"message": "Tha"#,
        b"[{}",
        b"\xff\xfe\x00",
    ] {
        let (signed, updated) = written(200, move || Bytes::from_static(body));
        says_that_it_was_accepted(&signed.unwrap_err());
        says_that_it_was_accepted(&updated.unwrap_err());
    }
}

#[test]
fn an_answer_that_breaks_off_behind_its_status_says_so_too() {
    let broken = || {
        let pieces = [
            Ok(Bytes::from_static(b"{\"mess")),
            Err(TransportError::broken("the connection broke")),
        ];
        FakeBody::stream(futures::stream::iter(pieces).boxed())
    };
    let (signed, updated) = written(200, broken);
    says_that_it_was_accepted(&signed.unwrap_err());
    says_that_it_was_accepted(&updated.unwrap_err());
    let stalled = || FakeBody::stream(futures::stream::pending().boxed());
    let (signed, updated) = written(200, stalled);
    says_that_it_was_accepted(&signed.unwrap_err());
    says_that_it_was_accepted(&updated.unwrap_err());
}

#[test]
fn an_error_under_a_status_that_says_yes_is_an_error() {
    let body = r#"{"error": "Required fields missing", "fields": ["name,email"]}"#;
    for wrapped in [body.to_owned(), format!("[{body}]"), format!(r#"{{"data": {body}}}"#)] {
        let (signed, updated) = written(200, move || wrapped.clone());
        for error in [signed.unwrap_err(), updated.unwrap_err()] {
            assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
            assert!(error.hint().is_none(), "{error}");
        }
    }
    let error = written(200, move || body).0.unwrap_err();
    let Some(ServerError::Fields(refused)) = ServerError::of(&error) else { panic!("{error}") };
    assert_eq!(refused.fields, ["name", "email"]);
    assert!(error.to_string().contains("Required fields missing (name, email)"), "{error}");
}

#[test]
fn a_refusal_gives_no_advice_about_an_acceptance() {
    for status in [301, 400, 403, 404, 422, 429, 500, 503] {
        for body in ["", "<html>no</html>", r#"{"error": "no"}"#] {
            let (signed, updated) = written(status, move || body);
            for error in [signed.unwrap_err(), updated.unwrap_err()] {
                assert_ne!(error.kind(), ErrorKind::Decode, "{error}");
                assert!(!error.to_string().contains("accepted it"), "{error}");
            }
        }
    }
}
