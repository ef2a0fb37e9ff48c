//! Tokens and keys go to the server that they belong to, and nowhere else.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use civic_core::ErrorKind;
use civic_core::http::HttpConfig;
use http::uri::Authority;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::victims::{ALL, SECRETS, TOKEN, Traces, all, answer, attacked, buys_a_token, sells_at};

const ELSEWHERE: [&str; 6] = [
    "https://elsewhere.example.net/api",
    "http://platform.example.org/api",
    "//elsewhere.example.net/api",
    "https://platform.example.org@elsewhere.example.net/",
    "https://platform.example.org:8443/",
    "ftp://platform.example.org/",
];

/// All requests went to the one origin, and no secret can be read in what is printed.
fn stayed_at_home(traces: &Traces) {
    for request in &traces.requests {
        let uri = request.uri();
        assert_eq!(uri.scheme_str(), Some("https"), "{uri}");
        assert_eq!(uri.authority().map(Authority::as_str), Some("platform.example.org"), "{uri}");
    }
    for secret in SECRETS {
        assert!(!traces.printed.contains(secret), "{}", traces.printed);
    }
}

#[test]
fn no_redirect_is_followed_to_another_host_or_scheme() {
    for target in ELSEWHERE {
        for status in [301, 302, 303, 307, 308] {
            for sells_tokens in [true, false] {
                let traces = attacked(move |request| {
                    if sells_tokens && buys_a_token(request) {
                        return answer(200, &[], TOKEN);
                    }
                    let refresh = format!("0; url={target}");
                    answer(status, &[("location", target), ("refresh", &refresh)], "")
                });
                stayed_at_home(&traces);
                traces.each_met(ErrorKind::Redirect, &ALL);
            }
        }
    }
}

#[test]
fn addresses_in_an_answer_are_not_gone_to() {
    for target in ELSEWHERE {
        let traces = attacked(move |request| {
            if buys_a_token(request) {
                return answer(200, &[], TOKEN);
            }
            let link = format!("<{target}?page=2>; rel=\"next\", <{target}?page=9>; rel=\"last\"");
            let headers = [
                ("link", link.as_str()),
                ("content-location", target),
                ("total", "90"),
                ("per-page", "10"),
                ("alt-svc", "h2=\"elsewhere.example.net:443\""),
            ];
            let body = json!({
                "links": {"next": target, "self": target}, "next": target,
                "meta": {"current_page": 1, "total_pages": 9},
                "ideas": [{"id": "7a5ea1ba-5f3c-4a2e-9d4e-0d6b3b9a3c11", "href": target}],
                "data": [{"id": "1", "type": "proposal", "links": {"self": {"href": target}}}],
            });
            answer(200, &headers, body.to_string())
        });
        stayed_at_home(&traces);
    }
}

/// Cursors that try to be more than a value, and one that never moves on.
#[test]
fn a_hostile_cursor_is_a_value_and_reading_ends() {
    for cursor in ["\") { evil } #", "https://elsewhere.example.net/", "\u{0}\r\nHost: x", "MQ"] {
        let traces = attacked(move |request| {
            if buys_a_token(request) {
                return answer(200, &[("authorization", "Bearer t0k3n-of-the-server")], TOKEN);
            }
            let edges = json!([{"cursor": cursor, "node": {"id": "1"}}]);
            let page = json!({"pageInfo": {"hasNextPage": true, "hasPreviousPage": true,
                "endCursor": cursor, "startCursor": cursor}, "edges": edges});
            let component = json!({"__typename": "Proposals", "id": "7", "proposals": page});
            answer(200, &[], json!({"data": {"component": component}}).to_string())
        });
        stayed_at_home(&traces);
        let asked = traces.requests.iter().filter(|request| request.uri().path() == "/api");
        let (mut forward, mut backward) = (0, 0);
        for request in asked {
            let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
            assert!(!body["query"].as_str().unwrap().contains(cursor), "{body}");
            forward += usize::from(body["variables"]["after"] == cursor);
            backward += usize::from(body["variables"]["before"] == cursor);
        }
        // A paginator gives up after a hundred pages that bring nothing.
        for sent in [forward, backward] {
            assert!((1..=100).contains(&sent), "{cursor:?} was sent {sent} times");
        }
        let others = traces.requests.len() - forward - backward;
        assert!(others < 50, "{others} other requests");
    }
}

/// Two tenants of one server, one after the other: the token of the one is not shown to the other.
#[test]
fn a_token_of_one_tenant_is_never_sent_to_another() {
    use civic_core::testing::{FakeTransport, VirtualClock};
    use govocal_client::Client;
    let clock = VirtualClock::new();
    let seen = Arc::<std::sync::Mutex<Vec<(String, String)>>>::default();
    let log = Arc::clone(&seen);
    let transport = FakeTransport::new(move |request| {
        let host = request.uri().host().unwrap_or_default().to_owned();
        let said = request.headers().get("authorization").map(|it| it.to_str().unwrap().to_owned());
        let body = json!({"jwt": format!("token-of-{host}")}).to_string();
        log.lock().unwrap().push((host, said.unwrap_or_default()));
        let reply =
            if buys_a_token(&request) { answer(200, &[], body) } else { answer(401, &[], "") };
        async move { Ok(reply) }
    });
    let http = HttpConfig::new().clock(clock.clone()).transport(transport);
    let id = "7a5ea1ba-5f3c-4a2e-9d4e-0d6b3b9a3c11";
    for host in ["one.example.org", "other.example.org", "one.example.org"] {
        let builder = Client::builder(format!("https://{host}")).http(http.clone());
        let client = builder.credentials(id, SECRETS[0]).build().unwrap();
        let idea = client.ideas().get(id.parse().unwrap());
        assert!(clock.run(idea).unwrap().is_err());
    }
    let seen = seen.lock().unwrap();
    let carried = seen.iter().filter(|(_, said)| !said.is_empty());
    assert!(carried.clone().count() >= 3);
    for (host, said) in carried {
        assert!(said.ends_with(host.as_str()), "{said} at {host}");
    }
}

/// The same over sockets with the ready-made transport, which could follow on its own: whoever is
/// pointed to, at another port, hears nothing.
#[tokio::test]
async fn nobody_connects_to_where_a_redirect_points() {
    let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = format!("http://{}/", other.local_addr().unwrap());
    let visits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&visits);
    tokio::spawn(async move {
        while other.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    for status in [301, 302, 303, 307, 308] {
        for sells_tokens in [true, false] {
            let base = pointing(status, target.clone(), sells_tokens).await;
            let traces = all(&base, HttpConfig::new()).await;
            traces.each_met(ErrorKind::Redirect, &ALL);
            assert_eq!(visits.load(Ordering::SeqCst), 0, "{status}, {sells_tokens}");
        }
    }
}

/// A server at a socket that redirects to `target`, where it does not sell a token.
async fn pointing(status: u16, target: String, sells_tokens: bool) -> String {
    let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", server.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = server.accept().await {
            let target = target.clone();
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let read = stream.read(&mut request).await.unwrap_or_default();
                let head = String::from_utf8_lossy(&request[..read]).into_owned();
                let path = head.split_whitespace().nth(1).unwrap_or_default();
                let body = if sells_tokens && sells_at(path) { TOKEN } else { "" };
                let line = match body {
                    "" => format!("{status} Moved\r\nLocation: {target}"),
                    _ => "200 OK".to_owned(),
                };
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {line}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                );
                let _written = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    base
}
