//! A whole site at a time: all its components, and all records of one kind in them.

mod components;
mod contents;

use civic_core::paging::Walk;

use super::client::Client;
use super::contents::Content;
use super::resources::{Component, Proposal};

impl Client {
    /// All components of the site, in all kinds of spaces that it has: one answer a kind.
    pub fn all_components(&self) -> Walk<Component> {
        Walk::by_cursor(components::Rooms::new(self.clone(), None))
    }

    /// All proposals of the site, component by component.
    pub fn all_proposals(&self) -> Walk<Proposal> {
        self.all::<Proposal>()
    }

    /// All records of one kind that the site's components hold, component by component:
    /// `site.all::<Meeting>()`. The components are listed when the walk begins; one that
    /// is published meanwhile is not read.
    pub fn all<T: Content>(&self) -> Walk<T> {
        Walk::by_cursor(contents::SiteContents::new(self.clone()))
    }
}
