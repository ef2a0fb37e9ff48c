//! What a paginator and its monitors share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::checkpoint::Checkpoint;
use super::report::Report;
use super::row_counts::RowCounts;
use crate::clock::Waiting;
use crate::http::Waits;

#[derive(Debug)]
pub(super) struct Shared {
    /// All but the counts.
    pub(super) report: Report,
    pub(super) row_counts: RowCounts,
    pub(super) checkpoint: Checkpoint,
}

impl Shared {
    /// Goes on counting where a checkpoint stopped.
    pub(super) fn go_on_from(&mut self, checkpoint: Checkpoint) {
        self.row_counts = RowCounts::default();
        self.row_counts.counts = checkpoint.counts.clone();
        self.report.resumed = checkpoint.place.is_some();
        self.checkpoint = checkpoint;
    }

    /// The report with its counts.
    pub(super) fn report(&self) -> Report {
        let counts = self.row_counts.counts.clone();
        Report {
            items: counts.items,
            pages: counts.pages,
            duplicates: counts.duplicates,
            overlap: counts.overlap,
            narrowed: counts.narrowed,
            ignored_filters: counts.ignored_filters,
            malformed: counts.malformed,
            hidden: counts.hidden,
            server_errors: counts.server_errors,
            server_pages_at_start: counts.server_pages_at_start,
            server_rows_at_start: counts.server_rows_at_start,
            ..self.report.clone()
        }
    }
}

/// A handle to a paginator's report and checkpoint, for when a stream adaptor has taken the paginator.
///
/// Cheap to clone. It can be used at any time, from any thread, also after the paginator was dropped.
#[derive(Clone, Debug)]
pub struct Monitor {
    shared: Arc<Mutex<Shared>>,
    waits: Waits,
}

impl Monitor {
    pub(super) fn new(resource_name: &str, query: String, waits: Waits) -> Self {
        let shared = Arc::new(Mutex::new(Shared {
            report: Report { resource_name: resource_name.to_owned(), ..Report::default() },
            row_counts: RowCounts::default(),
            checkpoint: Checkpoint::start(query),
        }));
        Self { shared, waits }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was read so far.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Paginator};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut list: Paginator<T>) -> Result<(), Error> {
    /// let monitor = list.monitor();
    /// // Another task, or a status page:
    /// let report = monitor.report();
    /// println!("{} items on {} pages so far", report.items, report.pages);
    /// # Ok(())
    /// # }
    /// ```
    pub fn report(&self) -> Report {
        self.lock().report()
    }

    /// What the list waits for at this moment: the rate limit, or the next attempt after a failure. `None`
    /// while it does not wait, or waits for an answer. Of several waits, the one that ends last.
    ///
    /// The report counts retries and waits when their page has arrived.
    ///
    /// ```no_run
    /// # use civic_core::list::Monitor;
    /// # fn example(monitor: Monitor) {
    /// if let Some(waiting) = monitor.waiting() {
    ///     println!("{} until {}: {}", waiting.what, waiting.until, waiting.reason);
    /// }
    /// # }
    /// ```
    pub fn waiting(&self) -> Option<Waiting> {
        self.waits.last()
    }

    /// Where to resume. Taken after an item, it resumes at that item's page.
    ///
    /// ```no_run
    /// # use civic_core::{Error, list::Paginator};
    /// # async fn example<T: std::fmt::Debug + Send + 'static>(mut list: Paginator<T>) -> Result<(), Error> {
    /// let monitor = list.monitor();
    /// drop(list); // or a task that was aborted
    /// let checkpoint = monitor.checkpoint();
    /// # Ok(())
    /// # }
    /// ```
    pub fn checkpoint(&self) -> Checkpoint {
        self.lock().checkpoint.clone()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use jiff::SignedDuration;

    use crate::clock::Clock;
    use crate::http::Request;
    use crate::http::platform::HttpClient;
    use crate::list::Paginator;
    use crate::list::source::{Fetch, Key, ListSpec, Next, Page, PageSource, Proof, raw_rows};
    use crate::testing::VirtualClock;
    use crate::testing::test_platform::busy_once;

    /// The trees of a town, in one answer.
    struct Trees(HttpClient);

    impl ListSpec for Trees {
        type Item = u64;

        fn resource_name(&self) -> &'static str {
            "trees"
        }

        fn identity(&self) -> String {
            "town/1 trees".to_owned()
        }

        fn key(&self, tree: &u64) -> Key {
            Key::of([tree.to_le_bytes()])
        }
    }

    impl PageSource for Trees {
        type List = Self;
        type Cursor = ();

        fn list(&self) -> &Self {
            self
        }

        fn strategy_name(&self) -> &'static str {
            "one answer"
        }

        fn first(&self) {}

        fn fetch(&self, (): ()) -> Fetch<'_, Self> {
            Box::pin(async move {
                let answer = self.0.execute(Request::get("/trees")).await?;
                let end = Next::End(Proof::Sound);
                Ok(Page::new(raw_rows(&answer, "trees")?, end, answer.stats()))
            })
        }
    }

    #[test]
    fn a_monitor_tells_what_the_list_waits_for_as_long_as_it_waits() {
        let clock = VirtualClock::new();
        let http = busy_once(&clock, "{\"trees\": [7]}");
        let mut trees = Paginator::by_cursor(Trees(http));
        let monitor = trees.monitor();
        assert_eq!(monitor.waiting(), None);
        let began = clock.now();
        assert!(trees.try_next().now_or_never().is_none());
        let waiting = monitor.waiting().unwrap();
        assert!(waiting.reason.starts_with("answered 503"), "{waiting:?}");
        assert_eq!(waiting.until, began + SignedDuration::from_secs(30));
        assert_eq!(clock.run(trees.try_next()).unwrap().unwrap(), Some(7));
        assert_eq!(monitor.waiting(), None);
    }
}
