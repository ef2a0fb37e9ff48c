//! A call that is a future itself.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;

use crate::Error;

/// The request of a call, sent when it is first polled: for a type that holds the settings of a call and
/// is its future, so that it can be awaited, spawned and passed to `try_join_all` as it is.
///
/// A clone has not sent anything yet.
pub struct Sending<T>(Mutex<Option<BoxFuture<'static, Result<T, Error>>>>);

impl<T> Sending<T> {
    /// The call's answer, when it has arrived. `begin` makes the future that sends; it is called once.
    pub fn poll(
        &mut self,
        cx: &mut Context<'_>,
        begin: impl FnOnce() -> BoxFuture<'static, Result<T, Error>>,
    ) -> Poll<Result<T, Error>> {
        // A mutex for being `Sync` alone: nobody else can hold it.
        let sent = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        sent.get_or_insert_with(begin).as_mut().poll(cx)
    }
}

impl<T> Default for Sending<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Clone for Sending<T> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<T> fmt::Debug for Sending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sending")
    }
}

/// Makes a type with the settings of a call and a field `sending: Sending<T>` a future of the answer:
/// `civic_core::sent_when_polled!(Get<T> [Readable] => T, |get| get.read());`.
#[doc(hidden)]
#[macro_export]
macro_rules! sent_when_polled {
    ($call:ident $(<$record:ident> [$($bound:tt)*])? => $output:ty, |$settings:ident| $answer:expr) => {
        $crate::blocking_call!($call $(<$record> [$($bound)*])? => $output);

        /// Sends it when it is first polled: it can be awaited, spawned, and joined with others.
        impl $(<$record: $($bound)*>)? ::std::future::Future for $call $(<$record>)? {
            type Output = ::std::result::Result<$output, $crate::Error>;

            fn poll(
                mut self: ::std::pin::Pin<&mut Self>,
                cx: &mut ::std::task::Context<'_>,
            ) -> ::std::task::Poll<Self::Output> {
                let mut sending = ::std::mem::take(&mut self.sending);
                let answered = sending.poll(cx, || {
                    let $settings = self.clone();
                    ::std::boxed::Box::pin(async move { $answer.await })
                });
                self.sending = sending;
                answered
            }
        }
    };
}

/// Gives a call that `sent_when_polled!` made a future its own `blocking()`. Expands to nothing without
/// the feature `blocking` of this crate.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! blocking_call {
    ($call:ident $(<$record:ident> [$($bound:tt)*])? => $output:ty) => {
        impl $(<$record: $($bound)*>)? $call $(<$record>)? {
            /// Sends it and waits for the answer, anywhere: see [`blocking`]($crate::blocking).
            ///
            /// ```
            /// # fn example(call: civic_core::http::Call<u32>) -> Result<(), civic_core::Error> {
            /// let answer = call.blocking()?;
            /// # Ok(())
            /// # }
            /// ```
            #[doc(alias("synchronous", "wait"))]
            pub fn blocking(self) -> ::std::result::Result<$output, $crate::Error> {
                $crate::blocking::Blocking::blocking(self)
            }
        }
    };
}

#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! blocking_call {
    ($($any:tt)*) => {};
}
