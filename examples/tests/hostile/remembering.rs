//! What a server makes a client keep has an end, and what it says back of a secret is struck out in
//! whatever letters it says it.

use civic_core::error::KEPT_BODY;
use http::Request;

use super::victims::{SECRETS, TOKEN, Victim, answer, attacked, buys_a_token};

/// All that a server heard.
fn heard(request: &Request<bytes::Bytes>) -> String {
    let headers = request.headers().values().filter_map(|value| value.to_str().ok());
    let headers: Vec<_> = headers.collect();
    let body = String::from_utf8_lossy(request.body());
    format!("{} {} {body}", request.uri(), headers.join(" "))
}

/// Each character but letters and digits as HTML may write it, and one of the letters too.
fn in_html(text: &str) -> String {
    let escape = |character: char| match character {
        's' => "&#x73;".to_owned(),
        '3' => "&#51;".to_owned(),
        '&' => "&amp;".to_owned(),
        '"' => "&quot;".to_owned(),
        '-' => "&#45;".to_owned(),
        other => other.to_string(),
    };
    text.chars().map(escape).collect()
}

#[test]
fn a_secret_said_back_in_other_letters_is_shown_nowhere() {
    let ways: [fn(&str) -> String; 6] = [
        |text| text.to_uppercase(),
        |text| text.to_lowercase(),
        in_html,
        |text| in_html(text).to_uppercase(),
        |text| in_html(text).to_lowercase(),
        |text| in_html(text).replace('&', "&amp;"),
    ];
    for way in ways {
        for status in [200, 302, 400, 401, 403, 404, 422, 500] {
            for sells_tokens in [true, false] {
                let traces = attacked(move |request| {
                    if sells_tokens && buys_a_token(request) {
                        return answer(200, &[], TOKEN);
                    }
                    let said = way(&heard(request));
                    answer(status, &[("x-heard", &said.replace(['\n', '\r'], " "))], said)
                });
                assert!(!traces.errors.is_empty());
                let kept = traces.errors.iter().map(|(_, error)| {
                    let body = error.body().map(|body| String::from_utf8_lossy(body).into_owned());
                    format!("{body:?} {:?}", error.headers())
                });
                let shown = traces.printed.clone() + &kept.collect::<String>() + &traces.cassette;
                for secret in SECRETS {
                    assert!(heard_by(&traces.requests, secret) || secret == SECRETS[1]);
                    let secret = way(secret);
                    assert!(!shown.contains(&secret), "{status}: {secret} in {shown}");
                }
            }
        }
    }
}

/// Whether this went over the wire at all.
fn heard_by(requests: &[Request<bytes::Bytes>], secret: &str) -> bool {
    requests.iter().any(|request| heard(request).contains(secret))
}

#[test]
fn a_token_without_measure_is_refused_and_not_sent() {
    let token = "t".repeat(1024 * 1024);
    let sold = TOKEN.replace(SECRETS[1], &token);
    let traces = attacked(move |request| {
        if buys_a_token(request) { answer(200, &[], sold.clone()) } else { answer(500, &[], "") }
    });
    for victim in [Victim::GoVocal, Victim::GraphQl, Victim::Rest] {
        let own = traces.errors.iter().filter(|(whose, _)| *whose == victim);
        for (_, error) in own {
            assert!(error.to_string().contains("a token of 1048576 bytes"), "{victim:?}: {error}");
            assert!(error.to_string().len() < 1000);
        }
        assert!(traces.errors.iter().any(|(whose, _)| *whose == victim), "{victim:?}");
    }
    let longest = traces.requests.iter().flat_map(|request| request.headers().values());
    assert!(longest.map(http::HeaderValue::len).max().unwrap_or_default() < KEPT_BODY);
}

#[test]
fn of_an_answer_without_measure_an_error_keeps_little() {
    for status in [200, 302, 404] {
        let long = "x".repeat(100 * 1024);
        let traces = attacked(move |request| {
            if buys_a_token(request) {
                return answer(200, &[], TOKEN);
            }
            let row = format!("{{\"id\": [\"{long}\"], \"{long}\": \"{long}\"}}");
            let body =
                format!("{{\"ideas\": [{row}, {row}], \"error\": \"{long}\", \"{long}\": 1}}");
            let headers = [("x-a", long.as_str()), ("location", &long), ("x-b", &long)];
            answer(status, &headers, body)
        });
        for (victim, error) in &traces.errors {
            let kept = error.body().map_or(0, bytes::Bytes::len);
            assert!(kept <= KEPT_BODY, "{victim:?}: {kept} bytes");
            let headers = error.headers().into_iter().flat_map(http::HeaderMap::values);
            let headers: usize = headers.map(http::HeaderValue::len).sum();
            assert!(headers <= KEPT_BODY, "{victim:?}: {headers} bytes");
        }
        let longest = traces.printed.lines().map(str::len).max().unwrap_or_default();
        assert!(longest < 20_000, "a line of {longest} bytes");
    }
}
