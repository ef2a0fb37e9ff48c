//! A call that has nothing to set but how it is sent.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;

use super::call_options::CallOptions;
use super::sending::Sending;
use crate::Error;

type Begin<T> = dyn Fn(CallOptions) -> BoxFuture<'static, Result<T, Error>> + Send + Sync;

/// A call of a client, sent when it is awaited. Until then its deadline, its retries and its headers
/// can be set.
///
/// It is a future as it stands: it can be awaited, spawned and handed to `try_join_all`. A clone is
/// one that has not been sent.
#[must_use = "a request is sent when it is awaited"]
pub struct Call<T> {
    options: CallOptions,
    begin: Arc<Begin<T>>,
    sending: Sending<T>,
}

impl<T> Call<T> {
    crate::call_options!(options, "civic_core", "call: civic_core::http::Call<u64>", "call");

    /// A call that this function sends, with what its caller has set. For crates that are clients
    /// of a platform.
    ///
    /// ```
    /// use civic_core::http::{Call, Request};
    /// use civic_core::http::platform::HttpClient;
    ///
    /// /// What a method of a client crate returns: a call that its caller may still give a deadline.
    /// fn visitors(http: &HttpClient) -> Call<u64> {
    ///     let http = http.clone();
    ///     Call::new(move |options| {
    ///         let http = http.clone();
    ///         async move {
    ///             let answer = http.execute(Request::get("/stats").options(options)).await?;
    ///             answer.json_under("visitors")
    ///         }
    ///     })
    /// }
    /// ```
    pub fn new<F>(send: impl Fn(CallOptions) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let begin: Arc<Begin<T>> = Arc::new(move |options| Box::pin(send(options)));
        Self { options: CallOptions::new(), begin, sending: Sending::default() }
    }
}

crate::blocking_call!(Call<T> [] => T);

impl<T> Future for Call<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { options, begin, sending } = &mut *self;
        sending.poll(cx, || begin(options.clone()))
    }
}

impl<T> Clone for Call<T> {
    fn clone(&self) -> Self {
        let sending = Sending::default();
        Self { options: self.options.clone(), begin: Arc::clone(&self.begin), sending }
    }
}

/// Shows what was set, and no value of a header.
impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("options", &self.options).finish_non_exhaustive()
    }
}
