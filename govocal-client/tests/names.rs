//! A program that depends only on `govocal-client` can name what its answers are made of.

use govocal_client::civic_core::{DateOrDatetime, Extra};
use govocal_client::geo::{GeoJson, GeoPoint, WktPoint};
use govocal_client::html::Html;
use govocal_client::multiloc::{Choice, Matched, Text};
use govocal_client::secrecy::SecretString;
use govocal_client::{DateRange, Multiloc, jiff, serde_json, uuid};

#[test]
fn everyday_types_have_a_name_in_this_crate() {
    fn fits<T>(_: Option<T>) {}
    fits::<(Choice<'_>, Matched, Multiloc, Text, Html)>(None);
    fits::<(DateOrDatetime, DateRange, jiff::Timestamp, uuid::Uuid)>(None);
    fits::<(GeoJson, GeoPoint, WktPoint, Extra, serde_json::Value)>(None);
    // A secret that is kept as one is taken as it is.
    let secret: SecretString = "s3cr3t-s3cr3t-s3cr3t".into();
    let client = govocal_client::Client::builder("https://demo.example.org")
        .credentials(uuid::Uuid::nil().to_string(), secret)
        .build();
    assert!(client.is_ok());
}
