//! Settings of one call. What becomes of its deadline is in `deadline.rs`.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use http::{HeaderMap, HeaderName, header};

use super::deadline::Deadline;
use super::header::header_value;
use super::retry_policy::RetryPolicy;
use crate::Error;
use crate::clock::Clock;

/// Headers that the client sets itself: who asks, for what, and in which form.
const RESERVED: [HeaderName; 14] = [
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::AUTHORIZATION,
    header::CONNECTION,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::EXPECT,
    header::HOST,
    header::PROXY_AUTHORIZATION,
    header::RANGE,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::USER_AGENT,
];

/// Settings of one call: deadline, retries, headers. What is not set here is as the client's own
/// [`HttpConfig`](super::HttpConfig) says.
///
/// Every typed call of the clients has these three as methods of its own. A
/// [`Request`](super::Request) made by hand takes them together:
///
/// ```
/// use std::time::Duration;
/// use civic_core::http::{CallOptions, Request, RetryPolicy};
///
/// let hurried = CallOptions::new()
///     .deadline(Duration::from_secs(5))
///     .retry(RetryPolicy::never())
///     .header("x-request-id", "7f3a");
/// let request = Request::get("/api/v2/ideas").options(hurried);
/// ```
#[doc(alias = "timeout")]
#[derive(Clone, Default)]
#[must_use]
pub struct CallOptions {
    limit: Option<Duration>,
    /// Once the call has begun.
    deadline: Option<Deadline>,
    retry: Option<RetryPolicy>,
    headers: HeaderMap,
    invalid: Option<Error>,
}

