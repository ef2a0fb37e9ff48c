//! Whether a delivery is from the site: its signature, and when it was made.

use std::time::Duration;

use civic_core::Error;
use civic_core::auth::given_secret;
use civic_core::http::types::HeaderMap;
use civic_core::jiff::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// The header of the signature.
pub const SIGNATURE_HEADER: &str = "x-webhook-signature";

/// The header of the moment at which the delivery was signed, in seconds since 1970.
pub const TIMESTAMP_HEADER: &str = "x-webhook-timestamp";

/// What stands before a signature since the module's main branch of August 2026. Releases up to 0.3.4 send
/// only the signature.
const SCHEME: &str = "v1=";

/// Bytes of a signature.
const LENGTH: usize = 32;

const MAX_AGE: Duration = Duration::from_secs(300);
const MAX_AHEAD: Duration = Duration::from_secs(60);

/// Checks whether deliveries are from the site that has the same secret.
///
/// The signature is an HMAC-SHA256 of the timestamp, a full stop and the body, with the secret's text as its
/// key; it is compared in constant time. `Debug` does not show the secret.
///
/// ```
/// use decidim_client::jiff::Timestamp;
/// use decidim_client::rest::webhooks::Verifier;
///
/// let verifier = Verifier::new("0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0")?;
/// let body = br#"{"type":"proposal_creation.succeeded","data":{"id":"7","type":"proposal","attributes":{"title":{"en":"Benches by the river"}}}}"#;
/// let signature = "v1=da93615c030b95c65dae68c8b8059e57c7490def44a2b66be331da6326a873ae";
/// let now = Timestamp::from_second(1_772_366_410).expect("a moment");
/// let sent_at = verifier.verify_at(Some(signature), Some("1772366400"), body, now)?;
/// assert_eq!(sent_at.as_second(), 1_772_366_400);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Verifier {
    secrets: Vec<SecretString>,
    max_age: Duration,
    max_ahead: Duration,
}

/// Why a delivery is not taken for one of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// It has no signature, or no timestamp.
    #[error("the delivery has no header {header}")]
    Missing {
        /// The header that is missing.
        header: &'static str,
    },
    /// A header is there more than once, or is not what it should be.
    #[error("the delivery's header {header} is malformed")]
    Malformed {
        /// The header.
        header: &'static str,
    },
    /// The signature is not of this body, this timestamp and any of the secrets.
    #[error("the signature is not of this body, this timestamp and the secret of the webhook")]
    Wrong,
    /// It is from the site, and was signed too long ago: it may be somebody else's copy.
    #[error("the delivery was signed {} s ago", age.as_secs())]
    TooOld {
        /// How long ago.
        age: Duration,
    },
    /// It is from the site, and was signed later than now: one of the clocks is wrong.
    #[error("the delivery was signed {} s ahead of this clock", ahead.as_secs())]
    FromTheFuture {
        /// How far ahead.
        ahead: Duration,
    },
}

impl Verifier {
    /// Checks deliveries by the signing secret of the webhook. White space around it is dropped.
    ///
    /// ```
    /// use decidim_client::rest::webhooks::Verifier;
    ///
    /// let verifier = Verifier::new("the-signing-secret-of-the-webhook")?;
    /// assert!(Verifier::new(" ").is_err());
    /// # Ok::<(), decidim_client::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for an empty secret, with which anybody could sign.
    pub fn new(secret: impl Into<SecretString>) -> Result<Self, Error> {
        let (secrets, max_age, max_ahead) = (Vec::new(), MAX_AGE, MAX_AHEAD);
        Self { secrets, max_age, max_ahead }.or(secret)
    }

    /// Takes deliveries with this secret, too: of another webhook to the same address.
    ///
    /// ```
    /// use decidim_client::rest::webhooks::Verifier;
    ///
    /// let verifier = Verifier::new("the-secret-of-one-webhook")?.or("the-secret-of-another")?;
    /// # Ok::<(), decidim_client::Error>(())
    /// ```
    ///
    /// # Errors
    /// As of [`new`](Self::new).
    pub fn or(mut self, secret: impl Into<SecretString>) -> Result<Self, Error> {
        self.secrets.push(given_secret("the signing secret", &secret.into())?);
        Ok(self)
    }

