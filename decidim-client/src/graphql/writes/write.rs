//! A write on its way.

use std::fmt;

use civic_core::Error;
use civic_core::http::platform::Sending;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::input::Input;
use super::refusal::refusal;
use crate::graphql::answer::Answer;
use crate::graphql::call::FilePart;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::records::operation::{Asked, Form, Operation};

/// A write, sent when it is awaited. It gives the record as the site then has it, as far as the
/// site's answer to a write shows it.
///
/// It is sent once: after a failure in which the site may have received it, the error's
/// [`was_sent`](civic_core::Error::was_sent) says so, and nothing is sent again. A site that does
/// not know something of the answer's form says so before it does anything; only then the write is
/// sent again, without that. What the caller set is never left out: where the site does not know
/// it, the write is refused.
///
/// # Errors
/// - [`InvalidInput`](civic_core::ErrorKind::InvalidInput) before anything is sent, where the
///   client sees what is wrong: a blank title, an end before the start.
/// - [`Unsupported`](civic_core::ErrorKind::Unsupported) where the site's version takes no such
///   write, or does not know something that was set.
/// - [`Forbidden`](civic_core::ErrorKind::Forbidden) where the caller may not do it.
/// - [`NotFound`](civic_core::ErrorKind::NotFound) where there is no such record.
/// - [`Rejected`](civic_core::ErrorKind::Rejected) where the site finds it invalid;
///   [`ServerError::problems`](crate::graphql::ServerError::problems) says why, attribute by
///   attribute.
#[must_use = "a write is sent when it is awaited"]
pub struct Write<T> {
    pub(super) client: Client,
    operation: Operation,
    form: Form<'static>,
    path: &'static [&'static str],
    variables: Map<String, Value>,
    /// Members that the client adds to the record.
    known: Map<String, Value>,
    takes_locale: bool,
    sets_locale: bool,
    fault: Option<String>,
    sending: Sending<T>,
}

impl<T: DeserializeOwned> Write<T> {
    /// A write whose answer has the record at this path.
    pub(super) fn new(
        client: &Client,
        operation: Operation,
        path: &'static [&'static str],
        input: Input,
    ) -> Self {
        let (variables, fault) = input.into_parts();
        Self {
            client: client.clone(),
            operation,
            form: Form::Whole,
            path,
            variables,
            known: Map::new(),
            takes_locale: false,
            sets_locale: false,
            fault,
            sending: Sending::default(),
        }
    }

    /// The same with another field of the same form in place of one.
    pub(super) fn instead(mut self, of: &'static str, field: &'static str) -> Self {
        self.form = Form::Instead { of, field };
        self
    }

    /// Sets a variable.
    pub(super) fn variable(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    /// Sets a member of the record that the site does not give.
    pub(super) fn known(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.known.insert(name.to_owned(), value.into());
        self
    }

    /// Says that the write is in a language: the client's own, until another is set.
    pub(super) fn localized(mut self) -> Self {
        self.takes_locale = true;
        let locale = self.client.locale().to_owned();
        self.variable("locale", locale)
    }

    civic_core::call_options!(client.options);

    /// The language that the texts are in, and the site's messages; default the client's own
    /// ([`ClientBuilder::locale`](crate::graphql::ClientBuilder::locale)). For writes with texts
    /// in one language; any other refuses it.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::ProposalAttributes;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let shade = ProposalAttributes::new("Ombra a la plaça", "<p>Deu arbres.</p>");
    /// let proposal = site.proposals(39).create(shade).locale("ca").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        let locale = locale.into();
        if locale.trim().is_empty() {
            self.fault.get_or_insert_with(|| "the locale is empty".to_owned());
        }
        self.sets_locale = true;
        self.variable("locale", locale)
    }

    /// Whether the answer has machine translations in place of the texts as they were written.
    /// For writes with texts in one language; any other refuses it.
    pub fn toggle_translations(mut self, toggle: bool) -> Self {
        self.sets_locale = true;
        self.variable("toggleTranslations", toggle)
    }

    /// Sends it. The record and the answer that it came in, which may name fields of the record
    /// that the caller may not see.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let (proposal, answer) = site.proposals(39).vote(35).with_answer().await?;
    /// for said in answer.errors() {
    ///     println!("voted; not shown: {said}");
    /// }
    /// println!("{} requests", answer.stats().attempts);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn with_answer(self) -> Result<(T, Answer), Error> {
        self.send(None).await
    }

    /// Sends it with the file that is its variable `file`.
    pub(super) async fn with_file(self, file: FilePart) -> Result<T, Error> {
        self.send(Some(file)).await.map(|(record, _)| record)
    }

    async fn send(self, file: Option<FilePart>) -> Result<(T, Answer), Error> {
        if let Some(fault) = self.fault {
            return Err(Error::invalid_input(fault));
        }
        if self.sets_locale && !self.takes_locale {
            return Err(Error::invalid_input("this write has no text in one language"));
        }
        // A site that takes no locale writes in its own; nothing is lost by that unless one was set.
        let soft: &[&str] = if self.sets_locale { &[] } else { &["locale"] };
        let path = self.path;
        let (variables, essential) = (self.variables, path);
        let asked = Asked { variables, soft, essential, file, ..Asked::default() };
        let answer = self.operation.run(&self.client, self.form, asked).await?;
        let record: Option<Map<String, Value>> = answer.decode_at(path).map_err(done)?;
        let Some(mut record) = record else {
            return Err(refusal(&answer, path, self.client.is_anonymous()));
        };
        record.extend(self.known);
        let record = serde_json::from_value(Value::Object(record)).map_err(|error| {
            let error = Error::decode(error.to_string(), format!("data.{}", path.join(".")));
            done(answer.blame(error))
        })?;
        Ok((record, answer))
    }
}

impl<C> Contents<C> {
    /// A write in this component.
    pub(super) fn write<T: DeserializeOwned>(
        &self,
        operation: Operation,
        path: &'static [&'static str],
        input: Input,
    ) -> Write<T> {
        let write = Write::new(&self.client, operation, path, input);
        write.variable("component", self.component.to_string())
    }

    /// A write of the record with this id.
    pub(super) fn write_one<T: DeserializeOwned>(
        &self,
        id: Id,
        operation: Operation,
        path: &'static [&'static str],
        input: Input,
    ) -> Write<T> {
        self.write(operation, path, input).variable("id", id.to_string())
    }
}

/// What went wrong after the site had done it.
fn done(error: Error) -> Error {
    error.with_hint("the site did it: only what came of it cannot be read")
}

civic_core::sent_when_polled!(Write<T> [DeserializeOwned + Send + 'static] => T, |write| async {
    write.with_answer().await.map(|(record, _)| record)
});

impl<T> Clone for Write<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            operation: self.operation,
            form: self.form,
            path: self.path,
            variables: self.variables.clone(),
            known: self.known.clone(),
            takes_locale: self.takes_locale,
            sets_locale: self.sets_locale,
            fault: self.fault.clone(),
            sending: Sending::default(),
        }
    }
}

impl<T> fmt::Debug for Write<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Write")
            .field("path", &self.path)
            .field("variables", &self.variables)
            .finish_non_exhaustive()
    }
}
