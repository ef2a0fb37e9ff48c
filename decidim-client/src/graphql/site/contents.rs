//! The records of one kind in all components of a site.

use std::collections::VecDeque;
use std::marker::PhantomData;

use civic_core::Error;
use civic_core::http::platform::RequestStats;
use civic_core::list::Paginator;
use civic_core::list::source::{
    Fetch, Key, ListSpec, Next, Omitted, Page, PageRow, PageSource, Proof,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use super::components::SiteComponents;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::fallback::Found;
use crate::graphql::lists::{ContentQuery, Contents, ContentsCursor, Direction, Pages, gone};
use crate::graphql::records::operation::Form;
use crate::graphql::records::{Content, ContentKind};
use crate::graphql::resources::SpaceKind;
use crate::graphql::sync::{Groups, Model, Source};

pub(super) struct SiteContents<T> {
    client: Client,
    /// The one space to read; `None` for all.
    space: Option<(SpaceKind, Id)>,
    /// Where it is noted which component a row is in, if anybody asks.
    groups: Option<Groups>,
    /// Whether no more of each row is read than its id and when it was updated.
    is_scan: bool,
    content: PhantomData<fn() -> T>,
}

/// The records of one kind in a site, or in one space of it.
pub(super) fn source<T: Content>(client: Client, space: Option<(SpaceKind, Id)>) -> Source<T> {
    let mut variables = Map::new();
    variables.insert("component".to_owned(), "0".into());
    if T::SORTS_BY_ID {
        variables.insert("order".to_owned(), json!({"id": "asc"}));
    }
    let path = vec!["component", T::LIST, "edges", "node", "id"];
    let model = Model { operation: T::PAGE, form: Form::Whole, variables, path };
    let asker = client.clone();
    let list = name::<T>(space);
    let source = Source::new(client, T::RESOURCE_NAME, list, model, move |client, groups| {
        Paginator::by_cursor(SiteContents::<T>::new(client.clone(), space).noted(groups))
    });
    let source = source.scanned(T::updated_at, move |client, groups| {
        let contents = SiteContents::<T>::new(client.clone(), space).noted(groups);
        Paginator::by_cursor(SiteContents { is_scan: true, ..contents })
    });
    let one = move |component, id| Some(Contents::<T>::new(&asker, component?).get(id));
    source.ordered(T::SORTS_BY_ID).in_components().single_reads(one)
}

/// Tells the list from others of the site.
fn name<T: Content>(space: Option<(SpaceKind, Id)>) -> String {
    let of = space.map(|(kind, id)| format!(" of {} {id}", kind.field()));
    format!("all {}{}", T::LIST, of.unwrap_or_default())
}

/// Which components are left to read, and where in the first of them the next page begins.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct SiteCursor {
    /// `None` before they are listed.
    components: Option<VecDeque<Id>>,
    place: ContentsCursor,
    /// Whether a component could only be read under the condition that it did not change.
    conditional: bool,
}

#[derive(Deserialize)]
struct Listed {
    id: Id,
}

/// The components of a kind.
#[derive(Default)]
pub(super) struct ComponentIds {
    pub(super) ids: VecDeque<Id>,
    pub(super) omitted: Omitted,
    pub(super) stats: RequestStats,
}

/// The components of a kind in one space, or in all.
pub(super) async fn components_of(
    client: &Client,
    component: &'static str,
    space: Option<(SpaceKind, Id)>,
) -> Result<ComponentIds, Error> {
    let mut list = ComponentIds::default();
    if let Some((kind, space)) = space {
        let components = client.components(kind, space).list().kind(component);
        list.add(components.listing().question.found().await?);
        return Ok(list);
    }
    let components = SiteComponents::new(client.clone(), Some(component));
    for kind in SpaceKind::ALL {
        list.add(components.of(kind).await?);
    }
    Ok(list)
}

