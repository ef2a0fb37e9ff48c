//! Writes that version 0.3 does when it gets to them.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use civic_core::http::Response;
use civic_core::http::types::Method;
use civic_core::open_enum;
use civic_core::{Error, ErrorKind, Extra};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::actor::Actor;
use super::call::Call;
use super::client::Client;
use super::id::Id;
use super::kept::pick;
use super::scope::Needs;
use super::server_error::JobFailure;
use super::session::Session;

/// The pauses between two looks: the first, and the longest.
const PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(10)];

/// How long [`Job::finished`] waits.
const PATIENCE: Duration = Duration::from_secs(300);

open_enum! {
    /// How far a job is.
    pub enum JobStatus {
        /// Not begun.
        Pending = "pending",
        /// Under way.
        Processing = "processing",
        /// Done.
        Completed = "completed",
        /// Given up.
        Failed = "failed",
    }
}

/// What a server says of a job.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct JobState {
    /// The job's id, which is all that is needed to ask for it.
    pub job_id: String,
    /// How far it is.
    pub status: JobStatus,
    /// What was asked for, or what came of it.
    pub data: Value,
    /// What came of it.
    pub return_value: Value,
    /// Fields that this version does not know; of a failed job the reason among them.
    #[serde(flatten)]
    pub extra: Extra,
}

impl<'de> Deserialize<'de> for JobState {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = Extra::deserialize(deserializer)?;
        // It has the one name when it is accepted, and the other when it is asked for.
        let id = pick(&mut members, "job_id").or_else(|| pick(&mut members, "id"));
        let status = pick(&mut members, "status");
        Ok(Self {
            job_id: id.ok_or_else(|| D::Error::missing_field("job_id"))?,
            status: status.ok_or_else(|| D::Error::missing_field("status"))?,
            data: members.remove("data").unwrap_or_default(),
            return_value: members.remove("return_value").unwrap_or_default(),
            extra: members,
        })
    }
}

impl JobState {
    fn read(response: &Response) -> Result<Self, Error> {
        let whole: Value = response.json()?;
        match Self::deserialize(&whole) {
            Ok(state) => Ok(state),
            Err(_) => response.json_under("data"),
        }
    }

    /// Whether nothing more will come of it.
    pub fn is_over(&self) -> bool {
        matches!(self.status, JobStatus::Completed | JobStatus::Failed)
    }

    /// The result: the body that the write would have been answered with at once, of which its
    /// `data` is meant. `ExecuteApiJobJob.wrap_result` puts that body at both places.
    fn result<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let [first, second] = [&self.return_value, &self.data];
        let body = if first.is_null() { second } else { first };
        let result = body.get("data").unwrap_or(body);
        T::deserialize(result).map_err(|error| {
            let message = format!("job {} is done, but its answer has no such result", self.job_id);
            Error::decode(message, "return_value").with_source(error)
        })
    }

    fn failure(&self) -> Error {
        let text = |name: &str| self.extra.get(name).filter(|value| !value.is_null());
        let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let reason = ["error_message", "error_description", "error", "message"];
        let reason = reason.into_iter().find_map(text);
        let reason = reason.or(Some(&self.return_value).filter(|value| !value.is_null()));
        let message = reason.map(shown).unwrap_or_default();
        let said = if message.is_empty() { "without a reason" } else { &message };
        let said = format!("job {} failed: {said}", self.job_id);
        let class = text("error_class").map(shown);
        Error::new(ErrorKind::Rejected, said).with_source(JobFailure { class, message })
    }
}

/// A write that the server is to do, with what it will return. Since 0.3.
///
/// Its [`id`](Self::id) is enough to ask for it later, in another process too:
/// [`Client::job`]. Keep the id as you keep a secret: it is all that a stranger needs, too.
pub struct Job<T> {
    session: Arc<Session>,
    state: JobState,
    result: PhantomData<fn() -> T>,
}

impl<A: Actor> Client<A> {
    /// Asks for the job with this id, which is to return a `T`.
    pub async fn job<T>(&self, id: &str) -> Result<Job<T>, Error> {
        let state = look(&self.session, id).await?;
        Ok(Job { session: Arc::clone(&self.session), state, result: PhantomData })
    }
}

async fn look(session: &Session, id: &str) -> Result<JobState, Error> {
    let call = Call::on(Method::GET, "jobs", &Id::from(id), "", Needs::NOTHING);
    JobState::read(&session.send(call.anonymous()).await?)
}

impl<T> Job<T> {
    pub(crate) fn accepted(session: &Arc<Session>, response: &Response) -> Result<Self, Error> {
        let state = JobState::read(response)?;
        Ok(Self { session: Arc::clone(session), state, result: PhantomData })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.state.job_id
    }

    /// What the server last said of it.
    pub fn state(&self) -> &JobState {
        &self.state
    }

    /// Asks how far it is.
    pub async fn poll(&mut self) -> Result<&JobState, Error> {
        self.state = look(&self.session, &self.state.job_id).await?;
        Ok(&self.state)
    }

    /// Deletes it.
    ///
    /// A job that is [pending](JobStatus::Pending) is cancelled by this: the write is never done,
    /// for the server's worker no longer finds it. One that is over, or under way, has done what it
    /// did: only its state is forgotten.
    pub async fn delete(self) -> Result<(), Error> {
        let id = Id::from(self.id());
        let call = Call::on(Method::DELETE, "jobs", &id, "", Needs::NOTHING);
        self.session.send(call).await.map(drop)
    }
}

impl<T: DeserializeOwned> Job<T> {
    /// Waits until it is over, at most five minutes, and returns what came of it.
    ///
    /// # Errors
    /// [`Rejected`](ErrorKind::Rejected) where it failed, [`Timeout`](ErrorKind::Timeout) where it
    /// takes longer, and whatever keeps it from asking. Neither of the latter two is the write's
    /// failure: the job goes on all the same, as the error's [`hint`](Error::hint) says, and
    /// [`Client::job`] finds it again.
    pub async fn finished(mut self) -> Result<T, Error> {
        let clock = Arc::clone(self.session.site.http.clock());
        let started = clock.elapsed();
        let [mut pause, longest] = PAUSES;
        while !self.state.is_over() {
            if clock.elapsed().saturating_sub(started) >= PATIENCE {
                let message = format!(
                    "job {} is still {} after {} s",
                    self.id(),
                    self.state.status,
                    PATIENCE.as_secs()
                );
                return Err(self.lost(Error::new(ErrorKind::Timeout, message)));
            }
            clock.sleep(pause).await;
            pause = longest.min(pause * 2);
            if let Err(error) = self.poll().await {
                return Err(self.lost(error));
            }
        }
        if self.state.status == JobStatus::Failed {
            return Err(self.state.failure());
        }
        self.state.result()
    }

    /// An error after which nobody knows what becomes of the job.
    fn lost(&self, error: Error) -> Error {
        let id = self.id();
        let hint = format!("the write was accepted as job {id}; ask client.job({id:?})");
        let hint = error.hint().map_or_else(|| hint.clone(), |first| format!("{hint}; {first}"));
        error.with_hint(hint)
    }
}

impl<T> fmt::Debug for Job<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("status", &self.state.status).finish_non_exhaustive()
    }
}
