//! What is printed steers no terminal.

use serde_json::json;

use super::victims::{SECRETS, TOKEN, answer, attacked, buys_a_token, refused};

/// Clears the screen, renames the window, forges a line, turns the direction of reading.
const NASTY: &str =
    "\u{1b}[2J\u{1b}]0;owned\u{7}\r\nforged: line\u{9b}31m\u{202e}drawkcab\u{2066}\u{2028}";

fn steers(character: char) -> bool {
    let turns = ('\u{2028}'..='\u{202e}').contains(&character)
        || ('\u{2066}'..='\u{2069}').contains(&character);
    (character.is_control() && character != '\n') || turns
}

/// Answers of every shape with the nasty text wherever a server can put one.
fn bodies() -> Vec<String> {
    let n = NASTY;
    vec![
        n.to_owned(),
        format!("<html><head><title>{n}</title></head></html>"),
        json!({"error": n, "error_description": n, "error_code": n, "errors": {n: [n]}})
            .to_string(),
        json!({"errors": {n: [{"error": n, "value": n}]}}).to_string(),
        json!({"errors": [{"message": n, "path": [n], "extensions": {"code": n}}]}).to_string(),
        json!({"errors": [{"message": [{"path": [n], "message": n}]}], "data": null}).to_string(),
        json!({"errors": [{"field": n, "message": n}], "fields": [n], n: [n]}).to_string(),
        json!({"parameter_name": n, "parameter_value": n, "allowed_values": [n], "error": n})
            .to_string(),
        json!({"ideas": [{"id": n}, n, {n: n}], "meta": {"current_page": 1, "total_pages": 1}})
            .to_string(),
        json!([{"id": n, "timestamp": n, n: n}, n, {n: 1}]).to_string(),
        json!({"data": [{"id": n, "type": n, "attributes": n}, n]}).to_string(),
        json!({"data": {n: n}, n: n}).to_string(),
        format!("id,title\n1,{n}\n\"{n}"),
    ]
}

#[test]
fn control_characters_of_a_server_reach_no_message_and_no_report() {
    let mut said = 0;
    for status in [200, 302, 400, 401, 403, 404, 422, 429, 500, 503] {
        for body in bodies() {
            for sells_tokens in [true, false] {
                let served = body.clone();
                let traces = attacked(move |request| {
                    if sells_tokens && buys_a_token(request) {
                        return answer(200, &[], TOKEN);
                    }
                    answer(status, &[("location", "/a%1b[2Jb")], served.clone())
                });
                let bad = traces.printed.lines().find(|line| line.chars().any(steers));
                assert_eq!(bad, None, "status {status}, body {body:?}");
                said += traces.printed.matches("forged: line").count();
                let is_forged = |line: &str| line.starts_with("forged: line");
                assert!(!traces.printed.lines().any(is_forged), "{status} {body:?}");
            }
        }
    }
    assert!(said > 500, "the servers were quoted {said} times only");
}

/// An address with a secret in it is refused; before that, and then, it is not shown either.
#[test]
fn the_secrets_of_an_address_that_is_refused_are_shown_nowhere() {
    let secret = SECRETS[0];
    for base in [
        format!("https://user:{secret}@platform.example.org/?token={secret}#{secret}"),
        format!("https://{secret}@platform.example.org"),
        format!("user:{secret}@platform.example.org/?token={secret}"),
        format!("https://platform.example.org:port/?token={secret}"),
    ] {
        for (victim, shown) in refused(&base) {
            assert!(!shown.contains(secret), "{victim:?}: {shown}");
            assert!(shown.contains("platform.example.org"), "{victim:?}: {shown}");
        }
    }
}
