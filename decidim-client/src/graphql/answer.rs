//! What a query brought back.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;
use civic_core::http::{Receipt, Response};
use civic_core::paging::Lacking;
use civic_core::{Error, ErrorKind};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use super::adapt::Plan;
use super::platform::in_words;
use super::server_error::{ServerError, leniently};

/// The answer to a query: its data, and the errors that came beside it.
#[derive(Clone, Debug)]
pub struct Answer {
    response: Response,
    data: Bytes,
    errors: Vec<ServerError>,
    dropped: Vec<String>,
    receipt: Receipt,
}

/// What came, before it is known whether it can be used.
pub(super) enum Outcome {
    Answer(Answer),
    /// Nothing was run, and this is why.
    Refused(Response, Vec<ServerError>),
}

#[derive(Deserialize)]
struct Envelope<'a> {
    /// `Some` also where it is null.
    #[serde(borrow, default, deserialize_with = "present")]
    data: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "leniently")]
    errors: Vec<ServerError>,
}

fn present<'de: 'a, 'a, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<&'a RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

impl Outcome {
    pub(super) fn read(response: Response, plan: &Plan) -> Result<Self, Error> {
        let envelope: Envelope<'_> = match serde_json::from_slice(response.body()) {
            Ok(envelope) => envelope,
            // Says what came instead: a page, nothing, another form.
            Err(_) => {
                return Err(response.json::<BTreeMap<String, Value>>().err().map_or_else(
                    || response.blame(Error::decode("the answer is no GraphQL", "")),
                    |error| error.with_hint("is this the address of a Decidim site?"),
                ));
            }
        };
        let errors = envelope.errors;
        let Some(data) = envelope.data else {
            if errors.is_empty() {
                let error = Error::decode("the answer has neither data nor errors", "");
                return Err(response.blame(error.with_kind(ErrorKind::Protocol)));
            }
            return Ok(Self::Refused(response, errors));
        };
        let data = if plan.lifts().is_empty() {
            response.body().slice_ref(data.get().as_bytes())
        } else {
            lifted(data, plan).map_err(|error| response.blame(error))?
        };
        let receipt = response.receipt();
        Ok(Self::Answer(Answer { response, data, errors, dropped: Vec::new(), receipt }))
    }
}

fn lifted(data: &RawValue, plan: &Plan) -> Result<Bytes, Error> {
    let undecodable = |error: serde_json::Error| Error::decode(error.to_string(), "data");
    let mut value: Value = serde_json::from_str(data.get()).map_err(undecodable)?;
    for lift in plan.lifts() {
        lift.apply(&mut value);
    }
    serde_json::to_vec(&value).map(Bytes::from).map_err(undecodable)
}

impl Answer {
    /// The data as JSON, with texts lifted where the site is older than the query.
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// What the server found wrong beside the data it gave: fields that the caller may not see,
    /// records that are not there.
    pub fn errors(&self) -> &[ServerError] {
        &self.errors
    }

    /// What it took, the questions included that the site did not understand.
    pub fn receipt(&self) -> Receipt {
        self.receipt
    }

    /// The data in a form of the caller's own.
    ///
    /// # Errors
    /// [`Decode`](civic_core::ErrorKind::Decode) where it does not fit.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.data)
            .map_err(|error| self.blame(Error::decode(error.to_string(), "data")))
    }

    /// The same answer, with the variables of the client's own that the site did not take, and
    /// what the questions took that came before it.
    pub(super) fn after(mut self, dropped: Vec<String>, earlier: Receipt) -> Self {
        self.dropped = dropped;
        self.receipt.add(earlier);
        self
    }

    /// Whether the site took this variable of the client's own.
    pub(super) fn took(&self, variable: &str) -> bool {
        self.dropped.iter().all(|dropped| dropped != variable)
    }

    /// The value at a path of names; `None` where it, or something above it, is null or absent.
    pub(super) fn at(&self, path: &[&str]) -> Result<Option<Bytes>, Error> {
        let mut at: &RawValue = serde_json::from_slice(&self.data)
            .map_err(|error| self.blame(Error::decode(error.to_string(), "data")))?;
        for (depth, name) in path.iter().enumerate() {
            let object: Option<BTreeMap<Cow<'_, str>, &RawValue>> = serde_json::from_str(at.get())
                .map_err(|error| {
                    let path = path.get(..depth).unwrap_or_default().join(".");
                    self.blame(Error::decode(error.to_string(), format!("data.{path}")))
                })?;
            match object.and_then(|object| object.get(*name).copied()) {
                Some(next) => at = next,
                None => return Ok(None),
            }
        }
        Ok((at.get() != "null").then(|| self.data.slice_ref(at.get().as_bytes())))
    }

    /// The value at a path, decoded.
    pub(super) fn decode_at<T: DeserializeOwned>(&self, path: &[&str]) -> Result<Option<T>, Error> {
        let Some(json) = self.at(path)? else { return Ok(None) };
        serde_json::from_slice(&json).map(Some).map_err(|error| {
            let path = format!("data.{}", path.join("."));
            self.blame(Error::decode(error.to_string(), path))
        })
    }

    /// The error that the answer amounts to where what was asked for is not in it.
    pub(super) fn without(&self, what: &str) -> Error {
        let error = match self.errors.first() {
            Some(first) => Error::new(first.kind(), in_words(&self.errors)),
            None => Error::new(
                ErrorKind::NotFound,
                format!("there is no such {what}, or this caller may not see it"),
            ),
        };
        self.blame(error)
    }

    /// What the answer does not have where so many places are empty.
    ///
    /// An empty place is a row that the caller may not see; newer servers say so in an error, which
    /// is then no error of its own.
    pub(super) fn lacking(&self, withheld: u64) -> Lacking {
        let errors = self.errors.iter().filter(|said| !said.is_about_access());
        Lacking { withheld, errors: errors.map(ToString::to_string).collect() }
    }

    pub(super) fn blame(&self, error: Error) -> Error {
        self.response.blame(error)
    }
}
