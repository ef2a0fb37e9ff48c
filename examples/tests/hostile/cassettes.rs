//! No secret is in a recording, whatever a server says back.

use http::Request;
use serde_json::json;

use super::victims::{SECRETS, TOKEN, answer, attacked, buys_a_token};

/// All that a server heard, and where it may say it.
fn heard(request: &Request<bytes::Bytes>) -> String {
    let headers = request.headers().values().filter_map(|value| value.to_str().ok());
    let headers: Vec<_> = headers.collect();
    let body = String::from_utf8_lossy(request.body());
    format!("{} {} {body}", request.uri(), headers.join(" "))
}

/// JSON may escape every character.
fn in_json(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat()
}

fn in_url(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

fn in_html(text: &str) -> String {
    text.chars().map(|letter| format!("&#{};", u32::from(letter))).collect::<Vec<_>>().concat()
}

/// A text within JSON within JSON.
fn quoted(text: &str) -> String {
    json!(json!({"said": text}).to_string()).to_string()
}

type Way = fn(&str) -> String;

/// What each letter may be written as.
const FORMS: [Way; 6] =
    [str::to_owned, str::to_uppercase, str::to_lowercase, in_json, in_url, in_html];

const WAYS: [Way; 8] =
    [FORMS[0], FORMS[1], FORMS[2], FORMS[3], FORMS[4], FORMS[5], quoted, |text| {
        quoted(&in_url(text))
    }];

/// Bodies of every shape in which a server says what it heard.
const SHAPES: [Way; 5] = [
    |said| said.to_owned(),
    |said| format!("<html><title>{said}</title></html>"),
    |said| format!(r#"{{"error":"{said}","errors":[{{"message":"{said}"}}],"data":null}}"#),
    |said| {
        format!(
            r#"{{"ideas":[{{"id":"{said}"}}],"data":[{{"id":"{said}"}}],"meta":{{"total_pages":1}}}}"#
        )
    },
    |said| format!("id;title\n1;{said}\n"),
];

#[test]
fn ten_thousand_recorded_requests_hold_no_secret() {
    let (mut recorded, mut said_back) = (0, 0);
    for way in WAYS {
        for shape in SHAPES {
            for status in [200, 302, 401, 422] {
                for sells_tokens in [true, false] {
                    let traces = attacked(move |request| {
                        if sells_tokens && buys_a_token(request) {
                            return answer(
                                200,
                                &[("authorization", "Bearer t0k3n-of-the-server")],
                                TOKEN,
                            );
                        }
                        // Each text by itself: a format has its own idea of where one ends.
                        let said = way(&heard(request).replace(['\n', '\r', '"', '\\'], " "));
                        let line = said.replace(|letter: char| letter.is_control(), " ");
                        let headers = [
                            ("x-heard", &*line),
                            ("location", "/elsewhere?key=s3cr3t-of-the-caller"),
                            ("set-cookie", "session=s3cr3t-of-the-caller"),
                        ];
                        answer(status, &headers, shape(&said))
                    });
                    recorded += traces.requests.len();
                    let heard = |secret: &&&str| {
                        traces.requests.iter().any(|request| heard(request).contains(**secret))
                    };
                    said_back += SECRETS.iter().filter(heard).count();
                    for secret in SECRETS {
                        for written in FORMS.map(|form| form(secret)) {
                            for written in [in_json_text(&written), written] {
                                let is_said = traces.cassette.contains(&written);
                                assert!(!is_said, "{status}: {written} in {}", traces.cassette);
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(recorded >= 10_000, "{recorded} requests");
    // The one in every attack, the other where it was issued.
    assert!(said_back > 400, "secrets were said back {said_back} times");
}

/// As it stands in a line of JSON.
fn in_json_text(text: &str) -> String {
    let quoted = json!(text).to_string();
    quoted.trim_matches('"').to_owned()
}
