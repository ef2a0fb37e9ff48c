//! Points on the map, in the forms that platforms send.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A point on earth, in degrees of WGS84.
#[doc(alias("coordinates", "latitude", "longitude"))]
///
/// ```
/// use civic_core::geo::GeoPoint;
///
/// let ghent = GeoPoint { longitude: 3.7174, latitude: 51.0543 };
/// assert!(ghent.is_in_range());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline, extend("x-civic" = "point")))]
pub struct GeoPoint {
    /// Degrees east of Greenwich, -180 to 180.
    pub longitude: f64,
    /// Degrees north of the equator, -90 to 90.
    pub latitude: f64,
}

impl GeoPoint {
    /// Whether both numbers are in range.
    ///
    /// ```
    /// use civic_core::geo::GeoPoint;
    ///
    /// assert!(!GeoPoint { longitude: 3.7, latitude: 151.0 }.is_in_range());
    /// ```
    pub fn is_in_range(self) -> bool {
        (-180.0..=180.0).contains(&self.longitude) && (-90.0..=90.0).contains(&self.latitude)
    }

    /// The point with longitude and latitude swapped, for data in the wrong order.
    ///
    /// ```
    /// use civic_core::geo::GeoPoint;
    ///
    /// let point = GeoPoint { longitude: 51.0543, latitude: 3.7174 };
    /// assert_eq!(point.swapped().latitude, 51.0543);
    /// ```
    pub const fn swapped(self) -> Self {
        Self { longitude: self.latitude, latitude: self.longitude }
    }
}

/// A point as well-known text, `POINT (3.7174 51.0543)`, kept as the server wrote it.
///
/// Well-known text has the longitude first, but some samples have the latitude first, and often both
/// orders are possible. [`position`](Self::position) takes the first number for the longitude;
/// [`swapped_position`](Self::swapped_position) takes it for the latitude, for a platform whose points
/// turn out to be in the wrong place; [`coordinates`](Self::coordinates) gives the two numbers as
/// written.
///
/// ```
/// use civic_core::geo::WktPoint;
///
/// let point = WktPoint::new("POINT (3.7174 51.0543)");
/// assert_eq!(point.coordinates(), Some((3.7174, 51.0543)));
/// assert_eq!(point.position().map(|place| place.latitude), Some(51.0543));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline, extend("x-civic" = "point")))]
pub struct WktPoint(String);

impl WktPoint {
    /// Takes the text as it is.
    ///
    /// ```
    /// use civic_core::geo::WktPoint;
    ///
    /// let point = WktPoint::new("POINT (3.7174 51.0543)");
    /// assert_eq!(point.as_str(), "POINT (3.7174 51.0543)");
    /// ```
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as the server wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first two numbers, in the order written; None if the text is not a point, or an empty one.
    ///
    /// Case and spacing do not matter. A leading `SRID=4326;` is ignored, and so are the third and
    /// fourth number of `POINT Z`, `M` and `ZM`.
    ///
    /// ```
    /// use civic_core::geo::WktPoint;
    ///
    /// let point = WktPoint::new("SRID=4326;point z(3.7 51.1 12)");
    /// assert_eq!(point.coordinates(), Some((3.7, 51.1)));
    /// assert_eq!(WktPoint::new("POINT EMPTY").coordinates(), None);
    /// ```
    pub fn coordinates(&self) -> Option<(f64, f64)> {
        let text = self.0.to_ascii_uppercase();
        let text = match text.split_once(';') {
            Some((srid, point)) if srid.trim_start().starts_with("SRID") => point,
            Some(_) => return None,
            None => &text,
        };
        let (kind, numbers) = text.trim().strip_prefix("POINT")?.split_once('(')?;
        if !matches!(kind.trim(), "" | "Z" | "M" | "ZM") {
            return None;
        }
        let mut numbers =
            numbers.trim_end().strip_suffix(')')?.split_whitespace().map(parse_finite);
        let (x, y) = (numbers.next()??, numbers.next()??);
        let rest: Vec<_> = numbers.collect();
        (rest.len() <= 2 && rest.iter().all(Option::is_some)).then_some((x, y))
    }

