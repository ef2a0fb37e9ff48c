//! The pages of a connection.

use civic_core::Error;
use civic_core::list::{Fetch, Key, ListSpec, Next, Page, PageSource, Proof};
use serde::{Deserialize, Serialize};

use super::joined::{Joint, offset_of};
use super::wire::{Fetched, without_pages};
use super::{Content, Contents};
use crate::graphql::id::Id;
use crate::graphql::operation::Form;

/// The list on the wire.
pub(in crate::graphql) struct Pages<T> {
    pub(super) contents: Contents<T>,
    pub(super) direction: Direction,
    pub(super) form: Form<'static>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graphql) enum Direction {
    Forward,
    Backward,
}

/// What is to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::graphql) enum Place {
    /// A page of the list.
    Page(Start),
    /// All ids of the list once more.
    Names,
    /// One record, which the ids named.
    Record(Id),
}

/// The first page.
impl Default for Place {
    fn default() -> Self {
        Self::Page(Start::default())
    }
}

/// Where a page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::graphql) struct Start {
    /// The server's cursor of the row before it. `None` for the first page, and for one that
    /// begins with a row read before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
    /// How it joins on to the pages before it, in a list that is sorted by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    joint: Option<Joint>,
    /// Whether a page before it did not join on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    broken: bool,
}

impl<T: Content> Pages<T> {
    pub(in crate::graphql) fn new(contents: Contents<T>, direction: Direction) -> Self {
        Self { contents, direction, form: Form::Whole }
    }

    /// The same pages with no more of each row than its id and how many comments it has.
    pub(in crate::graphql) fn light(contents: Contents<T>) -> Self {
        let form = Form::Ids { list: T::LIST };
        Self { form, ..Self::new(contents, Direction::Forward) }
    }

    pub(super) fn is_backward(&self) -> bool {
        self.direction == Direction::Backward
    }

    /// Whether pages are joined by ids that only ever grow.
    fn joins(&self) -> bool {
        T::SORTS_BY_ID && !self.is_backward() && self.contents.order.is_empty()
    }

    /// What is handed to the walk.
    pub(in crate::graphql) async fn page(&self, place: Place) -> Result<Page<T, Place>, Error> {
        match place {
            Place::Page(start) => self.from(start).await,
            Place::Names => self.names().await,
            Place::Record(id) => self.record(id).await,
        }
    }

    async fn from(&self, start: Start) -> Result<Page<T, Place>, Error> {
        let joint = start.joint;
        let mut fetched = match joint.and_then(|joint| joint.anchor.zip(joint.last)) {
            Some((anchor, last)) => self.joined(anchor, last).await?,
            None => self.read(self.form, start.cursor.as_deref(), self.joins()).await?,
        };
        if fetched.offset.is_none() {
            fetched.offset = start.cursor.as_deref().map_or(Some(0), offset_of);
        }
        if self.is_backward() {
            fetched.rows.reverse();
        }
        let is_sorted = self.joins()
            && fetched.sorts
            && (joint.is_some() || !start.broken)
            && fetched.ascends();
        let next = self.behind(&fetched, &start, is_sorted)?;

        fetched.omitted.withheld = fetched.holes_behind(joint.map_or(0, |joint| joint.counted));
        let last = joint.and_then(|joint| joint.last);
        // The last row that was read is there to be joined to; those before it are read again.
        let is_old = |id: Option<Id>| id.is_some_and(|id| Some(id) < last);
        let rows = fetched.rows.into_iter().flatten();
        let rows: Vec<_> = rows.filter(|row| row.id.is_none() || row.id != last).collect();
        let again = rows.iter().take_while(|row| is_sorted && is_old(row.id)).count();
        let rows = rows.into_iter().map(|row| row.content);
        let page = Page::new(rows, next, fetched.receipt).omitted(fetched.omitted);
        Ok(Page { overlap: again, ..page })
    }

    /// What comes behind a page.
    fn behind(
        &self,
        fetched: &Fetched<T>,
        start: &Start,
        is_sorted: bool,
    ) -> Result<Next<Place>, Error> {
        let (more, cursor) = if self.is_backward() {
            (fetched.info.has_previous_page, &fetched.info.start_cursor)
        } else {
            (fetched.info.has_next_page, &fetched.info.end_cursor)
        };
        if more.unwrap_or(!fetched.rows.is_empty()) {
            let cursor = cursor.clone().ok_or_else(|| without_pages(T::RESOURCE_NAME))?;
            let joint = if is_sorted { Joint::behind(fetched, start.joint, &cursor) } else { None };
            let anchored = joint.is_some_and(|joint| joint.anchor.is_some());
            let broken = start.broken || (self.joins() && !anchored);
            let cursor = (!anchored).then_some(cursor);
            return Ok(Next::Page(Place::Page(Start { cursor, joint, broken })));
        }
        // One answer is one snapshot.
        let is_whole = *start == Start::default();
        Ok(if is_whole || (is_sorted && !start.broken) {
            Next::End(Proof::Sound)
        } else if self.contents.confirmed {
            Next::Check(Place::Names)
        } else {
            Next::End(Proof::IfUnchanged)
        })
    }
}

impl<T: Content> ListSpec for Pages<T> {
    type Item = T;

    fn resource_name(&self) -> &str {
        T::RESOURCE_NAME
    }

    fn identity(&self) -> String {
        let base = self.contents.client.base_url().trim_end_matches('/');
        let asked = serde_json::Value::Object(self.contents.variables());
        format!("decidim-client/1 {base}/api {} {asked}", T::PAGE.name())
    }

    fn key(&self, item: &T) -> Key {
        item.id().key()
    }
}

impl<T: Content> PageSource for Pages<T> {
    type List = Self;
    type Cursor = Place;

    fn list(&self) -> &Self {
        self
    }

    fn strategy_name(&self) -> &'static str {
        match (self.direction, self.joins()) {
            (Direction::Backward, _) => "cursors backward",
            (Direction::Forward, true) => "joined cursors",
            (Direction::Forward, false) => "cursors",
        }
    }

    fn first(&self) -> Place {
        Place::default()
    }

    fn fetch(&self, place: Place) -> Fetch<'_, Self> {
        Box::pin(self.page(place))
    }
}
