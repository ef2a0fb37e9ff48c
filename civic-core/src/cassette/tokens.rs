//! Stand-ins for the tokens that a server issues.

use std::collections::HashMap;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use secrecy::SecretString;
use serde_json::{Map, Value, json};

use crate::http::Secrets;

/// The names under which servers answer with a token, and with nothing else.
const TOKENS: [&str; 5] = ["access_token", "refresh_token", "id_token", "jwt", "jwt_token"];

/// What a secret answer says besides the secret.
const OPEN: [&str; 3] = ["token_type", "scope", "type"];

/// The claims of a token by which a client counts its time.
const TIMES: [&str; 3] = ["exp", "iat", "nbf"];

/// The tokens of a recording, each with its stand-in.
#[derive(Default)]
pub(super) struct Tokens {
    stand_ins: HashMap<String, String>,
    /// What may be repeated by later answers.
    pub(super) secrets: Secrets,
}

impl Tokens {
    /// An answer that is secret as a whole, with stand-ins in place of its texts. `None` where it is no
    /// JSON.
    pub(super) fn replaced(&mut self, body: &[u8]) -> Option<Vec<u8>> {
        let mut answer: Value = serde_json::from_slice(body).ok()?;
        self.replace(&mut answer, "");
        serde_json::to_vec(&answer).ok()
    }

    /// An answer with stand-ins in place of what its names say to be tokens. `None` if it has no tokens.
    pub(super) fn found(&mut self, body: &[u8]) -> Option<Vec<u8>> {
        let may_hold_one = TOKENS.iter().any(|name| {
            let quoted = format!("\"{name}\"");
            body.windows(quoted.len()).any(|part| part == quoted.as_bytes())
        });
        let mut answer: Value = may_hold_one.then(|| serde_json::from_slice(body).ok())??;
        self.replace_tokens(&mut answer, "").then(|| serde_json::to_vec(&answer).ok())?
    }

    /// Whether there were any.
    fn replace_tokens(&mut self, value: &mut Value, name: &str) -> bool {
        match value {
            Value::String(text) if is_token(name) => {
                *text = self.stand_in(text);
                true
            }
            Value::Array(values) => {
                let mut found = false;
                for value in values {
                    found |= self.replace_tokens(value, name);
                }
                found
            }
            Value::Object(object) => {
                let mut found = false;
                for (name, value) in object {
                    found |= self.replace_tokens(value, name);
                }
                found
            }
            _ => false,
        }
    }

    fn replace(&mut self, value: &mut Value, name: &str) {
        match value {
            Value::String(_) if OPEN.contains(&name) => {}
            Value::String(text) if is_token(name) || name == "token" => *text = self.stand_in(text),
            Value::String(text) if !text.is_empty() => "stand-in".clone_into(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.replace(value, name)),
            Value::Object(object) => {
                object.iter_mut().for_each(|(name, value)| self.replace(value, name));
            }
            _ => {}
        }
    }

    /// The same for the same token. It looks alike, and ends at the same time.
    pub(super) fn stand_in(&mut self, token: &str) -> String {
        if let Some(known) = self.stand_ins.get(token) {
            return known.clone();
        }
        let number = self.stand_ins.len() + 1;
        let stand_in = match times(token) {
            Some(mut claims) => {
                claims.insert("jti".to_owned(), json!(format!("stand-in-{number}")));
                let claims = Value::Object(claims).to_string();
                let head = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
                format!("{head}.{}.stand-in", BASE64_URL_SAFE_NO_PAD.encode(claims))
            }
            None => format!("stand-in-{number}"),
        };
        self.secrets.add(SecretString::from(token));
        self.stand_ins.insert(token.to_owned(), stand_in.clone());
        stand_in
    }
}

fn is_token(name: &str) -> bool {
    TOKENS.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The times in the claims of a JSON Web Token. `None` for any other token.
fn times(token: &str) -> Option<Map<String, Value>> {
    let claims = token.split('.').nth(1)?;
    let claims = BASE64_URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    let mut claims: Map<String, Value> = serde_json::from_slice(&claims).ok()?;
    claims.retain(|name, value| TIMES.contains(&name.as_str()) && value.is_number());
    Some(claims)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::auth::IssuedToken;

    fn texts(tokens: &mut Tokens, body: &str) -> String {
        String::from_utf8(tokens.replaced(body.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn a_stand_in_ends_when_its_token_ends() {
        let claims = BASE64_URL_SAFE_NO_PAD.encode(r#"{"exp":1735000000,"sub":"ada@example.org"}"#);
        let jwt = format!("e30.{claims}.c2lnbmF0dXJl");
        let stand_in = Tokens::default().stand_in(&jwt);
        let now = Timestamp::from_second(1_734_999_990).unwrap();
        let [one, other] =
            [jwt.clone(), stand_in.clone()].map(|it| IssuedToken::jwt(it.into(), now).lifetime);
        assert_eq!(one, other);
        assert!(one.is_some() && !stand_in.contains(&claims), "{stand_in}");
    }

    #[test]
    fn a_secret_answer_keeps_no_text_but_its_kind() {
        let mut tokens = Tokens::default();
        let body = r#"{"access_token":"s3cr3t-1","token_type":"Bearer","scope":"public",
            "expires_in":7200,"user":{"name":"Ada","roles":["admin"]},"more":["s3cr3t-1"]}"#;
        let written = texts(&mut tokens, body);
        for part in ["stand-in-1", "Bearer", "public", "7200"] {
            assert!(written.contains(part), "{written}");
        }
        for part in ["s3cr3t", "Ada", "admin"] {
            assert!(!written.contains(part), "{written}");
        }
        assert_eq!(tokens.secrets.scrub("s3cr3t-1 Ada").as_deref(), Some("*** Ada"));
        assert!(texts(&mut tokens, r#"{"jwt":"s3cr3t-1"}"#).contains("stand-in-1"));
        assert!(texts(&mut tokens, r#"{"jwt":"s3cr3t-2"}"#).contains("stand-in-2"));
    }

    #[test]
    fn tokens_are_found_by_their_names_in_other_answers_too() {
        let mut tokens = Tokens::default();
        let found = tokens.found(br#"{"jwt":"s3cr3t-1","name":"Ada","token":"kept"}"#).unwrap();
        let found = String::from_utf8(found).unwrap();
        assert!(found.contains("stand-in-1") && found.contains("Ada") && found.contains("kept"));
        assert_eq!(tokens.found(br#"{"token":"x"}"#), None);
        assert_eq!(tokens.found(b"<html>"), None);
    }
}
