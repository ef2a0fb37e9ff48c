//! What a query brought back.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use civic_core::http::Response;
use civic_core::http::platform::RequestStats;
use civic_core::json::{self, Misfit};
use civic_core::list::source::{Key, Omitted, RawRow};
use civic_core::{Error, ErrorKind};
use memchr::memmem;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_json::value::RawValue;

use super::adapt::{MissingFeature, Plan};
use super::id::Id;
use super::platform::in_words;
use super::server_error::{ServerError, leniently, unmarked};
use crate::wrong_host::{begins_like_json, or_wrong_host};

/// The answer to a query: its data, and the errors that came beside it.
#[derive(Clone)]
pub struct Answer {
    response: Response,
    /// The whole answer, its data upcast.
    body: Bytes,
    errors: Vec<ServerError>,
    dropped: Vec<String>,
    /// What was asked.
    plan: Option<Arc<Plan>>,
    /// Whether authors were left out of the question, since the site fails to return them.
    lacks_authors: bool,
    stats: RequestStats,
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

/// `Some` also of what is null.
pub(super) fn present<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// The likely reason for an answer that is not GraphQL.
pub(super) const IN_ITS_PLACE: &str = "something on the way answered in the site's place";

/// What is missing of records that were read without their authors.
const WITHOUT_AUTHORS: &str = "the site returns these only without authors: the account of one of the authors was deleted or \
     blocked or, up to 0.26, one of the records is official";

/// What came instead of GraphQL: a page, nothing, another form.
fn no_graphql(response: &Response, body: &[u8], base: &str) -> Error {
    let error = response.json::<BTreeMap<String, Value>>().err();
    let error =
        error.unwrap_or_else(|| response.blame(Error::decode("the answer is not GraphQL", "")));
    let is_cut_off = begins_like_json(body) && serde_json::from_slice::<IgnoredAny>(body).is_err();
    if is_cut_off { error } else { or_wrong_host(error, IN_ITS_PLACE, base) }
}

impl Outcome {
    pub(super) fn read(response: Response, plan: &Plan, base: &str) -> Result<Self, Error> {
        let mut body = response.body().slice_ref(unmarked(response.body()));
        let mut errors = Vec::new();
        if !is_without_errors(&body) {
            let Ok(envelope) = json::read::<Envelope<'_>>(&body) else {
                return Err(no_graphql(&response, &body, base));
            };
            errors = envelope.errors;
            if envelope.data.is_none() {
                if errors.is_empty() {
                    let error = Error::decode("the answer has neither data nor errors", "");
                    let error = response.blame(error.with_kind(ErrorKind::Protocol));
                    return Err(or_wrong_host(error, IN_ITS_PLACE, base));
                }
                return Ok(Self::Refused(response, errors));
            }
        }
        if !plan.upcasts().is_empty() {
            body = upcast(&body, plan).map_err(|misfit| response.blame_misfit(&misfit))?;
        }
        let stats = response.stats();
        let errors = errors.into_iter().map(|said| said.scrubbed(&response)).collect();
        let (dropped, plan, lacks_authors) = (Vec::new(), None, false);
        Ok(Self::Answer(Answer { response, body, errors, dropped, plan, lacks_authors, stats }))
    }
}

/// Whether there certainly are data and no errors. So it nearly always is; then the answer need not
/// be read through to find them.
fn is_without_errors(body: &[u8]) -> bool {
    body.starts_with(br#"{"data":{"#) && memmem::find(body, br#""errors""#).is_none()
}

fn upcast(body: &[u8], plan: &Plan) -> Result<Bytes, Misfit> {
    let mut data = json::read_at(body, &["data"])?.unwrap_or(Value::Null);
    for upcast in plan.upcasts() {
        upcast.apply(&mut data);
    }
    Ok(Bytes::from(serde_json::json!({"data": data}).to_string()))
}

/// Names the answer and what the server found wrong; the data may be personal.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("response", &self.response)
            .field("errors", &self.errors)
            .field("stats", &self.stats)
            .finish_non_exhaustive()
    }
}

impl Answer {
    /// The data as JSON.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let answer = site.query("{ organization { name { translation(locale: \"ca\") } } }").await?;
    /// println!("{}", answer.data()?.get());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Decode`](civic_core::ErrorKind::Decode) where it is not JSON.
    pub fn data(&self) -> Result<&RawValue, Error> {
        self.decode()
    }

