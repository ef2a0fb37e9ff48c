//! Records, read field by field: a field of an unexpected form is kept as it came, and the others are read.

use civic_core::Extra;
use serde::Deserialize;
use serde_json::Value;

use crate::id::{Id, whole_number};
use crate::moment::Moment;

/// A record before its fields are read. Without an id it cannot be read.
#[derive(Deserialize)]
pub(crate) struct Record {
    pub(crate) id: Id,
    #[serde(flatten)]
    pub(crate) fields: Fields,
}

/// The fields that nobody has read yet.
#[derive(Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Fields(pub(crate) Extra);

impl Fields {
    /// Takes out a field. What cannot be read is given back and stays; null does not count as a value.
    pub(crate) fn take<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(Value) -> Result<T, Value>,
    ) -> Option<T> {
        match self.0.remove(name)? {
            Value::Null => None,
            value => match read(value) {
                Ok(value) => Some(value),
                Err(value) => {
                    self.0.insert(name.to_owned(), value);
                    None
                }
            },
        }
    }

    /// A text, of which a number's digits are one.
    pub(crate) fn text<T: From<String>>(&mut self, name: &str) -> Option<T> {
        self.take(name, |value| match value {
            Value::String(text) => Ok(text.into()),
            Value::Number(number) => Ok(number.to_string().into()),
            other => Err(other),
        })
    }

    /// A whole number that is not negative, however it is written.
    pub(crate) fn number(&mut self, name: &str) -> Option<u64> {
        self.take(name, |value| whole_number(&value).ok_or(value))
    }

    pub(crate) fn moment(&mut self, name: &str) -> Option<Moment> {
        self.take(name, Moment::read)
    }

    /// A list of moments, each as it came: see [`Moment::of_any`].
    pub(crate) fn moments(&mut self, name: &str) -> Option<Vec<Moment>> {
        self.take(name, |value| match value {
            Value::Array(moments) => Ok(moments.into_iter().map(Moment::of_any).collect()),
            other => Err(other),
        })
    }
}
