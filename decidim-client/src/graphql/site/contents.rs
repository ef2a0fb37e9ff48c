//! The records of one kind in all components of a site.

use std::collections::VecDeque;
use std::marker::PhantomData;

use civic_core::http::Receipt;
use civic_core::paging::{Key, Lacking, List, Next, Page, PageSource, Proof};
use civic_core::{Error, ErrorKind};
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::components::Rooms;
use crate::graphql::client::Client;
use crate::graphql::contents::{Content, Contents, Direction, Pages, Place, add};
use crate::graphql::id::Id;
use crate::graphql::resources::SpaceKind;

pub(super) struct SiteContents<T> {
    client: Client,
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

impl<T: Content> SiteContents<T> {
    pub(super) fn new(client: Client) -> Self {
        Self { client, content: PhantomData }
    }

    async fn rooms(
        &self,
        receipt: &mut Receipt,
        lacking: &mut Lacking,
    ) -> Result<VecDeque<Id>, Error> {
        let rooms = Rooms::new(self.client.clone(), Some(T::COMPONENT));
        let mut found = VecDeque::new();
        for kind in SpaceKind::ALL {
            let found_here = rooms.of(kind).await?;
            add(receipt, found_here.receipt);
            lacking.add(found_here.lacking);
            for row in found_here.rows {
                let room: Room = serde_json::from_slice(row.json())
                    .map_err(|error| Error::decode(error.to_string(), "components"))?;
                found.push_back(room.id);
            }
        }
        Ok(found)
    }

    /// The next page that has rows, through as many empty components as there are.
    async fn page(&self, mut tour: Tour) -> Result<Page<Tour>, Error> {
        let (mut receipt, mut lacking) = (Receipt::default(), Lacking::default());
        if tour.rooms.is_none() {
            tour.rooms = Some(self.rooms(&mut receipt, &mut lacking).await?);
        }
        let mut rooms = tour.rooms.take().unwrap_or_default();
        while let Some(room) = rooms.front().copied() {
            let pages =
                Pages::new(Contents::<T>::new(self.client.clone(), room), Direction::Forward);
            let page = match pages.page(std::mem::take(&mut tour.place)).await {
                Ok(page) => page,
                // Taken down since it was listed: what was in it was not there throughout.
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    rooms.pop_front();
                    continue;
                }
                Err(error) => return Err(error),
            };
            add(&mut receipt, page.receipt);
            lacking.add(page.lacking);
            match page.next {
                Next::Page(place) => tour.place = place,
                Next::End(proof) => {
                    tour.conditional |= proof != Proof::Sound;
                    rooms.pop_front();
                }
            }
            if !page.rows.is_empty() {
                let next = if rooms.is_empty() {
                    self.end(&tour)
                } else {
                    Next::Page(Tour { rooms: Some(rooms), ..tour })
                };
                return Ok(Page::new(page.rows, next, receipt).lacking(lacking));
            }
        }
        Ok(Page::new(Vec::new(), self.end(&tour), receipt).lacking(lacking))
    }

    fn end(&self, tour: &Tour) -> Next<Tour> {
        Next::End(if tour.conditional { Proof::IfUnchanged } else { Proof::Sound })
    }
}

impl<T: Content> List for SiteContents<T> {
    type Item = T;

    fn noun(&self) -> &str {
        T::NOUN
    }

    fn identity(&self) -> String {
        let base = self.client.base_url().trim_end_matches('/');
        format!("decidim-client/1 {base}/api all {}", T::LIST)
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

    fn manner(&self) -> &'static str {
        "components"
    }

    fn first(&self) -> Tour {
        Tour::default()
    }

    fn fetch(&self, tour: Tour) -> BoxFuture<'_, Result<Page<Tour>, Error>> {
        Box::pin(self.page(tour))
    }
}
