//! The one error type of the family.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use super::details::{Answer, Call, Details, KEPT_BODY, fitting_headers};
use super::display;
use super::excerpt::{excerpt, shorten};
use super::kind::{ErrorKind, Sent};
use super::temporary::is_temporary_status;

/// The error of every call in this family: what, where, how often and how long, in one line.
///
/// It is one pointer wide, cheap to clone and never holds a secret: in its URL the values of secret
/// parameters are replaced by `***`, and so are secrets that the server repeated in its answer.
///
/// ```
/// use civic_core::{Error, ErrorKind, Sent};
///
/// let error = Error::invalid_input("page_size must be 1 to 100, not 500");
/// assert_eq!(error.kind(), ErrorKind::InvalidInput);
/// assert_eq!(error.was_sent(), Sent::No);
/// assert_eq!(
///     error.to_string(),
///     "invalid input: page_size must be 1 to 100, not 500; nothing was sent",
/// );
/// ```
#[derive(Clone)]
pub struct Error(Box<Details>);

impl Error {
    /// An error of this kind with a message; the builder methods below add the rest.
    ///
    /// ```
    /// use civic_core::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::Unsupported, "this server has no polls");
    /// assert_eq!(error.to_string(), "not offered here: this server has no polls; nothing was sent");
    /// ```
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Details {
            kind,
            message: message.into(),
            hint: None,
            call: None,
            on_behalf_of: None,
            answer: None,
            attempts: 0,
            elapsed: Duration::ZERO,
            retry_after: None,
            sent: Sent::No,
            is_write: false,
            decode_path: None,
            source: None,
        }))
    }

    /// An invalid argument. Nothing was sent.
    pub fn invalid_input(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::InvalidInput, message)
    }

    /// An answer that contradicts the protocol.
    pub fn protocol(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Protocol, message).sent(Sent::Yes)
    }

    /// An answer that does not decode, with the JSON path of the first value that does not fit.
    ///
    /// Where the message quotes a long value, the value is replaced by its length.
    pub fn decode(message: impl Into<Cow<'static, str>>, path: impl Into<String>) -> Self {
        let message = match message.into() {
            Cow::Borrowed(message) => shorten(message),
            Cow::Owned(message) => Cow::Owned(shorten(&message).into_owned()),
        };
        let path = path.into();
        let mut error = Self::new(ErrorKind::Decode, message).sent(Sent::Yes);
        error.0.decode_path = Some(excerpt(&path)).filter(|path| !path.is_empty());
        error
    }

    /// What went wrong.
    ///
    /// ```no_run
    /// use civic_core::ErrorKind;
    ///
    /// # fn example(error: civic_core::Error) {
    /// match error.kind() {
    ///     ErrorKind::NotFound => println!("it is gone"),
    ///     ErrorKind::Credentials => println!("ask for new credentials"),
    ///     _ if error.is_temporary() => println!("later: {:?}", error.retry_after()),
    ///     _ => eprintln!("{error}"),
    /// }
    /// # }
    /// ```
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The server's status, where it answered.
    ///
    /// ```no_run
    /// use civic_core::http::types::StatusCode;
    ///
    /// # fn example(error: civic_core::Error) {
    /// if error.status() == Some(StatusCode::CONFLICT) {
    ///     println!("somebody else was faster");
    /// }
    /// # }
    /// ```
    pub fn status(&self) -> Option<StatusCode> {
        self.0.answer.as_ref().map(|answer| answer.status)
    }

    /// The answer's headers, where there was one: those that fit into [`KEPT_BODY`] bytes together.
    ///
    /// ```no_run
    /// # fn example(error: civic_core::Error) {
    /// if let Some(id) = error.headers().and_then(|headers| headers.get("x-request-id")) {
    ///     println!("tell the operators: {id:?}");
    /// }
    /// # }
    /// ```
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.answer.as_ref().map(|answer| &answer.headers)
    }

    /// The first [`KEPT_BODY`] bytes of the answer's body, where there was one.
    ///
    /// ```no_run
    /// # fn example(error: civic_core::Error) {
    /// if let Some(body) = error.body() {
    ///     println!("{}", String::from_utf8_lossy(body));
    /// }
    /// # }
    /// ```
    pub fn body(&self) -> Option<&Bytes> {
        self.0.answer.as_ref().map(|answer| &answer.body)
    }

    /// The method of the request, where there was one.
    pub fn method(&self) -> Option<&Method> {
        self.0.call.as_ref().map(|place| &place.method)
    }

    /// The request's URL with the values of secret parameters replaced by `***`.
    ///
    /// ```no_run
    /// # fn example(error: civic_core::Error) {
    /// println!("{:?} {}", error.method(), error.url().unwrap_or("nothing was sent"));
    /// # }
    /// ```
    pub fn url(&self) -> Option<&str> {
        self.0.call.as_ref().map(|place| place.url.as_str())
    }

    /// How many times the request was tried. 0 where nothing was sent.
    ///
    /// ```no_run
    /// # fn example(error: civic_core::Error) {
    /// println!("tried {} times in {:?}", error.attempts(), error.elapsed());
    /// # }
    /// ```
    #[doc(alias = "retries")]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The time from the call to this error, waits included.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// How long the server, or this client's own rate limit, asks to wait before trying again.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::RateLimited, "too many requests");
    /// let error = error.with_retry_after(Duration::from_secs(30));
    /// assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    /// ```
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the request reached the server, as far as the client can know. Of several attempts the
    /// one that got furthest counts. Where a request failed that had to come first (for a token, or for
    /// the server's version), this is still about the request that the caller wanted to send.
    ///
    /// ```no_run
    /// use civic_core::Sent;
    ///
    /// # fn example(error: civic_core::Error) {
    /// match error.was_sent() {
    ///     Sent::No => println!("send it again"),
    ///     Sent::Maybe | Sent::Yes => println!("look first whether it arrived"),
    /// }
    /// # }
    /// ```
    pub fn was_sent(&self) -> Sent {
        self.0.sent
    }

    /// The path in the JSON of the value that did not decode, such as `ideas[3].likes_count`.
    ///
    /// ```
    /// use civic_core::Error;
    ///
    /// let error = Error::decode("expected a number", "ideas[3].likes_count");
    /// assert_eq!(error.decode_path(), Some("ideas[3].likes_count"));
    /// ```
    pub fn decode_path(&self) -> Option<&str> {
        self.0.decode_path.as_deref()
    }

    /// Advice on what to do, where the client has some.
    ///
    /// ```
    /// use civic_core::Error;
    ///
    /// let error = Error::protocol("no version in the answer").with_hint("is this the right address?");
    /// assert_eq!(error.hint(), Some("is this the right address?"));
    /// ```
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Whether the same request may succeed later without any change: because of its kind or its
    /// status, or because there is [a time to wait](Self::retry_after).
    ///
    /// ```
    /// use civic_core::{Error, ErrorKind};
    ///
    /// assert!(Error::new(ErrorKind::Timeout, "no answer in 30 s").is_temporary());
    /// assert!(!Error::invalid_input("the title is blank").is_temporary());
    /// ```
    pub fn is_temporary(&self) -> bool {
        match self.0.kind {
            _ if self.0.retry_after.is_some() => true,
            ErrorKind::Connect
            | ErrorKind::Timeout
            | ErrorKind::Transport
            | ErrorKind::RateLimited => true,
            _ => self.status().is_some_and(is_temporary_status),
        }
    }

    /// What went wrong without where, how often and how long, for a log that says these by itself.
    pub(crate) fn reason(&self) -> String {
        let mut reason = String::new();
        // Writing to a string does not fail.
        let _ = display::reason(&self.0, &mut reason);
        reason
    }

    /// Adds advice, shown behind the time to wait.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Replaces the kind, for a client that knows what a status means on its platform.
    #[must_use]
    pub fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Adds how long to wait.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Replaces how far the request got: a client that sends several for one call knows what
    /// became of the one that counts.
    #[must_use]
    pub fn with_sent(mut self, sent: Sent) -> Self {
        self.0.sent = sent;
        self
    }

    /// Adds the underlying error.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// Adds the request: its method and its URL, already redacted.
    #[must_use]
    pub(crate) fn at(mut self, method: Method, url: impl Into<String>) -> Self {
        self.0.call = Some(Call { method, url: url.into() });
        self
    }

    /// Adds the answer; its headers and its body are capped at [`KEPT_BODY`] each.
    #[must_use]
    pub(crate) fn answered(mut self, status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        // A copy: a slice would keep the whole body in memory as long as the error lives.
        let body = match body.get(..KEPT_BODY) {
            Some(start) if body.len() > KEPT_BODY => Bytes::copy_from_slice(start),
            _ => body,
        };
        self.0.answer = Some(Answer { status, headers: fitting_headers(headers), body });
        self.0.sent = Sent::Yes;
        self
    }

    /// Says that another request was not sent because of this error, so that
    /// [`was_sent`](Self::was_sent) is [`Sent::No`].
    ///
    /// For requests that a client must make before it can send the caller's own: for a token, or for the
    /// server's version. `url` is shown, so it must contain no secret.
    ///
    /// ```
    /// use civic_core::http::types::Method;
    /// use civic_core::{Error, Sent};
    ///
    /// let error = Error::protocol("the server tells no version")
    ///     .on_the_way_to(Method::POST, "https://demo.example.org/proposals");
    /// assert_eq!(error.was_sent(), Sent::No);
    /// assert!(error.to_string().ends_with("POST https://demo.example.org/proposals was not sent"));
    /// ```
    #[must_use]
    pub fn on_the_way_to(self, method: Method, url: impl Into<String>) -> Self {
        self.on_behalf_of(method, &url.into(), Sent::No)
    }

    /// Says for which request this one, for a token, was made, and how far that one got.
    #[must_use]
    pub(crate) fn on_behalf_of(mut self, method: Method, url: &str, sent: Sent) -> Self {
        self.0.on_behalf_of = Some(Call { method, url: url.to_owned() });
        self.sent(sent)
    }

    /// Applies a filter to each of its texts.
    #[must_use]
    pub(crate) fn filtered(mut self, filter: impl Fn(&str) -> Option<String>) -> Self {
        if let Some(message) = filter(&self.0.message) {
            self.0.message = message.into();
        }
        if let Some(hint) = self.0.hint.as_deref().and_then(&filter) {
            self.0.hint = Some(hint.into());
        }
        if let Some(path) = self.0.decode_path.as_deref().and_then(&filter) {
            self.0.decode_path = Some(path);
        }
        self
    }

    #[must_use]
    pub(crate) fn sent(mut self, sent: Sent) -> Self {
        self.0.sent = sent;
        self
    }

    /// Of a request that would be done twice if it were sent twice.
    #[must_use]
    pub(crate) fn of_write(mut self, is_write: bool) -> Self {
        self.0.is_write = is_write;
        self
    }

    #[must_use]
    pub(crate) fn tried(mut self, attempts: u32, elapsed: Duration) -> Self {
        self.0.attempts = attempts;
        self.0.elapsed = elapsed;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display::line(&self.0, f)
    }
}