    /// The point, with the first number as longitude; None if a number is out of range.
    ///
    /// ```
    /// use civic_core::geo::{GeoPoint, WktPoint};
    ///
    /// let place = GeoPoint { longitude: 3.7174, latitude: 51.0543 };
    /// assert_eq!(WktPoint::new("POINT (3.7174 51.0543)").position(), Some(place));
    /// assert_eq!(WktPoint::new("POINT (3.7174 151)").position(), None);
    /// ```
    pub fn position(&self) -> Option<GeoPoint> {
        let (longitude, latitude) = self.coordinates()?;
        Some(GeoPoint { longitude, latitude }).filter(|point| point.is_in_range())
    }

    /// The point, with the first number as latitude; None if a number is out of range.
    ///
    /// ```
    /// use civic_core::geo::WktPoint;
    ///
    /// let place = WktPoint::new("POINT (51.0543 3.7174)").swapped_position();
    /// assert_eq!(place.map(|place| place.latitude), Some(51.0543));
    /// ```
    pub fn swapped_position(&self) -> Option<GeoPoint> {
        let (latitude, longitude) = self.coordinates()?;
        Some(GeoPoint { longitude, latitude }).filter(|point| point.is_in_range())
    }

    /// Whether the text is a point and both numbers are in range, the first one as longitude.
    ///
    /// ```
    /// use civic_core::geo::WktPoint;
    ///
    /// assert!(WktPoint::new("POINT (3.7174 51.0543)").is_in_range());
    /// assert!(!WktPoint::new("somewhere").is_in_range());
    /// ```
    pub fn is_in_range(&self) -> bool {
        self.position().is_some()
    }
}

impl std::fmt::Display for WktPoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

impl From<String> for WktPoint {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for WktPoint {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// A geometry as GeoJSON, kept as the server wrote it.
///
/// ```
/// use civic_core::geo::GeoJson;
/// use serde_json::json;
///
/// let centre = GeoJson::new(json!({"type": "Point", "coordinates": [3.7174, 51.0543]}));
/// assert_eq!(centre.point().map(|place| place.longitude), Some(3.7174));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline, extend("x-civic" = "point")))]
pub struct GeoJson(Value);

impl GeoJson {
    /// Takes the JSON as it is.
    pub fn new(value: Value) -> Self {
        Self(value)
    }

    /// The JSON as the server wrote it.
    ///
    /// ```
    /// use civic_core::geo::GeoJson;
    /// use serde_json::json;
    ///
    /// let line = GeoJson::new(json!({"type": "LineString", "coordinates": [[3.7, 51.0], [3.8, 51.1]]}));
    /// assert_eq!(line.value()["coordinates"][1][0], 3.8);
    /// ```
    pub fn value(&self) -> &Value {
        &self.0
    }

    /// The JSON as the server wrote it.
    pub fn into_value(self) -> Value {
        self.0
    }

    /// The kind of geometry, such as `Point` or `Polygon`; None if it is not named.
    ///
    /// ```
    /// use civic_core::geo::GeoJson;
    /// use serde_json::json;
    ///
    /// assert_eq!(GeoJson::new(json!({"type": "Polygon", "coordinates": []})).kind(), Some("Polygon"));
    /// ```
    pub fn kind(&self) -> Option<&str> {
        self.0.get("type")?.as_str()
    }

