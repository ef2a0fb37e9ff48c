//! Calls, lists and copies without async.
//!
//! Every call of a client has a method `blocking()`, which sends it and waits for the answer, and every
//! list, open-data table and run of a sync has one that makes it an iterator, [`Iter`]. For any other
//! future, such as that of `with_response()`, import the trait [`Blocking`].
//!
//! ```
//! use civic_core::blocking::Blocking;
//! use civic_core::list::Paginator;
//! use civic_core::sync::SyncRun;
//! use civic_core::sync::store::JsonFile;
//!
//! # fn example(
//! #     notices: impl Fn() -> Paginator<String>,
//! #     sync: impl Fn() -> SyncRun<u32>,
//! #     mut download: civic_core::http::Download,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! let mut all = notices().blocking();
//! for notice in &mut all {
//!     println!("{}", notice?);
//! }
//! println!("{}", all.report());
//!
//! let proven: Vec<String> = notices().blocking().collect_proven()?;
//! let report = sync().blocking().store_in(&mut JsonFile::open("notices.json")?)?;
//! while let Some(piece) = download.piece().blocking()? {
//!     println!("{} bytes", piece.len());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! **Where it may be called.** Anywhere: outside of a runtime, and within any, where it blocks the thread
//! as other blocking code does. It needs nothing that this thread's own runtime would have to do meanwhile:
//! connections, timers and token requests of blocking calls belong to a thread of their own,
//! `civic-blocking`. That thread starts at the first blocking call and lives as long as the process.
//! The answers themselves are read and decoded on the caller's thread, so that spans and subscribers of
//! `tracing` hold, and a panic (in a middleware of yours) is a panic only of the caller.
//!
//! **What async code began.** A page of a list that is under way is asked for again. Any other call, and a
//! run of a sync, that was polled in one runtime waits for that runtime if it goes on here: do not block
//! the only thread of that runtime with it. The same holds for a transport of your own that keeps
//! connections, a `reqwest::Client` too: give the blocking calls a client of their own.
//!
//! **Giving up.** A deadline is set as for any call ([`CallOptions`](crate::http::CallOptions)). To stop
//! a list, drop its iterator; that loses nothing that a [`checkpoint`](crate::list::Checkpoint) does
//! not hold.
//!
//! **Failures.** If the thread cannot be started, each call fails with
//! [`Connect`](crate::ErrorKind::Connect) and nothing is sent; the next call tries again. A process made
//! by `fork` starts a thread of its own. Build new clients in it: the connections of the old ones are
//! its parent's.
//!
//! **What it costs.** A row that is there already takes 0.2 µs more than in async code; a call takes 13 µs
//! more on an idle machine of two cores, and several times that on a busy one: it wakes a thread twice.
//! `cargo bench -p govocal-client --bench blocking` measures both.

pub(crate) mod context;
mod thread;
mod wait;

use std::fmt;
use std::future::Future;
use std::iter::FusedIterator;
use std::ops::Deref;

use futures_util::StreamExt;
use futures_util::stream::{FusedStream, Stream};

/// Waits for any future, as the calls of the clients do by their own methods of this name.
///
/// For futures that have no such method: those of `async fn`s, of your own `async` blocks, and of
/// combinators. They need not be `Send` or `'static`.
///
/// ```
/// use civic_core::blocking::Blocking;
/// use civic_core::http::Request;
/// use civic_core::http::platform::HttpClient;
///
/// # fn example(http: HttpClient) -> Result<(), civic_core::Error> {
/// let answer = http.execute(Request::get("/notices")).blocking()?;
/// println!("{}", answer.status());
/// # Ok(())
/// # }
/// ```
///
/// A future may use tokio's sockets, timers and `spawn`: they belong to the thread `civic-blocking`. If that
/// thread could not be started, they panic as outside of a runtime; calls of the clients fail instead.
#[doc(alias("block_on", "synchronous", "wait"))]
pub trait Blocking: Future {
    /// Waits until it is done. See the [module](self) for what to know.
    fn blocking(self) -> Self::Output
    where
        Self: Sized,
    {
        wait::until_done(self)
    }
}

impl<F: Future> Blocking for F {}

/// A list, a table or a run of a sync as an iterator. It is made by the method `blocking()` of these.
///
/// Its items, and what follows an error, are those of the stream; methods that look at the stream, such as
/// [`report`](crate::list::Paginator::report) and [`checkpoint`](crate::list::Paginator::checkpoint), can
/// be called on it. `collect::<Result<Vec<_>, _>>()` ends at the first error, and does not ask whether the
/// list was complete: use [`collect_proven`](Self::collect_proven) or
/// [`collect_consistent`](Self::collect_consistent).
#[doc(alias("iterator", "synchronous"))]
#[must_use = "nothing is sent until it is iterated"]
pub struct Iter<S>(S);

impl<S: Stream + Unpin> Iter<S> {
    /// Any stream as an iterator, such as one that a combinator has made of a list.
    ///
    /// ```
    /// use civic_core::blocking::Iter;
    /// use futures_util::{StreamExt, stream};
    ///
    /// let squares = Iter::new(stream::iter(1..=3).map(|side| side * side));
    /// assert_eq!(squares.collect::<Vec<u32>>(), [1, 4, 9]);
    /// ```
    pub fn new(stream: S) -> Self {
        Self(stream)
    }
}

impl<S> Iter<S> {
    /// The stream, to go on in async code.
    ///
    /// ```
    /// # async fn example(notices: civic_core::list::Paginator<String>) -> Result<(), civic_core::Error> {
    /// let mut notices = notices.blocking();
    /// let first = notices.next().transpose()?;
    /// let second = notices.into_inner().try_next().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_inner(self) -> S {
        self.0
    }
}

impl<S: Stream + Unpin> Iterator for Iter<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<Self::Item> {
        wait::until_done(self.0.next())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<S: FusedStream + Unpin> FusedIterator for Iter<S> {}

/// The stream's own methods that take `&self`.
impl<S> Deref for Iter<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.0
    }
}

impl<S: fmt::Debug> fmt::Debug for Iter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Iter").field(&self.0).finish()
    }
}
