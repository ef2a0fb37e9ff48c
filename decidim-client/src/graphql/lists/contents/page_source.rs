//! A page of a component's records, handed to whoever reads them.

use civic_core::Error;
use civic_core::list::source::{Fetch, Next, Page, PageSource, Proof};

use super::cursor::{ContentsCursor, PageJoin, PageStart, offset_of};
use super::pages::{Direction, Pages, PagesOf};
use super::wire::{Fetched, RowModel, without_pages};
use crate::graphql::id::Id;
use crate::graphql::records::Content;

impl Pages {
    /// A page, wherever it begins.
    pub(in crate::graphql) async fn page<T: RowModel>(
        &self,
        place: ContentsCursor,
    ) -> Result<Page<T, ContentsCursor>, Error> {
        match place {
            ContentsCursor::Page(start) => self.started().from(start).await,
            ContentsCursor::Ids => self.ids().await,
            ContentsCursor::Record(id) => self.record(id).await,
        }
    }

    async fn from<T: RowModel>(&self, start: PageStart) -> Result<Page<T, ContentsCursor>, Error> {
        let join = start.join;
        let mut fetched = match join.and_then(|join| join.anchor.zip(join.last)) {
            Some((anchor, last)) => self.joined(anchor, last).await?,
            None => self.read(self.form, start.cursor.as_deref(), self.joins()).await?,
        };
        if fetched.offset.is_none() {
            fetched.offset = start.cursor.as_deref().map_or(Some(0), offset_of);
        }
        if self.is_backward() {
            fetched.rows.reverse();
        }
        let is_sorted =
            self.joins() && fetched.sorts && (join.is_some() || !start.broken) && fetched.ascends();
        let next = self.behind(&fetched, &start, is_sorted)?;

        fetched.omitted.hidden = fetched.holes_behind(join.map_or(0, |join| join.counted));
        let last = join.and_then(|join| join.last);
        // The last row that was read is there to be joined to; those before it are read again.
        let is_old = |id: Option<Id>| id.is_some_and(|id| Some(id) < last);
        let rows = fetched.rows.into_iter().flatten();
        let rows: Vec<_> = rows.filter(|row| row.id.is_none() || row.id != last).collect();
        let again = rows.iter().take_while(|row| is_sorted && is_old(row.id)).count();
        let rows = rows.into_iter().map(|row| row.content);
        let page = Page::new(rows, next, fetched.stats).omitted(fetched.omitted);
        Ok(Page { overlap: again, ..page })
    }

    /// Where the page behind this one begins; `None` behind the last one.
    ///
    /// # Errors
    /// [`Unsupported`](civic_core::ErrorKind::Unsupported) where there are more rows and the site does not say
    /// where.
    pub(super) fn cursor_behind<T>(&self, fetched: &Fetched<T>) -> Result<Option<String>, Error> {
        let (more, cursor) = if self.is_backward() {
            (fetched.info.has_previous_page, &fetched.info.start_cursor)
        } else {
            (fetched.info.has_next_page, &fetched.info.end_cursor)
        };
        if !more.unwrap_or(!fetched.rows.is_empty()) {
            return Ok(None);
        }
        let cursor = cursor.clone().ok_or_else(|| without_pages(self.kind.resource_name))?;
        Ok(Some(cursor))
    }

    /// What comes behind a page.
    fn behind<T>(
        &self,
        fetched: &Fetched<T>,
        start: &PageStart,
        is_sorted: bool,
    ) -> Result<Next<ContentsCursor>, Error> {
        if let Some(cursor) = self.cursor_behind(fetched)? {
            let join =
                if is_sorted { PageJoin::behind(fetched, start.join, &cursor) } else { None };
            let anchored = join.is_some_and(|join| join.anchor.is_some());
            let broken = start.broken || (self.joins() && !anchored);
            let cursor = (!anchored).then_some(cursor);
            return Ok(Next::Page(ContentsCursor::Page(PageStart { cursor, join, broken })));
        }
        // One answer is one snapshot.
        let is_whole = *start == PageStart::default();
        Ok(if is_whole || (is_sorted && !start.broken) {
            Next::End(Proof::Sound)
        } else if self.query.two_passes {
            Next::Check(ContentsCursor::Ids)
        } else {
            Next::End(Proof::IfUnchanged)
        })
    }
}

impl<T: Content> PageSource for PagesOf<T> {
    type List = Self;
    type Cursor = ContentsCursor;

    fn list(&self) -> &Self {
        self
    }

    fn strategy_name(&self) -> &'static str {
        match (self.pages.direction, self.pages.joins()) {
            (Direction::Backward, _) => "cursors backward",
            (Direction::Forward, true) => "joined cursors",
            (Direction::Forward, false) => "cursors",
        }
    }

    fn first(&self) -> ContentsCursor {
        ContentsCursor::default()
    }

    fn fetch(&self, place: ContentsCursor) -> Fetch<'_, Self> {
        Box::pin(self.pages.page(place))
    }
}
