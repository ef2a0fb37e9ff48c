//! What every call carries besides its own business: a language and parameters of the caller's.

use std::collections::BTreeSet;

use civic_core::Error;
use civic_core::http::{Request, Response};

use crate::client::{Client, KEY};

/// The API's version in the path.
const API: &str = "/api/v1";

/// Refuses a field without a name: servers would take it for none, or for all that they choose.
pub(crate) fn unnamed<F: AsRef<str>>(fields: &BTreeSet<F>) -> Option<Error> {
    let is_blank = fields.iter().any(|field| field.as_ref().trim().is_empty());
    is_blank.then(|| Error::invalid_input("a field needs a name"))
}

/// A call being put together.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    client: Client,
    language: Option<String>,
    extra: Vec<(String, String)>,
}

impl Call {
    pub(crate) fn new(client: &Client) -> Self {
        let language = client.language().map(str::to_owned);
        Self { client: client.clone(), language, extra: Vec::new() }
    }

    pub(crate) fn set_language(&mut self, language: String) {
        self.language = Some(language);
    }

    pub(crate) fn add(&mut self, name: String, value: String) {
        self.extra.push((name, value));
    }

    /// The parameters that it adds to a request's own, without the key.
    pub(crate) fn parameters(&self) -> Vec<(String, String)> {
        let language = self.language.iter().map(|it| ("language".to_owned(), it.clone()));
        language.chain(self.extra.iter().cloned()).collect()
    }

    /// What cannot be asked as it stands.
    pub(crate) fn invalid(&self) -> Option<Error> {
        let problem = if self.extra.iter().any(|(name, _)| name.eq_ignore_ascii_case(KEY)) {
            "the API key is set when the client is built"
        } else if self.extra.iter().any(|(name, _)| name.trim().is_empty()) {
            "a query parameter needs a name"
        } else if self.language.as_ref().is_some_and(|it| it.trim().is_empty()) {
            // Servers would take it for none, and answer in Dutch.
            "the language is blank"
        } else {
            return None;
        };
        Some(Error::invalid_input(problem))
    }

    /// The path below the API's.
    pub(crate) fn path(path: &str) -> String {
        format!("{API}/{path}")
    }

    /// What stands for a list in checkpoints: client, address and parameters, in one form.
    pub(crate) fn identity(&self, path: &str, parameters: Vec<(String, String)>) -> String {
        let mut pairs = parameters;
        pairs.extend(self.parameters());
        pairs.sort();
        let base = self.client.base_url().trim_end_matches('/');
        // Debug form: quoted, so that no value can pass for another parameter.
        format!("petitions-client/1 {base}{} {pairs:?}", Self::path(path))
    }

    pub(crate) async fn send(&self, request: Request) -> Result<Response, Error> {
        if let Some(error) = self.invalid() {
            return Err(error);
        }
        let parameters = self.parameters().into_iter();
        let request = parameters.fold(request, |request, (name, value)| request.query(name, value));
        self.client.request(request).await
    }
}
