//! Decoding that loses nothing.
//!
//! Servers send members in another form than the documents say: a text where a number was, a list
//! where one record was. Such a member must neither cost its record nor vanish. It is kept in
//! `extra` under its own name, and written back from there.

use civic_core::Extra;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A part of a record whose members are each optional, with a place for those of another form.
pub trait Kept: DeserializeOwned {
    /// Members without which it is not what it is.
    const ESSENTIAL: &'static [&'static str] = &[];

    /// Where members are kept that have no field, or not the form of their field.
    fn extra_mut(&mut self) -> &mut Extra;
}

/// Parts whose place for members of another form is their field `extra`.
macro_rules! keeps_extra {
    ($($part:ty),+ $(,)?) => {$(
        impl $crate::rest::lenient_decode::Kept for $part {
            fn extra_mut(&mut self) -> &mut ::civic_core::Extra {
                &mut self.extra
            }
        }
    )+};
}
pub(crate) use keeps_extra;

/// A part that is nothing but its members.
impl Kept for Extra {
    fn extra_mut(&mut self) -> &mut Self {
        self
    }
}

/// Reads an object. A member that does not have the form of its field goes to `extra`.
///
/// # Errors
/// The value itself, and what serde says of it: something else than an object, or one without an
/// essential member.
pub(crate) fn read<T: Kept>(value: Value) -> Result<T, (Value, serde_json::Error)> {
    let failure = match (T::deserialize(&value), &value) {
        (Ok(read), Value::Object(_)) => return Ok(read),
        (Err(failure), _) => failure,
        (Ok(_), _) => Error::custom("not an object"),
    };
    match &value {
        Value::Object(members) => apart(members).map_err(|failure| (value, failure)),
        _ => Err((value, failure)),
    }
}

/// Reads the members that have the form of their field, and keeps the others.
fn apart<T: Kept>(members: &Extra) -> Result<T, serde_json::Error> {
    let fits = |members: Extra| T::deserialize(&Value::Object(members)).is_ok();
    let (fitting, mut odd) = split(members, T::ESSENTIAL, &fits);
    let mut read = T::deserialize(&Value::Object(fitting))?;
    read.extra_mut().append(&mut odd);
    Ok(read)
}

/// The members that fit, with those that are needed, and the others. Apart from the type that is read, since
/// the compiler writes out what belongs to it once for each.
fn split(members: &Extra, needed: &[&str], fits: &dyn Fn(Extra) -> bool) -> (Extra, Extra) {
    let is_needed = |name: &str| needed.contains(&name);
    let needed = members.iter().filter(|(name, _)| is_needed(name));
    let needed: Extra = needed.map(|(name, value)| (name.clone(), value.clone())).collect();
    let (mut fitting, mut odd) = (needed.clone(), Extra::new());
    for (name, value) in members.iter().filter(|(name, _)| !is_needed(name)) {
        let mut alone = needed.clone();
        alone.insert(name.clone(), value.clone());
        let side = if fits(alone) { &mut fitting } else { &mut odd };
        side.insert(name.clone(), value.clone());
    }
    (fitting, odd)
}

/// Takes a member out. `None` where it is absent or null, or has another form: then it stays.
pub(crate) fn pick<T: DeserializeOwned>(members: &mut Extra, name: &str) -> Option<T> {
    let read = match members.get(name)? {
        Value::Null => None,
        value => Some(T::deserialize(value).ok()?),
    };
    members.remove(name);
    read
}

/// [`read`] for a field: nothing where null stands.
pub(crate) fn part<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Kept + Default,
{
    optional(deserializer).map(Option::unwrap_or_default)
}

/// [`read`] for a field that may be absent.
pub(crate) fn optional<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Kept,
{
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        value => read(value).map(Some).map_err(|(_, error)| Error::custom(error)),
    }
}

/// [`read`] for a field that is a list.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Kept,
{
    let values = Option::<Vec<Value>>::deserialize(deserializer)?.unwrap_or_default();
    let read = |value| read(value).map_err(|(_, error)| Error::custom(error));
    values.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;
    use serde_json::json;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Thing {
        #[serde(skip_serializing_if = "Option::is_none")]
        size: Option<i64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        #[serde(flatten)]
        extra: Extra,
    }

    impl Kept for Thing {
        fn extra_mut(&mut self) -> &mut Extra {
            &mut self.extra
        }
    }

    #[test]
    fn a_member_of_another_form_is_kept_under_its_own_name() {
        let body = json!({"size": "7", "name": "a", "newer": null});
        let thing: Thing = read(body.clone()).unwrap();
        assert_eq!((thing.size, thing.name.as_deref()), (None, Some("a")));
        assert_eq!((&thing.extra["size"], &thing.extra["newer"]), (&json!("7"), &Value::Null));
        assert_eq!(serde_json::to_value(&thing).unwrap(), body);
    }

    #[test]
    fn something_else_than_an_object_is_none() {
        assert!(read::<Thing>(json!([1])).is_err());
        assert!(read::<Thing>(json!("x")).is_err());
    }
}
