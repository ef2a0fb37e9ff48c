//! A token and where it comes from.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use futures_util::future::BoxFuture;
use http::HeaderValue;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::Error;

/// Asks the platform for a token.
pub trait TokenSource: fmt::Debug + Send + Sync + 'static {
    /// Sends one token request. The cache calls it once at a time.
    ///
    /// ```no_run
    /// use civic_core::Error;
    /// use civic_core::auth::{IssuedToken, TokenSource};
    /// use civic_core::http::Request;
    /// use civic_core::http::platform::HttpClient;
    /// use civic_core::secrecy::SecretString;
    /// use futures_util::future::BoxFuture;
    ///
    /// #[derive(Debug)]
    /// struct SignIn(HttpClient);
    ///
    /// impl TokenSource for SignIn {
    ///     fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
    ///         let http = self.0.clone();
    ///         Box::pin(async move {
    ///             let answer = http.execute(Request::post("/token").anonymous()).await?;
    ///             let token: SecretString = answer.json_under("token")?;
    ///             Ok(IssuedToken::jwt(token, answer.date().unwrap_or_else(|| http.clock().now())))
    ///         })
    ///     }
    /// }
    /// ```
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>>;
}

/// A token as the platform issued it.
#[derive(Clone, Debug)]
#[must_use]
pub struct IssuedToken {
    pub(crate) secret: SecretString,
    pub(crate) lifetime: Option<Duration>,
    pub(crate) ends_at: Option<Timestamp>,
}

impl IssuedToken {
    /// A token that is valid until the platform refuses it.
    pub fn new(secret: SecretString) -> Self {
        Self { secret, lifetime: None, ends_at: None }
    }

    /// A JSON Web Token, valid until the time in its claim `exp`. `now` is the date of the answer, by
    /// the server's clock, so that a wrong clock here does not matter. Without a readable `exp` it is
    /// valid until the platform refuses it. The signature is not checked.
    pub fn jwt(secret: SecretString, now: Timestamp) -> Self {
        let end = expiry(secret.expose_secret());
        let token = Self::new(secret);
        match end {
            Some(end) => {
                let left = end.duration_since(now);
                token.lifetime(Duration::try_from(left).unwrap_or(Duration::ZERO))
            }
            None => token,
        }
    }

    /// How long the token is valid from the moment of the answer, by the server's own clock.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::auth::IssuedToken;
    /// use civic_core::secrecy::SecretString;
    ///
    /// let token = IssuedToken::new(SecretString::from("opaque")).lifetime(Duration::from_secs(7200));
    /// ```
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// The token, where it is one that a request can carry: a server does not decide how much is kept
    /// and sent.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        match self.secret.expose_secret().len() {
            length if length > LONGEST => Err(Error::protocol(format!(
                "the platform issued a token of {length} bytes, more than any request can carry"
            ))),
            _ => Ok(self),
        }
    }

    /// When the token ends by the server's own clock. With it a platform can tell from the time of an
    /// answer whether the token was refused because it had ended.
    pub fn ends_at(mut self, end: Timestamp) -> Self {
        self.ends_at = Some(end);
        self
    }
}

/// The longest token that is accepted, in bytes. It is sent with every request, and servers accept heads
/// of 8 to 64 KiB.
const LONGEST: usize = 32 * 1024;

#[derive(Deserialize)]
struct Claims {
    exp: i64,
}

fn expiry(jwt: &str) -> Option<Timestamp> {
    let payload = jwt.split('.').nth(1)?;
    let claims = BASE64_URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Claims = serde_json::from_slice(&claims).ok()?;
    Timestamp::from_second(claims.exp).ok()
}

/// A token in use. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Token {
    secret: Arc<SecretString>,
    /// The value of the `Authorization` header; None where HTTP cannot carry the token.
    header: Option<HeaderValue>,
    ends_at: Option<Timestamp>,
    pub(crate) generation: u64,
}

impl Token {
    pub(crate) fn new(issued: IssuedToken, generation: u64) -> Self {
        let header = HeaderValue::from_str(&format!("Bearer {}", issued.secret.expose_secret()));
        let header = header.ok().map(|mut value| {
            value.set_sensitive(true);
            value
        });
        Self { secret: issued.secret.into(), header, ends_at: issued.ends_at, generation }
    }

    /// Whether it had ended by this moment of the server's clock; `false` where its end is unknown.
    pub fn had_ended_at(&self, moment: Timestamp) -> bool {
        self.ends_at.is_some_and(|end| moment >= end)
    }

    pub(crate) fn secret(&self) -> &Arc<SecretString> {
        &self.secret
    }

    /// The value of the `Authorization` header, marked as sensitive.
    pub(crate) fn header(&self) -> Result<HeaderValue, Error> {
        self.header
            .clone()
            .ok_or_else(|| Error::protocol("the platform issued a token that HTTP cannot carry"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jwt_is_good_until_its_claim_says() {
        let claims = BASE64_URL_SAFE_NO_PAD.encode(r#"{"exp":1735000000,"sub":"x"}"#);
        let jwt = || SecretString::from(format!("e30.{claims}.c2ln"));
        let token = |now| IssuedToken::jwt(jwt(), Timestamp::from_second(now).unwrap());
        assert_eq!(token(1_734_999_990).lifetime, Some(Duration::from_secs(10)));
        assert_eq!(token(1_735_000_001).lifetime, Some(Duration::ZERO));
    }

    #[test]
    fn a_token_that_is_no_jwt_has_no_end() {
        for token in ["", "opaque", "a.b.c", "a.!!.c", "e30.e30.x"] {
            let issued = IssuedToken::jwt(SecretString::from(token), Timestamp::UNIX_EPOCH);
            assert_eq!(issued.lifetime, None, "{token}");
        }
    }
}
