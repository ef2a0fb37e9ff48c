//! Tokens: how a client gets, replaces and loses them, and the errors if it cannot get one.

use std::time::Duration;

use crate::support::{Bench, brisk, platform};
use civic_sandbox::{Fault, FaultRule, GoVocal};
use govocal_client::resources::ideas::IdeaChange;
use govocal_client::resources::internal_comments::NewInternalComment;
use govocal_client::{Client, Error, ErrorKind};
use uuid::Uuid;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

const IDEAS: &str = "/api/v2/ideas";

fn first_error(bench: &Bench) -> Error {
    let (_, errors) = bench.read(&mut bench.client.ideas().list().stream());
    errors.into_iter().next().unwrap()
}

#[test]
fn a_wrong_secret_says_both_things_that_may_be_wrong_and_is_asked_once() {
    let bench = Bench::with(platform(), |builder| {
        builder.credentials(GoVocal::CLIENT_ID, "s3cr3t-but-wrong-s3cr3t")
    });
    let (_, errors) = bench.read(&mut bench.client.ideas().list().stream());
    let error = &errors[0];
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(errors.len(), 1, "the reading ends at once");
    assert_eq!(bench.requests("/api/v2/authenticate"), 1);
    let line = error.to_string();
    assert!(line.contains("POST https://sandbox.example.org/api/v2/authenticate answered 404 Not Found (empty body)"), "{line}");
    assert!(line.contains("either the client id or secret is wrong, or https://sandbox.example.org/ is not a Go Vocal platform"), "{line}");
    assert!(!line.contains("s3cr3t"), "{line}");
}

/// The platform answers a wrong secret with 404 and an empty body, and a refused token with 401 and
/// an empty body (`api_token_controller.rb` and `public_api_controller.rb` of the platform, 2025).
#[test]
fn a_wrong_secret_is_told_whatever_is_asked_for() {
    let wrong = || {
        Bench::with(platform(), |builder| {
            builder.credentials(GoVocal::CLIENT_ID, "s3cr3t-but-wrong-s3cr3t")
        })
    };
    let told = |error: &Error| {
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Credentials, 404));
        let hint = error.hint().unwrap();
        assert!(hint.starts_with("either the client id or secret is wrong"), "{hint}");
        assert_eq!(error.was_sent(), govocal_client::Sent::No, "{error}");
    };
    let id = Uuid::from_u128(7);
    let bench = wrong();
    told(&bench.read(&mut bench.client.events().list().stream()).1[0]);
    let bench = wrong();
    told(&bench.read(&mut bench.client.idea_topics().list().stream()).1[0]);
    let bench = wrong();
    told(&bench.read(&mut bench.client.events().list().stream_by_page_number()).1[0]);
    let bench = wrong();
    told(&bench.read(&mut bench.client.ideas().deleted().stream()).1[0]);
    let bench = wrong();
    told(&bench.run(bench.client.events().get(id)).unwrap_err());
    let bench = wrong();
    told(&bench.run(bench.client.insights().visits()).unwrap_err());
    let bench = wrong();
    told(&bench.run(bench.client.insights().visits().project_id(id)).unwrap_err());
    let bench = wrong();
    told(&bench.run(bench.client.files().delete(id)).unwrap_err());
    let bench = wrong();
    let change = IdeaChange::new().unassigned();
    told(&bench.run(bench.client.ideas().update(id, &change)).unwrap_err());
    let bench = wrong();
    let comment = NewInternalComment::new(id, "Looks good.");
    told(&bench.run(bench.client.internal_comments().create(&comment)).unwrap_err());
    assert_eq!(bench.platform.requests().len(), 1, "nothing else is asked");
}

#[tokio::test]
async fn a_wrong_host_is_told_like_wrong_credentials() {
    // A server that knows no path of ours.
    let stranger = wiremock::MockServer::start().await;
    let client = Client::builder(stranger.uri())
        .credentials(GoVocal::CLIENT_ID, "s3cr3t-s3cr3t-s3cr3t")
        .http(brisk())
        .build()
        .unwrap();
    let error = client.ideas().get(Uuid::nil()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.to_string().contains("is not a Go Vocal platform"), "{error}");
}

/// What a client is told by a server that answers this to the request for a token.
async fn told_by(stranger: ResponseTemplate) -> Error {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(stranger).mount(&server).await;
    let client = Client::builder(server.uri())
        .credentials(GoVocal::CLIENT_ID, "s3cr3t-s3cr3t-s3cr3t")
        .http(brisk())
        .build()
        .unwrap();
    client.ideas().get(Uuid::nil()).await.unwrap_err()
}

