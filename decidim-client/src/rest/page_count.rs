//! How many pages a list has, by the headers of one.

use civic_core::http::Response;
use civic_core::http::types::HeaderMap;
use http::header;

/// The number that a header holds.
pub(super) fn number_in(response: &Response, header: &str) -> Option<u64> {
    response.headers().get(header)?.to_str().ok()?.trim().parse().ok()
}

/// How many pages the server says there are: by `Total` and the size of its pages, else by its
/// links, else, where it says nothing, one more than a page that is not empty. A page that is not
/// full proves no end there: a host may cut pages below any size.
pub(super) fn pages_told(response: &Response, number: u64, size: u64, rows: u64) -> u64 {
    if let Some(total) = number_in(response, "total") {
        let per_page = number_in(response, "per-page").filter(|per_page| *per_page > 0);
        let per_page = per_page.unwrap_or_else(|| size_used(total, number, size, rows));
        return total.div_ceil(per_page.max(1));
    }
    match Links::read(response.headers()) {
        Some(links) => links.last.or(links.next).unwrap_or(number).max(number),
        None if rows > 0 => number + 1,
        None => number,
    }
}

/// The size of a server's pages where it does not say it: the one that was asked for, unless the
/// page has fewer rows than it would then have.
fn size_used(total: u64, number: u64, asked: u64, rows: u64) -> u64 {
    let before = number.saturating_sub(1);
    let expected = total.saturating_sub(before.saturating_mul(asked)).min(asked);
    if rows == 0 || rows == expected || rows >= asked {
        return asked;
    }
    // On the last page the rows before it are whole pages.
    let in_each = total.checked_sub(rows).and_then(|others| others.checked_div(before));
    match in_each {
        Some(size) if size >= rows && size < asked && size * before + rows == total => size,
        _ => rows,
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
    fn the_size_of_cut_pages_shows_on_every_page() {
        // Asked for 30, cut to 25, 110 rows: 25, 25, 25, 25, 10.
        for (page, rows) in [(1, 25), (2, 25), (3, 25), (4, 25), (5, 10)] {
            assert_eq!(size_used(110, page, 30, rows), 25, "page {page}");
        }
        // 100 rows, cut to 25: the fourth page is the last.
        assert_eq!(size_used(100, 4, 30, 25), 25);
        // Not cut.
        for (page, rows) in [(1, 30), (3, 30), (4, 20)] {
            assert_eq!(size_used(110, page, 30, rows), 30, "page {page}");
        }
        assert_eq!(size_used(110, 9, 30, 0), 30);
    }

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
