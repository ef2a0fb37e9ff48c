//! What an answer that is not a success means, and what to do about it.

use http::StatusCode;

use super::{Exchange, Next};
use crate::error::excerpt;
use crate::http::content_coding::ContentCoding;
use crate::http::redact::{redirect_target, shown_redirect};
use crate::http::response::Response;
use crate::http::retry::is_retryable_status;
use crate::http::retry_after::{retry_after, server_time};
use crate::{Error, ErrorKind};

impl Exchange<'_> {
    pub(super) fn after_refusal(&mut self, response: &Response) -> Next {
        self.failures += 1;
        let status = response.status;
        let parts = self.client.parts();
        let now = parts.clock.now();
        // Beside any status: a CDN's 403 and a proxy's 504 bring it too. Where a redirect brings
        // it, it is for whoever follows.
        let asked = retry_after(&response.headers, now).filter(|_| !status.is_redirection());
        self.pushed_back |= asked.is_some() || matches!(status.as_u16(), 429 | 503);
        if status != StatusCode::TOO_MANY_REQUESTS && asked.is_none() {
            let error = self.refused(response);
            let again = self.request.replayable && is_retryable_status(status);
            return if again { self.again(error) } else { Next::Fail(error) };
        }
        self.refusals += 1;
        let class = self.request.class;
        let server_now = server_time(&response.headers).unwrap_or(now);
        let pause = parts.retry.backoff.pause(self.failures);
        // "At once" is no time to wait, nor is a moment that has passed.
        let mut wait = asked
            .map(|asked| asked.max(pause))
            .or_else(|| parts.rate_limit.window_wait(class, server_now, self.refusals))
            .unwrap_or(pause);
        if status == StatusCode::TOO_MANY_REQUESTS {
            let later = parts.rate_limit.hold(class, parts.clock.as_ref(), wait);
            wait = wait.saturating_add(later);
        }
        let error = self.refused(response).with_retry_after(wait);
        let error = match status.as_u16() {
            403 | 429 | 503 => error.with_kind(ErrorKind::Throttled),
            _ => error,
        };
        if self.request.replayable && self.failures < parts.retry.attempts {
            Next::Throttled(error, wait)
        } else {
            Next::Fail(error)
        }
    }

    fn refused(&self, response: &Response) -> Error {
        let status = response.status;
        let message = if status.is_redirection() {
            let target = redirect_target(&response.headers);
            let target = target.map_or("nowhere".to_owned(), |t| shown_redirect(&t, &self.url));
            format!("a redirect to {}, which is not followed", excerpt(&target))
        } else if let Some(unread) = ContentCoding::of(&response.headers).unread() {
            unread
        } else {
            let said = self.client.parts().platform.explain(response);
            said.map(|said| excerpt(&response.scrub(&said))).unwrap_or_default()
        };
        let error = response.blame(Error::new(kind_of(status), message));
        self.stamp(error)
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
