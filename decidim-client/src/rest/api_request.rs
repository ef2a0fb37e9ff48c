//! A request to the API, before the version of the API is known.

use civic_core::Error;
use civic_core::http::types::Method;
use civic_core::http::{CallOptions, Request};
use civic_core::list::query::Query;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::auth::scope::Needs;
use super::id::Id;
use super::required_release::{KnownRelease, Since};
use super::version::ApiVersion;

/// What may stand in one segment of a path as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'=').remove(b'.');

/// A request whose path below the version's prefix is known, and what it needs.
#[derive(Clone, Debug)]
pub(crate) struct ApiRequest {
    request: Request,
    path: String,
    /// The path in 0.3, where it is another.
    renamed: Option<String>,
    pub(crate) needs: Needs,
    /// Whether it waits for a write to be done, where versions can do that later.
    inline: bool,
    /// From which releases on there is what it asks for.
    since: Vec<Since>,
    pub(crate) options: CallOptions,
    invalid: Option<Error>,
}

impl ApiRequest {
    pub(crate) fn get(path: impl Into<String>, needs: Needs) -> Self {
        Self::new(Method::GET, path, needs)
    }

    pub(crate) fn new(method: Method, path: impl Into<String>, needs: Needs) -> Self {
        Self {
            request: Request::new(method, ""),
            path: path.into(),
            renamed: None,
            needs,
            inline: false,
            since: Vec::new(),
            options: CallOptions::new(),
            invalid: None,
        }
    }

    /// A request about the record with this id: `collection/id`, and what follows.
    pub(crate) fn on(method: Method, collection: &str, id: &Id, rest: &str, needs: Needs) -> Self {
        let path = format!("{collection}/{}{rest}", segment(id.as_str()));
        Self::new(method, path, needs).naming(id)
    }

    /// Refuses an id that no record can have.
    pub(crate) fn naming(self, id: &Id) -> Self {
        self.refused(id.refusal())
    }

    pub(crate) fn renamed(mut self, path: impl Into<String>) -> Self {
        self.renamed = Some(path.into());
        self
    }

    /// Sets everything but the path.
    pub(crate) fn with(mut self, set: impl FnOnce(Request) -> Request) -> Self {
        self.request = set(self.request);
        self
    }

    pub(crate) fn json(self, body: &impl Serialize) -> Self {
        self.with(|request| request.json(body))
    }

    /// Asks with what a query says.
    pub(crate) fn asking<T>(self, query: &Query<T>) -> Self {
        self.with(|request| query.added_to(request)).refused(query.invalid())
    }

    pub(crate) fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Marks a write that 0.3 does at once only at its `/sync` path.
    pub(crate) fn inline(mut self) -> Self {
        self.inline = true;
        self
    }

    /// Refuses to ask a site that is known not to have this.
    pub(crate) fn since(mut self, since: impl IntoIterator<Item = Since>) -> Self {
        self.since.extend(since);
        self
    }

    /// An argument that was found wrong.
    pub(crate) fn refused(mut self, error: Option<Error>) -> Self {
        self.invalid = self.invalid.or(error);
        self
    }

    /// What keeps it from being sent at all.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.invalid.clone().map_or(Ok(()), Err)
    }

    /// Why a site of which this is known is not asked.
    pub(crate) fn refusal(&self, known: KnownRelease) -> Option<Error> {
        self.since.iter().find_map(|since| since.refusal(known))
    }

    /// Explains an answer that says the path does not exist.
    pub(crate) fn explain_missing(&self, error: Error) -> Error {
        self.since.iter().fold(error, |error, since| since.explain(error))
    }

    /// Everything but the path.
    pub(crate) fn parts(&self) -> &Request {
        &self.request
    }

    /// Its address before the version is known, without secrets.
    pub(crate) fn shown_below(&self, base: &str) -> String {
        let path = self.request.clone().at(format!("/{}", self.path)).path();
        format!("{}/api/rest_full/{{version}}{path}", base.trim_end_matches('/'))
    }

    pub(crate) fn request(self, version: ApiVersion) -> Request {
        let path = match (version, self.renamed) {
            (ApiVersion::V0_3, Some(renamed)) => renamed,
            _ => self.path,
        };
        let sync = if self.inline && version == ApiVersion::V0_3 { "/sync" } else { "" };
        let path = format!("{}/{path}{sync}", version.path_prefix());
        self.request.at(path).options(self.options)
    }
}

/// A text as one segment of a path.
pub(crate) fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}
