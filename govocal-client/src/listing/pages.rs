//! The pages of a list on the wire.

use civic_core::Error;
use civic_core::http::Request;
use civic_core::list::{self, Key, NumberedList, NumberedPage, Position, RowFilter, rows_and};
use futures_util::future::BoxFuture;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::{DateFilter, Filter, List};
use crate::absent;
use crate::endpoint::Resource;
use crate::platform::SEARCH;

/// No server is known to cut pages below this: the default of 2023 (CitizenLab's API document).
const SMALLEST_CUT: u64 = 12;

/// The next size that servers are known to cut at: the maximum of 2023 by the same document, which
/// later ones name as well. From here on hosts are trusted with no size at all.
const NEXT_CUT: u64 = 24;

pub(super) struct ListPages<T> {
    list: List<T>,
    resource_name: String,
    /// Whether a page's number is what a walk goes by, and so means another place where pages
    /// have another size.
    by_number: bool,
}

#[derive(Deserialize)]
struct Meta {
    current_page: Option<u64>,
    total_pages: u64,
}

impl<T: Resource> ListPages<T> {
    pub(super) fn new(list: List<T>) -> Self {
        let resource_name = match list.path.strip_suffix("/deleted") {
            Some(resource) => format!("deleted {}", resource.replace('_', " ")),
            None => T::PATH.replace('_', " "),
        };
        Self { list, resource_name, by_number: false }
    }

    pub(super) fn by_number(list: List<T>) -> Self {
        Self { by_number: true, ..Self::new(list) }
    }

    /// Beside a filter from a second table dates would break the server; they are then applied to
    /// the rows only.
    fn dates_are_sent(&self) -> bool {
        !self.list.filters.iter().any(Filter::joins)
    }

    /// The query's parameters without those that turn pages.
    fn parameters(&self) -> Vec<(String, String)> {
        let list = &self.list;
        let mut parameters: Vec<_> = list.filters.iter().flat_map(Filter::parameters).collect();
        if self.dates_are_sent() {
            parameters.extend(list.dates.iter().map(DateFilter::parameter));
        }
        parameters.extend(list.locale.iter().map(|locale| ("locale".to_owned(), locale.clone())));
        parameters
    }

    fn request(&self, number: u64, size: u64) -> Request {
        let mut request = Request::get(format!("/api/v2/{}", self.list.path));
        for (name, value) in self.parameters() {
            request = request.query(name, value);
        }
        if self.list.is_search() {
            request = request.class(SEARCH);
        }
        request.query("page_size", size).query("page_number", number)
    }
}

impl<T: Resource> list::ListSpec for ListPages<T> {
    type Item = T;

    fn resource_name(&self) -> &str {
        &self.resource_name
    }

    /// The query in one form: pairs in order, values percent-encoded. The page size is no part of
    /// it, so that a walk may go on with another one, unless it goes by page numbers.
    fn identity(&self) -> String {
        let mut pairs = self.parameters();
        if !self.dates_are_sent() {
            pairs.extend(self.list.dates.iter().map(DateFilter::parameter));
        }
        if self.by_number {
            pairs.push(("page_size".to_owned(), self.list.page_size.to_string()));
        }
        pairs.sort();
        let base = self.list.client.base_url().trim_end_matches('/');
        let mut identity = format!("govocal-client/1 {base}/api/v2/{}", self.list.path);
        for (index, (name, value)) in pairs.iter().enumerate() {
            let separator = if index == 0 { '?' } else { '&' };
            let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
            identity.extend([separator.to_string(), format!("{name}={value}")]);
        }
        identity
    }

    fn key(&self, item: &T) -> Key {
        item.key()
    }

    fn position(&self, item: &T) -> Option<Position> {
        item.position()
    }

    fn row_filter(&self, item: &T) -> RowFilter {
        if let Some(filter) = self.list.filters.iter().find(|filter| filter.refuses(item)) {
            return RowFilter::Ignored(filter.name());
        }
        for dates in &self.list.dates {
            match dates.row_filter(item, self.dates_are_sent()) {
                RowFilter::Keep => {}
                dropped => return dropped,
            }
        }
        RowFilter::Keep
    }
}

impl<T: Resource> NumberedList for ListPages<T> {
    fn page_size(&self) -> u64 {
        self.list.page_size.into()
    }

    fn honoured_size(&self) -> u64 {
        SMALLEST_CUT
    }

    fn may_be_cut(&self, rows: u64) -> bool {
        rows == SMALLEST_CUT || rows >= NEXT_CUT
    }

    fn page(
        &self,
        number: u64,
        size: u64,
    ) -> BoxFuture<'_, Result<NumberedPage<Self::Item>, Error>> {
        Box::pin(async move {
            let request = self.request(number, size);
            let List { client, path, not_everywhere, .. } = &self.list;
            let response = match client.request(request).await {
                Ok(response) => response,
                // A page may be missing for other reasons, also the first of a later reading.
                Err(error) => {
                    return Err(absent::explained(client, path, *not_everywhere, error).await);
                }
            };
            let (rows, meta) = rows_and::<T, Meta>(&response, T::ROWS, "meta")?;
            Ok(NumberedPage {
                rows,
                number: meta.current_page,
                total_pages: meta.total_pages,
                total_rows: None,
                receipt: response.receipt(),
            })
        })
    }
}
