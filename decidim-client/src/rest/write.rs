//! Creating and changing records.

use std::fmt;
use std::sync::Arc;

use civic_core::Error;
use civic_core::http::Response;
use civic_core::http::platform::Sending;
use civic_core::http::types::StatusCode;
use serde::de::DeserializeOwned;

use super::call::Call;
use super::job::Job;
use super::session::Session;

/// A write, sent when it is awaited. It returns the record as the server now has it.
///
/// It is sent once: after a failure in which the server may have received it, the error's
/// [`was_sent`](civic_core::Error::was_sent) says so, and nothing is sent again.
///
/// Version 0.3 does writes at once only where it is asked to, which this does. Where it answers
/// with a job all the same, this waits for the job. [`enqueue`](Self::enqueue) leaves the write to
/// the server instead.
///
/// # Errors
/// [`Rejected`](civic_core::ErrorKind::Rejected) where the server finds it invalid;
/// [`ServerError::of`](super::ServerError::of) tells why.
#[must_use = "a request is sent when it is awaited"]
pub struct Write<T> {
    session: Arc<Session>,
    call: Call,
    sending: Sending<T>,
}

/// What became of a write that was left to the server.
#[derive(Debug)]
#[non_exhaustive]
pub enum Submitted<T> {
    /// It is done: version 0.2 knows no jobs.
    Done(T),
    /// It is to be done.
    Queued(Job<T>),
}

impl<T: DeserializeOwned + Send + 'static> Submitted<T> {
    /// What was written, once it is.
    pub async fn finished(self) -> Result<T, Error> {
        match self {
            Self::Done(result) => Ok(result),
            Self::Queued(job) => job.finished().await,
        }
    }
}

impl<T: DeserializeOwned + Send + 'static> Write<T> {
    civic_core::call_options!(call.options);

    pub(crate) fn new(session: &Arc<Session>, call: Call) -> Self {
        Self { session: Arc::clone(session), call, sending: Sending::default() }
    }

    /// Leaves the write to the server, which says later what became of it.
    pub async fn enqueue(self) -> Result<Submitted<T>, Error> {
        let response = self.session.send(self.call.queued()).await?;
        read(&self.session, &response)
    }

    async fn done(self) -> Result<T, Error> {
        let response = self.session.send(self.call.inline()).await?;
        read::<T>(&self.session, &response)?.finished().await
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

impl<T> Clone for Write<T> {
    fn clone(&self) -> Self {
        Self {
            session: Arc::clone(&self.session),
            call: self.call.clone(),
            sending: Sending::default(),
        }
    }
}

impl<T> fmt::Debug for Write<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Write").field("session", &self.session).finish_non_exhaustive()
    }
}

civic_core::sent_when_polled!(Write<T> [DeserializeOwned + Send + 'static] => T, |write| write.done());
