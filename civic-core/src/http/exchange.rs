//! One request from permit to answer, through as many attempts as it takes.

mod attempt;
mod refusal;
mod wait;

use std::pin::pin;
use std::time::Duration;

use http::StatusCode;
use tracing::debug;
use url::Url;

use super::client::HttpClient;
use super::framing::{self, Framing};
use super::request::Request;
use super::response::Response;
use super::secrets::Secrets;
use super::transport::BodyStream;
use crate::auth::Token;
use crate::{Error, ErrorKind, Sent};
use wait::within;

pub(super) struct Exchange<'a> {
    client: &'a HttpClient,
    request: &'a Request,
    url: Url,
    shown: String,
    started: Duration,
    attempts: u32,
    failures: u32,
    refusals: u32,
    refreshed: bool,
    /// Time spent waiting for rate limits and for tokens. Neither is work.
    throttled: Duration,
    authorizing: Duration,
    pushed_back: bool,
    /// How far the attempts before this one got, and this one.
    sent_before: Sent,
    sent_now: Sent,
    secrets: Secrets,
    /// Whether a wanted answer's body is left unread.
    leaves_body: bool,
}

/// An answer, and of a body that was left unread, the body.
pub(super) struct Answered {
    pub(super) response: Response,
    pub(super) rest: Option<Rest>,
}

/// A body that was left unread: unpacked, with what tells its end.
pub(super) struct Rest {
    pub(super) body: BodyStream,
    pub(super) framing: Framing,
    /// Whether it came packed: its announced length is then another.
    pub(super) was_packed: bool,
}

impl Rest {
    pub(super) fn nothing() -> Self {
        Self { body: framing::nothing(), framing: Framing::Length(0), was_packed: false }
    }
}

/// What to do after an attempt that did not succeed.
enum Next {
    /// Try again after a pause of our own.
    Backoff(Error),
    /// Try again when the server's rate limit allows.
    Throttled(Error, Duration),
    /// Give up.
    Fail(Error),
}

impl<'a> Exchange<'a> {
    pub(super) fn new(
        client: &'a HttpClient,
        request: &'a Request,
        url: Url,
        shown: String,
        started: Duration,
    ) -> Self {
        Self {
            client,
            request,
            url,
            shown,
            started,
            attempts: 0,
            failures: 0,
            refusals: 0,
            refreshed: false,
            throttled: Duration::ZERO,
            authorizing: Duration::ZERO,
            pushed_back: false,
            sent_before: Sent::No,
            sent_now: Sent::No,
            secrets: client.secrets_with(request),
            leaves_body: false,
        }
    }

    /// The same, up to the head of a wanted answer.
    pub(super) fn leaving_the_body(mut self) -> Self {
        self.leaves_body = true;
        self
    }

    pub(super) async fn run(mut self) -> Result<Answered, Error> {
        let Some(deadline) = self.request.deadline else {
            return self.drive_beside_refresh().await;
        };
        let mut timer = self.client.parts().clock.sleep(deadline);
        let finished = within(&mut timer, pin!(self.drive_beside_refresh())).await;
        finished.unwrap_or_else(|| {
            let message =
                format!("did not end within its deadline of {} s", deadline.as_secs_f32());
            Err(self.stamp(Error::new(ErrorKind::Timeout, message)))
        })
    }

    async fn drive_beside_refresh(&mut self) -> Result<Answered, Error> {
        match self.client.tokens() {
            Some(tokens) => tokens.beside(self.drive()).await,
            None => self.drive().await,
        }
    }

