//! The pages of a list on the wire: rows in the body, everything else in headers.

use civic_core::Error;
use civic_core::http::{HeaderMap, Response};
use civic_core::paging::{self, Key, NumberedList, NumberedPage, Screen, rows};
use futures_util::future::BoxFuture;
use http::header;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Filter, List};
use crate::rest::actor::Actor;
use crate::rest::call::Call;
use crate::rest::resource::Resource;

/// What a server gives when it is not asked for a size; no host is known to cut below it.
const SMALLEST_CUT: u64 = 25;

pub(super) struct ListPages<T, A> {
    list: List<T, A>,
    /// Whether a page's number is what a walk goes by, and so means another place where pages
    /// have another size.
    by_number: bool,
}

impl<T: Resource, A: Actor> ListPages<T, A> {
    pub(super) fn new(list: List<T, A>) -> Self {
        Self { list, by_number: false }
    }

    pub(super) fn by_number(list: List<T, A>) -> Self {
        Self { list, by_number: true }
    }

    async fn fetch(&self, number: u64, size: u64) -> Result<NumberedPage<T>, Error> {
        let needs = self.list.filters.iter().find_map(Filter::needs).cloned();
        let mut call = Call::get(T::PATH, needs.unwrap_or(T::NEEDS));
        for (name, value) in self.list.parameters() {
            call = call.query(name, value);
        }
        let call = call.query("per_page", size).query("page", number);
        let response = self.list.session.send(call).await?;
        let rows = rows(&response, "data")?;
        let total_pages = pages_told(&response, number, size, rows.len() as u64);
        let total_rows = number_in(&response, "total");
        let receipt = response.receipt();
        Ok(NumberedPage { rows, number: None, total_pages, total_rows, receipt })
    }
}

impl<T: Resource, A: Actor> paging::List for ListPages<T, A> {
    type Item = T;

    fn noun(&self) -> &str {
        T::NOUN
    }

    /// The query in one form: pairs in order, values percent-encoded. The API's version is no
    /// part of it, so that a walk outlives an update of the server.
    fn identity(&self) -> String {
        let list = &self.list;
        let mut pairs = list.parameters();
        if self.by_number {
            pairs.push(("per_page".to_owned(), list.page_size.to_string()));
        }
        pairs.sort();
        let base = list.session.site.http.base().as_str().trim_end_matches('/');
        let who = list.session.in_whose_name;
        let mut identity = format!("decidim-client/1 rest as {who} {base}/{}", T::PATH);
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

    fn copies(&self, item: &T) -> u32 {
        item.copies()
    }

    fn screen(&self, item: &T) -> Screen {
        match self.list.filters.iter().find(|filter| filter.refuses(item)) {
            Some(filter) => Screen::Ignored(filter.field()),
            None => Screen::Keep,
        }
    }
}

impl<T: Resource, A: Actor> NumberedList for ListPages<T, A> {
    /// The header `Total` counts rows.
    fn counts_rows(&self) -> bool {
        true
    }

    fn page_size(&self) -> u64 {
        self.list.page_size.into()
    }

    fn honoured_size(&self) -> u64 {
        SMALLEST_CUT
    }

    fn page(
        &self,
        number: u64,
        size: u64,
    ) -> BoxFuture<'_, Result<NumberedPage<Self::Item>, Error>> {
        Box::pin(self.fetch(number, size))
    }
}

fn number_in(response: &Response, header: &str) -> Option<u64> {
    response.headers().get(header)?.to_str().ok()?.trim().parse().ok()
}

/// How many pages the server says there are: by `Total` and `Per-Page`, else by its links, else,
/// where it says nothing, one more than a page that is not empty.
fn pages_told(response: &Response, number: u64, size: u64, rows: u64) -> u64 {
    let headers = response.headers();
    if let Some(total) = number_in(response, "total") {
        // A host may have cut the size that was asked for.
        return total.div_ceil(number_in(response, "per-page").unwrap_or(size).max(1));
    }
    match Links::read(headers) {
        Some(links) => links.last.or(links.next).unwrap_or(number).max(number),
        None if rows > 0 && rows >= size.min(SMALLEST_CUT) => number + 1,
        None => number,
    }
}

/// The page numbers that a `Link` header names. There is none where one page holds all.
#[derive(Debug, Default, PartialEq, Eq)]
struct Links {
    next: Option<u64>,
    last: Option<u64>,
}

impl Links {
    fn read(headers: &HeaderMap) -> Option<Self> {
        let text = headers.get(header::LINK)?.to_str().ok()?;
        let mut links = Self::default();
        for link in text.split(",<").flat_map(|part| part.split(", <")) {
            let Some((target, relation)) = link.split_once('>') else { continue };
            let page = page_of(target);
            if relation.contains("rel=\"next\"") {
                links.next = page;
            } else if relation.contains("rel=\"last\"") {
                links.last = page;
            }
        }
        Some(links)
    }
}

/// The page number in a URL's query.
fn page_of(url: &str) -> Option<u64> {
    let (_, query) = url.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix("page="))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_tell_pages() {
        let mut headers = HeaderMap::new();
        assert_eq!(Links::read(&headers), None);
        let text = "<https://a.example.org/x?filter%5Bid_in%5D%5B%5D=1&page=1&per_page=2>; \
                    rel=\"first\", <https://a.example.org/x?page=9&per_page=2>; rel=\"last\", \
                    <https://a.example.org/x?per_page=2&page=3>; rel=\"next\"";
        headers.insert(header::LINK, text.parse().unwrap());
        assert_eq!(Links::read(&headers), Some(Links { next: Some(3), last: Some(9) }));
    }
}
