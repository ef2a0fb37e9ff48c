//! A second pass over a list that reads nothing but ids.

use std::collections::BTreeSet;

use civic_core::http::platform::RequestStats;
use civic_core::list::source::{Named, Next, Page, Proof, RawRow};
use civic_core::{Error, ErrorKind};

use super::cursor::ContentsCursor;
use super::list::ContentQuery;
use super::pages::Pages;
use super::single_record;
use super::wire::Identified;
use crate::graphql::id::Id;
use crate::graphql::records::operation::Form;

/// What is proven when a first reading brought what the second one names.
const AGREED: Proof = Proof::Agreed(2);

impl Pages {
    /// All ids once more: the records that had not come are fetched.
    pub(super) async fn ids<T>(&self) -> Result<Page<T, ContentsCursor>, Error> {
        let mut stats = RequestStats::default();
        let (mut named, mut errors) = (Vec::new(), Vec::new());
        let (mut cursor, mut visited) = (None, BTreeSet::new());
        loop {
            let form = Form::Ids { list: self.kind.list };
            let page = self.read::<Identified>(form, cursor.as_deref(), false).await?;
            stats.add(page.stats);
            named.extend(
                page.ids().map(|id| Named { key: id.key(), at: ContentsCursor::Record(id) }),
            );
            errors.extend(page.omitted.errors);
            let (more, next) = match page.info {
                info if self.is_backward() => (info.has_previous_page, info.start_cursor),
                info => (info.has_next_page, info.end_cursor),
            };
            match next {
                Some(next) if more == Some(true) && visited.insert(next.clone()) => {
                    cursor = Some(next);
                }
                _ => break,
            }
        }
        let mut page = Page::new(Vec::<RawRow>::new(), Next::End(AGREED), stats);
        page.omitted.errors = errors;
        Ok(Page { named, ..page })
    }

    /// One record by its id; a page without rows where it has gone meanwhile.
    pub(super) async fn record<T>(&self, id: Id) -> Result<Page<T, ContentsCursor>, Error> {
        let (kind, ContentQuery { client, component, .. }) = (self.kind, &self.query);
        let path = single_record::path(kind);
        let page =
            |row, stats| Page::new(Option::<RawRow>::into_iter(row), Next::End(AGREED), stats);
        let answer = match single_record::ask_for(kind, client, *component, id).await {
            Ok(answer) => answer,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(page(None, RequestStats::from(&error)));
            }
            Err(error) => return Err(error),
        };
        let stats = answer.stats();
        if let Some(row) = answer.at(&path)? {
            answer.must_be(&path, kind.one, id)?;
            let row = answer.own(RawRow::new(row));
            return Ok(page(Some(row), stats).omitted(answer.omitted(0)));
        }
        match answer.no_record_at(&path, kind.one) {
            error if error.kind() == ErrorKind::NotFound => Ok(page(None, stats)),
            error => Err(error),
        }
    }
}
