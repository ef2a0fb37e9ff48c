//! The loop itself.

use std::pin::pin;

use tracing::{Instrument, debug};

use super::log;
use super::state::{Next, RetryLoop};
use crate::auth::Token;
use crate::http::request::Request;
use crate::http::response::Response;
use crate::http::settings::Settings;
use crate::http::unread_body::UnreadBody;
use crate::{Error, ErrorKind, Sent};

/// An answer, and its body, if that was left unread.
pub(in crate::http) struct Answered {
    pub(in crate::http) response: Response,
    pub(in crate::http) unread: Option<UnreadBody>,
}

/// Sends a request until it is answered or given up. With `leaves_body`, up to the head of a wanted
/// answer.
pub(in crate::http) async fn send(
    settings: &Settings,
    request: &Request,
    leaves_body: bool,
) -> Result<Answered, Error> {
    request.check(&settings.headers)?;
    let url = request.url(&settings.base)?;
    let shown = request.shown(&url);
    let ready = settings.clock.ready();
    ready.map_err(|error| error.at(request.method().clone(), shown.clone()))?;
    let span = log::span(request.method(), &url, &shown);
    let mut sending = RetryLoop::new(settings, request, url, shown);
    sending.leaves_body = leaves_body;
    let result = sending.run().instrument(span.clone()).await;
    log::end(&span, result.as_ref().map(|answered| &answered.response));
    result
}

impl RetryLoop<'_> {
    async fn run(mut self) -> Result<Answered, Error> {
        let (deadline, clock) = (self.deadline, self.settings.clock.as_ref());
        let finished = deadline.limits(pin!(self.run_beside_refresh()), clock).await;
        finished.unwrap_or_else(|| Err(self.late()))
    }

    async fn run_beside_refresh(&mut self) -> Result<Answered, Error> {
        match &self.settings.tokens {
            Some(tokens) => tokens.beside(self.try_until_done()).await,
            None => self.try_until_done().await,
        }
    }

    async fn try_until_done(&mut self) -> Result<Answered, Error> {
        loop {
            let token = self.permit().await?;
            self.begin_attempt()?;
            let (response, unread) = match self.attempt(token.as_ref()).await {
                Ok(answer) => answer,
                Err(error) => {
                    log::failed(self.attempts, &error);
                    let next = self.after_failure(error);
                    self.pause(next).await?;
                    continue;
                }
            };
            log::answered(self.attempts, &response);
            if self.wants(response.status) {
                if self.lacks_json(&response) && self.asks_again().await {
                    continue;
                }
                return Ok(Answered { response, unread });
            }
            if self.replaces_token(&response, token.as_ref()).await {
                self.refreshed = true;
                continue;
            }
            let next = self.after_refusal(&response);
            self.pause(next).await?;
        }
    }

    /// Whether the answer is about the token, and another one takes its place: once in a request.
    async fn replaces_token(&mut self, response: &Response, token: Option<&Token>) -> bool {
        let settings = self.settings;
        match (&settings.tokens, token) {
            (Some(tokens), Some(token)) if !self.refreshed => {
                settings.platform.rejects_token(response, token)
                    && self.replaces(tokens, token, response).await
            }
            _ => false,
        }
    }

    /// Whether something else came where JSON was due: nothing, a page, or half of the answer.
    fn lacks_json(&self, response: &Response) -> bool {
        let lacks = !self.leaves_body
            && self.request.awaits_json(&self.settings.headers)
            && response.lacks_json();
        if lacks {
            debug!("answered without the JSON that was asked for");
        }
        lacks
    }

    /// Waits for another attempt, where one is left. If none is, whoever decodes the answer says
    /// what it lacks: an answer may be a secret as a whole.
    async fn asks_again(&mut self) -> bool {
        self.failures += 1;
        let error = Error::new(ErrorKind::Decode, "answered without the JSON that was asked for");
        let next = self.again(self.stamp(error));
        self.pause(next).await.is_ok()
    }

    /// Counts the attempt to come, where there is time for one.
    fn begin_attempt(&mut self) -> Result<(), Error> {
        if self.attempt_limit().is_zero() {
            return Err(self.late());
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
                self.sent_now == Sent::No || self.request.idempotent
            }
            _ => false,
        };
        if again { self.again(error) } else { Next::Fail(error) }
    }
}
