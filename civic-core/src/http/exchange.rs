//! One request from permit to answer, through as many attempts as it takes.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use http::{HeaderMap, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use tracing::debug;
use url::Url;

use super::client::HttpClient;
use super::rate_limit::RateLimit;
use super::redact::{scrub_body, scrub_headers, shown_redirect};
use super::request::Request;
use super::response::{Receipt, Response};
use super::retry::is_retryable_status;
use super::retry_after::{retry_after, server_time};
use super::transport::TransportError;
use crate::auth::Token;
use crate::{Error, ErrorKind, Sent};

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
    throttled: Duration,
    pushed_back: bool,
    secrets: Vec<SecretString>,
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
            pushed_back: false,
            secrets: request.secrets.clone(),
        }
    }

    pub(super) async fn run(mut self) -> Result<Response, Error> {
        loop {
            self.permit().await?;
            let token = self.token().await?;
            self.attempts += 1;
            let outcome = self.attempt(token.as_ref()).await;
            let response = match outcome {
                Ok(response) => response,
                Err(error) => {
                    debug!(attempt = self.attempts, %error, "attempt failed");
                    let next = self.after_failure(error);
                    self.pause(next).await?;
                    continue;
                }
            };
            debug!(attempt = self.attempts, status = response.status.as_u16(), "attempt answered");
            self.learn_server_time(&response);
            if response.status.is_success() {
                self.client.parts().budget.succeeded();
                return Ok(response);
            }
            let platform = &self.client.parts().platform;
            if !self.refreshed
                && let (Some(tokens), Some(token)) = (self.client.tokens(), &token)
                && platform.rejects_token(&response)
            {
                self.refreshed = true;
                tokens.reject(token);
                continue;
            }
            let next = self.after_refusal(response);
            self.pause(next).await?;
        }
    }

    /// Waits until the client's own rate limit lets the request through.
    async fn permit(&mut self) -> Result<(), Error> {
        loop {
            let parts = self.client.parts();
            let Err(wait) = parts.rate_limit.take(self.request.class, parts.clock.now()) else {
                return Ok(());
            };
            let error = self.stamp(Error::new(
                ErrorKind::Throttled,
                "was held back to stay within the server's rate limit",
            ));
            self.throttle(error, wait).await?;
        }
    }

    async fn token(&mut self) -> Result<Option<Token>, Error> {
        let Some(tokens) = self.client.tokens().filter(|_| !self.request.anonymous) else {
            return Ok(None);
        };
        let token = tokens.get().await?;
        self.secrets.push(token.secret().clone());
        Ok(Some(token))
    }

    async fn attempt(&self, token: Option<&Token>) -> Result<Response, Error> {
        let parts = self.client.parts();
        let mut headers = self.client.headers().clone();
        headers.extend(self.request.headers.clone());
        if let Some(token) = token {
            headers.insert(header::AUTHORIZATION, token.header()?);
        }
        let mut outgoing = http::Request::new(self.request.body.clone());
        *outgoing.method_mut() = self.request.method.clone();
        *outgoing.headers_mut() = headers;
        *outgoing.uri_mut() =
            self.url.as_str().parse().map_err(|error: http::uri::InvalidUri| {
                self.stamp(Error::invalid_input("is not a URL that can be sent").with_source(error))
            })?;

        let limit = parts.timeouts.attempt.min(self.work_left());
        let exchange = async {
            let answer = parts.transport.send(outgoing).await.map_err(|e| self.broken(e))?;
            let (head, mut body) = answer.into_parts();
            let mut bytes = BytesMut::new();
            while let Some(chunk) =
                self.within(parts.timeouts.stall, "stalled within the answer", body.next()).await?
            {
                let chunk = chunk.map_err(|error| self.broken(error))?;
                if bytes.len() + chunk.len() > parts.timeouts.body_limit {
                    return Err(self.stamp(
                        Error::new(
                            ErrorKind::BodyTooLarge,
                            format!("answered more than {} bytes", parts.timeouts.body_limit),
                        )
                        .sent(Sent::Yes),
                    ));
                }
                bytes.extend_from_slice(&chunk);
            }
            Ok(self.response(head.status, head.headers, bytes.freeze()))
        };
        self.within(limit, "timed out", exchange).await?
    }

    /// Races work against the clock.
    async fn within<F: Future>(
        &self,
        limit: Duration,
        what: &'static str,
        work: F,
    ) -> Result<F::Output, Error> {
        let timer = self.client.parts().clock.sleep(limit);
        match select(pin!(work), timer).await {
            Either::Left((output, _)) => Ok(output),
            Either::Right(_) => {
                let message = format!("{what} ({} s without success)", limit.as_secs_f32());
                Err(self.stamp(Error::new(ErrorKind::Timeout, message).sent(Sent::Maybe)))
            }
        }
    }

    fn response(&self, status: StatusCode, headers: HeaderMap, body: Bytes) -> Response {
        Response {
            method: self.request.method.clone(),
            url: self.shown.clone(),
            status,
            headers,
            body,
            receipt: Receipt {
                attempts: self.attempts,
                elapsed: self.client.elapsed_since(self.started),
                throttled: self.throttled,
                pushed_back: self.pushed_back,
            },
        }
    }

    fn broken(&self, error: TransportError) -> Error {
        let (kind, sent) = (error.kind(), error.was_sent());
        self.stamp(Error::new(kind, error.to_string()).with_source(error).sent(sent))
    }

    fn learn_server_time(&self, response: &Response) {
        let parts = self.client.parts();
        if let Some(server) = server_time(&response.headers) {
            parts.rate_limit.observe(server, parts.clock.now());
        }
    }

    /// After an attempt without an answer.
    fn after_failure(&mut self, error: Error) -> Next {
        self.failures += 1;
        let again = match error.kind() {
            ErrorKind::Connect | ErrorKind::Transport | ErrorKind::Timeout => {
                error.was_sent() == Sent::No || self.request.replayable
            }
            _ => false,
        };
        if again && self.may_retry() { Next::Backoff(error) } else { Next::Fail(error) }
    }

    /// After an answer that is not a success.
    fn after_refusal(&mut self, response: Response) -> Next {
        self.failures += 1;
        let status = response.status;
        self.pushed_back |= matches!(status.as_u16(), 429 | 503);
        let parts = self.client.parts();
        let now = parts.clock.now();
        let asked = retry_after(&response.headers, now);
        let throttled = status == StatusCode::TOO_MANY_REQUESTS
            || (status == StatusCode::SERVICE_UNAVAILABLE && asked.is_some());
        if !throttled {
            let error = self.refused(response);
            let again = self.request.replayable && is_retryable_status(status);
            return if again && self.may_retry() {
                Next::Backoff(error)
            } else {
                Next::Fail(error)
            };
        }
        self.refusals += 1;
        let class = self.request.class;
        let server_now = server_time(&response.headers).unwrap_or(now);
        let rules = parts.platform.rate_rules();
        let wait = asked
            .or_else(|| RateLimit::window_wait(rules, class, server_now, self.refusals))
            .unwrap_or_else(|| parts.retry.backoff.pause(self.failures));
        if status == StatusCode::TOO_MANY_REQUESTS {
            parts.rate_limit.hold(class, now, wait);
        }
        let error = self.refused(response).with_retry_after(wait).with_kind(ErrorKind::Throttled);
        if self.request.replayable && self.failures < parts.retry.attempts {
            Next::Throttled(error, wait)
        } else {
            Next::Fail(error)
        }
    }

    fn refused(&self, mut response: Response) -> Error {
        let status = response.status;
        let base = &self.client.parts().base;
        let message = if status.is_redirection() {
            let target = response.headers.get(header::LOCATION).and_then(|t| t.to_str().ok());
            let target = target.map_or("nowhere".to_owned(), |t| shown_redirect(t, base));
            format!("a redirect to {target}, which is not followed")
        } else {
            self.client.parts().platform.explain(&response).unwrap_or_default()
        };
        let message = self.secrets.iter().fold(message, |message, secret| {
            message.replace(secret.expose_secret(), super::redact::STRUCK_OUT)
        });
        response.body = scrub_body(response.body, &self.secrets);
        scrub_headers(&mut response.headers, &self.secrets, base);
        let error =
            Error::new(kind_of(status), message).answered(status, response.headers, response.body);
        self.stamp(error)
    }

    /// Counts, and asks the budget. A last attempt costs nothing.
    fn may_retry(&self) -> bool {
        let parts = self.client.parts();
        self.failures < parts.retry.attempts && parts.budget.take()
    }

    async fn pause(&mut self, next: Next) -> Result<(), Error> {
        match next {
            Next::Fail(error) => Err(error),
            Next::Throttled(error, wait) => self.throttle(error, wait).await,
            Next::Backoff(error) => {
                let pause = self.client.parts().retry.backoff.pause(self.failures);
                let in_time = pause < self.work_left() && pause < self.time_left();
                if !in_time {
                    return Err(error.with_hint("no time was left for another attempt"));
                }
                self.client.parts().clock.sleep(pause).await;
                Ok(())
            }
        }
    }

    /// Waits as long as a rate limit asks, where that is allowed.
    async fn throttle(&mut self, error: Error, wait: Duration) -> Result<(), Error> {
        let parts = self.client.parts();
        let error = error.with_retry_after(wait);
        if self.throttled + wait > parts.retry.throttle_cap {
            return Err(error.with_hint("that is longer than this client may wait"));
        }
        if wait >= self.time_left() {
            return Err(error.with_hint("that is longer than this call's deadline"));
        }
        debug!(seconds = wait.as_secs_f64(), "waiting for the rate limit");
        let before = parts.clock.elapsed();
        parts.clock.sleep(wait).await;
        self.throttled += parts.clock.elapsed().saturating_sub(before).max(wait);
        Ok(())
    }

    /// What is left of the time for work; waits for rate limits do not count.
    fn work_left(&self) -> Duration {
        let worked = self.client.elapsed_since(self.started).saturating_sub(self.throttled);
        self.client.parts().timeouts.deadline.saturating_sub(worked)
    }

    /// What is left until the caller's own deadline.
    fn time_left(&self) -> Duration {
        self.request.deadline.map_or(Duration::MAX, |deadline| {
            deadline.saturating_sub(self.client.elapsed_since(self.started))
        })
    }

    /// Adds where, how often and how long.
    fn stamp(&self, error: Error) -> Error {
        error
            .at(self.request.method.clone(), self.shown.clone())
            .tried(self.attempts, self.client.elapsed_since(self.started))
    }
}

fn kind_of(status: StatusCode) -> ErrorKind {
    match status.as_u16() {
        300..=399 => ErrorKind::Redirect,
        401 => ErrorKind::Unauthorized,
        403 => ErrorKind::Forbidden,
        404 | 410 => ErrorKind::NotFound,
        400 | 405 | 406 | 409 | 411..=415 | 422 => ErrorKind::Rejected,
        500..=599 => ErrorKind::Server,
        _ => ErrorKind::Status,
    }
}

#[cfg(test)]
mod tests;
