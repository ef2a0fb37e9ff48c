//! Values that a server writes as text or JSON.

use civic_core::{DateOrDatetime, DateRange, GeoJson, Html, Multiloc, WktPoint};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads these bytes as every value of the shared crate.
pub fn attack(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let point = WktPoint::new(&*text);
    assert_eq!(point.as_str(), text);
    if let Some(place) = point.position() {
        assert!(place.is_in_range());
    }
    let _ = (point.coordinates(), point.swapped_position(), text.parse::<DateOrDatetime>());
    let _ = text.parse::<DateRange>();
    let html = Html::from(text.to_string());
    assert_eq!(html.raw(), text);
    if let Ok(value) = serde_json::from_slice::<Value>(bytes) {
        let shape = GeoJson::new(value.clone());
        let _ = (shape.kind(), shape.point());
        round::<Multiloc>(&value);
        round::<DateOrDatetime>(&value);
        round::<GeoJson>(&value);
        round::<WktPoint>(&value);
        round::<Html>(&value);
    }
}

/// What is read can be written, and is then read as the same.
fn round<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(value: &Value) {
    let Ok(read) = T::deserialize(value) else { return };
    let written = serde_json::to_value(&read).unwrap_or_else(|error| panic!("{error}"));
    let again = T::deserialize(&written).unwrap_or_else(|error| panic!("{error}: {written}"));
    assert_eq!(read, again);
}
