//! Whom a token or a session stands for.

use std::time::Duration;

use http::HeaderMap;
use http::header::COOKIE;
use serde_json::json;

use crate::headers::authorization;
use crate::tokens::{Signature, Tokens, end};

const HS256: Signature = Signature { algorithm: "HS256", length: 32 };

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

impl Tokens<u64> {
    /// A new token for a participant; `now` in seconds.
    pub(super) fn issue(&mut self, user: u64, now: i64, lifetime: Duration) -> String {
        let end = end(now, lifetime);
        let serial = self.rng.u64(..);
        let claims = json!({"sub": user.to_string(), "scp": "api_user", "iat": now, "exp": end, "jti": format!("{serial:016x}")});
        self.add(user, end, HS256, &claims)
    }

    /// Who sent these headers; `now` in seconds.
    pub(super) fn caller(&self, headers: &HeaderMap, now: i64) -> Caller {
        let token = authorization(headers, "bearer").or_else(|| session(headers));
        token.and_then(|token| self.holder(token, now)).map_or(Caller::Visitor, Caller::User)
    }
}

/// The session in the `Cookie` header.
fn session(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get(COOKIE)?.to_str().ok()?;
    cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix("_session_id="))
}
