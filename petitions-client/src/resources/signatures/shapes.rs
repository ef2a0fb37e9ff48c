//! The shapes in which a signature may come: the description names its parts, not their layout.

use civic_core::Extra;
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::{Deserialize, de};
use serde_json::Value;

use super::{Named, Signature};
use crate::moment::Moment;

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut extra = match Value::deserialize(deserializer)? {
            Value::Object(fields) => fields,
            // The moment alone.
            moment => Extra::from_iter([("timestamp".to_owned(), moment)]),
        };
        let petition = optional(extra.remove("petition"))?;
        let organisation = optional(extra.remove("organisation"))?;
        let ordinal = optional(extra.remove("_ordinal"))?.unwrap_or_default();
        let timestamp = match extra.remove("timestamp") {
            Some(timestamp) => timestamp,
            None => {
                within_signature(&mut extra).ok_or_else(|| de::Error::missing_field("timestamp"))?
            }
        };
        let timestamp = serde_json::from_value(timestamp).map_err(D::Error::custom)?;
        Ok(Self { timestamp, petition, organisation, ordinal, extra })
    }
}

/// `"signature": {"timestamp": ".."}` and `"signature": ".."`. What else is in it stays.
fn within_signature(extra: &mut Extra) -> Option<Value> {
    match extra.remove("signature")? {
        Value::Object(mut signature) => {
            let timestamp = signature.remove("timestamp")?;
            if !signature.is_empty() {
                extra.insert("signature".to_owned(), Value::Object(signature));
            }
            Some(timestamp)
        }
        moment => Some(moment),
    }
}

fn optional<T: DeserializeOwned, E: de::Error>(value: Option<Value>) -> Result<Option<T>, E> {
    value.map_or(Ok(None), serde_json::from_value).map_err(E::custom)
}

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut extra = match Value::deserialize(deserializer)? {
            Value::Object(fields) => fields,
            // The id alone.
            id => Extra::from_iter([("id".to_owned(), id)]),
        };
        let id = optional(extra.remove("id"))?;
        let name = optional(extra.remove("name"))?;
        Ok(Self { id, name, extra })
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
}
