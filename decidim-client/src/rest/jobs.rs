//! Jobs: writes that version 0.3 does later.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use civic_core::http::types::Method;
use civic_core::http::{Call, CallOptions, Request, Response, RetryPolicy};
use civic_core::open_enum;
use civic_core::{Error, ErrorKind, Extra, Sent};
use serde::de::{DeserializeOwned, Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::api_request::ApiRequest;
use super::auth::Actor;
use super::auth::scope::Needs;
use super::client::Client;
use super::id::Id;
use super::lenient_decode::pick;
use super::server_error::JobFailure;
use super::session::Session;

/// The pauses between two looks: the first, and the longest.
const PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(10)];

/// How long [`Job::finished`] waits, unless it has a deadline of its own.
const PATIENCE: Duration = Duration::from_secs(300);

open_enum! {
    /// The state of a job.
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

/// What the server says about a job.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct JobState {
    /// The job's id, which is all that is needed to ask for it.
    pub job_id: String,
    /// Its state.
    pub status: JobStatus,
    /// The request, or its result.
    pub data: Value,
    /// Its result.
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
        let status = pick(&mut members, "status").or_else(|| status_of_record(&members));
        Ok(Self {
            job_id: id.ok_or_else(|| D::Error::missing_field("job_id"))?,
            status: status.ok_or_else(|| D::Error::missing_field("status"))?,
            data: members.remove("data").unwrap_or_default(),
            return_value: members.remove("return_value").unwrap_or_default(),
            extra: members,
        })
    }
}

/// The state of a job that is shown as a record, as those are that hand in answers.
fn status_of_record(members: &Extra) -> Option<JobStatus> {
    JobStatus::deserialize(members.get("attributes")?.get("status")?).ok()
}

impl JobState {
    fn read(response: &Response) -> Result<Self, Error> {
        let whole: Value = response.json()?;
        match Self::deserialize(&whole) {
            Ok(state) => Ok(state),
            Err(_) => response.json_under("data"),
        }
    }

    /// Whether it has ended: nothing more will change.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::Proposal;
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let job = ana.job::<Proposal>("3f6c1d2e").await?;
    /// if job.state().is_over() {
    ///     println!("{}", job.state().status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
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
        let failure = JobFailure { class, message };
        let kind = if failure.is_the_servers() { ErrorKind::Server } else { ErrorKind::Rejected };
        Error::new(kind, said).with_source(failure)
    }
}

/// A write that the server does later, and that returns a `T`. Since 0.3.
///
/// Its [`id`](Self::id) is enough to ask for it later, in another process too: [`Client::job`]. Keep the
/// id secret: anybody who knows it can ask for the job.
pub struct Job<T> {
    session: Arc<Session>,
    state: JobState,
    options: CallOptions,
    result: PhantomData<fn() -> T>,
}

impl<A: Actor> Client<A> {
    /// The job with this id, which returns a `T`.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::Proposal;
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// // In another process, by the id that `job.id()` was.
    /// let job = ana.job::<Proposal>("3f6c1d2e").await?;
    /// println!("{}", job.state().status);
    /// # Ok(())
    /// # }
    /// ```
    pub fn job<T>(&self, id: &str) -> Call<Job<T>> {
        self.session.call(state_request(id), |context, answer| async move {
            Job::accepted(&context.session, &answer?)
        })
    }
}

fn request(method: Method, id: &str) -> ApiRequest {
    ApiRequest::on(method, "jobs", &Id::from(id), "", Needs::NOTHING)
}

fn state_request(id: &str) -> ApiRequest {
    request(Method::GET, id).with(Request::anonymous)
}

impl<T> Job<T> {
    civic_core::call_options!(options);

    pub(crate) fn accepted(session: &Arc<Session>, response: &Response) -> Result<Self, Error> {
        let (session, state) = (Arc::clone(session), JobState::read(response)?);
        Ok(Self { session, state, options: CallOptions::new(), result: PhantomData })
    }

    /// The same job, asked for with these options.
    pub(crate) fn with_options(self, options: CallOptions) -> Self {
        Self { options, ..self }
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.state.job_id
    }

    /// What the server said about it last.
    pub fn state(&self) -> &JobState {
        &self.state
    }

