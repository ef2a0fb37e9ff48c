//! The records of one kind in all components of a site.

use std::collections::VecDeque;
use std::marker::PhantomData;

use civic_core::http::Receipt;
use civic_core::list::{Fetch, Key, ListSpec, Next, Omitted, Page, PageRow, PageSource, Proof};
use civic_core::{Error, ErrorKind};
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::components::Rooms;
use crate::graphql::client::Client;
use crate::graphql::contents::{Content, Contents, Direction, Pages, Place};
use crate::graphql::id::Id;
use crate::graphql::listing::Found;
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
pub(super) struct Tour {
    /// `None` before they are listed.
    rooms: Option<VecDeque<Id>>,
    place: Place,
    /// Whether a component could only be read under the condition that it did not change.
    conditional: bool,
}

#[derive(Deserialize)]
struct Room {
    id: Id,
}

/// The components of a kind.
#[derive(Default)]
pub(super) struct RoomList {
    pub(super) ids: VecDeque<Id>,
    pub(super) omitted: Omitted,
    pub(super) receipt: Receipt,
}

/// The components of a kind in one space, or in all.
pub(super) async fn rooms_of(
    client: &Client,
    component: &'static str,
    space: Option<(SpaceKind, Id)>,
) -> Result<RoomList, Error> {
    let mut list = RoomList::default();
    if let Some((kind, space)) = space {
        list.add(client.components(kind, space).kind(component).found().await?)?;
        return Ok(list);
    }
    let rooms = Rooms::new(client.clone(), Some(component));
    for kind in SpaceKind::ALL {
        list.add(rooms.of(kind).await?)?;
    }
    Ok(list)
}

impl RoomList {
    /// Takes no more of each component than its id: what else it has may be of any form.
    fn add(&mut self, found: Found) -> Result<(), Error> {
        self.receipt.add(found.receipt);
        self.omitted.add(found.omitted);
        for row in found.rows {
            let room: Room = row.decode().map_err(|misfit| misfit.under("components"))?;
            self.ids.push_back(room.id);
        }
        Ok(())
    }
}

/// What a list lacks where the site itself says that what it listed is no longer there. `None` for
/// any other error: a page of HTTP 404 says nothing of the kind, it comes from whatever stands
/// before the site.
///
/// Since 0.32 servers say it in an error. Before, there is a null, which may be anything.
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
    async fn page(&self, mut tour: Tour) -> Result<Page<T, Tour>, Error> {
        let (mut receipt, mut omitted) = (Receipt::default(), Omitted::default());
        if tour.rooms.is_none() {
            let rooms = rooms_of(&self.client, T::COMPONENT, self.space).await?;
            receipt.add(rooms.receipt);
            omitted.add(rooms.omitted);
            tour.rooms = Some(rooms.ids);
        }
        let mut rooms = tour.rooms.take().unwrap_or_default();
        while let Some(room) = rooms.front().copied() {
            let pages =
                Pages::new(Contents::<T>::new(self.client.clone(), room), Direction::Forward);
            let page = match pages.page(std::mem::take(&mut tour.place)).await {
                Ok(page) => page,
                // Taken down since it was listed: what was in it was not there throughout.
                Err(error) => {
                    omitted.add(gone(&error).ok_or(error)?);
                    rooms.pop_front();
                    continue;
                }
            };
            receipt.add(page.receipt);
            omitted.add(page.omitted);
            match page.next {
                Next::Page(place) => tour.place = place,
                Next::End(proof) => {
                    tour.conditional |= proof != Proof::Sound;
                    rooms.pop_front();
                }
                // Only what is confirmed is read again.
                Next::Check(_) => {
                    tour.conditional = true;
                    rooms.pop_front();
                }
            }
            if !page.rows.is_empty() {
                let next = if rooms.is_empty() {
                    Self::end(&tour)
                } else {
                    Next::Page(Tour { rooms: Some(rooms), ..tour })
                };
                let overlap = page.overlap;
                let page = Page::new(page.rows, next, receipt).omitted(omitted);
                return Ok(Page { overlap, ..page });
            }
        }
        Ok(Page::new(Vec::<PageRow<T>>::new(), Self::end(&tour), receipt).omitted(omitted))
    }

    fn end(tour: &Tour) -> Next<Tour> {
        Next::End(if tour.conditional { Proof::IfUnchanged } else { Proof::Sound })
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
    type Cursor = Tour;

    fn list(&self) -> &Self {
        self
    }

    fn strategy_name(&self) -> &'static str {
        "components"
    }

    fn first(&self) -> Tour {
        Tour::default()
    }

    fn fetch(&self, tour: Tour) -> Fetch<'_, Self> {
        Box::pin(self.page(tour))
    }
}