impl CallOptions {
    /// No settings of its own: everything is as the client's configuration says.
    ///
    /// ```
    /// use civic_core::http::{CallOptions, Request};
    ///
    /// let request = Request::get("/api/v2/ideas").options(CallOptions::new());
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// The longest that the call may take, everything included: the requests that it sends, the
    /// waits for a token, for the rate limit and between attempts. Default
    /// [`Timeouts::deadline`](super::Timeouts::deadline).
    ///
    /// Where a wait would last beyond the deadline, the call fails at once instead of waiting, and the
    /// error says how long that wait would have been. For an answer that is read piece by piece
    /// ([`Download`](super::Download)), a deadline set here includes the time for reading the body.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self.deadline = None;
        self
    }

    /// The same with this deadline where none is set.
    pub fn deadline_or(self, limit: Duration) -> Self {
        if self.limit.is_some() { self } else { self.deadline(limit) }
    }

    /// How often this call is tried and how long it waits between attempts. Default
    /// [`HttpConfig::retry`](super::HttpConfig::retry).
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Adds a header to every attempt of every request of this call. A header of the same name that
    /// was added here before is replaced. The values of `Cookie` and other secret headers never appear
    /// in errors or logs.
    ///
    /// The call fails with [`InvalidInput`](crate::ErrorKind::InvalidInput) before anything is sent
    /// where HTTP does not allow the name or the value, and for headers that the client sets itself:
    /// `Authorization`, `Accept`, `Content-Type`, `User-Agent` and the like, and those of the client's
    /// own configuration.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        if let Err(error) = self.insert(name.as_ref(), value.as_ref()) {
            self.invalid.get_or_insert(error);
        }
        self
    }

    fn insert(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let name = HeaderName::try_from(name)
            .map_err(|_| Error::invalid_input(format!("{name:?} is not the name of a header")))?;
        if RESERVED.contains(&name) {
            return Err(set_by_the_client(&name));
        }
        let value = header_value(&name, value)?;
        self.headers.insert(name, value);
        Ok(())
    }

    /// The same options with the deadline counted from now: for a call that sends several requests,
    /// all of which must end by then. If the deadline is already being counted, nothing changes.
    pub fn started(mut self, clock: &dyn Clock) -> Self {
        if self.deadline.is_none() {
            self.deadline = self.limit.map(|limit| Deadline::after(limit, clock.elapsed()));
        }
        self
    }

    /// Does what has to be done before the call itself can be sent, until the deadline at the
    /// latest. `what` says in the error what was waited for. Without a deadline that
    /// [runs](Self::started) it waits as long as it takes.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::CallOptions;
    /// use civic_core::testing::VirtualClock;
    /// use civic_core::{Error, ErrorKind};
    ///
    /// let clock = VirtualClock::new();
    /// let options = CallOptions::new().deadline(Duration::from_secs(5)).started(&clock);
    /// let never = std::future::pending::<Result<(), Error>>();
    /// let late = clock.run(options.within_deadline(&clock, "the server's version", never))?;
    /// assert_eq!(late.map_err(|error| error.kind()), Err(ErrorKind::Timeout));
    /// # Ok::<(), civic_core::testing::Stuck>(())
    /// ```
    ///
    /// # Errors
    /// [`Timeout`](crate::ErrorKind::Timeout) at the deadline, and what `wait` itself meets.
    pub async fn within_deadline<T, F>(
        &self,
        clock: &dyn Clock,
        what: impl fmt::Display,
        wait: F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let Some(deadline) = self.deadline else { return wait.await };
        let ended = deadline.limits(wait, clock).await;
        ended.unwrap_or_else(|| Err(deadline.missed("the call ", Some(what))))
    }

    /// What was set wrongly, if anything was.
    pub(crate) fn check(&self, others: [&HeaderMap; 2]) -> Result<(), Error> {
        if let Some(error) = &self.invalid {
            return Err(error.clone());
        }
        let taken = |name: &&HeaderName| others.iter().any(|headers| headers.contains_key(*name));
        self.headers.keys().find(taken).map_or(Ok(()), |name| Err(set_by_the_client(name)))
    }

    pub(crate) fn limit(&self) -> Option<Duration> {
        self.limit
    }

    /// The same with a deadline that runs.
    pub(super) fn with_running(mut self, deadline: Deadline) -> Self {
        self.limit = Some(deadline.limit);
        self.deadline = Some(deadline);
        self
    }

    /// The deadline that runs, where one does.
    pub(crate) fn running(&self) -> Option<Deadline> {
        self.deadline
    }

    pub(crate) fn policy(&self) -> Option<&RetryPolicy> {
        self.retry.as_ref()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

fn set_by_the_client(name: &HeaderName) -> Error {
    Error::invalid_input(format!("the header {name} is set by the client itself"))
}

/// Names the headers; shows no value of them.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("deadline", &self.limit)
            .field("retry", &self.retry)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Defines the methods `deadline`, `retry` and `header` of a type that stands for a call and keeps its
/// [`CallOptions`](crate::http::CallOptions) in the field named here. To be used within the type's
/// `impl`: `civic_core::call_options!(options);`. Behind the field may stand what the docs show in an
/// example: the client crate, the parameters of a function, and the call that it makes of them.
#[doc(hidden)]
#[macro_export]
macro_rules! call_options {
    ($($field:ident).+ $(, $crate_name:literal, $parameters:literal, $call:literal)?) => {
        /// The longest that this may take, everything included: the waits for a token, for the
        /// rate limit and between attempts as well. For a list the limit applies to each page; for a
        /// download, to head and body together. Default
        /// [`Timeouts::deadline`]($crate::http::Timeouts::deadline).
        $(
            ///
            #[doc = concat!(
                "```no_run\n",
                "use std::time::Duration;\n\n# fn example(", $parameters, ") {\n",
                "let call = ", $call, ".deadline(Duration::from_secs(20));\n",
                "# }\n```"
            )]
        )?
        #[doc(alias = "timeout")]
        pub fn deadline(mut self, limit: ::std::time::Duration) -> Self {
            self.$($field).+ = self.$($field).+.deadline(limit);
            self
        }

        /// How often this is tried and how long it waits between attempts. Default: as set for the
        /// client ([`HttpConfig::retry`]($crate::http::HttpConfig::retry)).
        $(
            ///
            #[doc = concat!(
                "```no_run\n",
                "use ", $crate_name, "::http::RetryPolicy;\n\n# fn example(", $parameters, ") {\n",
                "let call = ", $call, ".retry(RetryPolicy::default().attempts(6));\n",
                "# }\n```"
            )]
        )?
        pub fn retry(mut self, policy: $crate::http::RetryPolicy) -> Self {
            self.$($field).+ = self.$($field).+.retry(policy);
            self
        }

        /// Adds a header to every request that this sends. The call fails with
        /// [`InvalidInput`]($crate::ErrorKind::InvalidInput) before anything is sent where HTTP does
        /// not allow the name or the value, and for a header that the client sets itself, such as
        /// `Authorization`.
        $(
            ///
            #[doc = concat!(
                "```no_run\n",
                "# fn example(", $parameters, ") {\n",
                "let call = ", $call, ".header(\"x-request-id\", \"7f3a\");\n",
                "# }\n```"
            )]
        )?
        pub fn header(
            mut self,
            name: impl ::std::convert::AsRef<str>,
            value: impl ::std::convert::AsRef<str>,
        ) -> Self {
            self.$($field).+ = self.$($field).+.header(name, value);
            self
        }
    };
}

