//! The records of one kind in all components of a site.

use std::collections::VecDeque;
use std::marker::PhantomData;

use civic_core::http::platform::RequestStats;
use civic_core::list::source::{
    Fetch, Key, ListSpec, Next, Omitted, Page, PageRow, PageSource, Proof,
};
use civic_core::{Error, ErrorKind};
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::components::SiteComponents;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::listing::Found;
use crate::graphql::lists::{ContentList, ContentsCursor, Direction, Pages};
use crate::graphql::records::Content;
use crate::graphql::resources::SpaceKind;
use crate::graphql::server_error::ServerError;

pub(super) struct SiteContents<T> {
    client: Client,
    /// The one space to read; `None` for all.
    space: Option<(SpaceKind, Id)>,
    content: PhantomData<fn() -> T>,
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
pub(super) struct ComponentList {
    pub(super) ids: VecDeque<Id>,
    pub(super) omitted: Omitted,
    pub(super) stats: RequestStats,
}

/// The components of a kind in one space, or in all.
pub(super) async fn components_of(
    client: &Client,
    component: &'static str,
    space: Option<(SpaceKind, Id)>,
) -> Result<ComponentList, Error> {
    let mut list = ComponentList::default();
    if let Some((kind, space)) = space {
        list.add(client.components(kind, space).list().kind(component).found().await?);
        return Ok(list);
    }
    let components = SiteComponents::new(client.clone(), Some(component));
    for kind in SpaceKind::ALL {
        list.add(components.of(kind).await?);
    }
    Ok(list)
}

impl ComponentList {
    /// Takes no more of each component than its id: what else it has may be of any form.
    fn add(&mut self, found: Found) {
        self.stats.add(found.stats);
        self.omitted.add(found.omitted);
        for row in found.rows {
            match row.decode::<Listed>() {
                Ok(component) => self.ids.push_back(component.id),
                // What is in it is missing, not the rest of the site.
                Err(misfit) => {
                    let error = Error::from(misfit.under("components"));
                    self.omitted.errors.push(error.to_string());
                }
            }
        }
    }
}

/// What is omitted from a list where the site itself says that what it listed is no longer there.
/// `None` for any other error: an HTTP 404 comes from a proxy before the site, and says nothing about
/// the record.
///
/// Since 0.32 servers say it in an error. Before, there is a null, which may have any reason.
pub(in crate::graphql) fn gone(error: &Error) -> Option<Omitted> {
    if error.kind() != ErrorKind::NotFound || error.status() != Some(StatusCode::OK) {
        return None;
    }
    let is_told = !ServerError::all_of(error).is_empty();
    let errors = if is_told { Vec::new() } else { vec![error.to_string()] };
    Some(Omitted { withheld: 1, errors })
}

impl<T: Content> SiteContents<T> {
    pub(super) fn new(client: Client, space: Option<(SpaceKind, Id)>) -> Self {
        Self { client, space, content: PhantomData }
    }

    /// The next page that has rows, through as many empty components as there are.
    async fn page(&self, mut cursor: SiteCursor) -> Result<Page<T, SiteCursor>, Error> {
        let (mut stats, mut omitted) = (RequestStats::default(), Omitted::default());
        if cursor.components.is_none() {
            let components = components_of(&self.client, T::COMPONENT, self.space).await?;
            stats.add(components.stats);
            omitted.add(components.omitted);
            cursor.components = Some(components.ids);
        }
        let mut components = cursor.components.take().unwrap_or_default();
        while let Some(component) = components.front().copied() {
            let list = ContentList::<T>::new(self.client.clone(), component);
            let pages = Pages::new(list, Direction::Forward);
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
            if !page.rows.is_empty() {
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

impl<T: Content> ListSpec for SiteContents<T> {
    type Item = T;

    fn resource_name(&self) -> &str {
        T::RESOURCE_NAME
    }

    fn identity(&self) -> String {
        let base = self.client.base_url().trim_end_matches('/');
        let of = self.space.map(|(kind, id)| format!(" of {} {id}", kind.field()));
        format!("decidim-client/1 {base}/api all {}{}", T::LIST, of.unwrap_or_default())
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
