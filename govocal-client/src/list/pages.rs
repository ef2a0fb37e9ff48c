//! The pages of a list on the wire.

use std::fmt::Write;

use civic_core::http::Request;
use civic_core::paging::{self, Key, NumberedList, NumberedPage, Position, Screen, raw_rows};
use civic_core::{Error, ErrorKind};
use futures_util::future::BoxFuture;
use http::StatusCode;
use serde::Deserialize;

use super::List;
use crate::endpoint::Resource;

/// No server is known to cut pages below this.
const SMALLEST_CUT: u64 = 12;

pub(super) struct ListPages<T> {
    list: List<T>,
    noun: String,
}

#[derive(Deserialize)]
struct Meta {
    current_page: Option<u64>,
    total_pages: u64,
}

impl<T: Resource> ListPages<T> {
    pub(super) fn new(list: List<T>) -> Self {
        let noun = match list.path.strip_suffix("/deleted") {
            Some(resource) => format!("deleted {}", resource.replace('_', " ")),
            None => T::PATH.replace('_', " "),
        };
        Self { list, noun }
    }

    fn dates_are_sent(&self) -> bool {
        !self.list.joined
    }

    /// The query's parameters without those that turn pages.
    fn parameters(&self) -> impl Iterator<Item = (&'static str, String)> {
        let list = &self.list;
        let dates = list.dates.iter().filter(|_| self.dates_are_sent());
        let locale = list.locale.iter().map(|locale| ("locale", locale.clone()));
        list.query
            .iter()
            .cloned()
            .chain(dates.map(|dates| (dates.name, dates.value())))
            .chain(locale)
    }

    fn request(&self, number: u64, size: u64) -> Request {
        let mut request = Request::get(format!("/api/v2/{}", self.list.path));
        for (name, value) in self.parameters() {
            request = request.query(name, value);
        }
        if let Some(class) = self.list.class {
            request = request.class(class);
        }
        request.query("page_size", size).query("page_number", number)
    }

    /// A list answers 404 only where the platform does not have it.
    fn missing(error: Error) -> Error {
        match T::NOT_EVERYWHERE {
            Some(why) if error.status() == Some(StatusCode::NOT_FOUND) => {
                error.with_kind(ErrorKind::Unsupported).with_hint(why)
            }
            _ => error,
        }
    }
}

impl<T: Resource> paging::List for ListPages<T> {
    type Item = T;

    fn noun(&self) -> &str {
        &self.noun
    }

    fn identity(&self) -> String {
        let base = self.list.client.base_url().trim_end_matches('/');
        let mut identity = format!("govocal-client/1 {base}/api/v2/{}", self.list.path);
        let dates = self.list.dates.iter().filter(|_| !self.dates_are_sent());
        let rows_only = dates.map(|dates| (dates.name, dates.value()));
        for (name, value) in self.parameters().chain(rows_only) {
            // Writing to a string does not fail.
            let _ = write!(identity, " {name}={value}");
        }
        let _ = write!(identity, " page_size={}", self.list.page_size);
        identity
    }

    fn key(&self, item: &T) -> Key {
        item.key()
    }

    fn position(&self, item: &T) -> Option<Position> {
        item.position()
    }

    fn screen(&self, item: &T) -> Screen {
        for check in &self.list.checks {
            if (check.passes)(item) == Some(false) {
                return Screen::Ignored(check.filter);
            }
        }
        for dates in &self.list.dates {
            match dates.screen(item, self.dates_are_sent()) {
                Screen::Keep => {}
                dropped => return dropped,
            }
        }
        Screen::Keep
    }
}

impl<T: Resource> NumberedList for ListPages<T> {
    fn page_size(&self) -> u64 {
        self.list.page_size.into()
    }

    fn honoured_size(&self) -> u64 {
        self.list.client.largest_page().max(SMALLEST_CUT)
    }

    fn page(&self, number: u64, size: u64) -> BoxFuture<'_, Result<NumberedPage, Error>> {
        Box::pin(async move {
            let request = self.request(number, size);
            let response = self.list.client.request(request).await.map_err(Self::missing)?;
            let meta: Meta = response.json_under("meta")?;
            let rows = raw_rows(&response, T::ROWS)?;
            self.list.client.saw_page_of(rows.len() as u64);
            Ok(NumberedPage {
                rows,
                number: meta.current_page,
                total_pages: meta.total_pages,
                receipt: response.receipt(),
            })
        })
    }
}
