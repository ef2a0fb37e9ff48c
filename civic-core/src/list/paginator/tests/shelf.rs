//! A server's list in pages, with mishaps by request.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::http::platform::RequestStats;
use crate::list::Paginator;
use crate::list::source::{Key, ListSpec, NumberedList, NumberedPage, PageRow, RowFilter};
use crate::testing::VirtualClock;
use crate::{Error, ErrorKind};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) id: u64,
    #[serde(default)]
    pub(super) color: Option<String>,
}

/// A server's list in pages, with mishaps by request.
#[derive(Clone, Default)]
pub(super) struct Shelf {
    pages: Arc<Mutex<Vec<Vec<String>>>>,
    mishaps: Arc<Mutex<BTreeMap<usize, Mishap>>>,
    pub(super) requests: Arc<Mutex<Vec<u64>>>,
    pub(super) clock: VirtualClock,
    pub(super) color: Option<&'static str>,
}

#[derive(Clone)]
pub(super) enum Mishap {
    Fails(ErrorKind),
    Insert(u64),
    Claims { number: u64 },
}

pub(super) fn shelf(pages: &[&[u64]]) -> Shelf {
    let row = |id: &u64| format!("{{\"id\":{id}}}");
    let pages = pages.iter().map(|page| page.iter().map(row).collect()).collect();
    Shelf { pages: Arc::new(Mutex::new(pages)), ..Shelf::default() }
}

impl Shelf {
    pub(super) fn mishap(self, request: usize, mishap: Mishap) -> Self {
        self.mishaps.lock().unwrap().insert(request, mishap);
        self
    }

    pub(super) fn row(self, page: usize, index: usize, json: &str) -> Self {
        self.pages.lock().unwrap()[page][index] = json.to_owned();
        self
    }

    pub(super) fn paginator(&self) -> Paginator<Row> {
        Paginator::by_page_number(self.clone())
    }

    pub(super) fn requests(&self) -> usize {
        self.requests.lock().unwrap().len()
    }

    /// Ids and errors, to the end.
    pub(super) fn read(&self, paginator: &mut Paginator<Row>) -> (Vec<u64>, Vec<Error>) {
        self.clock
            .run(async {
                let (mut ids, mut errors) = (Vec::new(), Vec::new());
                while let Some(item) = paginator.next().await {
                    match item {
                        Ok(row) => ids.push(row.id),
                        Err(error) => errors.push(error),
                    }
                }
                (ids, errors)
            })
            .unwrap()
    }
}

impl ListSpec for Shelf {
    type Item = Row;

    fn resource_name(&self) -> &'static str {
        "rows"
    }

    fn identity(&self) -> String {
        format!("test/1 color={:?}", self.color)
    }

    fn key(&self, item: &Row) -> Key {
        Key::of([item.id.to_le_bytes()])
    }

    fn row_filter(&self, item: &Row) -> RowFilter {
        match (&self.color, &item.color) {
            (Some(wanted), Some(color)) if color == "none" && !wanted.is_empty() => {
                RowFilter::Narrowed
            }
            (Some(wanted), Some(color)) if wanted != color => RowFilter::Ignored("color"),
            _ => RowFilter::Keep,
        }
    }
}

impl NumberedList for Shelf {
    fn page_size(&self) -> u64 {
        3
    }

    fn honoured_size(&self) -> u64 {
        1
    }

    fn page(
        &self,
        number: u64,
        _size: u64,
    ) -> BoxFuture<'_, Result<NumberedPage<Self::Item>, Error>> {
        Box::pin(async move {
            let request = {
                let mut requests = self.requests.lock().unwrap();
                requests.push(number);
                requests.len()
            };
            self.clock.sleep(Duration::from_millis(50)).await;
            let mishap = self.mishaps.lock().unwrap().get(&request).cloned();
            let mut claimed = None;
            match mishap {
                Some(Mishap::Fails(kind)) => {
                    return Err(Error::new(kind, "mishap").tried(4, Duration::ZERO));
                }
                Some(Mishap::Insert(id)) => {
                    let mut pages = self.pages.lock().unwrap();
                    let mut carried = format!("{{\"id\":{id}}}");
                    for page in pages.iter_mut() {
                        page.insert(0, carried);
                        carried = page.pop().unwrap();
                    }
                    pages.push(vec![carried]);
                }
                Some(Mishap::Claims { number }) => claimed = Some(number),
                None => {}
            }
            let pages = self.pages.lock().unwrap();
            let rows = pages.get(usize::try_from(number).unwrap() - 1).cloned().unwrap_or_default();
            Ok(NumberedPage {
                rows: rows.into_iter().map(PageRow::json).collect(),
                number: claimed.or(Some(number)),
                total_pages: pages.len() as u64,
                total_rows: None,
                stats: RequestStats { attempts: 1, ..RequestStats::default() },
            })
        })
    }
}
