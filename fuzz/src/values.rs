//! Values that a server writes as text or JSON.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use civic_core::auth::IssuedToken;
use civic_core::geo::{GeoJson, WktPoint};
use civic_core::jiff::Timestamp;
use civic_core::multiloc::Text;
use civic_core::secrecy::SecretString;
use civic_core::{DateOrDatetime, DateRange, Html, Multiloc, json};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The paths along which JSON is read.
const PATHS: [&[&str]; 5] = [&[], &["a"], &["a", "b"], &["data", "a", "b"], &["und"]];

/// Reads these bytes as every value of the shared crate.
pub fn attack(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let point = WktPoint::new(&*text);
    assert_eq!(point.as_str(), text);
    if let Some(place) = point.position() {
        assert!(place.is_in_range());
    }
    let _ = (point.coordinates(), point.swapped_position());
    if let Ok(date) = text.parse::<DateOrDatetime>() {
        assert_eq!(date.to_string().parse().ok(), Some(date));
    }
    if let Ok(range) = text.parse::<DateRange>() {
        assert_eq!(range.to_string().parse().ok(), Some(range));
    }
    let html = Html::from(text.to_string());
    assert_eq!(html.raw(), text);
    token(&text);
    token(&format!("e30.{}.x", BASE64_URL_SAFE_NO_PAD.encode(bytes)));
    for path in PATHS {
        at(bytes, path);
    }
    if let Ok(value) = serde_json::from_slice::<Value>(bytes) {
        let shape = GeoJson::new(value.clone());
        let _ = (shape.kind(), shape.point());
        round::<Multiloc>(&value);
        round::<Text>(&value);
        round::<DateOrDatetime>(&value);
        round::<DateRange>(&value);
        round::<GeoJson>(&value);
        round::<WktPoint>(&value);
        round::<Html>(&value);
    }
}

/// Whatever a token is, its end can be reckoned from any moment.
fn token(text: &str) {
    for now in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
        let _ = IssuedToken::jwt(SecretString::from(text.to_owned()), now);
    }
}

/// What is found at a path is what stands there when all is read; what does not fit is an error that
/// says how far the path led, or else where the JSON is broken.
fn at(bytes: &[u8], path: &[&str]) {
    let found = json::read_at::<Value>(bytes, path);
    let whole = json::read::<Value>(bytes);
    if let (Ok(found), Ok(whole)) = (&found, &whole) {
        assert_eq!(Ok(found.as_ref()), there(whole, path));
    }
    if let Err(misfit) = &found {
        let path = path.join(".");
        let leads = path.starts_with(&misfit.path) || misfit.path.starts_with(&path);
        assert!((leads || whole.is_err()) && !misfit.problem.is_empty(), "{misfit:?}");
    }
    // Written again, no name is there twice: then both agree on what does not fit, too.
    if let Ok(whole) = whole {
        let again = json::read_at::<Value>(whole.to_string().as_bytes(), path);
        let again = again.as_ref().map(Option::as_ref).map_err(|misfit| misfit.path.clone());
        assert_eq!(again, there(&whole, path));
    }
}

/// The value at a path, or the place of what is not an object on the way.
fn there<'v>(whole: &'v Value, path: &[&str]) -> Result<Option<&'v Value>, String> {
    let mut value = whole;
    for (depth, name) in path.iter().enumerate() {
        match value {
            Value::Null => return Ok(None),
            Value::Object(members) => match members.get(*name) {
                Some(member) => value = member,
                None => return Ok(None),
            },
            _ => return Err(path.iter().take(depth).copied().collect::<Vec<_>>().join(".")),
        }
    }
    Ok(Some(value).filter(|value| !value.is_null()))
}

/// What is read can be written, and is then read as the same.
fn round<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(value: &Value) {
    let Ok(read) = T::deserialize(value) else { return };
    let written = serde_json::to_value(&read).unwrap_or_else(|error| panic!("{error}"));
    let again = T::deserialize(&written).unwrap_or_else(|error| panic!("{error}: {written}"));
    assert_eq!(read, again);
}
