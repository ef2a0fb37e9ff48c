//! JSON Web Tokens, and which of them are good.

use std::collections::HashMap;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fastrand::Rng;
use serde_json::{Value, json};

/// How a platform signs its tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signature {
    pub(crate) algorithm: &'static str,
    /// Its length in bytes.
    pub(crate) length: usize,
}

/// The tokens issued so far, and whom each stands for.
#[derive(Debug)]
pub(crate) struct Tokens<H> {
    /// Token to its holder and its end, in seconds of the Unix epoch.
    good: HashMap<String, (H, i64)>,
    /// Not seeded: two platforms with the same data must not accept each other's tokens.
    pub(crate) rng: Rng,
}

impl<H: Copy> Tokens<H> {
    pub(crate) fn new() -> Self {
        Self { good: HashMap::new(), rng: Rng::new() }
    }

    /// A new token with these claims; `end` in seconds.
    pub(crate) fn add(
        &mut self,
        holder: H,
        end: i64,
        signature: Signature,
        claims: &Value,
    ) -> String {
        let header = json!({"alg": signature.algorithm}).to_string();
        let signature: Vec<u8> = (0..signature.length).map(|_| self.rng.u8(..)).collect();
        let parts = [header.as_bytes(), claims.to_string().as_bytes(), &signature]
            .map(|part| URL_SAFE_NO_PAD.encode(part));
        let token = parts.join(".");
        self.good.insert(token.clone(), (holder, end));
        token
    }

    /// Whom a token stands for that is good at `now`, in seconds.
    pub(crate) fn holder(&self, token: &str, now: i64) -> Option<H> {
        self.good.get(token).filter(|(_, end)| now < *end).map(|(holder, _)| *holder)
    }

    /// Takes a token back.
    pub(crate) fn revoke(&mut self, token: &str) {
        self.good.remove(token);
    }

    pub(crate) fn revoke_all(&mut self) {
        self.good.clear();
    }
}

/// When a token ends that is issued now; in seconds.
pub(crate) fn end(now: i64, lifetime: Duration) -> i64 {
    now.saturating_add(i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX))
}
