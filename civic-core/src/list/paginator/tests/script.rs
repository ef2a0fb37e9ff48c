//! A list of pages that say what they read again, what they only name and what the server counts.

use super::shelf::Row;
use crate::Error;
use crate::http::platform::RequestStats;
use crate::list::source::{
    Fetch, Key, ListSpec, Named, Next, Omitted, Page, PageRow, PageSource, Proof,
};
use crate::list::{Paginator, Report};
use crate::testing::VirtualClock;

pub(super) const SOUND: Next<usize> = Next::End(Proof::Sound);
pub(super) const AGREED: Next<usize> = Next::End(Proof::Agreed(2));
pub(super) const UNCHANGED: Next<usize> = Next::End(Proof::IfUnchanged);

/// The pages, from the first. A cursor is the place of a page here.
#[derive(Clone)]
pub(super) struct Script(pub(super) Vec<Scripted>);

#[derive(Clone)]
pub(super) struct Scripted {
    /// The JSON of each row.
    rows: Vec<String>,
    overlap: usize,
    /// Ids, and the page that each would come on.
    named: Vec<(u64, usize)>,
    next: Next<usize>,
    omitted: Omitted,
    server_rows: Option<u64>,
}

/// A page of rows with these ids.
pub(super) fn page(ids: &[u64], next: Next<usize>) -> Scripted {
    let rows = ids.iter().map(|id| format!("{{\"id\":{id}}}")).collect();
    texts(rows, next)
}

/// A page of rows as the server writes them.
pub(super) fn texts(rows: Vec<String>, next: Next<usize>) -> Scripted {
    let (named, omitted) = (Vec::new(), Omitted::default());
    Scripted { rows, overlap: 0, named, next, omitted, server_rows: None }
}

/// A page that only names rows.
pub(super) fn naming(named: &[(u64, usize)], next: Next<usize>) -> Scripted {
    Scripted { named: named.to_vec(), ..page(&[], next) }
}

impl Scripted {
    /// The first rows are read again on purpose.
    pub(super) fn overlapping(self, overlap: usize) -> Self {
        Self { overlap, ..self }
    }

    pub(super) fn omitting(self, hidden: u64, errors: &[String]) -> Self {
        Self { omitted: Omitted { hidden, errors: errors.to_vec() }, ..self }
    }

    pub(super) fn counting(self, rows: u64) -> Self {
        Self { server_rows: Some(rows), ..self }
    }
}

impl Script {
    pub(super) fn paginator(&self) -> Paginator<Row> {
        Paginator::by_cursor(self.clone())
    }
}

pub(super) fn key(item: &Row) -> Key {
    Key::of([item.id.to_le_bytes()])
}

impl ListSpec for Script {
    type Item = Row;

    fn resource_name(&self) -> &'static str {
        "rows"
    }

    fn identity(&self) -> String {
        "script/1".to_owned()
    }

    fn key(&self, item: &Row) -> Key {
        key(item)
    }
}

impl PageSource for Script {
    type List = Self;
    type Cursor = usize;

    fn list(&self) -> &Self {
        self
    }

    fn strategy_name(&self) -> &'static str {
        "script"
    }

    fn first(&self) -> usize {
        0
    }

    fn fetch(&self, at: usize) -> Fetch<'_, Self> {
        let Scripted { rows, overlap, named, next, omitted, server_rows } = self.0[at].clone();
        let rows: Vec<PageRow<Row>> = rows.into_iter().map(PageRow::json).collect();
        let page = Page::new(rows, next, RequestStats::default()).omitted(omitted);
        let key = |id: u64| Key::of([id.to_le_bytes()]);
        let named = named.into_iter().map(|(id, at)| Named { key: key(id), at }).collect();
        Box::pin(async move { Ok(Page { server_rows, overlap, named, ..page }) })
    }
}

/// Ids and errors, to the end.
pub(super) fn read(paginator: &mut Paginator<Row>) -> (Vec<u64>, Vec<Error>) {
    let (mut ids, mut errors) = (Vec::new(), Vec::new());
    let reading = async {
        while let Some(item) = paginator.next().await {
            match item {
                Ok(row) => ids.push(row.id),
                Err(error) => errors.push(error),
            }
        }
    };
    VirtualClock::new().run(reading).unwrap();
    (ids, errors)
}

/// Ids and the report of a list that is read to its end without an error.
pub(super) fn play(mut paginator: Paginator<Row>) -> (Vec<u64>, Report) {
    let (ids, errors) = read(&mut paginator);
    assert!(errors.is_empty(), "{errors:?}");
    (ids, paginator.report())
}
