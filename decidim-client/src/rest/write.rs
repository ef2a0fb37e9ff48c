//! Creating and changing records.

use std::sync::Arc;

use civic_core::Error;
use civic_core::http::Response;
use civic_core::http::platform::Sending;
use civic_core::http::types::StatusCode;
use serde::de::DeserializeOwned;

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
/// [`ServerError::of`](super::ServerError::of) tells why.
#[derive(Clone, Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct Write<T> {
    session: Arc<Session>,
    call: ApiRequest,
    sending: Sending<T>,
}

impl<T: DeserializeOwned + Send + 'static> Write<T> {
    civic_core::call_options!(call.options);

    pub(crate) fn new(session: &Arc<Session>, call: ApiRequest) -> Self {
        Self { session: Arc::clone(session), call, sending: Sending::default() }
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
        read(&self.session, &response)
    }

    async fn done(self) -> Result<T, Error> {
        let options = self.call.options.clone().started(self.session.site.http.clock().as_ref());
        let call = self.call.inline().options(options.clone());
        let response = self.session.send(call).await?;
        match read(&self.session, &response)? {
            Submitted::Done(result) => Ok(result),
            Submitted::Queued(job) => job.with_options(options).finished().await,
        }
    }
}

fn read<T: DeserializeOwned>(
    session: &Arc<Session>,
    response: &Response,
) -> Result<Submitted<T>, Error> {
    if response.status() == StatusCode::ACCEPTED {
        return Ok(Submitted::Queued(Job::accepted(session, response)?));
    }
    Ok(Submitted::Done(response.json_under("data")?))
}

civic_core::sent_when_polled!(Write<T> [Clone + DeserializeOwned + Send + 'static] => T, |write| write.done());
