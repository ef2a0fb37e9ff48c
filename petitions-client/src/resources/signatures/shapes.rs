//! The shapes in which a signature may come: the description names its parts, not their layout.

use civic_core::Extra;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::Value;

use super::{Named, PATH, Signature};
use crate::answer::Row;
use crate::id::{Id, whole_number};
use crate::moment::Moment;
use crate::record::Fields;

/// What a signature is wrapped in, and what its moment stands under.
const NAME: &str = "signature";

impl Row for Signature {
    const TABLE: &'static str = PATH;
    const NAME: &'static str = NAME;
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = match Value::deserialize(deserializer)? {
            Value::Object(fields) => Fields(fields),
            // A row that says nothing at all is broken.
            Value::Null => return Err(D::Error::missing_field("timestamp")),
            // Only the moment.
            moment => Fields(Extra::from_iter([("timestamp".to_owned(), moment)])),
        };
        unfold(&mut fields.0);
        let timestamp = fields.0.remove("timestamp");
        let timestamp = timestamp.ok_or_else(|| D::Error::missing_field("timestamp"))?;
        // A server that does not know the moment says so.
        let timestamp = match timestamp {
            Value::Null => Moment::of_any(Value::Null),
            known => Moment::deserialize(known).map_err(D::Error::custom)?,
        };
        Ok(Self {
            timestamp,
            petition: fields.take("petition", Named::read),
            organisation: fields.take("organisation", Named::read),
            ordinal: fields.number("_ordinal").unwrap_or_default(),
            extra: fields.0,
        })
    }
}

/// `"signature": ".."` and `"signature": {"timestamp": ".."}`, with petition and organisation in it
/// or beside it. What else is in it stays.
fn unfold(fields: &mut Extra) {
    if fields.contains_key("timestamp") {
        return;
    }
    match fields.remove(NAME) {
        // The whole row.
        Some(Value::Object(signature)) if fields.is_empty() => {
            *fields = signature;
            unfold(fields);
        }
        Some(Value::Object(mut signature)) => {
            unfold(&mut signature);
            for name in ["timestamp", "petition", "organisation"] {
                if let Some(value) = signature.remove(name) {
                    let is_there = fields.get(name).is_some_and(|known| !known.is_null());
                    let place = if is_there { &mut signature } else { &mut *fields };
                    place.insert(name.to_owned(), value);
                }
            }
            if !signature.is_empty() {
                fields.insert(NAME.to_owned(), Value::Object(signature));
            }
        }
        Some(moment) => {
            fields.insert("timestamp".to_owned(), moment);
        }
        None => {}
    }
}

impl Named {
    /// Id and name, or only one of them.
    fn read(value: Value) -> Result<Self, Value> {
        let mut fields = match value {
            Value::Object(fields) => Fields(fields),
            id if whole_number(&id).is_some() => Fields(Extra::from_iter([("id".to_owned(), id)])),
            Value::String(name) => {
                Fields(Extra::from_iter([("name".to_owned(), Value::String(name))]))
            }
            other => return Err(other),
        };
        let id = fields.number("id").map(Id::from);
        Ok(Self { id, name: fields.text("name"), extra: fields.0 })
    }
}

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Self::read(Value::deserialize(deserializer)?);
        read.map_err(|_| D::Error::custom("neither id nor name"))
    }
}

