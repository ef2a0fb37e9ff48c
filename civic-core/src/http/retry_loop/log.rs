//! What a request logs by `tracing`: one span, an event for each attempt, and one for each wait.
//!
//! Fields have the names of [OpenTelemetry's conventions for HTTP clients][names]; the docs of
//! [`http`](crate::http) list them.
//!
//! [names]: https://opentelemetry.io/docs/specs/semconv/http/http-spans/

use std::time::Duration;

use http::Method;
use tracing::field::Empty;
use tracing::{Span, debug, debug_span, info};
use url::Url;

use crate::Error;
use crate::error::excerpt;
use crate::http::response::Response;

/// Whose word it is: stays as it is when files move.
const TARGET: &str = "civic_core::http";

/// The span of a request with all its attempts and waits. `shown` is the address without secrets.
pub(super) fn span(method: &Method, url: &Url, shown: &str) -> Span {
    debug_span!(
        target: TARGET,
        "civic.request",
        "http.request.method" = method.as_str(),
        "url.full" = excerpt(shown),
        "server.address" = url.host_str(),
        "server.port" = url.port_or_known_default(),
        "http.response.status_code" = Empty,
        "http.request.resend_count" = Empty,
        "error.type" = Empty,
    )
}

/// Adds to the span how the request ended.
pub(super) fn end(span: &Span, result: Result<&Response, &Error>) {
    let (status, attempts) = match result {
        Ok(response) => (Some(response.status), response.stats.attempts),
        Err(error) => {
            span.record("error.type", error_type(error));
            (error.status(), error.attempts())
        }
    };
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
    }
    if attempts > 1 {
        span.record("http.request.resend_count", attempts - 1);
    }
}

/// The `attempts`th attempt was answered.
pub(super) fn answered(attempts: u32, response: &Response) {
    debug!(
        target: TARGET,
        {
            "http.response.status_code" = response.status.as_u16(),
            "http.request.resend_count" = resent(attempts)
        },
        "attempt answered"
    );
}

/// The `attempts`th attempt was not answered.
pub(super) fn failed(attempts: u32, error: &Error) {
    debug!(
        target: TARGET,
        {
            %error,
            "error.type" = error_type(error),
            "http.request.resend_count" = resent(attempts)
        },
        "attempt failed"
    );
}

/// A wait begins. Spans of the level `debug` are often not shown, so this names the request too.
pub(super) fn wait(what: &'static str, wait: Duration, because: &Error) {
    info!(
        target: TARGET,
        seconds = wait.as_secs_f64(),
        reason = because.reason(),
        "http.request.method" = because.method().map(Method::as_str),
        "url.full" = because.url().map(excerpt),
        "http.response.status_code" = because.status().map(|status| status.as_u16()),
        "{what}"
    );
}

/// How often a request was sent again: nothing where it was not.
fn resent(attempts: u32) -> Option<u32> {
    attempts.checked_sub(1).filter(|times| *times > 0)
}

/// The status where it says that the request failed, else the kind of the error.
fn error_type(error: &Error) -> String {
    let refusal = error.status().filter(|it| it.is_client_error() || it.is_server_error());
    refusal.map_or_else(|| format!("{:?}", error.kind()), |status| status.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};

    use super::*;
    use crate::ErrorKind;

    #[test]
    fn the_type_of_an_error_is_the_status_that_refused_or_else_its_kind() {
        let answered = |status: StatusCode, kind| {
            let error = Error::new(kind, "").answered(status, HeaderMap::new(), "".into());
            error_type(&error)
        };
        assert_eq!(answered(StatusCode::NOT_FOUND, ErrorKind::NotFound), "404");
        assert_eq!(answered(StatusCode::BAD_GATEWAY, ErrorKind::Server), "502");
        assert_eq!(answered(StatusCode::OK, ErrorKind::Decode), "Decode");
        assert_eq!(answered(StatusCode::FOUND, ErrorKind::Redirect), "Redirect");
        assert_eq!(error_type(&Error::new(ErrorKind::Connect, "")), "Connect");
    }
}
