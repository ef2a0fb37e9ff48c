//! Each form of an error, through the whole pipeline.

use decidim_client::ErrorKind;
use decidim_client::rest::ServerError;
use serde_json::json;

use super::support::{Answer, Fake};

fn answering(answer: Answer) -> Fake {
    Fake::new("v0.2", move |seen| (seen.path != "/oauth/token").then(|| answer.clone()))
}

#[test]
fn a_400_says_why() {
    let fake = answering(Answer::error(400, "400: Bad request", "Already voted"));
    let error = fake.run(fake.user().vote(1, 1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert!(error.to_string().contains("Already voted"), "{error}");
    let Some(ServerError::Api(said)) = ServerError::of(&error) else { panic!("{error}") };
    assert_eq!(
        (said.error.as_str(), said.error_description.as_str()),
        ("400: Bad request", "Already voted")
    );
}

#[test]
fn a_422_names_the_field() {
    let body = json!({"errors": [{"attribute": "redirect_url", "message": "must be https"}]});
    let fake = answering(Answer::json(422, body));
    let error = fake.run(fake.user().magic_link_to("http://example.org")).unwrap_err();
    let Some(ServerError::Validation(problems)) = ServerError::of(&error) else {
        panic!("{error}")
    };
    assert_eq!(problems[0].attribute.as_deref(), Some("redirect_url"));
    assert!(error.to_string().contains("redirect_url: must be https"), "{error}");
}

/// `ModuleAvailability.ensure_available!` of the releases after 0.3.4.
#[test]
fn a_501_means_that_the_module_is_switched_off() {
    let fake = answering(Answer::error(501, "501: Not implemented", "Not implemented"));
    let error = fake.run(fake.client().proposals().get(7)).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unsupported, 1), "{error}");
    assert!(error.hint().unwrap().contains("switched off"), "{error}");
}

#[test]
fn problems_have_one_form_whichever_release_answers() {
    let of = |answer: Answer| {
        let fake = answering(answer);
        let error = fake.run(fake.user().draft_proposals().publish(7)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
        ServerError::of(&error).unwrap().problems()
    };
    let problems = of(Answer::error(400, "400: Bad request", "Body cannot be blank"));
    assert_eq!(problems[0].message, "Body cannot be blank");
    let problems = of(Answer::json(
        422,
        json!({"errors": [{"attribute": "body", "message": "cannot be blank"}]}),
    ));
    assert_eq!(problems[0].attribute.as_deref(), Some("body"));

    // 0.3, left to the server.
    let fake = Fake::new("v0.3", |seen| {
        let job = |status: &str| {
            json!({"job_id": "0b4e", "status": status,
            "error_class": "Decidim::RestFull::Core::ApiException::BadRequest",
            "error_message": "Body cannot be blank"})
        };
        Some(match seen.line().as_str() {
            "POST /draft_proposals/7/publish" => Answer::json(202, job("pending")),
            "GET /jobs/0b4e" => Answer::json(200, job("failed")),
            _ => return None,
        })
    });
    let drafts = fake.user().draft_proposals();
    let error = fake.run(async { drafts.publish(7).enqueue().await?.finished().await });
    let said = ServerError::of(&error.unwrap_err()).unwrap();
    assert!(matches!(&said, ServerError::Job(_)), "{said:?}");
    assert_eq!(said.problems()[0].message, "Body cannot be blank");
}

#[test]
fn pages_and_plain_texts_are_errors_like_others() {
    let fake = answering(Answer::page(404));
    let error = fake.run(fake.client().proposals().get(7)).unwrap_err();
    assert_eq!(
        (error.kind(), ServerError::of(&error)),
        (ErrorKind::NotFound, Some(ServerError::Page))
    );

    let mut throttled = Answer::page(429).header("retry-after", 3600);
    throttled.body = "Retry later\n".to_owned();
    let fake = answering(throttled);
    let error = fake.run(fake.client().proposals().get(7)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(ServerError::of(&error), Some(ServerError::Text("Retry later".to_owned())));
    assert_eq!(error.retry_after().unwrap().as_secs(), 3600);
}

#[test]
fn a_failure_of_the_server_is_tried_again_for_reads() {
    let fake = answering(Answer::error(500, "Server error", "Internal Server Error"));
    let error = fake.run(fake.client().proposals().get(7)).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 4));
    assert!(matches!(ServerError::of(&error), Some(ServerError::Api(_))));
}

#[test]
fn an_answer_of_another_form_is_told_by_its_place() {
    let fake = answering(Answer::json(200, json!({"data": {"id": "7", "attributes": "none"}})));
    let error = fake.run(fake.client().proposals().get(7)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let fake = answering(Answer::page(200));
    let error = fake.run(fake.client().proposals().get(7)).unwrap_err();
    assert!(error.to_string().contains("an HTML page where JSON was expected"), "{error}");
}