    async fn drive(&mut self) -> Result<Answered, Error> {
        loop {
            let token = self.permit().await?;
            self.begin_attempt()?;
            let answered = match self.attempt(token.as_ref()).await {
                Ok(answered) => answered,
                Err(error) => {
                    debug!(attempt = self.attempts, %error, "attempt failed");
                    let next = self.after_failure(error);
                    self.pause(next).await?;
                    continue;
                }
            };
            let response = &answered.response;
            debug!(attempt = self.attempts, status = response.status.as_u16(), "attempt answered");
            if self.wants(response.status) {
                if self.lacks_json(response) {
                    if self.asks_again().await {
                        continue;
                    }
                } else {
                    self.client.parts().budget.succeeded();
                }
                return Ok(answered);
            }
            let platform = &self.client.parts().platform;
            if !self.refreshed
                && let (Some(tokens), Some(token)) = (self.client.tokens(), &token)
                && platform.rejects_token(response, token)
                && self.replaces(tokens, token).await
            {
                self.refreshed = true;
                continue;
            }
            let next = self.after_refusal(response);
            self.pause(next).await?;
        }
    }

    /// Whether an answer of this status is what was asked for.
    fn wants(&self, status: StatusCode) -> bool {
        status.is_success() || (self.request.takes_redirect && status.is_redirection())
    }

    /// Whether something else came where JSON was due: nothing, a page, or half of the answer.
    fn lacks_json(&self, response: &Response) -> bool {
        let lacks = !self.leaves_body
            && self.request.awaits_json(self.client.headers())
            && response.lacks_json();
        if lacks {
            debug!(attempt = self.attempts, "answered no JSON where JSON was due");
        }
        lacks
    }

    /// Waits for another attempt, where one is left. If none is, whoever decodes the answer says
    /// what it lacks: an answer may be a secret as a whole.
    async fn asks_again(&mut self) -> bool {
        self.failures += 1;
        let next = self.again(Error::new(ErrorKind::Decode, "no JSON where JSON was due"));
        self.pause(next).await.is_ok()
    }

    async fn token(&mut self) -> Result<Option<Token>, Error> {
        let wants_one = !self.request.anonymous && !self.request.brings_authorization();
        let Some(tokens) = self.client.tokens().filter(|_| wants_one) else {
            return Ok(None);
        };
        let clock = &self.client.parts().clock;
        let before = clock.elapsed();
        let token = tokens.get().await;
        let waited = clock.elapsed().saturating_sub(before);
        self.authorizing = self.authorizing.saturating_add(waited);
        let token = token.map_err(|error| {
            error.on_behalf_of(self.request.method.clone(), &self.shown, self.sent())
        })?;
        self.secrets.add(token.secret().clone());
        Ok(Some(token))
    }

    /// Counts the attempt to come, where there is time for one.
    fn begin_attempt(&mut self) -> Result<(), Error> {
        if self.attempt_limit().is_zero() {
            let error = Error::new(ErrorKind::Timeout, "was left no time for an attempt");
            return Err(self.stamp(error));
        }
        self.sent_before = self.sent();
        self.sent_now = Sent::No;
        self.attempts += 1;
        Ok(())
    }

    /// After an attempt without an answer.
    fn after_failure(&mut self, error: Error) -> Next {
        self.failures += 1;
        let again = match error.kind() {
            ErrorKind::Connect | ErrorKind::Transport | ErrorKind::Timeout => {
                self.sent_now == Sent::No || self.request.replayable
            }
            _ => false,
        };
        if again { self.again(error) } else { Next::Fail(error) }
    }

    /// Another attempt, unless this was the last.
    fn again(&self, error: Error) -> Next {
        if self.failures < self.client.parts().retry.attempts {
            Next::Backoff(error)
        } else {
            Next::Fail(error)
        }
    }

    /// How far any attempt got.
    fn sent(&self) -> Sent {
        self.sent_before.max(self.sent_now)
    }

    /// Adds where, how often, how long, and whether it was sent.
    fn stamp(&self, error: Error) -> Error {
        error
            .at(self.request.method.clone(), self.shown.clone())
            .tried(self.attempts, self.client.elapsed_since(self.started))
            .sent(self.sent())
    }
}

#[cfg(test)]
mod tests;
