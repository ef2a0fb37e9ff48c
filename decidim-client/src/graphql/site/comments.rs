//! The comments of a site: on every record of every component that can be commented on.

use std::collections::VecDeque;

use civic_core::Error;
use civic_core::list::Paginator;
use civic_core::list::source::{Fetch, Key, ListSpec, Next, Page, PageSource, Proof, RawRow};
use serde::{Deserialize, Serialize};

use super::commented::{Aside, KINDS, Kind, Light, light, questions};
use super::contents::components_of;
use super::threads::{Answers, Open, Threads, model};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::{ContentsCursor, EndlessGuard, gone};
use crate::graphql::resources::{Comment, Commentable};
use crate::graphql::sync::{Groups, Source};

pub(super) struct SiteComments {
    client: Client,
    /// Where it is noted which component a comment is in, if anybody asks.
    groups: Option<Groups>,
}

/// All comments of a site.
pub(super) fn source(client: Client) -> Source<Comment> {
    let model = model(&client, &Commentable::proposal(0));
    let list = "all comments".to_owned();
    let source = Source::new(client, "comments", list, model, |client, groups| {
        Paginator::by_cursor(SiteComments { client: client.clone(), groups: groups.cloned() })
    });
    // Most records that are commented on come in no order.
    source.ordered(false).in_components()
}

/// How far the list has been read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct SiteCursor {
    /// The kind of record, by its place among [`KINDS`]; after them, questions.
    kind: usize,
    /// The components that are left; `None` before they are listed.
    components: Option<VecDeque<Id>>,
    /// The page of the first of them that comes next.
    place: ContentsCursor,
    /// The component of the page before.
    #[serde(default)]
    of: Option<Id>,
    /// Records of the page before with comments, the first of them being read.
    commented: VecDeque<Id>,
    /// How many of these records were read again on purpose.
    #[serde(default)]
    again: usize,
    open: Open,
    conditional: bool,
}

impl SiteComments {
    /// The next comments, of the first record that has some.
    async fn page(&self, mut cursor: SiteCursor) -> Result<Page<Comment, SiteCursor>, Error> {
        let (mut aside, mut guard) = (Aside::default(), EndlessGuard::default());
        loop {
            if let Some(record) = cursor.commented.front().copied() {
                let is_again = cursor.again > 0;
                let rows = self.thread(record, &mut cursor, &mut aside).await?;
                if let (Some(groups), Some(component)) = (&self.groups, cursor.of) {
                    let rows = rows.iter().filter_map(|row| row.decode::<Read>().ok());
                    groups.note(component, rows.map(|row| row.id));
                }
                if !rows.is_empty() {
                    let overlap = if is_again { rows.len() } else { 0 };
                    let page = page(rows, Next::Page(cursor), aside);
                    return Ok(Page { overlap, ..page });
                }
            } else if let Some(kind) = KINDS.get(cursor.kind) {
                self.find_commented(kind, &mut cursor, &mut aside, &mut guard).await?;
            } else if cursor.components.is_none() {
                cursor.components = Some(VecDeque::new());
                cursor.of = None;
                cursor.commented = questions(&self.client, &mut aside).await?;
            } else {
                let proof = if cursor.conditional { Proof::IfUnchanged } else { Proof::Sound };
                return Ok(page(Vec::new(), Next::End(proof), aside));
            }
        }
    }

    /// The next two levels of comments on a record.
    async fn thread(
        &self,
        record: Id,
        cursor: &mut SiteCursor,
        aside: &mut Aside,
    ) -> Result<Vec<RawRow>, Error> {
        let kind = KINDS.get(cursor.kind);
        let root: fn(Id) -> Commentable = kind.map_or(Commentable::question, |kind| kind.record);
        let threads = Threads { client: self.client.clone(), root: root(record) };
        let Answers { rows, open, omitted, stats } = threads.read_past(&cursor.open).await?;
        aside.add(omitted, stats);
        if open.is_empty() {
            cursor.commented.pop_front();
            cursor.again = cursor.again.saturating_sub(1);
            cursor.open = None;
        } else {
            cursor.open = Some(open);
        }
        Ok(rows)
    }

    /// Reads the next page of records of a kind for those that have comments. Behind the last
    /// page, goes on to the next kind.
    async fn find_commented(
        &self,
        kind: &Kind,
        cursor: &mut SiteCursor,
        aside: &mut Aside,
        guard: &mut EndlessGuard,
    ) -> Result<(), Error> {
        let components = if let Some(components) = &mut cursor.components {
            components
        } else {
            let components = components_of(&self.client, kind.content.component, None).await?;
            aside.add(components.omitted, components.stats);
            cursor.components.insert(components.ids)
        };
        let Some(component) = components.front().copied() else {
            let (kind, conditional) = (cursor.kind + 1, cursor.conditional);
            *cursor = SiteCursor { kind, conditional, ..SiteCursor::default() };
            return Ok(());
        };
        let place = std::mem::take(&mut cursor.place);
        cursor.of = Some(component);
        let page = match light(self.client.clone(), kind.content, component, place).await {
            Ok(page) => page,
            // Taken down since it was listed: what was in it was not there throughout.
            Err(error) => {
                aside.omitted.add(gone(&error).ok_or(error)?);
                *guard = EndlessGuard::default();
                components.pop_front();
                return Ok(());
            }
        };
        if let Next::Page(place) = &page.next {
            let (ids, has_hidden) =
                (page.records.iter().filter_map(Light::id), page.omitted.hidden > 0);
            guard.note(ids, has_hidden, format!("{place:?}"), kind.content.resource_name)?;
        } else {
            *guard = EndlessGuard::default();
        }
        aside.add(page.omitted, page.stats);
        for (index, record) in page.records.into_iter().enumerate() {
            (kind.find)(record, &mut cursor.commented, &mut aside.omitted);
            if index < page.overlap {
                cursor.again = cursor.commented.len();
            }
        }
        match page.next {
            Next::Page(place) => cursor.place = place,
            Next::End(Proof::Sound) => {
                components.pop_front();
            }
            // Only a list of two passes is checked, and these are read in one.
            Next::End(_) | Next::Check(_) => {
                cursor.conditional = true;
                components.pop_front();
            }
        }
        Ok(())
    }
}

/// A comment that was read.
#[derive(Deserialize)]
struct Read {
    id: Id,
}

fn page(rows: Vec<RawRow>, next: Next<SiteCursor>, aside: Aside) -> Page<Comment, SiteCursor> {
    Page::new(rows, next, aside.stats).omitted(aside.omitted)
}

impl ListSpec for SiteComments {
    type Item = Comment;

    fn resource_name(&self) -> &'static str {
        "comments"
    }

    fn identity(&self) -> String {
        let base = self.client.base_url().trim_end_matches('/');
        format!("decidim-client/1 {base}/api all comments")
    }

    fn key(&self, comment: &Comment) -> Key {
        comment.id.key()
    }
}

impl PageSource for SiteComments {
    type List = Self;
    type Cursor = SiteCursor;

    fn list(&self) -> &Self {
        self
    }

    fn strategy_name(&self) -> &'static str {
        "components"
    }

    fn first(&self) -> SiteCursor {
        SiteCursor::default()
    }

    fn fetch(&self, cursor: SiteCursor) -> Fetch<'_, Self> {
        Box::pin(self.page(cursor))
    }
}