/// Whether a moment has a time that can be compared.
pub(super) fn micros(moment: &Moment) -> Option<i64> {
    moment.timestamp().map(civic_core::jiff::Timestamp::as_microsecond)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;
    use serde_json::json;

    fn read(json: Value) -> Signature {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn every_shape_is_the_same_signature() {
        let at = "2018-10-12T12:00:00+02:00";
        for with_moment in [
            json!({"timestamp": at}),
            json!({"signature": {"timestamp": at}}),
            json!({"signature": at}),
        ] {
            let mut body = json!({
                "petition": {"id": "101", "name": "Trees"}, "organisation": null, "newer": [1],
            });
            body.as_object_mut().unwrap().extend(with_moment.as_object().unwrap().clone());
            let signature = read(body);
            assert_eq!(signature.timestamp.raw(), at);
            let petition = signature.petition.clone().unwrap();
            assert_eq!((petition.id, petition.name), (Some(Id::from(101)), Some("Trees".into())));
            assert_eq!(signature.organisation, None);
            assert_eq!(signature.extra.len(), 1);
            assert_eq!(read(serde_json::to_value(&signature).unwrap()), signature);
        }
        for bare in [json!(at), json!(1_539_338_400)] {
            let signature = read(bare.clone());
            assert_eq!(serde_json::to_value(&signature.timestamp).unwrap(), bare);
            assert!(signature.petition.is_none() && signature.extra.is_empty());
        }
    }

    #[test]
    fn what_stands_beside_the_moment_is_kept() {
        let signature = read(json!({"signature": {"timestamp": 1, "via": "web"}, "petition": 7}));
        assert_eq!(signature.extra["signature"], json!({"via": "web"}));
        assert_eq!(signature.petition.unwrap().id, Some(Id::from(7)));
        let signature = read(json!({"timestamp": 1, "signature": "x"}));
        assert_eq!(signature.extra["signature"], "x");
    }

    #[test]
    fn a_row_without_a_moment_is_none() {
        for body in [
            json!({}),
            json!(null),
            json!([]),
            json!({"signature": {}}),
            json!({"timestamp": true}),
        ] {
            assert!(serde_json::from_value::<Signature>(body.clone()).is_err(), "{body}");
        }
    }

    /// petities/petitions.eu (7958d2e), `db/schema.rb`: `signatures.confirmed_at` may be null.
    #[test]
    fn a_signature_may_have_no_moment_in_every_shape() {
        for body in [
            json!({"timestamp": null, "petition": {"id": 7}}),
            json!({"signature": {"timestamp": null}, "petition": {"id": 7}}),
            json!({"signature": {"timestamp": null, "petition": {"id": 7}}}),
            json!({"signature": null, "petition": 7}),
        ] {
            let signature = read(body);
            assert_eq!((signature.timestamp.timestamp(), signature.timestamp.date()), (None, None));
            assert_eq!(signature.petition.clone().unwrap().id, Some(Id::from(7)));
            let written = serde_json::to_value(&signature).unwrap();
            assert_eq!(written["timestamp"], Value::Null);
            assert_eq!(read(written), signature);
        }
    }

    #[test]
    fn a_row_under_its_own_name_is_unfolded() {
        let inner = json!({"timestamp": 1, "petition": {"id": 7}, "organisation": "Here", "x": 2});
        let signature = read(json!({"signature": inner}));
        let organisation = signature.organisation.clone().unwrap();
        assert_eq!((organisation.id, organisation.name.as_deref()), (None, Some("Here")));
        assert_eq!(signature.petition.clone().unwrap().id, Some(Id::from(7)));
        assert_eq!(signature.extra, *json!({"x": 2}).as_object().unwrap());
        assert_eq!(read(serde_json::to_value(&signature).unwrap()), signature);
        let twice = read(json!({"signature": {"signature": {"timestamp": 1}}, "petition": "7"}));
        assert_eq!(twice.petition.unwrap().id, Some(Id::from(7)));
        // What stands outside is the row's own.
        let outside = read(json!({"petition": 8, "signature": {"timestamp": 1, "petition": 7}}));
        assert_eq!(outside.petition.unwrap().id, Some(Id::from(8)));
        assert_eq!(outside.extra["signature"], json!({"petition": 7}));
    }

    #[test]
    fn an_odd_field_costs_no_row() {
        let body = json!({
            "timestamp": 1, "petition": [7], "organisation": true, "_ordinal": "many",
        });
        let signature = read(body.clone());
        assert!(signature.petition.is_none() && signature.organisation.is_none());
        assert_eq!(signature.extra["petition"], json!([7]));
        assert_eq!(signature.extra["organisation"], json!(true));
        let body = json!({"timestamp": 1, "petition": {"id": "slug", "name": ["x"]}});
        let petition = read(body.clone()).petition.unwrap();
        assert_eq!((petition.id, petition.name.is_some()), (None, false));
        assert_eq!(serde_json::to_value(&petition).unwrap(), body["petition"]);
    }
}
