//! Rows, decoded one by one so that a broken one sinks alone.

use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::key::Key;
use super::report::MalformedRow;
use crate::Error;
use crate::error::shorten;
use crate::http::Response;

/// A row as the server sent it: JSON, undecoded, sharing the page's memory.
#[derive(Clone, Debug)]
pub struct RawRow(Bytes);

impl RawRow {
    /// A row from its JSON.
    pub fn new(json: impl Into<Bytes>) -> Self {
        Self(json.into())
    }

    /// Its JSON.
    pub fn json(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn decode<T: DeserializeOwned>(&self) -> Result<T, RowFault> {
        serde_json::from_slice(&self.0).map_err(|error| {
            // The path costs a second reading, so it is worked out only now.
            let mut reader = serde_json::Deserializer::from_slice(&self.0);
            match serde_path_to_error::deserialize::<_, T>(&mut reader) {
                Err(found) => RowFault {
                    path: Some(found.path().to_string()).filter(|path| path != "."),
                    problem: shorten(&found.inner().to_string()).into_owned(),
                },
                Ok(_) => RowFault { path: None, problem: shorten(&error.to_string()).into_owned() },
            }
        })
    }

    /// Its id, where it has one.
    fn id(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Identified {
            id: serde_json::Value,
        }
        serde_json::from_slice::<Identified>(&self.0).ok().map(|row| match row.id {
            serde_json::Value::String(id) => id,
            other => other.to_string(),
        })
    }

    /// What tells a row that does not decode from others, where it has an id.
    pub(crate) fn id_key(&self) -> Option<Key> {
        self.id().map(|id| Key::of([id]))
    }

    pub(crate) fn into_malformed(self, fault: RowFault, page: u64, index: usize) -> MalformedRow {
        MalformedRow {
            page,
            index,
            id: self.id(),
            path: fault.path,
            problem: fault.problem,
            raw: String::from_utf8_lossy(&self.0).into_owned(),
        }
    }
}

/// Why a row did not decode.
#[derive(Debug)]
pub(crate) struct RowFault {
    pub(crate) path: Option<String>,
    pub(crate) problem: String,
}

/// What becomes of a row that does not decode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowPolicy {
    /// It goes into the [`Report`](super::Report) and the walk goes on. The first 100 are kept
    /// with their JSON, the rest counted; each is logged as a warning.
    #[default]
    Report,
    /// The same, and it is an error item of the stream too.
    Strict,
}

/// The rows of an enveloped page, `{"ideas": [..], "meta": {..}}`.
///
/// # Errors
/// [`Decode`](crate::ErrorKind::Decode) where there is no list under `name`.
pub fn raw_rows(response: &Response, name: &str) -> Result<Vec<RawRow>, Error> {
    // Two borrowed readings find where each row begins and ends; nothing is copied.
    let list = response.raw_under(name)?;
    let rows: Vec<&RawValue> = serde_json::from_str(list.get())
        .map_err(|error| response.blame(Error::decode(error.to_string(), name)))?;
    let body = response.body();
    Ok(rows.iter().map(|row| RawRow(body.slice_ref(row.get().as_bytes()))).collect())
}