#[cfg(test)]
mod tests {
    use super::super::any_order::in_any_order;
    use super::*;
    use crate::ErrorKind;
    use crate::testing::VirtualClock;

    fn refused(options: &CallOptions) -> Option<Error> {
        let none = HeaderMap::new();
        options.check([&none, &none]).err()
    }

    #[test]
    fn headers_that_http_does_not_allow_or_the_client_sets_are_refused() {
        for (name, value) in [
            ("no name", "1"),
            ("", "1"),
            ("x-a", "two\nlines"),
            ("Authorization", "Bearer me"),
            ("accept", "text/html"),
            ("Content-Length", "9"),
            ("host", "evil.example.org"),
            ("range", "bytes=0-9"),
        ] {
            let error = refused(&CallOptions::new().header(name, value)).unwrap();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{name}");
            assert!(!error.to_string().contains("Bearer"), "{error}");
        }
        assert!(refused(&CallOptions::new().header("x-a", "1").header("x-a", "2")).is_none());
        // The first mistake counts.
        let twice = CallOptions::new().header("host", "a").header("accept", "b");
        assert!(refused(&twice).unwrap().to_string().contains("header host"));
    }

    #[test]
    fn a_header_of_the_client_or_of_the_request_is_not_replaced() {
        let options = CallOptions::new().header("x-gate", "mine");
        let mut own = HeaderMap::new();
        own.insert("x-gate", http::HeaderValue::from_static("theirs"));
        let none = HeaderMap::new();
        assert!(options.check([&own, &none]).is_err() && options.check([&none, &own]).is_err());
    }

    #[test]
    fn debug_shows_no_value() {
        let options = CallOptions::new().header("cookie", "session=s3cr3t").header("x-a", "s3cr3t");
        let shown = format!("{options:?}");
        assert!(shown.contains("cookie") && !shown.contains("s3cr3t"), "{shown}");
        assert!(options.headers()["cookie"].is_sensitive());
    }

    #[test]
    fn a_wait_before_the_call_ends_at_its_deadline_and_is_named() {
        let clock = VirtualClock::new();
        let limited = CallOptions::new().deadline(Duration::from_secs(5)).started(&clock);
        let wait =
            limited.within_deadline(&clock, "a token", std::future::pending::<Result<(), _>>());
        let error = clock.run(wait).unwrap().unwrap_err();
        assert_eq!((error.kind(), clock.elapsed()), (ErrorKind::Timeout, Duration::from_secs(5)));
        let line = error.to_string();
        assert!(line.contains("within its deadline of 5 s: it was waiting for a token"), "{line}");

        let nap = async {
            clock.sleep(Duration::from_secs(60)).await;
            Ok(())
        };
        clock.run(CallOptions::new().within_deadline(&clock, "a token", nap)).unwrap().unwrap();
        assert_eq!(clock.elapsed(), Duration::from_secs(65));
    }

    #[test]
    fn a_deadline_begins_once() {
        let clock = VirtualClock::new();
        let options = CallOptions::new().deadline(Duration::from_secs(9)).started(&clock);
        clock.advance(Duration::from_secs(5));
        let left =
            |options: CallOptions| options.started(&clock).running().unwrap().left(clock.elapsed());
        assert_eq!(left(options.clone()), Duration::from_secs(4));
        assert_eq!(left(options.deadline(Duration::from_secs(1))), Duration::from_secs(1));
    }

    #[test]
    fn each_option_is_what_was_set_whatever_else_is_set() {
        let settings: [fn(CallOptions) -> CallOptions; 4] = [
            |options| options.deadline(Duration::from_secs(5)),
            |options| options.retry(RetryPolicy::default().attempts(9)),
            |options| options.header("x-a", "1"),
            |options| options.header("x-b", "2"),
        ];
        for made in in_any_order(CallOptions::new, &settings) {
            assert_eq!(made.limit, Some(Duration::from_secs(5)));
            assert_eq!(made.retry.map(|policy| policy.attempts), Some(9));
            assert_eq!(made.headers.len(), 2);
            assert_eq!(made.headers["x-a"], "1");
        }
        let kept = CallOptions::new().header("x-a", "1").deadline_or(Duration::from_secs(1));
        let kept = kept.deadline_or(Duration::from_secs(2));
        assert_eq!((kept.limit, kept.headers.len()), (Some(Duration::from_secs(1)), 1));
    }
}
