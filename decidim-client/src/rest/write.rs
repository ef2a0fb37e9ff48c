//! Creating and changing records.

use std::sync::Arc;

use civic_core::http::platform::Sending;
use civic_core::http::types::StatusCode;
use civic_core::http::{Request, Response};
use civic_core::{Error, ErrorKind};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::api_request::ApiRequest;
use super::jobs::{Job, Submitted};
use super::session::Session;

/// A write, sent when it is awaited. It returns the record as the server now has it.
///
/// It is sent once: after a failure in which the server may have received it, the error's
/// [`was_sent`](civic_core::Error::was_sent) says so, and nothing is sent again.
///
/// Version 0.3 does a write at once only if it is asked to, which this does. Where it answers with a job
/// all the same, this waits for the job. With [`enqueue`](Self::enqueue) the server does the write later.
///
/// # Errors
/// [`Rejected`](civic_core::ErrorKind::Rejected) where the server finds it invalid;
/// [`ServerError::of`](super::ServerError::of) says why.
#[derive(Clone, Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct Write<T> {
    session: Arc<Session>,
    call: ApiRequest,
    /// Whether version 0.3 has a path at which it is done at once.
    has_sync_path: bool,
    /// Whether the answer as a whole is what was written.
    is_whole: bool,
    /// What is known of releases that fail at it.
    known_fault: Option<&'static str>,
    sending: Sending<T>,
}

impl<T: DeserializeOwned + Send + 'static> Write<T> {
    civic_core::call_options!(call.options);

    pub(crate) fn new(session: &Arc<Session>, call: ApiRequest) -> Self {
        let session = Arc::clone(session);
        Self {
            session,
            call,
            has_sync_path: true,
            is_whole: false,
            known_fault: None,
            sending: Sending::default(),
        }
    }

    /// One that has a single path in 0.3, too: it is done at once there, or always by a job.
    pub(crate) fn at_its_own_path(session: &Arc<Session>, call: ApiRequest) -> Self {
        Self { has_sync_path: false, ..Self::new(session, call) }
    }

    /// One whose answer is not under `data`.
    pub(crate) fn of_the_whole_answer(session: &Arc<Session>, call: ApiRequest) -> Self {
        Self { is_whole: true, ..Self::at_its_own_path(session, call) }
    }

    /// Says in the error of a server that fails what is known of it.
    pub(crate) fn known_fault(self, fault: &'static str) -> Self {
        Self { known_fault: Some(fault), ..self }
    }

    /// Sets more of the request than its path.
    pub(crate) fn with(mut self, set: impl FnOnce(Request) -> Request) -> Self {
        self.call = self.call.with(set);
        self
    }

    /// Sends the write for the server to do later.
    ///
    /// ```no_run
    /// # use decidim_client::rest::jobs::Submitted;
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// match ana.draft_proposals().publish(77).enqueue().await? {
    ///     Submitted::Done(proposal) => println!("published as {}", proposal.id),
    ///     Submitted::Queued(job) => println!("later: ask for job {}", job.id()),
    ///     _ => {}
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn enqueue(self) -> Result<Submitted<T>, Error> {
        let response = self.session.send(self.call).await?;
        read(&self.session, &response, self.is_whole)
    }

    async fn done(self) -> Result<T, Error> {
        let fault = self.known_fault;
        self.written().await.map_err(|error| match fault {
            Some(fault) if error.kind() == ErrorKind::Server && error.hint().is_none() => {
                error.with_hint(fault)
            }
            _ => error,
        })
    }

    async fn written(self) -> Result<T, Error> {
        let options = self.call.options.clone().started(self.session.site.http.clock().as_ref());
        let call = if self.has_sync_path { self.call.inline() } else { self.call };
        let call = call.options(options.clone());
        let response = self.session.send(call).await?;
        match read(&self.session, &response, self.is_whole)? {
            Submitted::Done(result) => Ok(result),
            Submitted::Queued(job) => job.with_options(options).finished().await,
        }
    }
}

fn read<T: DeserializeOwned>(
    session: &Arc<Session>,
    response: &Response,
    is_whole: bool,
) -> Result<Submitted<T>, Error> {
    if response.status() == StatusCode::ACCEPTED {
        return Ok(Submitted::Queued(Job::accepted(session, response)?));
    }
    if response.status() == StatusCode::NO_CONTENT {
        return T::deserialize(Value::Null)
            .map(Submitted::Done)
            .map_err(|_| response.blame(Error::decode("the answer has no record", "data")));
    }
    let written = if is_whole { response.json() } else { response.json_under("data") };
    written.map(Submitted::Done)
}

civic_core::sent_when_polled!(Write<T> [Clone + DeserializeOwned + Send + 'static] => T, |write| write.done());
