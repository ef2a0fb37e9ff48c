//! No secret of the GraphQL API's client reaches an error, a log, a span, a Debug, a report or a
//! shown URL, whatever the server echoes: key, secret and token, and what opens a gate.

use std::fmt::Write;
use std::sync::{Arc, Mutex};

use civic_core::http::{HttpConfig, RetryPolicy};
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use decidim_client::Error;
use decidim_client::graphql::resources::{Meeting, SpaceKind};
use decidim_client::graphql::writes::ProposalAttributes;
use decidim_client::graphql::{Client, ClientBuilder, ServerError};
use http::header::{AUTHORIZATION, COOKIE, LOCATION};
use http::{HeaderName, HeaderValue, Request, Response};
use serde_json::json;

use crate::logged::logged;

/// A part of each secret that no way of writing it changes.
const TELLING: [&str; 7] = ["k3yk3y", "s3cr3t", "j3wtj3", "b34r3r", "g4teg4", "h34d3r", "c00kie"];
const KEY: &str = "k3yk3y/of+the caller";
const SECRET: &str = "s3cr3t&of/the \"caller\"";
const JWT: &str = "j3wtj3.of.the-server";
const BEARER: &str = "b34r3r.of.the-caller";

fn gated(builder: ClientBuilder) -> ClientBuilder {
    builder
        .query("gate", "g4teg4/of+the&site")
        .header(HeaderName::from_static("x-gate"), "h34d3r of the gate")
        .header(COOKIE, "first=1; session=c00kie-of-the-gate")
}

/// All that a server heard in a request.
fn heard(request: &Request<bytes::Bytes>) -> String {
    let body = String::from_utf8_lossy(request.body()).into_owned();
    let said = |(name, value): (&HeaderName, &HeaderValue)| {
        format!("{name}: {}", value.to_str().unwrap_or_default())
    };
    let headers: Vec<_> = request.headers().iter().map(said).collect();
    format!("{} {body} {}", request.uri(), headers.join(", "))
}

/// Answers of every shape, each with all that the server heard.
fn bodies(echo: &str) -> Vec<String> {
    let proposals = json!({"pageInfo": {"hasNextPage": false, "endCursor": echo},
        "edges": [{"cursor": echo, "node": {"id": [echo]}}], "nodes": [{"id": [echo]}, echo]});
    let component = json!({"__typename": "Proposals", "id": "7", "proposals": proposals});
    vec![
        echo.to_owned(),
        format!("<html><title>{echo}</title>{echo}</html>"),
        json!({"error": echo}).to_string(),
        json!({"errors": [{"message": echo, "path": [echo], "extensions": {"code": echo}}]})
            .to_string(),
        json!({"errors": [{"message": echo}], "data": null}).to_string(),
        json!({"errors": [{"message": echo}], "data": {"component": component}}).to_string(),
        json!({"data": {echo: echo}, echo: echo, "jwt_token": [echo]}).to_string(),
    ]
}

/// One sort of server. It says back what it heard in its body, in a header and where it points.
#[derive(Clone, Debug)]
struct Echo {
    status: u16,
    /// Which of the bodies.
    form: usize,
    /// Whether it signs in. Where it does not, its refusal still has a token in its head.
    signs_in: bool,
    heard: Arc<Mutex<String>>,
}

impl Echo {
    fn answer(&self, request: &Request<bytes::Bytes>) -> Response<FakeBody> {
        let echo = heard(request);
        self.heard.lock().unwrap().push_str(&echo);
        let mut answer = Response::builder().status(self.status);
        if request.uri().path() == "/api/sign_in" {
            answer = answer.header(AUTHORIZATION, format!("Bearer {JWT}"));
            if self.signs_in {
                return answer.status(200).body(FakeBody::from("{}")).unwrap();
            }
        }
        let target = format!("{}&again=g4teg4", request.uri());
        let body = bodies(&echo).swap_remove(self.form);
        let answer = answer.header("x-heard", HeaderValue::from_bytes(echo.as_bytes()).unwrap());
        answer.header(LOCATION, target).body(FakeBody::from(body)).unwrap()
    }

    fn http(&self, clock: &VirtualClock) -> HttpConfig {
        let server = self.clone();
        let transport = FakeTransport::new(move |request| {
            let answer = server.answer(&request);
            async move { Ok(answer) }
        });
        let http = HttpConfig::new().clock(clock.clone()).transport(transport);
        http.retry(RetryPolicy::never())
    }
}

/// All that a caller can print of what happened.
#[derive(Default)]
struct Shown {
    text: String,
    errors: usize,
}

