//! The state of a request that is being sent.

use std::time::Duration;

use http::StatusCode;
use url::Url;

use crate::http::deadline::Deadline;
use crate::http::redact::Secrets;
use crate::http::request::Request;
use crate::http::retry_policy::RetryPolicy;
use crate::http::settings::Settings;
use crate::http::transport::UploadProgress;
use crate::{Error, Sent};

pub(super) struct RetryLoop<'a> {
    pub(super) settings: &'a Settings,
    pub(super) request: &'a Request,
    pub(super) policy: &'a RetryPolicy,
    pub(super) url: Url,
    pub(super) shown: String,
    pub(super) started: Duration,
    pub(super) deadline: Deadline,
    pub(super) attempts: u32,
    pub(super) failures: u32,
    /// Answers that asked to wait.
    pub(super) refusals: u32,
    /// What it waits for besides an answer.
    pub(super) waits_for: Option<&'static str>,
    /// Whether a refused token was replaced.
    pub(super) refreshed: bool,
    /// Time spent waiting for rate limits.
    pub(super) waited_for_rate_limit: Duration,
    pub(super) pushed_back: bool,
    /// How far the attempts before this one got, and this one.
    pub(super) sent_before: Sent,
    pub(super) sent_now: Sent,
    pub(super) secrets: Secrets,
    /// Of all attempts together.
    pub(super) progress: Option<UploadProgress>,
    /// Whether a wanted answer's body is left unread.
    pub(super) leaves_body: bool,
}

/// What to do after an attempt that did not succeed.
pub(super) enum Next {
    /// Try again after a pause of our own.
    Backoff(Error),
    /// Try again when the server's rate limit allows.
    RateLimited(Error, Duration),
    /// Give up.
    Fail(Error),
}

impl<'a> RetryLoop<'a> {
    pub(super) fn new(
        settings: &'a Settings,
        request: &'a Request,
        url: Url,
        shown: String,
    ) -> Self {
        let started = settings.clock.elapsed();
        let options = &request.options;
        let policy = options.policy().unwrap_or(&settings.retry);
        let mut secrets = request.secrets.clone();
        let of_client = settings.headers.iter();
        for (name, value) in of_client.chain(options.headers()).filter(|(_, it)| it.is_sensitive())
        {
            secrets.add_header(name, value);
        }
        Self {
            settings,
            request,
            policy,
            shown,
            url,
            started,
            deadline: settings.deadline(options),
            attempts: 0,
            failures: 0,
            refusals: 0,
            waits_for: None,
            refreshed: false,
            waited_for_rate_limit: Duration::ZERO,
            pushed_back: false,
            sent_before: Sent::No,
            sent_now: Sent::No,
            secrets,
            progress: request.progress(),
            leaves_body: false,
        }
    }

    /// Whether an answer of this status is what was asked for.
    pub(super) fn wants(&self, status: StatusCode) -> bool {
        status.is_success() || (self.request.takes_redirect && status.is_redirection())
    }

    /// How long it has taken so far.
    pub(super) fn elapsed(&self) -> Duration {
        self.settings.clock.elapsed().saturating_sub(self.started)
    }

    /// What is left until the deadline.
    pub(super) fn time_left(&self) -> Duration {
        self.deadline.left(self.settings.clock.elapsed())
    }

    /// How long an attempt that begins now may take.
    pub(super) fn attempt_limit(&self) -> Duration {
        self.settings.timeouts.attempt.min(self.time_left())
    }

    /// Another attempt, unless this was the last.
    pub(super) fn again(&self, error: Error) -> Next {
        if self.failures < self.policy.attempts { Next::Backoff(error) } else { Next::Fail(error) }
    }

    /// How far any attempt got.
    pub(super) fn sent(&self) -> Sent {
        self.sent_before.max(self.sent_now)
    }

    /// Adds where, how often, how long, and whether it was sent.
    pub(super) fn stamp(&self, error: Error) -> Error {
        error
            .at(self.request.method().clone(), self.shown.clone())
            .tried(self.attempts, self.elapsed())
            .sent(self.sent())
            .of_write(!self.request.idempotent)
    }

    pub(super) fn late(&self) -> Error {
        self.stamp(self.deadline.missed("", self.waits_for))
    }
}
