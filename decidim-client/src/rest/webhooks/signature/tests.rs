//! The signatures here were made by `openssl dgst -sha256 -hmac SECRET` (OpenSSL 3) and again by Python's
//! `hmac` module, of `TIMESTAMP.BODY`.

use super::*;

const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
const AT: &str = "1772366400";

const BODY: &str = concat!(
    r#"{"type":"proposal_creation.succeeded","data":{"id":"7","type":"proposal","#,
    r#""attributes":{"title":{"en":"Benches by the river"}}}}"#
);
const SIGNED: &str = "da93615c030b95c65dae68c8b8059e57c7490def44a2b66be331da6326a873ae";

/// With letters beyond ASCII, in the form of releases up to 0.3.4.
const OLD_BODY: &str = concat!(
    r#"{"event":"proposal_update.succeeded","data":{"id":"8","type":"proposal","#,
    r#""attributes":{"title":{"fr":"Cafés"}}},"alg":"HS256"}"#
);
const OLD_SIGNED: &str = "1da155d83c62a43167aa54398b33869f18383c67e880355f9f1b9fff98c1db14";

/// Of no body at all.
const EMPTY_SIGNED: &str = "5cb363ac4de1883cfdb0e91fba80431d5d17d58d7b00eba41c86b3a8b2569bb5";

fn verifier() -> Verifier {
    Verifier::new(SECRET).unwrap()
}

fn at(seconds_later: i64) -> Timestamp {
    Timestamp::from_second(1_772_366_400 + seconds_later).unwrap()
}

fn check(signature: &str, timestamp: &str, body: &str) -> Result<Timestamp, SignatureError> {
    verifier().verify_at(Some(signature), Some(timestamp), body.as_bytes(), at(5))
}

#[test]
fn signatures_that_other_tools_made_are_right() {
    for (body, signed) in [(BODY, SIGNED), (OLD_BODY, OLD_SIGNED), ("", EMPTY_SIGNED)] {
        // Main sends the scheme before it, the releases send it alone.
        for signature in [format!("v1={signed}"), signed.to_owned(), signed.to_uppercase()] {
            assert_eq!(check(&signature, AT, body), Ok(at(0)), "{body}");
        }
    }
}

#[test]
fn any_change_makes_a_signature_wrong() {
    let wrong = Err(SignatureError::Wrong);
    for place in 0..SIGNED.len() {
        let mut digits = SIGNED.as_bytes().to_vec();
        digits[place] = if digits[place] == b'0' { b'1' } else { b'0' };
        assert_eq!(check(std::str::from_utf8(&digits).unwrap(), AT, BODY), wrong, "{place}");
    }
    assert_eq!(check(SIGNED, "1772366401", BODY), wrong);
    // The same number is another text.
    assert_eq!(check(SIGNED, "01772366400", BODY), wrong);
    assert_eq!(check(SIGNED, AT, &format!("{BODY} ")), wrong);
    assert_eq!(check(OLD_SIGNED, AT, BODY), wrong);
    let other = Verifier::new("another secret").unwrap();
    let body = BODY.as_bytes();
    assert_eq!(other.verify_at(Some(SIGNED), Some(AT), body, at(5)), wrong);
    let either = other.or(SECRET).unwrap();
    assert_eq!(either.verify_at(Some(SIGNED), Some(AT), body, at(5)), Ok(at(0)));
}

#[test]
fn a_delivery_counts_for_a_while() {
    let verify = |verifier: &Verifier, later| {
        verifier.verify_at(Some(SIGNED), Some(AT), BODY.as_bytes(), at(later))
    };
    let usual = verifier();
    assert!(verify(&usual, 300).is_ok() && verify(&usual, -60).is_ok());
    let age = Duration::from_secs(301);
    assert_eq!(verify(&usual, 301), Err(SignatureError::TooOld { age }));
    let ahead = Duration::from_secs(61);
    assert_eq!(verify(&usual, -61), Err(SignatureError::FromTheFuture { ahead }));
    let other = usual.max_age(Duration::from_secs(3600)).max_ahead(Duration::ZERO);
    assert!(verify(&other, 3600).is_ok() && verify(&other, 3601).is_err());
    assert!(verify(&other, 0).is_ok() && verify(&other, -1).is_err());
    // What is not from the site is wrong, however old.
    let forged = other.verify_at(Some(OLD_SIGNED), Some(AT), BODY.as_bytes(), at(9999));
    assert_eq!(forged, Err(SignatureError::Wrong));
}

#[test]
fn headers_that_cannot_be_are_named() {
    let headers = |pairs: &[(&'static str, &str)]| {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        verifier().verify(&headers, BODY.as_bytes())
    };
    let missing = |header| Err(SignatureError::Missing { header });
    let malformed = |header| Err(SignatureError::Malformed { header });
    let (signature, timestamp) = (SIGNATURE_HEADER, TIMESTAMP_HEADER);
    assert_eq!(headers(&[]), missing(signature));
    assert_eq!(headers(&[(timestamp, AT)]), missing(signature));
    assert_eq!(headers(&[(signature, SIGNED)]), missing(timestamp));
    let both = [(signature, SIGNED), (signature, SIGNED), (timestamp, AT)];
    assert_eq!(headers(&both), malformed(signature));
    let both = [(signature, SIGNED), (timestamp, AT), (timestamp, AT)];
    assert_eq!(headers(&both), malformed(timestamp));
    for odd in [
        "",
        "v1=",
        "v2=",
        "abc",
        SIGNED.trim_start_matches('d'),
        &format!("v2={SIGNED}"),
        &"g".repeat(64),
    ] {
        assert_eq!(headers(&[(signature, odd), (timestamp, AT)]), malformed(signature), "{odd}");
    }
    for odd in ["", "now", "-5", "+5", "1772366400.5", "1e9", "99999999999999999999"] {
        assert_eq!(
            headers(&[(signature, SIGNED), (timestamp, odd)]),
            malformed(timestamp),
            "{odd}"
        );
    }
    // Long ago by the clock of this machine.
    let old = headers(&[(signature, &format!("v1={SIGNED}")), (timestamp, "1")]);
    assert_eq!(old, Err(SignatureError::Wrong));
}

#[test]
fn nothing_shows_the_secret() {
    let errors = [SignatureError::Wrong, SignatureError::Missing { header: SIGNATURE_HEADER }];
    let shown = format!("{:?} {errors:?} {}", verifier(), errors[0]);
    assert!(!shown.contains(SECRET.split_at(8).0), "{shown}");
    let error = Verifier::new(" \n").unwrap_err();
    assert_eq!(error.kind(), civic_core::ErrorKind::InvalidInput);
    // White space from a file around a secret is not part of it.
    let spaced = Verifier::new(format!(" {SECRET}\n")).unwrap();
    assert!(spaced.verify_at(Some(SIGNED), Some(AT), BODY.as_bytes(), at(0)).is_ok());
}