/// The kind, then the same line as `Display`, so that the message of an `unwrap` is readable.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.0.kind)
    }
}

// By hand: `thiserror` would give the `Arc` as the source, in which no `downcast_ref` finds the error.
impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    static_assertions::assert_impl_all!(Error: Send, Sync, Clone, StdError, Unpin);

    #[test]
    fn an_error_is_at_most_two_words_wide() {
        assert!(size_of::<Error>() <= 16);
        assert!(size_of::<Result<(), Error>>() <= 16);
    }

    #[test]
    fn a_body_is_capped() {
        let error = Error::new(ErrorKind::Server, "answered").answered(
            StatusCode::BAD_GATEWAY,
            HeaderMap::new(),
            Bytes::from(vec![b'x'; KEPT_BODY + 1]),
        );
        assert_eq!(error.body().map(Bytes::len), Some(KEPT_BODY));
    }

    #[test]
    fn headers_are_capped() {
        let mut headers = HeaderMap::new();
        for _ in 0..3 {
            headers.append("x-long", HeaderValue::from_str(&"x".repeat(KEPT_BODY / 2)).unwrap());
        }
        headers.insert("x-short", HeaderValue::from_static("kept"));
        let error = Error::new(ErrorKind::Server, "answered").answered(
            StatusCode::BAD_GATEWAY,
            headers,
            Bytes::new(),
        );
        let kept = error.headers().unwrap();
        assert_eq!(
            (kept.get_all("x-long").iter().count(), kept.contains_key("x-short")),
            (1, true)
        );
    }

    #[test]
    fn a_capped_body_does_not_keep_the_whole_one_in_memory() {
        let whole = Bytes::from(vec![b'x'; KEPT_BODY + 1]);
        let error = Error::new(ErrorKind::Server, "answered").answered(
            StatusCode::BAD_GATEWAY,
            HeaderMap::new(),
            whole.clone(),
        );
        assert_ne!(error.body().unwrap().as_ptr(), whole.as_ptr());
    }

    #[test]
    fn temporary_is_what_may_pass_by_waiting() {
        let status = |code| {
            Error::new(ErrorKind::Status, "answered").answered(
                StatusCode::from_u16(code).unwrap(),
                HeaderMap::new(),
                Bytes::new(),
            )
        };
        for code in [408, 425, 429, 500, 502, 503, 504].into_iter().chain(520..=530) {
            assert!(status(code).is_temporary(), "{code}");
        }
        assert!(status(403).with_retry_after(Duration::from_secs(1)).is_temporary());
        for code in [301, 400, 401, 403, 404, 422, 501] {
            assert!(!status(code).is_temporary(), "{code}");
        }
        assert!(Error::new(ErrorKind::Connect, "refused").is_temporary());
        assert!(!Error::invalid_input("no").is_temporary());
    }

    #[test]
    fn the_source_is_kept() {
        let error = Error::new(ErrorKind::Transport, "broke").with_source(std::fmt::Error);
        assert!(error.source().is_some());
    }
}
