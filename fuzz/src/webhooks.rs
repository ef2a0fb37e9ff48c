//! Deliveries of webhooks that anybody may send: signature, timestamp and body, one below the other.

use std::time::Duration;

use decidim_client::jiff::Timestamp;
use decidim_client::rest::webhooks::{Event, Verifier};

/// The secret of the seeds.
const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// Checks and reads these bytes as a delivery.
pub fn attack(bytes: &[u8]) {
    let mut parts = bytes.splitn(3, |byte| *byte == b'\n');
    let mut text = || parts.next().map(|part| String::from_utf8_lossy(part).into_owned());
    let (signature, timestamp) = (text(), text());
    let body = parts.next().unwrap_or_default();
    let verifier = Verifier::new(SECRET).unwrap_or_else(|error| panic!("{error}"));
    let signed = timestamp.as_deref().and_then(|text| text.parse().ok());
    let signed = signed.and_then(|seconds| Timestamp::from_second(seconds).ok());
    for now in [Some(Timestamp::MIN), signed, Some(Timestamp::MAX)].into_iter().flatten() {
        match verifier.verify_at(signature.as_deref(), timestamp.as_deref(), body, now) {
            Ok(at) => {
                let apart = at.duration_since(now).unsigned_abs();
                assert!(apart <= Duration::from_secs(300), "signed {apart:?} away");
            }
            Err(error) => assert!(!error.to_string().contains(SECRET)),
        }
    }
    if let Ok(event) = Event::read(body) {
        let written = serde_json::to_vec(&event).unwrap_or_else(|error| panic!("{error}"));
        let again = Event::read(&written).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(again, event, "an event that is written is the same");
    }
}
