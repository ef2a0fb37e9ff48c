//! A second pass over a list that reads nothing but ids.

use std::collections::BTreeSet;

use civic_core::Error;
use civic_core::http::platform::RequestStats;
use civic_core::list::source::{Named, Next, Page, Proof, RawRow};

use super::cursor::ContentsCursor;
use super::endless::EndlessGuard;
use super::gone::gone;
use super::list::ContentQuery;
use super::pages::Pages;
use super::single_record;
use super::wire::Identified;
use crate::graphql::id::Id;
use crate::graphql::records::operation::Form;

impl Pages {
    /// All ids once more: the records that had not come are fetched. Where there are none, both passes agree.
    ///
    /// # Errors
    /// Those of a page, also where the pass breaks off: then it agrees with nothing.
    pub(super) async fn ids<T>(&self) -> Result<Page<T, ContentsCursor>, Error> {
        let mut stats = RequestStats::default();
        let (mut ids, mut errors) = (BTreeSet::new(), Vec::new());
        let (mut cursor, mut guard) = (None, EndlessGuard::default());
        loop {
            let form = Form::Ids { list: self.kind.list };
            let page = self.read::<Identified>(form, cursor.as_deref(), false).await?;
            stats.add(page.stats);
            ids.extend(page.ids());
            let next = self.cursor_behind(&page)?;
            let has_hidden = page.rows.iter().any(Option::is_none);
            if let Some(next) = &next {
                guard.note(page.ids(), has_hidden, next.clone(), self.kind.resource_name)?;
            }
            errors.extend(page.omitted.errors);
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        let named =
            ids.into_iter().map(|id| Named { key: id.key(), at: ContentsCursor::Record(id) });
        let mut page = Page::new(Vec::<RawRow>::new(), Next::End(Proof::Agreed(2)), stats);
        page.omitted.errors = errors;
        Ok(Page { named: named.collect(), ..page })
    }

    /// One record by its id, which the first pass missed: the passes do not agree. A page without rows where
    /// the site says that it has gone meanwhile.
    pub(super) async fn record<T>(&self, id: Id) -> Result<Page<T, ContentsCursor>, Error> {
        let (kind, ContentQuery { client, component, .. }) = (self.kind, &self.query);
        let path = single_record::path(kind);
        let page = |row, stats| {
            Page::new(Option::<RawRow>::into_iter(row), Next::End(Proof::IfUnchanged), stats)
        };
        let answer = match single_record::ask_for(kind, client, *component, id).await {
            Ok(answer) => answer,
            Err(error) => {
                let stats = RequestStats::from(&error);
                return Ok(page(None, stats).omitted(gone(&error).ok_or(error)?));
            }
        };
        let stats = answer.stats();
        if let Some(row) = answer.at(&path)? {
            answer.must_be(&path, kind.one, id)?;
            let row = answer.own(RawRow::new(row));
            return Ok(page(Some(row), stats).omitted(answer.omitted(0)));
        }
        let error = answer.no_record_at(&path, kind.one);
        Ok(page(None, stats).omitted(gone(&error).ok_or(error)?))
    }
}