impl Shown {
    fn failed(&mut self, error: &Error) {
        self.errors += 1;
        let body = error.body().map(|body| String::from_utf8_lossy(body).into_owned());
        let (headers, url) = (error.headers(), error.url());
        write!(self.text, "{error} {error:?} {headers:?} {body:?} {url:?}").unwrap();
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            write!(self.text, "{cause} {cause:?}").unwrap();
            source = cause.source();
        }
        for said in ServerError::all_of(error) {
            write!(self.text, "{said} {said:?}").unwrap();
        }
    }

    fn all_of(&mut self, client: &Client, clock: &VirtualClock) {
        let proposals = || client.proposals(7);
        write!(self.text, "{client:?} {:?}", proposals()).unwrap();
        for mut reading in [proposals().list().stream(), proposals().list().stream_backward()] {
            write!(self.text, "{reading:?}").unwrap();
            while let Some(row) = clock.run(reading.next()).unwrap() {
                row.err().iter().for_each(|error| self.failed(error));
            }
            let report = reading.report();
            write!(self.text, "{reading:?} {report} {report:?} {:?}", reading.checkpoint())
                .unwrap();
            self.text += &serde_json::to_string(&report).unwrap();
        }
        let query = client.query("query { decidim { version } }");
        write!(self.text, "{query:?}").unwrap();
        match clock.run(query).unwrap() {
            Ok(answer) => {
                write!(self.text, "{answer:?}").unwrap();
                answer.decode::<u8>().err().iter().for_each(|error| self.failed(error));
            }
            Err(error) => self.failed(&error),
        }
        let write = proposals().create(ProposalAttributes::new("Shade", "Trees"));
        write!(self.text, "{write:?}").unwrap();
        let ends = [
            clock.run(write).unwrap().err(),
            clock.run(client.organization()).unwrap().err(),
            clock.run(client.session()).unwrap().err(),
            clock.run(client.sign_out()).unwrap().err(),
        ];
        ends.iter().flatten().for_each(|error| self.failed(error));
        write!(self.text, "{:?}", client.capabilities()).unwrap();
    }

    fn hides(&self, log: &str, at: &str) {
        for secret in TELLING {
            for shown in [self.text.as_str(), log] {
                let before = shown.split_once(secret).map(|(before, _)| before);
                let before = before.map(|text| text.lines().next_back().unwrap_or_default());
                assert_eq!(before, None, "{at}: {secret} is shown behind this");
            }
        }
    }
}

#[test]
fn none_is_shown_whatever_the_server_echoes() {
    let heard = Arc::<Mutex<String>>::default();
    for status in [200, 302, 401, 403, 422, 500] {
        for form in 0..bodies("").len() {
            for (signs_in, bears) in [(true, false), (false, false), (false, true)] {
                let server = Echo { status, form, signs_in, heard: Arc::clone(&heard) };
                let at = format!("{status}, body {form}, {signs_in}, {bears}");
                let clock = VirtualClock::new();
                let builder = gated(Client::builder("https://decidim.example.org"));
                let builder = builder.http(server.http(&clock));
                let builder = if bears {
                    builder.bearer(BEARER, Some("application-7"))
                } else {
                    builder.credentials(KEY, SECRET)
                };
                let mut shown = Shown::default();
                let log = logged(|| {
                    write!(shown.text, "{builder:?}").unwrap();
                    shown.all_of(&builder.build().unwrap(), &clock);
                });
                assert!(shown.errors > 0 && shown.text.contains("***"), "{at}");
                assert!(log.contains("civic.request") && log.contains("gate=***"), "{at}: {log}");
                shown.hides(&log, &at);
            }
        }
    }
    let heard = heard.lock().unwrap();
    for secret in TELLING {
        assert!(heard.contains(secret), "{secret} never went over the wire");
    }
}

/// A site that repeats the caller's secret where the id of a component stands.
#[test]
fn no_secret_is_in_the_report_of_a_component_that_cannot_be_read() {
    let clock = VirtualClock::new();
    let transport = civic_core::testing::FakeTransport::new(move |_| {
        let body = json!({"data": {"participatoryProcess": {"__typename": "ParticipatoryProcess", "id": "1",
            "components": [{"id": "s3cr3t-t0ken-of-mine", "__typename": "Meetings"}]}}});
        let mut response = http::Response::new(body.to_string().into());
        response.headers_mut().insert("content-type", "application/json".parse().unwrap());
        std::future::ready(Ok(response))
    });
    let http = civic_core::http::HttpConfig::new().clock(clock.clone()).transport(transport);
    let client = decidim_client::graphql::Client::builder("https://site.example.org").http(http);
    let client =
        client.header(http::header::AUTHORIZATION, "Bearer s3cr3t-t0ken-of-mine").build().unwrap();
    let mut list = client.all_in::<Meeting>(SpaceKind::ParticipatoryProcess, 1).list().stream();
    let mut shown = String::new();
    clock
        .run(async {
            while let Some(row) = list.next().await {
                write!(shown, "{row:?}").unwrap();
            }
        })
        .unwrap();
    let report = list.report();
    assert!(!report.is_consistent(), "{report}");
    write!(shown, "{report} {}", serde_json::to_string(&report).unwrap()).unwrap();
    assert!(!shown.contains("s3cr3t"), "{shown}");
}
