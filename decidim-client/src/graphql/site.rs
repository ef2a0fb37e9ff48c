//! A whole site at a time: all its components, and all records of one kind in them.

mod comments;
mod components;
mod contents;

use civic_core::list::Paginator;

use super::client::Client;
use super::contents::Content;
use super::id::Id;
use super::resources::{Comment, Component, Proposal, SpaceKind};

impl Client {
    /// All components of the site, in all kinds of spaces that it has: one answer a kind.
    pub fn all_components(&self) -> Paginator<Component> {
        Paginator::by_cursor(components::SiteComponents::new(self.clone(), None))
    }

    /// All proposals of the site, component by component.
    pub fn all_proposals(&self) -> Paginator<Proposal> {
        self.all::<Proposal>()
    }

    /// All comments of the site, record by record, a comment before its answers.
    ///
    /// A record or a comment that is deleted while the list is read is passed over. What the
    /// server fails to give (such as where a list holds a comment that this caller may not see) does not end the list: its
    /// report has the server's words, and the verdict is a possible gap.
    pub fn all_comments(&self) -> Paginator<Comment> {
        Paginator::by_cursor(comments::SiteComments(self.clone()))
    }

    /// All records of one kind that the site's components hold, component by component:
    /// `site.all::<Meeting>()`. The components are listed at the beginning; one that
    /// is published meanwhile is not read.
    pub fn all<T: Content>(&self) -> Paginator<T> {
        Paginator::by_cursor(contents::SiteContents::new(self.clone(), None))
    }

    /// The same for one space: `site.all_in::<Proposal>(SpaceKind::Assembly, 4)`.
    pub fn all_in<T: Content>(&self, kind: SpaceKind, space: impl Into<Id>) -> Paginator<T> {
        Paginator::by_cursor(contents::SiteContents::new(self.clone(), Some((kind, space.into()))))
    }
}
