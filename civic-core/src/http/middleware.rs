//! Functions around the calls of a client.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;

use super::request::Request;
use super::response::Response;
use super::retry_loop::{self, Answered};
use super::settings::Settings;
use super::unread_body::UnreadBody;
use crate::{Error, Sent};

/// A function around every call. See [`HttpConfig::middleware`](super::HttpConfig::middleware).
pub(super) type Middleware =
    Arc<dyn Fn(Request, Next) -> BoxFuture<'static, Result<Response, Error>> + Send + Sync>;

/// The rest of the way of a request, which a [middleware](super::HttpConfig::middleware) calls: the
/// middleware that was added after it, then the client's own pipeline with token, rate limit and
/// retries.
///
/// To send the request more than once, use a clone for each time.
#[doc(alias = "middleware")]
#[derive(Clone)]
pub struct Next {
    settings: Arc<Settings>,
    rest: Arc<[Middleware]>,
    /// How many of them the request has passed.
    passed: usize,
    leaves_body: bool,
    outcome: Arc<Mutex<Outcome>>,
}

/// What the pipeline reports to the caller of the first middleware.
#[derive(Default)]
struct Outcome {
    unread: Option<UnreadBody>,
    was_reached: bool,
}

impl Next {
    pub(super) fn new(settings: Arc<Settings>, all: Arc<[Middleware]>, leaves_body: bool) -> Self {
        Self { settings, rest: all, passed: 0, leaves_body, outcome: Arc::default() }
    }

    /// Sends the request on, and returns the answer.
    ///
    /// ```
    /// use civic_core::Error;
    /// use civic_core::http::{HttpConfig, Next, Request, Response};
    ///
    /// async fn counted(request: Request, next: Next) -> Result<Response, Error> {
    ///     let result = next.run(request).await;
    ///     match &result {
    ///         Ok(answer) => println!("{} in {:?}", answer.status(), answer.stats().elapsed),
    ///         Err(error) => eprintln!("{error}"),
    ///     }
    ///     result
    /// }
    ///
    /// let http = HttpConfig::new().middleware(counted);
    /// ```
    ///
    /// # Errors
    /// Those of any call. An answer that is not a success is an error.
    pub async fn run(mut self, request: Request) -> Result<Response, Error> {
        if let Some(middleware) = self.rest.get(self.passed) {
            self.passed += 1;
            return Arc::clone(middleware)(request, self).await;
        }
        self.outcome().was_reached = true;
        let sending = Box::pin(retry_loop::send(&self.settings, &request, self.leaves_body));
        let Answered { response, unread } = sending.await?;
        self.outcome().unread = unread;
        Ok(response)
    }

    /// The body that the pipeline left unread, where it was asked to.
    pub(super) fn take_unread(&self) -> Option<UnreadBody> {
        self.outcome().unread.take()
    }

    /// Whether the request may have gone out.
    pub(super) fn was_sent(&self) -> Sent {
        if self.outcome().was_reached { Sent::Maybe } else { Sent::No }
    }

    fn outcome(&self) -> std::sync::MutexGuard<'_, Outcome> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows how many functions are left, and no secret.
impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = self.rest.len().saturating_sub(self.passed);
        f.debug_struct("Next").field("middleware_left", &left).finish_non_exhaustive()
    }
}
