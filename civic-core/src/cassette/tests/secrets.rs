//! What is not written.

use futures::future::BoxFuture;
use http::header;
use secrecy::SecretString;
use serde_json::json;

use super::*;
use crate::auth::{IssuedToken, TokenCache, TokenSource};
use crate::cassette::names_and_emails;

const SECRETS: [&str; 5] =
    ["s3cr3t-query", "s3cr3t-header", "s3cr3t-body", "s3cr3t-cookie", "s3cr3t-link"];

fn request(secrets: [&str; 3]) -> Request {
    let [query, header, body] = secrets;
    Request::post("/a")
        .secret_query("code", SecretString::from(query))
        .query("api_key", query)
        .header(header::AUTHORIZATION, &format!("Bearer {header}"))
        .json(&json!({"password": body, "title": "Shade"}))
        .containing(SecretString::from(body))
        .takes_redirect()
}

#[test]
fn no_secret_of_a_request_or_an_answer_is_written() {
    let studio = Studio::new();
    let [query, header, body, cookie, link] = SECRETS;
    let echo = format!("{query} {} {body}", header.to_uppercase());
    let location = format!("/b?key={link}");
    let cookie = format!("session={cookie}");
    let then = studio.recorded(
        move |_| {
            let headers = [
                ("set-cookie", &*cookie),
                ("location", &location),
                ("x-echo", &echo),
                ("x-kept", "kept"),
            ];
            answer(303, &headers, echo.replace('-', "%2D"))
        },
        &[request([query, header, body])],
    );
    assert!(then[0].is_ok(), "{then:?}");
    let written = studio.written();
    for secret in SECRETS {
        assert!(!written.to_lowercase().contains(secret) && !written.contains("%2D"), "{written}");
    }
    for kept in ["kept", "Shade", "code=***&api_key=***", "town.example.org/b?***"] {
        assert!(written.contains(kept), "no {kept} in {written}");
    }
    // Other credentials get the same answer.
    let now = studio.replayed(&[request(["other-query", "other-header", "other-body"])]);
    let shown = String::from_utf8_lossy(now[0].as_ref().unwrap().body()).into_owned();
    assert_eq!(shown, "*** *** ***");
}

#[test]
fn the_query_of_a_redirect_is_not_written_where_it_is_followed_either() {
    let studio = Studio::new();
    let client = |http: HttpConfig| http.build(BASE, Town).unwrap();
    let follow = async |client: &HttpClient| {
        let first = client.execute(Request::get("/a").takes_redirect()).await?;
        let target = first.headers()[header::LOCATION].to_str().unwrap().to_owned();
        let target = client.base().join(&target).unwrap();
        client.execute(Request::get_url(target)).await
    };
    let recorder = Recorder::create(studio.path()).unwrap();
    let http = studio.recording(&recorder, |heard| match heard.uri().path() {
        "/a" => answer(302, &[("location", "/file?Signature=s3cr3t-link")], ""),
        _ => answer(200, &[], "{}"),
    });
    assert!(studio.clock.run(follow(&client(http))).unwrap().is_ok());
    assert!(!studio.written().contains("s3cr3t"), "{}", studio.written());
    let replayed = futures::executor::block_on(follow(&client(studio.replay().http())));
    assert_eq!(replayed.unwrap().body().as_ref(), b"{}");
}

/// Asks for a token with a secret.
#[derive(Debug)]
struct Login(HttpClient, &'static str);

impl TokenSource for Login {
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
        let (client, secret) = (self.0.clone(), self.1);
        Box::pin(async move {
            let request = Request::post("/login").json(&json!({"id": secret, "secret": secret}));
            let request = request.containing(SecretString::from(secret));
            let answer = client.execute(request.anonymous().secret_answer()).await?;
            let token: String = answer.json_under("access_token")?;
            Ok(IssuedToken::new(token.into()).lifetime(std::time::Duration::from_secs(60)))
        })
    }
}

fn signed_in(http: HttpConfig, secret: &'static str) -> HttpClient {
    let client = http.build(BASE, Town).unwrap();
    let tokens = TokenCache::new(Login(client.clone(), secret), Arc::clone(client.clock()));
    client.with_tokens(tokens)
}

#[test]
fn tokens_have_stand_ins_with_which_a_replay_goes_the_same_way() {
    let studio = Studio::new();
    let recorder = Recorder::create(studio.path()).unwrap();
    let number = Mutex::new(0);
    let http = studio.recording(&recorder, move |heard| {
        if heard.uri().path() == "/login" {
            *number.lock().unwrap() += 1;
            let token = format!("t0k3n-{}", number.lock().unwrap());
            return answer(200, &[], json!({"access_token": token, "who": "Ada"}).to_string());
        }
        let sent = heard.headers()[header::AUTHORIZATION].to_str().unwrap().to_owned();
        // The first token is refused once it has been used.
        let is_old = sent.ends_with('1') && heard.uri().path() == "/b";
        answer(if is_old { 401 } else { 200 }, &[], json!({"you sent": sent}).to_string())
    });
    let requests = ["/a", "/b", "/a"].map(Request::get);
    let client = signed_in(http, "s3cr3t-of-mine");
    let then = studio.clock.run(asked(&client, &requests)).unwrap();
    let written = studio.written();
    for gone in ["t0k3n", "s3cr3t", "Ada"] {
        assert!(!written.contains(gone), "{gone} in {written}");
    }
    assert!(written.contains("stand-in-1") && written.contains("stand-in-2"), "{written}");
    let client = signed_in(studio.replay().http(), "another");
    let now = futures::executor::block_on(asked(&client, &requests));
    for (then, now) in then.iter().zip(&now) {
        assert_eq!(then.as_ref().unwrap().stats(), now.as_ref().unwrap().stats());
        assert_eq!(now.as_ref().unwrap().body().as_ref(), br#"{"you sent":"Bearer ***"}"#);
    }
}

#[test]
fn a_hook_strikes_json_and_the_replay_answers_with_what_is_left() {
    let studio = Studio::new();
    let recorder = Recorder::create(studio.path()).unwrap().strike(names_and_emails());
    let mut kept = recorder.clone();
    kept = kept.strike(|json| {
        if let Some(phone) = json.get_mut("phone") {
            *phone = json!("***");
        }
    });
    let http = studio.recording(&kept, |_| {
        let body =
            json!({"user": {"name": "Ada"}, "phone": "0123", "n": 1, "mail": "ada@example.org"});
        answer(200, &[("content-length", &body.to_string().len().to_string())], body.to_string())
    });
    let client = http.build(BASE, Town).unwrap();
    let sign = Request::post("/a").json(&json!({"first_name": "Ada", "city": "Utrecht"}));
    let results = studio.clock.run(asked(&client, std::slice::from_ref(&sign))).unwrap();
    assert!(String::from_utf8_lossy(results[0].as_ref().unwrap().body()).contains("Ada"));
    let written = studio.written();
    for gone in ["Ada", "0123", "ada@example"] {
        assert!(!written.contains(gone), "{gone} in {written}");
    }
    assert!(written.contains("Utrecht") && written.contains("@example.invalid"), "{written}");
    let now = studio.replayed(&[sign]);
    let body: serde_json::Value = now[0].as_ref().unwrap().json().unwrap();
    assert!(body["user"]["name"].as_str().unwrap().starts_with("person-"));
    assert_eq!((&body["phone"], &body["n"]), (&json!("***"), &json!(1)));
}