impl ComponentIds {
    /// Takes no more of each component than its id: what else it has may be of any form.
    fn add(&mut self, found: Found) {
        self.stats.add(found.stats);
        self.omitted.add(found.omitted);
        for row in found.rows {
            if let Ok(component) = row.decode::<Listed>() {
                self.ids.push_back(component.id);
            } else {
                // What is in it is missing, not the rest of the site. What came instead of an id may repeat
                // a secret of the caller's.
                let text =
                    "a component came without an id that is a number: what is in it is missing";
                self.omitted.errors.push(text.to_owned());
            }
        }
    }
}

impl<T: Content> SiteContents<T> {
    pub(super) fn new(client: Client, space: Option<(SpaceKind, Id)>) -> Self {
        Self { client, space, groups: None, is_scan: false, content: PhantomData }
    }

    /// The same, noting which component each row is in.
    fn noted(self, groups: Option<&Groups>) -> Self {
        Self { groups: groups.cloned(), ..self }
    }

    /// The next page, through as many empty components as there are. A page without rows that is not the last
    /// one of its component is handed on too: whoever reads the list sees where there is no end of them.
    async fn page(&self, mut cursor: SiteCursor) -> Result<Page<T, SiteCursor>, Error> {
        let (mut stats, mut omitted) = (RequestStats::default(), Omitted::default());
        if cursor.components.is_none() {
            let components = components_of(&self.client, T::COMPONENT, self.space).await?;
            stats.add(components.stats);
            omitted.add(components.omitted);
            if let Some(groups) = &self.groups {
                groups.list(components.ids.iter().copied());
            }
            cursor.components = Some(components.ids);
        }
        let mut components = cursor.components.take().unwrap_or_default();
        while let Some(component) = components.front().copied() {
            let (kind, query) =
                (ContentKind::of::<T>(), ContentQuery::new(self.client.clone(), component));
            let pages = if self.is_scan {
                Pages::scan(kind, query)
            } else {
                Pages::new(kind, query, Direction::Forward)
            };
            let page = match pages.page(std::mem::take(&mut cursor.place)).await {
                Ok(page) => page,
                // Taken down since it was listed: what was in it was not there throughout.
                Err(error) => {
                    omitted.add(gone(&error).ok_or(error)?);
                    components.pop_front();
                    continue;
                }
            };
            stats.add(page.stats);
            omitted.add(page.omitted);
            if let Some(groups) = &self.groups {
                groups.note(component, page.rows.iter().filter_map(id_of));
            }
            let mut goes_on = false;
            match page.next {
                Next::Page(place) => {
                    cursor.place = place;
                    goes_on = true;
                }
                Next::End(Proof::Sound) => {
                    components.pop_front();
                }
                // Only a list of two passes is checked, and these are read in one.
                Next::End(_) | Next::Check(_) => {
                    cursor.conditional = true;
                    components.pop_front();
                }
            }
            if goes_on || !page.rows.is_empty() {
                let next = if components.is_empty() {
                    Self::end(&cursor)
                } else {
                    Next::Page(SiteCursor { components: Some(components), ..cursor })
                };
                let overlap = page.overlap;
                let page = Page::new(page.rows, next, stats).omitted(omitted);
                return Ok(Page { overlap, ..page });
            }
        }
        Ok(Page::new(Vec::<PageRow<T>>::new(), Self::end(&cursor), stats).omitted(omitted))
    }

    fn end(cursor: &SiteCursor) -> Next<SiteCursor> {
        Next::End(if cursor.conditional { Proof::IfUnchanged } else { Proof::Sound })
    }
}

/// The id of a row, where it can be read.
fn id_of<T: Content>(row: &PageRow<T>) -> Option<Id> {
    match row {
        PageRow::Decoded(record) => Some(record.id()),
        PageRow::Raw(row) => row.decode::<Listed>().ok().map(|row| row.id),
    }
}

impl<T: Content> ListSpec for SiteContents<T> {
    type Item = T;

    fn resource_name(&self) -> &str {
        T::RESOURCE_NAME
    }

    fn identity(&self) -> String {
        let base = self.client.base_url().trim_end_matches('/');
        format!("decidim-client/1 {base}/api {}", name::<T>(self.space))
    }

    fn key(&self, item: &T) -> Key {
        item.id().key()
    }
}

impl<T: Content> PageSource for SiteContents<T> {
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
