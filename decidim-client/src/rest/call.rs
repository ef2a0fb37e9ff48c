//! One call of the API, before its version is known.

use std::fmt;

use civic_core::Error;
use civic_core::http::types::Method;
use civic_core::http::{CallOptions, Request};
use civic_core::list::query::Query;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::Value;

use super::id::Id;
use super::scope::Needs;
use super::version::ApiVersion;

/// What may stand in one segment of a path as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'=').remove(b'.');

/// Method, path and what it needs; the path begins behind the version's prefix.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    method: Method,
    path: String,
    /// The path in 0.3, where it is another.
    renamed: Option<String>,
    query: Vec<(String, String)>,
    body: Option<Value>,
    pub(crate) needs: Needs,
    /// Whether it waits for a write to be done, where versions can do that later.
    inline: bool,
    anonymous: bool,
    once: bool,
    takes_redirect: bool,
    pub(crate) options: CallOptions,
    secret: Option<SecretString>,
    invalid: Option<Error>,
}

impl Call {
    pub(crate) fn get(path: impl Into<String>, needs: Needs) -> Self {
        Self::new(Method::GET, path, needs)
    }

    pub(crate) fn new(method: Method, path: impl Into<String>, needs: Needs) -> Self {
        Self {
            method,
            path: path.into(),
            renamed: None,
            query: Vec::new(),
            body: None,
            needs,
            inline: false,
            anonymous: false,
            once: false,
            takes_redirect: false,
            options: CallOptions::new(),
            secret: None,
            invalid: None,
        }
    }

    /// A call on the record with this id: `collection/id`, and what follows.
    pub(crate) fn on(method: Method, collection: &str, id: &Id, rest: &str, needs: Needs) -> Self {
        let path = format!("{collection}/{}{rest}", segment(id.as_str()));
        Self::new(method, path, needs).naming(id)
    }

    /// Refuses an id that no record can have.
    pub(crate) fn naming(self, id: &Id) -> Self {
        let odd = id.is_odd();
        self.refused(odd.then(|| Error::invalid_input(format!("{:?} is no id", id.as_str()))))
    }

    pub(crate) fn renamed(mut self, path: impl Into<String>) -> Self {
        self.renamed = Some(path.into());
        self
    }

    pub(crate) fn query(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Asks with what a query says.
    pub(crate) fn asking<T>(mut self, query: &Query<T>) -> Self {
        let sent = query.sent().map(|(name, value)| (name.into_owned(), value.to_owned()));
        self.query.extend(sent);
        self.refused(query.invalid())
    }

    pub(crate) fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    pub(crate) fn json(mut self, body: &impl Serialize) -> Self {
        match serde_json::to_value(body) {
            Ok(body) => self.body = Some(body),
            Err(error) => {
                let message = "the body cannot be written as JSON";
                self = self.refused(Some(Error::invalid_input(message).with_source(error)));
            }
        }
        self
    }

    /// Marks a write that 0.3 does at once only at its `/sync` path.
    pub(crate) fn inline(mut self) -> Self {
        self.inline = true;
        self
    }

    /// The same write, done when the server gets to it.
    pub(crate) fn queued(mut self) -> Self {
        self.inline = false;
        self
    }

    pub(crate) fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// Sends it once even where that does no harm twice.
    pub(crate) fn once(mut self) -> Self {
        self.once = true;
        self
    }

    pub(crate) fn takes_redirect(mut self) -> Self {
        self.takes_redirect = true;
        self
    }

    /// Names a secret that the path contains.
    pub(crate) fn containing(mut self, secret: SecretString) -> Self {
        self.secret = Some(secret);
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

    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    pub(crate) fn is_anonymous(&self) -> bool {
        self.anonymous
    }

    /// Whether sending it twice does no more than sending it once.
    pub(crate) fn is_idempotent(&self) -> bool {
        self.method == Method::GET && !self.once
    }

    /// Its address before the version is known, without what may not show.
    pub(crate) fn shown_below(&self, base: &str) -> String {
        let path = match &self.secret {
            Some(secret) => self.path.replace(secret.expose_secret(), "***"),
            None => self.path.clone(),
        };
        format!("{}/api/rest_full/../{path}", base.trim_end_matches('/'))
    }

    pub(crate) fn request(self, version: ApiVersion) -> Result<Request, Error> {
        if let Some(error) = self.invalid {
            return Err(error);
        }
        let path = match (version, self.renamed) {
            (ApiVersion::V0_3, Some(renamed)) => renamed,
            _ => self.path,
        };
        let sync = if self.inline && version == ApiVersion::V0_3 { "/sync" } else { "" };
        let path = format!("{}/{path}{sync}", version.path_prefix());
        let mut request = Request::new(self.method, path).options(self.options);
        for (name, value) in self.query {
            request = request.query(name, value);
        }
        if let Some(body) = self.body {
            request = request.json(&body);
        }
        if self.anonymous {
            request = request.anonymous();
        }
        if self.once {
            request = request.idempotent(false);
        }
        if self.takes_redirect {
            request = request.takes_redirect();
        }
        if let Some(secret) = self.secret {
            request = request.containing(secret);
        }
        Ok(request)
    }
}

/// A text as one segment of a path.
pub(crate) fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}
