//! What an answer that is not a success means, and what to do about it.

use http::StatusCode;

use super::state::{Next, RetryLoop};
use crate::error::{excerpt, is_temporary_status};
use crate::http::content_coding::ContentCoding;
use crate::http::response::Response;
use crate::http::retry_after::{retry_after, server_time};
use crate::http::shown_url::{redirect_target, shown_redirect};
use crate::{Error, ErrorKind};

impl RetryLoop<'_> {
    pub(super) fn after_refusal(&mut self, response: &Response) -> Next {
        self.failures += 1;
        let status = response.status;
        let settings = self.settings;
        let now = settings.clock.now();
        // Beside any status: a CDN's 403 and a proxy's 504 bring it too. Where a redirect brings
        // it, it is for whoever follows.
        let asked = retry_after(&response.headers, now).filter(|_| !status.is_redirection());
        self.pushed_back |= asked.is_some() || matches!(status.as_u16(), 429 | 503);
        if status != StatusCode::TOO_MANY_REQUESTS && asked.is_none() {
            let error = self.refused(response);
            let again = self.request.idempotent && is_temporary_status(status);
            return if again { self.again(error) } else { Next::Fail(error) };
        }
        self.refusals += 1;
        let class = self.request.class;
        let server_now = server_time(&response.headers).unwrap_or(now);
        let pause = self.policy.backoff.pause(self.failures);
        // "At once" is no time to wait, nor is a moment that has passed.
        let mut wait = asked
            .map(|asked| asked.max(pause))
            .or_else(|| settings.rate_limit.window_wait(class, server_now, self.refusals))
            .unwrap_or(pause);
        if status == StatusCode::TOO_MANY_REQUESTS {
            let later = settings.rate_limit.hold(class, settings.clock.as_ref(), wait);
            wait = wait.saturating_add(later);
        }
        let error = self.refused(response).with_retry_after(wait);
        let error = match status.as_u16() {
            403 | 429 | 503 => error.with_kind(ErrorKind::RateLimited),
            _ => error,
        };
        if self.request.idempotent && self.failures < self.policy.attempts {
            Next::RateLimited(error, wait)
        } else {
            Next::Fail(error)
        }
    }

    pub(super) fn refused(&self, response: &Response) -> Error {
        let status = response.status;
        if is_redirect(status) {
            return self.redirected(response);
        }
        let message =
            if let Some(unread) = ContentCoding::of(&response.headers).unread(&self.secrets) {
                unread
            } else {
                let said = self.settings.platform.explain(response);
                said.map(|said| excerpt(&response.scrub(&said))).unwrap_or_default()
            };
        let error = self.stamp(response.blame(Error::new(kind_of(status), message)));
        if status == StatusCode::UNAUTHORIZED && self.refreshed {
            return error.with_hint("a new token was refused as well");
        }
        error
    }

    fn redirected(&self, response: &Response) -> Error {
        let Some(target) = redirect_target(&response.headers) else {
            let message = "a redirect that does not say where to";
            return self.stamp(response.blame(Error::new(ErrorKind::Redirect, message)));
        };
        let shown = shown_redirect(&target, &self.url);
        let message = format!("a redirect to {}, and redirects are not followed", excerpt(&shown));
        let error = self.stamp(response.blame(Error::new(ErrorKind::Redirect, message)));
        match self.url.join(&target).map(|target| target.origin()) {
            Ok(origin) if origin.is_tuple() && origin != self.url.origin() => {
                let origin = origin.ascii_serialization();
                error.with_hint(format!(
                    "build the client with the address {origin}, if that is where the platform is"
                ))
            }
            _ => error,
        }
    }
}

/// Whether it points elsewhere, as 304 does not.
fn is_redirect(status: StatusCode) -> bool {
    status.is_redirection() && status != StatusCode::NOT_MODIFIED
}

fn kind_of(status: StatusCode) -> ErrorKind {
    match status.as_u16() {
        401 => ErrorKind::Unauthorized,
        403 => ErrorKind::Forbidden,
        404 | 410 => ErrorKind::NotFound,
        400 | 405 | 406 | 409 | 411..=415 | 422 => ErrorKind::Rejected,
        500..=599 => ErrorKind::Server,
        _ => ErrorKind::Status,
    }
}
