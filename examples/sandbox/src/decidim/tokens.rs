//! API credentials in, tokens out, and which tokens are good.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fastrand::Rng;
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};
use serde_json::json;

/// Who sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    /// Nobody that the platform knows, or a token that is no longer good.
    Visitor,
    /// The participant of this number.
    User(u64),
}

impl Caller {
    pub(super) fn id(self) -> Option<u64> {
        match self {
            Self::Visitor => None,
            Self::User(id) => Some(id),
        }
    }
}

/// The tokens issued so far.
#[derive(Debug)]
pub(super) struct Tokens {
    /// Token to its participant and its end, in seconds of the Unix epoch.
    good: HashMap<String, (u64, i64)>,
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

    /// A new token for a participant; moments in seconds.
    pub(super) fn issue(&mut self, user: u64, now: i64, lifetime: i64) -> String {
        let end = now.saturating_add(lifetime);
        let serial = self.rng.u64(..);
        let header = URL_SAFE_NO_PAD.encode(br#"{"alg":"HS256"}"#);
        let claims = json!({"sub": user.to_string(), "scp": "api_user", "iat": now, "exp": end, "jti": format!("{serial:016x}")});
        let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
        let signature: Vec<u8> = (0..32).map(|_| self.rng.u8(..)).collect();
        let jwt = format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(signature));
        self.good.insert(jwt.clone(), (user, end));
        jwt
    }

    /// Takes a token back. Whether it was good.
    pub(super) fn revoke(&mut self, token: &str) -> bool {
        self.good.remove(token).is_some()
    }

    /// Who sent these headers; `now` in seconds.
    pub(super) fn caller(&self, headers: &HeaderMap, now: i64) -> Caller {
        match bearer(headers).or_else(|| session(headers)).and_then(|token| self.good.get(token)) {
            Some((user, end)) if now < *end => Caller::User(*user),
            _ => Caller::Visitor,
        }
    }
}

/// The token in the `Authorization` header.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The session in the `Cookie` header.
fn session(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get(COOKIE)?.to_str().ok()?;
    cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix("_session_id="))
}