    /// The point, if this is a `Point`. Its numbers may be out of range: see
    /// [`GeoPoint::is_in_range`].
    ///
    /// ```
    /// use civic_core::geo::GeoJson;
    /// use serde_json::json;
    ///
    /// let point = GeoJson::new(json!({"type": "Point", "coordinates": [3.7174, 51.0543]})).point();
    /// assert_eq!(point.map(|point| point.latitude), Some(51.0543));
    /// ```
    pub fn point(&self) -> Option<GeoPoint> {
        if self.kind() != Some("Point") {
            return None;
        }
        let coordinates = self.0.get("coordinates")?;
        let number = |index: usize| coordinates.get(index)?.as_f64();
        Some(GeoPoint { longitude: number(0)?, latitude: number(1)? })
    }
}

impl From<Value> for GeoJson {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

fn parse_finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn points_are_read_whatever_their_spelling() {
        for text in [
            "POINT (3.7 51)",
            "POINT(3.7 51)",
            "point ( 3.7   51.0 )",
            " Point(3.7e0 51)\n",
            "POINT Z (3.7 51 9)",
            "POINTZ(3.7 51 9)",
            "POINT ZM (3.7 51 9 1)",
            "SRID=4326;POINT (3.7 51)",
            "srid=4326; point(3.7 51)",
        ] {
            assert_eq!(WktPoint::new(text).coordinates(), Some((3.7, 51.0)), "{text}");
        }
    }

    #[test]
    fn what_is_no_point_has_no_coordinates_but_keeps_its_text() {
        for text in [
            "",
            "POINT EMPTY",
            "POINT (1)",
            "POINT (1 2",
            "POINT (1 2 x)",
            "POINT (1 2 3 4 5)",
            "POINT (nan 2)",
            "POINT (1 inf)",
            "POINTS (1 2)",
            "x;POINT (1 2)",
            "LINESTRING (1 2, 3 4)",
        ] {
            let point = WktPoint::new(text);
            assert_eq!(point.coordinates(), None, "{text}");
            assert_eq!(point.as_str(), text);
        }
    }

    #[test]
    fn a_position_must_be_on_earth() {
        assert!(WktPoint::new("POINT (151.2 -33.9)").is_in_range());
        let latitude_first = WktPoint::new("POINT (-33.9 151.2)");
        assert_eq!(latitude_first.position(), None);
        let sydney = GeoPoint { longitude: 151.2, latitude: -33.9 };
        assert_eq!(latitude_first.swapped_position(), Some(sydney));
        let nowhere = WktPoint::new("POINT (500 500)");
        assert_eq!((nowhere.position(), nowhere.swapped_position()), (None, None));
        assert!(!GeoPoint { longitude: f64::NAN, latitude: 0.0 }.is_in_range());
        assert_eq!(sydney.swapped().swapped(), sydney);
    }

    #[test]
    fn geojson_keeps_every_member_and_shows_a_point() {
        let wire = json!({"type": "Point", "coordinates": [4, 51.5, 7], "crs": {"a": null}});
        let geometry: GeoJson = serde_json::from_value(wire.clone()).unwrap();
        assert_eq!(geometry.point(), Some(GeoPoint { longitude: 4.0, latitude: 51.5 }));
        assert_eq!(serde_json::to_value(&geometry).unwrap(), wire);
    }

    #[test]
    fn other_geometries_are_no_point() {
        for wire in [
            json!({"type": "Polygon", "coordinates": [[[0, 0]]]}),
            json!({"type": "Point", "coordinates": [1]}),
            json!({"type": "Point", "coordinates": ["1", "2"]}),
            json!({"type": "Point"}),
            json!([1, 2]),
            json!("Point"),
        ] {
            assert_eq!(GeoJson::new(wire.clone()).point(), None, "{wire}");
        }
    }

    proptest! {
        #[test]
        fn written_points_are_read_back(x in -180.0..=180.0_f64, y in -90.0..=90.0_f64) {
            let point = WktPoint::new(format!("POINT ({x} {y})"));
            prop_assert_eq!(point.coordinates(), Some((x, y)));
            prop_assert_eq!(point.position(), Some(GeoPoint { longitude: x, latitude: y }));
        }

        #[test]
        fn any_text_can_be_tried(
            text in "(SRID=4326;)?POINT ?Z?\\(?[0-9. eE+-]{0,12}\\)?|\\PC{0,12}",
        ) {
            let _ = WktPoint::new(text).position();
        }
    }
}