const DOUBT: &str = "either the client id or secret is wrong, or http://127.0.0.1:";

#[tokio::test]
async fn whatever_a_stranger_answers_is_told_with_both_things_that_may_be_wrong() {
    for (status, kind) in [
        (302, ErrorKind::Redirect),
        (400, ErrorKind::Credentials),
        (401, ErrorKind::Credentials),
        (405, ErrorKind::Credentials),
        (410, ErrorKind::Credentials),
        (415, ErrorKind::Credentials),
        (501, ErrorKind::Server),
    ] {
        let error = told_by(ResponseTemplate::new(status)).await;
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (kind, status));
        let line = error.to_string();
        assert!(line.contains("POST http://127.0.0.1:"), "{line}");
        assert!(line.contains(&format!("/api/v2/authenticate answered {status}")), "{line}");
        assert!(line.contains(DOUBT), "{line}");
    }
}

#[tokio::test]
async fn what_may_pass_by_waiting_is_no_matter_of_credentials() {
    for status in [408, 425, 500, 503] {
        let error = told_by(ResponseTemplate::new(status)).await;
        assert_ne!(error.kind(), ErrorKind::Credentials, "{status}");
        assert_eq!(error.hint(), None, "{status}");
    }
}

#[tokio::test]
async fn an_answer_without_a_token_is_told_without_its_body() {
    let html = "<!doctype html><html><title>Welcome, s3cr3t</title></html>";
    for body in [html, r#"{"token": "s3cr3t"}"#, r#"{"jwt": {"s3cr3t": 1}}"#, "\"s3cr3t\"", ""] {
        let error = told_by(ResponseTemplate::new(200).set_body_string(body)).await;
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        let line = error.to_string();
        assert!(line.contains("POST http://127.0.0.1:"), "{line}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200), "{line}");
        assert!(error.method().is_some_and(|method| method == "POST"), "{line}");
        assert!(error.url().unwrap().ends_with("/api/v2/authenticate"), "{line}");
        assert!(line.contains(DOUBT), "{line}");
        assert!(!format!("{line} {error:?} {:?}", error.body()).contains("s3cr3t"), "{line}");
    }
}

#[test]
fn an_expired_token_is_replaced_within_the_reading() {
    let bench = Bench::new(platform().token_lifetime(Duration::from_secs(120)));
    let mut ideas = bench.client.ideas().list().page_size(10).stream_by_page_number();
    let count = bench.run(async {
        let mut count = 0;
        while ideas.try_next().await.unwrap().is_some() {
            count += 1;
            bench.clock.advance(Duration::from_secs(10));
        }
        count
    });
    assert_eq!(count, 60);
    assert!(bench.requests("/api/v2/authenticate") >= 5);
    assert!(ideas.report().is_consistent());
}

#[test]
fn a_revoked_token_is_refreshed_and_the_request_replayed_once() {
    let bench = Bench::new(platform());
    bench.run(bench.client.ideas().get(bench.platform.ids("ideas")[0])).unwrap();
    bench.platform.revoke_tokens();
    bench.run(bench.client.ideas().get(bench.platform.ids("ideas")[1])).unwrap();
    assert_eq!(bench.requests("/api/v2/authenticate"), 2);
}

#[test]
fn a_token_revoked_twice_in_a_moment_costs_a_wait_and_no_error() {
    let bench = Bench::new(platform());
    for id in bench.platform.ids("ideas").into_iter().take(3) {
        bench.run(bench.client.ideas().get(id)).unwrap();
        bench.platform.revoke_tokens();
    }
    assert_eq!(bench.requests("/api/v2/authenticate"), 3);
}

#[test]
fn a_platform_that_refuses_every_token_is_an_error_after_one_refresh() {
    let bench = Bench::new(platform());
    bench.platform.inject(FaultRule::new(Fault::Unauthorized).on(IDEAS));
    let error = first_error(&bench);
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert_eq!(bench.requests(IDEAS), 2);
    assert_eq!(bench.requests("/api/v2/authenticate"), 2);
}

#[test]
fn the_integration_names_itself_on_every_request() {
    let bench = Bench::with(platform(), |builder| builder.integration("open-data-sync/2.1"));
    assert_eq!(bench.read(&mut bench.client.ideas().list().stream()).0.len(), 60);
    let requests = bench.platform.requests();
    assert!(requests.len() >= 2, "the token request and the pages");
    for request in requests {
        assert_eq!(request.headers["x-govocal-client"], "open-data-sync/2.1", "{}", request.path);
        let user_agent = request.headers["user-agent"].to_str().unwrap();
        assert!(user_agent.starts_with("govocal-client/"), "{user_agent}");
    }
}