    /// Asks the server for its state.
    ///
    /// ```no_run
    /// # use decidim_client::rest::jobs::JobStatus;
    /// # use decidim_client::rest::resources::Proposal;
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let mut job = ana.job::<Proposal>("3f6c1d2e").await?;
    /// if job.poll().await?.status == JobStatus::Failed {
    ///     println!("{:?}", job.state().extra);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn poll(&mut self) -> Result<&JobState, Error> {
        let options = self.options.clone();
        self.look(options).await?;
        Ok(&self.state)
    }

    async fn look(&mut self, options: CallOptions) -> Result<(), Error> {
        let request = state_request(self.id()).options(options);
        self.state = JobState::read(&self.session.send(request).await?)?;
        Ok(())
    }

    /// Deletes it.
    ///
    /// This cancels a job that is [pending](JobStatus::Pending): the write is never done, because the
    /// server's worker no longer finds it. Of a job that is processing or has ended, only the state is
    /// deleted.
    ///
    /// ```no_run
    /// # use decidim_client::rest::jobs::Submitted;
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// if let Submitted::Queued(job) = ana.draft_proposals().publish(77).enqueue().await? {
    ///     job.delete().await?; // the draft stays a draft, if the job had not begun
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("cancel", "remove"))]
    pub async fn delete(self) -> Result<(), Error> {
        let request = request(Method::DELETE, self.id()).options(self.options);
        self.session.send(request).await.map(drop)
    }
}

impl<T: DeserializeOwned> Job<T> {
    /// Waits until it has ended, and returns its result. It waits until the
    /// [`deadline`](Self::deadline), by default five minutes.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::Proposal;
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// use std::time::Duration;
    ///
    /// let job = ana.job::<Proposal>("3f6c1d2e").await?;
    /// let proposal = job.deadline(Duration::from_secs(60)).finished().await?;
    /// println!("published as {}", proposal.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Rejected`](ErrorKind::Rejected) where it failed, [`Server`](ErrorKind::Server) where it failed by a
    /// mistake of the server's, [`Timeout`](ErrorKind::Timeout) where it takes longer, and any error of the requests for its state. A timeout or such an error does not mean
    /// that the write failed: the job goes on, as the error's [`hint`](Error::hint) says, and
    /// [`Client::job`] finds it again.
    #[doc(alias = "wait")]
    pub async fn finished(mut self) -> Result<T, Error> {
        let clock = Arc::clone(self.session.site.http.clock());
        let options = self.options.clone().deadline_or(PATIENCE).started(clock.as_ref());
        let [mut pause, longest] = PAUSES;
        while !self.state.is_over() {
            let what = format!("job {}, which is still {}", self.id(), self.state.status);
            let sleep = async {
                clock.sleep(pause).await;
                Ok(())
            };
            let paused = options.within_deadline(clock.as_ref(), what, sleep).await;
            paused.map_err(|error| self.lost(error))?;
            pause = longest.min(pause * 2);
            if let Err(error) = self.look(options.clone()).await {
                return Err(self.lost(error));
            }
        }
        if self.state.status == JobStatus::Failed {
            return Err(self.state.failure());
        }
        self.state.result()
    }

    /// An error after which nobody knows what becomes of the job. The write itself was sent.
    fn lost(&self, error: Error) -> Error {
        let id = self.id();
        let hint = format!("the write was accepted as job {id}; ask client.job({id:?})");
        let hint = error.hint().map_or_else(|| hint.clone(), |first| format!("{hint}; {first}"));
        error.with_sent(Sent::Yes).with_hint(hint)
    }
}

/// That a record was deleted, of which servers then say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deleted;

/// Whatever a server says of it: an empty answer, or the result of a job.
impl<'de> Deserialize<'de> for Deleted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// The answer to a write that the server may do later.
#[derive(Debug)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "one at a time, and a record is large, too")]
pub enum Submitted<T> {
    /// It is done: version 0.2 has no jobs.
    Done(T),
    /// It will be done.
    Queued(Job<T>),
}

/// What is set counts for the wait for a job, and for each look at it. A write that is done waits for nothing.
impl<T> Submitted<T> {
    /// The longest that [`finished`](Self::finished) waits; see [`Job::deadline`].
    #[doc(alias = "timeout")]
    #[must_use]
    pub fn deadline(self, limit: Duration) -> Self {
        self.with(|job| job.deadline(limit))
    }

    /// How often a look is tried again; see [`Job::retry`].
    #[must_use]
    pub fn retry(self, policy: RetryPolicy) -> Self {
        self.with(|job| job.retry(policy))
    }

    /// One more header on each look; see [`Job::header`].
    #[must_use]
    pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.with(|job| job.header(name, value))
    }

    fn with(self, set: impl FnOnce(Job<T>) -> Job<T>) -> Self {
        match self {
            Self::Queued(job) => Self::Queued(set(job)),
            done @ Self::Done(_) => done,
        }
    }
}

impl<T: DeserializeOwned + Send + 'static> Submitted<T> {
    /// What was written, once it is: see [`Job::finished`].
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let submitted = ana.draft_proposals().publish(77).enqueue().await?;
    /// // Something else meanwhile.
    /// let proposal = submitted.finished().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn finished(self) -> Result<T, Error> {
        match self {
            Self::Done(result) => Ok(result),
            Self::Queued(job) => job.finished().await,
        }
    }
}

impl<T> fmt::Debug for Job<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("status", &self.state.status).finish_non_exhaustive()
    }
}
