//! What every call has: a language, further parameters of the caller's, and its deadline, retries and
//! headers.

use std::collections::BTreeSet;
use std::sync::Arc;

use civic_core::Error;
use civic_core::clock::Clock;
use civic_core::http::{CallOptions, Request, Response};
use civic_core::list::query::{Filter, Query};
use civic_core::sync::source::Origin;

use crate::client::{Client, KEY};

/// The API's version in the path.
pub(crate) const API: &str = "/api/v1";

/// The language to read texts in.
const LANGUAGE: &str = "language";

/// The client and its major version, in checkpoints and sync states.
const CLIENT: &str = "petitions-client/1";

/// Refuses a field without a name: servers might ignore it, or send the fields of their own choice.
pub(crate) fn unnamed<F: AsRef<str>>(fields: &BTreeSet<F>) -> Option<Error> {
    let is_blank = fields.iter().any(|field| field.as_ref().trim().is_empty());
    is_blank.then(|| Error::invalid_input("a field needs a name"))
}

/// A call being put together.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    client: Client,
    query: Query<()>,
    pub(crate) options: CallOptions,
}

impl Call {
    pub(crate) fn new(client: &Client) -> Self {
        let call =
            Self { client: client.clone(), query: Query::new(), options: CallOptions::new() };
        match client.language() {
            Some(language) => call.in_language(language),
            None => call,
        }
    }

    /// Servers ignore a blank one, and answer in Dutch.
    pub(crate) fn in_language(mut self, language: &str) -> Self {
        self.query.set(Filter::one(LANGUAGE, language));
        self
    }

    /// Adds a parameter of the caller's.
    pub(crate) fn with(mut self, name: &str, value: String) -> Self {
        let key = || Error::invalid_input("the API key is set when the client is built");
        let key = name.eq_ignore_ascii_case(KEY).then(key);
        self.query.add(Filter::raw(name.to_owned(), value).refused(key));
        self
    }

    /// What cannot be asked as it stands.
    pub(crate) fn invalid(&self) -> Option<Error> {
        self.query.invalid()
    }

    /// The path below the API's.
    pub(crate) fn path(path: &str) -> String {
        format!("{API}/{path}")
    }

    /// What stands for a list in checkpoints: client, address and parameters, in one form.
    pub(crate) fn identity(&self, path: &str, parameters: Vec<(String, String)>) -> String {
        self.with_all(parameters).identity(format_args!(
            "{CLIENT} {}{}",
            self.base(),
            Self::path(path)
        ))
    }

    /// What stands for a list in sync states. `model`: the fields that this version reads.
    pub(crate) fn origin(
        &self,
        path: &str,
        parameters: Vec<(String, String)>,
        model: &str,
    ) -> Origin {
        Origin::new(CLIENT, self.base(), Self::path(path))
            .query(self.with_all(parameters).identity(""))
            .model(model)
    }

    fn with_all(&self, parameters: Vec<(String, String)>) -> Query<()> {
        let mut query = self.query.clone();
        for (name, value) in parameters {
            query.add(Filter::raw(name, value));
        }
        query
    }

    fn base(&self) -> &str {
        self.client.base_url().trim_end_matches('/')
    }

    /// Whether there are parameters that this version does not know: they may filter.
    pub(crate) fn has_unknown_parameters(&self) -> bool {
        self.query.sent().any(|(name, _)| name != LANGUAGE)
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        self.client.clock()
    }

    pub(crate) async fn send(&self, request: Request) -> Result<Response, Error> {
        if let Some(error) = self.invalid() {
            return Err(error);
        }
        let request = self.query.added_to(request).options(self.options.clone());
        self.client.request(request).await
    }
}

/// The settings that every call has, as methods of a type that keeps a [`Call`] in its field `call`. The
/// docs show them with `$call`, a call of `site`.
macro_rules! call_settings {
    ($call:literal) => {
        civic_core::call_options!(
            call.options,
            "petitions_client",
            "site: petitions_client::Client",
            $call
        );

        /// The language to read texts in, or that the server's sentence is in: one of
        /// [`language`](crate::language), or any other text.
        ///
        #[doc = concat!(
            "```no_run\n",
            "use petitions_client::language;\n\n# fn example(site: petitions_client::Client) {\n",
            "let call = ", $call, ".language(language::ENGLISH);\n",
            "# }\n```"
        )]
        pub fn language(mut self, language: impl AsRef<str>) -> Self {
            self.call = self.call.in_language(language.as_ref());
            self
        }

        /// Adds a query parameter that this version does not know.
        ///
        #[doc = concat!(
            "```no_run\n",
            "# fn example(site: petitions_client::Client) {\n",
            "let call = ", $call, ".query(\"sort\", \"newest\");\n",
            "# }\n```"
        )]
        pub fn query(mut self, name: impl AsRef<str>, value: impl std::fmt::Display) -> Self {
            self.call = self.call.with(name.as_ref(), value.to_string());
            self
        }
    };
}

pub(crate) use call_settings;