    /// What the server found wrong beside the data it gave: fields that the caller may not see,
    /// records that are not there.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let text = "query($id: ID!) { component(id: $id) { id name { translation(locale: \"ca\") } } }";
    /// let answer = site.query(text).variable("id", "39").await?;
    /// for said in answer.errors() {
    ///     println!("{:?} at {:?}: {said}", said.code(), said.path);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn errors(&self) -> &[ServerError] {
        &self.errors
    }

    /// What was cut out of the query, since the site's version does not have it. Empty where the whole
    /// query was asked.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let answer = site.query("{ participatoryProcesses { id slug url } }").await?;
    /// for feature in answer.missing_features() {
    ///     println!("not asked for: {feature}"); // ParticipatoryProcess.url, before 0.31
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn missing_features(&self) -> BTreeSet<MissingFeature> {
        self.plan.iter().flat_map(|plan| plan.missing_features()).cloned().collect()
    }

    /// Names what was asked: the same in two answers only if the site was asked for the same fields.
    pub(super) fn model(&self) -> String {
        let text = self.plan.as_ref().map_or("", |plan| plan.text());
        serde_json::to_value(Key::of([text]))
            .ok()
            .and_then(|key| Some(key.as_str()?.to_owned()))
            .unwrap_or_default()
    }

    /// What it took, with the requests before it that the site refused.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let answer = site.query("{ organization { stats { value } } }").await?;
    /// println!("{} requests, {:?}", answer.stats().attempts, answer.stats().elapsed);
    /// # Ok(())
    /// # }
    /// ```
    pub fn stats(&self) -> RequestStats {
        self.stats
    }

    /// The data in a form of the caller's own.
    ///
    /// ```no_run
    /// # use decidim_client::serde_json;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// #[derive(serde::Deserialize)]
    /// struct Data {
    ///     component: Option<Component>,
    /// }
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Component {
    ///     id: String,
    /// }
    ///
    /// let answer = site.query("{ component(id: \"39\") { id } }").await?;
    /// let data: Data = answer.decode()?;
    /// println!("{:?}", data.component.map(|component| component.id));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Decode`](civic_core::ErrorKind::Decode) where it does not fit.
    pub fn decode<'a, T: Deserialize<'a>>(&'a self) -> Result<T, Error> {
        let data = self.read_at::<&RawValue>(&[])?.map_or("null", RawValue::get);
        json::read(data.as_bytes())
            .map_err(|misfit| self.response.blame_misfit(&misfit.under("data")))
    }

    /// The same answer, with the variables of the client's own that the site did not take, and
    /// what the questions took that came before it.
    pub(super) fn after(
        mut self,
        plan: Arc<Plan>,
        dropped: Vec<String>,
        earlier: RequestStats,
    ) -> Self {
        self.plan = Some(plan);
        self.dropped = dropped;
        self.stats.add(earlier);
        self
    }

    /// The same answer, with what another question took that came before it.
    pub(super) fn counting(mut self, earlier: RequestStats) -> Self {
        self.stats.add(earlier);
        self
    }

    /// The same answer, from which authors are missing since they were not asked for.
    pub(super) fn without_authors(self) -> Self {
        Self { lacks_authors: true, ..self }
    }

    /// Whether the server did not return an author.
    pub(super) fn fails_on_an_author(&self) -> bool {
        self.errors.iter().any(ServerError::is_about_an_author)
    }

    /// Whether the site took this variable of the client's own.
    pub(super) fn took(&self, variable: &str) -> bool {
        self.dropped.iter().all(|dropped| dropped != variable)
    }

    /// Whether the site was asked for what is at this path: it has it.
    pub(super) fn asked_for(&self, path: &[&str]) -> bool {
        self.plan.as_ref().is_some_and(|plan| plan.missing(path).is_none())
    }

    /// The JSON at a path of names; `None` where it, or something above it, is null or absent.
    pub(super) fn at(&self, path: &[&str]) -> Result<Option<Bytes>, Error> {
        let json = self.read_at::<&RawValue>(path)?;
        Ok(json.map(|json| self.body.slice_ref(json.get().as_bytes())))
    }

    /// The value at a path, decoded.
    pub(super) fn decode_at<T: DeserializeOwned>(&self, path: &[&str]) -> Result<Option<T>, Error> {
        self.read_at(path)
    }

    /// The value at a path, which may borrow from the answer.
    pub(super) fn read_at<'a, T: Deserialize<'a>>(
        &'a self,
        path: &[&str],
    ) -> Result<Option<T>, Error> {
        let path: Vec<&str> = ["data"].into_iter().chain(path.iter().copied()).collect();
        json::read_at(&self.body, &path).map_err(|misfit| self.response.blame_misfit(&misfit))
    }

    /// JSON that was read from this answer, sharing its memory.
    pub(super) fn share(&self, json: &RawValue) -> RawRow {
        self.own(RawRow::new(self.body.slice_ref(json.get().as_bytes())))
    }

    /// A row of this answer.
    pub(super) fn own(&self, row: RawRow) -> RawRow {
        row.of(&self.response)
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

    /// The record with this id that was asked for at a path. One without an id, or with one
    /// that is not a number, is taken as it is.
    ///
    /// # Errors
    /// [`Protocol`](ErrorKind::Protocol) where it is another: a server or a cache on the way answered
    /// what was not asked.
    pub(super) fn record_at<T: DeserializeOwned>(
        &self,
        path: &[&str],
        what: &str,
        id: Id,
    ) -> Result<T, Error> {
        let record = self.decode_at(path)?.ok_or_else(|| self.no_record_at(path, what))?;
        self.must_be(path, what, id).map(|()| record)
    }

    /// Refuses another record than the one with this id.
    pub(super) fn must_be(&self, path: &[&str], what: &str, asked: Id) -> Result<(), Error> {
        #[derive(Deserialize)]
        struct Row {
            id: Option<Value>,
        }
        let id = self.read_at::<Row>(path)?.and_then(|row| row.id);
        match id.and_then(|id| Id::deserialize(id).ok()) {
            Some(id) if id != asked => Err(self.blame(Error::protocol(format!(
                "the {what} in the answer has the id {id}, and {asked} was asked for"
            )))),
            _ => Ok(()),
        }
    }

    /// The error that no record at this path amounts to.
    ///
    /// A null says that there is no such record, or that this caller may not see it. A name that was asked for
    /// and is not there says nothing at all.
    pub(super) fn no_record_at(&self, path: &[&str], what: &str) -> Error {
        self.not_there(path, what, false)
    }

    /// The error that no list at this path amounts to: what has no rows is an empty list, never a
    /// null one. `above` is what the list belongs to.
    pub(super) fn no_list_at(&self, path: &[&str], above: &str) -> Error {
        self.not_there(path, above, true)
    }

    fn not_there(&self, path: &[&str], what: &str, is_list: bool) -> Error {
        if !self.errors.is_empty() {
            return self.without(what);
        }
        let nothing = |name: &str, how: &str| {
            self.blame(Error::protocol(format!(
                "the answer's {name} {how}, and no error says why: it was asked for"
            )))
        };
        let Ok(Some(mut at)) = self.read_at::<&RawValue>(&[]) else {
            return nothing("data", "is null");
        };
        for (depth, name) in path.iter().enumerate() {
            let Ok(members) = json::read::<BTreeMap<String, &RawValue>>(at.get().as_bytes()) else {
                return nothing(name, "is missing");
            };
            match members.get(*name).map(|value| (value, value.get())) {
                // An object of another type has none of the fields that were asked of this one.
                None if depth > 0 && members.contains_key("__typename") => {
                    let message = format!("this is of another kind: it has no {name}");
                    return self.blame(Error::new(ErrorKind::NotFound, message));
                }
                None => return nothing(name, "is missing"),
                Some((_, "null")) if is_list && depth + 1 == path.len() => {
                    return nothing(name, "is null");
                }
                Some((_, "null")) => return self.without(what),
                Some((value, _)) => at = value,
            }
        }
        self.without(what)
    }

    /// What the answer does not have where so many places are empty.
    ///
    /// An empty place is a row that the caller may not see; newer servers say so in an error, which
    /// is then no error of its own.
    pub(super) fn omitted(&self, hidden: u64) -> Omitted {
        let errors = self.errors.iter().filter(|said| !said.is_about_access());
        let authors = self.lacks_authors.then(|| WITHOUT_AUTHORS.to_owned());
        Omitted { hidden, errors: errors.map(ToString::to_string).chain(authors).collect() }
    }

    pub(super) fn blame(&self, error: Error) -> Error {
        self.response.blame(error)
    }
}
