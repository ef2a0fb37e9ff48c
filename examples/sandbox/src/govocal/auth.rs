//! Credentials in, tokens out, and which tokens are good.

use std::collections::HashMap;

use fastrand::Rng;
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use super::base64::encode_url;
use super::builder::Settings;
use super::errors::Failure;
use crate::query::Query;
use crate::reply::Reply;

/// The tokens issued so far.
#[derive(Debug)]
pub(super) struct Tokens {
    /// Token to its end, in seconds of the Unix epoch.
    good: HashMap<String, i64>,
    /// Not seeded: two platforms with the same data must not accept each other's tokens.
    rng: Rng,
}

impl Tokens {
    pub(super) fn new() -> Self {
        Self { good: HashMap::new(), rng: Rng::new() }
    }

    pub(super) fn revoke_all(&mut self) {
        self.good.clear();
    }

    /// Answers `POST /authenticate`; `now` in seconds.
    pub(super) fn authenticate(
        &mut self,
        body: &Value,
        settings: &Settings,
        now: i64,
    ) -> Result<Reply, Failure> {
        let given = |field| body.get("auth").and_then(|auth| auth.get(field)?.as_str());
        let id = given("client_id").and_then(|id| Uuid::parse_str(id).ok());
        let known = id.is_some()
            && id == Uuid::parse_str(&settings.client_id).ok()
            && given("client_secret") == Some(settings.client_secret.as_str());
        if !known {
            return Err(Failure::UnknownClient);
        }
        let jwt = self.issue(settings, now);
        Ok(Reply::json(StatusCode::CREATED, &json!({"jwt": jwt})))
    }

    fn issue(&mut self, settings: &Settings, now: i64) -> String {
        let lifetime = i64::try_from(settings.token_lifetime.as_secs()).unwrap_or(i64::MAX);
        let end = now.saturating_add(lifetime);
        let header = encode_url(br#"{"alg":"RS256"}"#);
        let claims = json!({"exp": end, "sub": settings.client_id}).to_string();
        let signature: Vec<u8> = (0..256).map(|_| self.rng.u8(..)).collect();
        let claims = encode_url(claims.as_bytes());
        let jwt = format!("{header}.{claims}.{}", encode_url(&signature));
        self.good.insert(jwt.clone(), end);
        jwt
    }

    /// Lets a request pass that carries a good token: in the query or, failing that, as the last
    /// word of `Authorization`.
    pub(super) fn check(
        &self,
        headers: &HeaderMap,
        query: &Query,
        now: i64,
    ) -> Result<(), Failure> {
        let in_header =
            || headers.get(AUTHORIZATION)?.to_str().ok()?.split_whitespace().next_back();
        let token = query.filled("token").or_else(in_header);
        match token.and_then(|token| self.good.get(token)) {
            Some(end) if now < *end => Ok(()),
            _ => Err(Failure::Unauthorized),
        }
    }
}
