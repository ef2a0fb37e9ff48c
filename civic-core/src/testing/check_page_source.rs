//! Whether a page source is a pure function of its cursor.

use std::collections::VecDeque;

use crate::Error;
use crate::list::source::{Key, ListSpec, Next, Page, PageRow, PageSource, Proof};

/// A source that never ends is checked up to this page.
const MOST: u64 = 1_000;

/// Reads a list with each page fetched twice, and checks that both answers are the same: a
/// [`PageSource`] remembers nothing of earlier calls. Returns how many pages it checked, at most 1000.
///
/// The server must answer the same request in the same way, as a
/// [`FakeTransport`](super::FakeTransport) does.
///
/// ```
/// use civic_core::Error;
/// use civic_core::list::source::PageSource;
/// use civic_core::testing::check_page_source;
///
/// async fn remembers_nothing(notices: &impl PageSource) -> Result<(), Error> {
///     let pages = check_page_source(notices).await?;
///     assert!(pages > 1, "a list of one page shows little");
///     Ok(())
/// }
/// ```
///
/// # Errors
/// [`Protocol`](crate::ErrorKind::Protocol) with the cursor whose second page has other rows, another
/// next cursor or proves something else; and what the source itself fails with.
pub async fn check_page_source<S: PageSource>(source: &S) -> Result<u64, Error> {
    let mut cursors = VecDeque::from([source.first()]);
    let mut checked = 0;
    while let Some(cursor) = cursors.pop_front().filter(|_| checked < MOST) {
        let first = source.fetch(cursor.clone()).await?;
        let second = source.fetch(cursor.clone()).await?;
        if seen(source, &first)? != seen(source, &second)? {
            let message = format!("asked again, the source answers otherwise at {cursor:?}");
            return Err(Error::protocol(message));
        }
        checked += 1;
        if let Next::Page(next) | Next::Check(next) = first.next {
            cursors.push_back(next);
        }
        cursors.extend(first.named.into_iter().map(|row| row.at));
    }
    Ok(checked)
}

/// All that a paginator sees of a page.
#[derive(PartialEq)]
struct Seen {
    rows: Vec<Key>,
    overlap: usize,
    next: (Option<String>, Option<Proof>),
    named: Vec<(Key, String)>,
    server_rows: Option<u64>,
}

type PageOf<S> = Page<<<S as PageSource>::List as ListSpec>::Item, <S as PageSource>::Cursor>;

fn seen<S: PageSource>(source: &S, page: &PageOf<S>) -> Result<Seen, Error> {
    let written = |cursor: &S::Cursor| {
        serde_json::to_string(cursor)
            .map_err(|error| Error::protocol("a cursor cannot be written").with_source(error))
    };
    let key = |row: &PageRow<_>| match row {
        PageRow::Decoded(item) => source.list().key(item),
        PageRow::Raw(raw) => {
            raw.decode().map_or_else(|_| raw.likeness(), |item| source.list().key(&item))
        }
    };
    let named = page.named.iter().map(|row| written(&row.at).map(|at| (row.key, at)));
    let next = match &page.next {
        Next::Page(next) | Next::Check(next) => (Some(written(next)?), None),
        Next::End(proof) => (None, Some(proof.clone())),
    };
    Ok(Seen {
        rows: page.rows.iter().map(key).collect(),
        overlap: page.overlap,
        next,
        named: named.collect::<Result<_, _>>()?,
        server_rows: page.server_rows,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use futures_util::FutureExt;

    use super::*;
    use crate::ErrorKind;
    use crate::http::platform::RequestStats;
    use crate::list::source::{Fetch, Named};

    /// Rows 0 to 9, two a page, of which the last page names all; page by page, or by how often it was
    /// asked.
    struct Numbers {
        counts_calls: bool,
        calls: AtomicU64,
    }

    impl ListSpec for Numbers {
        type Item = u64;

        fn resource_name(&self) -> &'static str {
            "numbers"
        }

        fn identity(&self) -> String {
            "numbers/1".to_owned()
        }

        fn key(&self, item: &u64) -> Key {
            Key::of([item.to_le_bytes()])
        }
    }

    impl PageSource for Numbers {
        type List = Self;
        type Cursor = u64;

        fn list(&self) -> &Self {
            self
        }

        fn strategy_name(&self) -> &'static str {
            "counting"
        }

        fn first(&self) -> u64 {
            0
        }

        fn fetch(&self, cursor: u64) -> Fetch<'_, Self> {
            let calls = self.calls.fetch_add(1, Ordering::Relaxed);
            let at = if self.counts_calls { calls } else { cursor };
            let next = if at < 4 { Next::Page(at + 1) } else { Next::End(Proof::IfUnchanged) };
            let rows = [2 * at, 2 * at + 1].map(|id| PageRow::json(id.to_string()));
            let mut page = Page::new(rows, next, RequestStats::default());
            if cursor == 4 {
                page.named = vec![Named { key: self.key(&3), at: 9 }];
            }
            async { Ok(page) }.boxed()
        }
    }

    fn checked(counts_calls: bool) -> Result<u64, Error> {
        let source = Numbers { counts_calls, calls: AtomicU64::new(0) };
        check_page_source(&source).now_or_never().unwrap()
    }

    #[test]
    fn a_source_that_remembers_being_asked_is_found() {
        assert_eq!(checked(false).unwrap(), 6, "five pages, and the one of a named row");
        let error = checked(true).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Protocol);
        assert!(error.to_string().contains("answers otherwise at 0"), "{error}");
    }
}