    /// How long ago a delivery may have been signed. Default: five minutes.
    ///
    /// It is signed once, before it waits in the site's queue; a second attempt has the same timestamp. So a
    /// site whose queue is slow needs more.
    ///
    /// ```
    /// use std::time::Duration;
    /// use decidim_client::rest::webhooks::Verifier;
    ///
    /// let patient = Verifier::new("the-signing-secret")?.max_age(Duration::from_secs(3600));
    /// # Ok::<(), decidim_client::Error>(())
    /// ```
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = age;
        self
    }

    /// How far the site's clock may be ahead of this one. Default: one minute.
    pub fn max_ahead(mut self, ahead: Duration) -> Self {
        self.max_ahead = ahead;
        self
    }

    /// Checks a delivery, now. Returns when it was signed.
    ///
    /// The body is what came, byte for byte: a JSON that was read and written again is another one.
    ///
    /// ```
    /// use decidim_client::http::types::HeaderMap;
    /// use decidim_client::rest::webhooks::{SIGNATURE_HEADER, SignatureError, Verifier};
    ///
    /// let verifier = Verifier::new("the-signing-secret")?;
    /// let refused = verifier.verify(&HeaderMap::new(), b"{}");
    /// assert_eq!(refused, Err(SignatureError::Missing { header: SIGNATURE_HEADER }));
    /// # Ok::<(), decidim_client::Error>(())
    /// ```
    ///
    /// # Errors
    /// Says why it is not taken for one of the site, or not any more.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<Timestamp, SignatureError> {
        let signature = one(headers, SIGNATURE_HEADER)?;
        let timestamp = one(headers, TIMESTAMP_HEADER)?;
        self.verify_at(signature, timestamp, body, Timestamp::now())
    }

    /// [`verify`](Self::verify) by the texts of the two headers, for web servers with headers of their own,
    /// and at any moment.
    ///
    /// # Errors
    /// Says why it is not taken for one of the site, or not any more.
    pub fn verify_at(
        &self,
        signature: Option<&str>,
        timestamp: Option<&str>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Timestamp, SignatureError> {
        let missing = |header| SignatureError::Missing { header };
        let signature = signature.ok_or(missing(SIGNATURE_HEADER))?.trim();
        let timestamp = timestamp.ok_or(missing(TIMESTAMP_HEADER))?.trim();
        let malformed = |header| SignatureError::Malformed { header };
        let signature = bytes_of(signature).ok_or(malformed(SIGNATURE_HEADER))?;
        let signed_at = moment_of(timestamp).ok_or(malformed(TIMESTAMP_HEADER))?;
        // Each secret is tried, so that the time does not tell which it is.
        let mut is_right = false;
        for secret in &self.secrets {
            is_right |= is_signature(&signature, secret, timestamp, body);
        }
        if !is_right {
            return Err(SignatureError::Wrong);
        }
        let span = |from: Timestamp, to: Timestamp| {
            Duration::try_from(to.duration_since(from)).unwrap_or_default()
        };
        let (age, ahead) = (span(signed_at, now), span(now, signed_at));
        if age > self.max_age {
            return Err(SignatureError::TooOld { age });
        }
        if ahead > self.max_ahead {
            return Err(SignatureError::FromTheFuture { ahead });
        }
        Ok(signed_at)
    }
}

/// A header that may be there once.
fn one<'h>(
    headers: &'h HeaderMap,
    header: &'static str,
) -> Result<Option<&'h str>, SignatureError> {
    let mut values = headers.get_all(header).iter();
    let (first, second) = (values.next(), values.next());
    let text = first.map(|value| value.to_str()).transpose();
    match (text, second) {
        (Ok(text), None) => Ok(text),
        _ => Err(SignatureError::Malformed { header }),
    }
}

/// Whether this signature is of the timestamp and the body with this secret, in constant time.
fn is_signature(
    signature: &[u8; LENGTH],
    secret: &SecretString,
    timestamp: &str,
    body: &[u8],
) -> bool {
    // An HMAC takes keys of every length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else {
        return false;
    };
    for part in [timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    mac.verify_slice(signature).is_ok()
}

/// The bytes of a signature: 64 hexadecimal digits, with the scheme before them or without.
fn bytes_of(signature: &str) -> Option<[u8; LENGTH]> {
    let digits = signature.strip_prefix(SCHEME).unwrap_or(signature).as_bytes();
    if digits.len() != 2 * LENGTH {
        return None;
    }
    let mut bytes = [0; LENGTH];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        for digit in pair {
            let digit = char::from(*digit).to_digit(16)?;
            *byte = (*byte << 4) | u8::try_from(digit).ok()?;
        }
    }
    Some(bytes)
}

/// Seconds since 1970, in digits and nothing else.
fn moment_of(timestamp: &str) -> Option<Timestamp> {
    let is_number = !timestamp.is_empty() && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = is_number.then(|| timestamp.parse().ok()).flatten()?;
    Timestamp::from_second(seconds).ok()
}

#[cfg(test)]
mod tests;
