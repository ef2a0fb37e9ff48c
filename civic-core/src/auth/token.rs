//! A token and where it comes from.

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::Error;

/// Asks the platform for a token.
pub trait TokenSource: fmt::Debug + Send + Sync + 'static {
    /// One token request. The cache around it sees to it that there is one at a time.
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>>;
}

/// A token as the platform issued it.
#[derive(Clone, Debug)]
#[must_use]
pub struct IssuedToken {
    pub(crate) secret: SecretString,
    pub(crate) lifetime: Option<Duration>,
}

impl IssuedToken {
    /// A token that is good until the platform says otherwise.
    pub fn new(secret: SecretString) -> Self {
        Self { secret, lifetime: None }
    }

    /// How long the token is good from the moment of the answer, by the server's own clock.
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }
}

/// A token in use. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Token {
    secret: SecretString,
    pub(crate) generation: u64,
}

impl Token {
    pub(crate) fn new(secret: SecretString, generation: u64) -> Self {
        Self { secret, generation }
    }

    pub(crate) fn secret(&self) -> &SecretString {
        &self.secret
    }

    /// The value of the `Authorization` header, marked as sensitive.
    pub(crate) fn header(&self) -> Result<HeaderValue, Error> {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", self.secret.expose_secret()))
            .map_err(|_| {
            Error::protocol("the platform issued a token that HTTP cannot carry")
        })?;
        value.set_sensitive(true);
        Ok(value)
    }
}
